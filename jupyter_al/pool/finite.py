"""Which rows of a feature matrix can be computed with."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["finite_rows"]

# about the size of a core's own cache: the two passes below then read memory once
_CHUNK_BYTES = 1 << 20
# beyond this a value turns into infinity in float32, which every learner here computes in
_LIMIT = float(np.finfo(np.float32).max)


def finite_rows(features: Any) -> npt.NDArray[np.bool_]:
    """Return which rows hold only numbers that float32 can hold.

    Parameters
    ----------
    features : (N, D) ndarray, memmap or SciPy CSR matrix
        Read once, chunk by chunk; never copied.

    Returns
    -------
    (N,) ndarray of bool
    """
    if hasattr(features, "indptr"):
        return _finite_sparse(features)
    n = len(features)
    finite = np.ones(n, dtype=bool)
    if features.dtype.kind != "f":
        return finite
    step = max(1, _CHUNK_BYTES // max(1, features.shape[1] * features.itemsize))
    for start in range(0, n, step):
        chunk = np.asarray(features[start : start + step])
        if chunk.dtype == np.float16:
            # its arithmetic is slow, and an exponent of all ones is what makes NaN or infinity
            finite[start : start + step] = ((chunk.view(np.uint16) & 0x7C00) != 0x7C00).all(axis=1)
        # NaN fails both comparisons; only a chunk with a bad value is looked at row by row
        elif not (chunk.min() >= -_LIMIT and chunk.max() <= _LIMIT):
            finite[start : start + step] = (np.abs(chunk) <= _LIMIT).all(axis=1)
    return finite


def _finite_sparse(matrix: Any) -> npt.NDArray[np.bool_]:
    finite = np.ones(matrix.shape[0], dtype=bool)
    bad = np.flatnonzero(~(np.abs(matrix.data) <= _LIMIT))
    # value k belongs to the row whose slice of `data` holds position k
    finite[np.searchsorted(matrix.indptr, bad, side="right") - 1] = False
    return finite
