"""Models on some rows of a pool, a part at a time: rows may be images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import blocks

__all__ = ["in_blocks"]

BYTES = 64 * 2**20


def in_blocks(
    compute: Callable[[Any], Any], inputs: Any, rows: npt.NDArray[np.int64]
) -> npt.NDArray[Any]:
    """Return ``compute(inputs[rows])`` with at most 64 MB of inputs at a time.

    Parameters
    ----------
    compute : callable
        Of (m, ...) inputs, returns (m, ...).
    inputs : (N, ...) array or sparse matrix
    rows : (n,) int64
    """
    width = 1024 if hasattr(inputs, "toarray") else int(np.prod(inputs.shape[1:]))
    parts = [
        np.asarray(compute(inputs[rows[part]])) for part in blocks(len(rows), width * 4, BYTES)
    ]
    return np.concatenate(parts) if parts else np.asarray(compute(inputs[rows]))
