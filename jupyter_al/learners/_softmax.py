"""Softmax of a linear head over many rows, in chunks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_al.errors import LearnerError
from jupyter_al.learners._rows import as_rows, chunks, is_sparse
from jupyter_al.learners.base import Array, Inputs

__all__ = ["head_probabilities"]

CPU_CHUNK = 1 << 22
GPU_CHUNK = 1 << 26


def head_probabilities(
    inputs: Inputs, weight: Array, bias: Array, *, device: str = "cpu", exact: bool = False
) -> NDArray[np.float32]:
    """Return ``softmax(inputs @ weight.T + bias)`` as (M, C) float32.

    A row with a NaN or an infinity has logits that are not finite, and so becomes a row of
    NaN by itself; other rows do not feel it.

    Parameters
    ----------
    inputs : (M, ...) array, memmap or (M, D) CSR matrix
    weight : (C, D)
    bias : (C,)
    device : str
        Where dense rows are multiplied.
    exact : bool
        Multiply in float64, for rows that lie far from the origin.

    Raises
    ------
    LearnerError
        The rows are not as wide as the head.
    """
    import torch

    rows = as_rows(inputs)
    width = int(np.prod(rows.shape[1:], dtype=np.int64))
    if width != weight.shape[1]:
        raise LearnerError(
            f"The rows have {width} features and the model was fitted on {weight.shape[1]}; "
            "pass rows of the same pool."
        )
    if device == "mps":
        exact = False
    kind = np.float64 if exact else np.float32
    out = np.empty((rows.shape[0], weight.shape[0]), dtype=np.float32)
    shift = bias.astype(kind)[:, None]
    if is_sparse(rows):
        across: Any = np.ascontiguousarray(weight.T, dtype=kind)
    else:
        across = torch.as_tensor(np.array(weight, dtype=kind), device=device).T
    with np.errstate(invalid="ignore", over="ignore"):
        for part in chunks(rows, CPU_CHUNK if device == "cpu" else GPU_CHUNK):
            block = rows[part]
            if is_sparse(block):
                z = block @ across
            else:
                flat = np.ascontiguousarray(block.reshape(block.shape[0], -1))
                # torch widens half precision eight times faster than NumPy
                z = (_tensor(flat).to(device, across.dtype) @ across).cpu().numpy()
            # classes first: a reduction along a short last axis is five times slower
            p = z.T + shift
            p -= p.max(axis=0)
            np.exp(p, out=p)
            p /= p.sum(axis=0)
            out[part] = p.T
    return out


class _Alias:
    """The same memory without the read-only mark.

    torch has no read-only tensors and warns about one made from a read-only array, such as a
    memory map. Nothing here writes to it.
    """

    def __init__(self, array: Array) -> None:
        self.kept = array
        self.__array_interface__ = {
            **array.__array_interface__,
            "data": (array.__array_interface__["data"][0], False),
        }


def _tensor(array: Array) -> Any:
    import torch

    return torch.from_numpy(array if array.flags.writeable else np.asarray(_Alias(array)))
