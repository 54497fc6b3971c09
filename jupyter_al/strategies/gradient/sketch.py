"""Features whose inner products are a kernel: of the embedding, or of last-layer gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.numerics.softmax_head import Coordinates
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.influence.reference_influence import label_residual

__all__ = ["KERNELS", "features_of", "needs_of_kernel", "product_sketch"]

KERNELS = ("linear", "ll", "grad")


def needs_of_kernel(kernel: str) -> frozenset[str]:
    """Return the artefacts that a kernel is made of."""
    own = {"embedding"} | ({"probabilities"} if kernel == "grad" else set())
    return frozenset(own)


def product_sketch(left: Floats, right: Floats, u: Floats, v: Floats) -> Floats:
    """Return ``sqrt(p) (left U) * (right V)``, (M, p): a sketch of ``left ⊗ right``.

    With independent entries of variance 1/p in U (C, p) and V (E, p) the inner products are
    those of the outer products in expectation (Holzmüller et al., JMLR 2023).
    """
    out: Floats = np.sqrt(u.shape[1]).astype(left.dtype) * (left @ u) * (right @ v)
    return out


def features_of(
    snapshot: Snapshot, index: Ints, kernel: str, width: int, rng: np.random.Generator
) -> Floats:
    """Return the (M, p) float features of some rows.

    Exact where they have at most `width` columns, sketched to `width` columns otherwise.

    Parameters
    ----------
    snapshot : Snapshot
    index : (M,) int64
    kernel : str
        ``linear``: the embedding; ``ll``: with a constant one, the gradient of a linear output;
        ``grad``: the gradient ``(p - onehot(argmax p)) ⊗ (x, 1)`` of the last layer.
    width : int
    rng : numpy.random.Generator
    """
    coordinates = Coordinates(*snapshot.scaling)
    wide = snapshot.embedding.shape[1] + (kernel != "linear")
    classes = snapshot.n_classes if kernel == "grad" else 1
    dtype: Any = np.float64 if len(index) * min(width, wide * classes) <= 2**21 else np.float32
    exact = wide * classes <= width
    if not exact:
        deviation = width**-0.5
        v = rng.normal(0, deviation, size=(wide, width)).astype(dtype)
        u = rng.normal(0, deviation, size=(classes, width)).astype(dtype)
    out: Floats = np.empty((len(index), wide * classes if exact else width), dtype=dtype)
    for part in blocks(len(index), (wide + 2 * out.shape[1]) * 8):
        some = index[part]
        rows = coordinates.rows(dense(snapshot.embedding, some))[:, :wide].astype(dtype)
        if kernel == "grad":
            known = np.asarray(dense(snapshot.probabilities, some), dtype=np.float64)
            left = label_residual(known).astype(dtype)
            if exact:
                out[part] = (left[:, :, None] * rows[:, None, :]).reshape(len(some), -1)
            else:
                out[part] = product_sketch(left, rows, u, v)
        else:
            out[part] = rows if exact else rows @ v
    return out
