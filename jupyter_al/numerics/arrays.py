"""Rows of a matrix, dense or sparse, in blocks of bounded size."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.watch import steps

__all__ = [
    "BLOCK_BYTES",
    "Floats",
    "Ints",
    "Matrix",
    "all_moderate",
    "blocks",
    "dense",
    "finite_lengths",
    "frozen",
    "is_sparse",
    "matmul",
    "mean_row",
    "spanned",
    "squared_lengths",
]

Floats: TypeAlias = npt.NDArray[Any]
"""A real array: float32, or float64 where the caller's data are float64."""
Ints: TypeAlias = npt.NDArray[np.int64]
Matrix: TypeAlias = Any
"""An (N, D) ndarray, memmap or scipy CSR matrix."""

BLOCK_BYTES = 16 * 2**20
_MOST = 1e15
_STRETCH = 1.25


def is_sparse(rows: Matrix) -> bool:
    """Return whether `rows` is a scipy sparse matrix (without importing scipy)."""
    return hasattr(rows, "tocsr")


def working_dtype(rows: Matrix) -> npt.DTypeLike:
    """Return float64 for float64 rows and float32 for everything else."""
    return np.float64 if rows.dtype == np.float64 else np.float32


def blocks(n_rows: int, row_bytes: int, budget: int = BLOCK_BYTES) -> Iterator[slice]:
    """Yield slices that cover ``range(n_rows)``, each holding about `budget` bytes.

    Who watches the work (:mod:`jupyter_al.numerics.watch`) hears of each, and may stop it.
    """
    size = max(64, budget // max(1, row_bytes))
    for step in steps(-(-n_rows // size)):
        yield slice(step * size, min(n_rows, (step + 1) * size))


def dense(rows: Matrix, index: slice | Ints) -> Floats:
    """Return the rows at `index` as a dense float array (float64 only for float64 rows)."""
    part = rows[index]
    if is_sparse(part):
        part = part.toarray()
    return converted(part, working_dtype(rows))


def spanned(rows: Matrix, index: Ints) -> tuple[Floats, Ints | slice]:
    """Return a dense block that holds the rows at `index`, and their places in it.

    Where most of the rows from the first to the last are wanted, that is the whole stretch,
    uncopied: gathering rows takes longer than a product with a narrow matrix.
    """
    if len(index):
        start, stop = int(index[0]), int(index[-1]) + 1
        if stop - start <= _STRETCH * len(index) and (index[1:] > index[:-1]).all():
            return dense(rows, slice(start, stop)), index - start
    return dense(rows, index), slice(None)


def converted(part: Any, dtype: Any) -> Floats:
    """Return an array in another precision; half precision by torch where it is loaded.

    NumPy widens half precision one number at a time: eight times slower at 20,000 x 384.
    """
    torch = sys.modules.get("torch")
    if torch is not None and part.dtype == np.float16 and np.dtype(dtype) == np.float32:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a read-only array; nothing here writes to it
            out: Floats = torch.from_numpy(np.ascontiguousarray(part)).float().numpy()
        return out
    return np.asarray(part, dtype=dtype)


def matmul(rows: Matrix, right: Floats) -> Floats:
    """Return ``rows @ right`` as a dense array without copying `rows`.

    Parameters
    ----------
    rows : (N, D) matrix
    right : (D,) or (D, K) array
        Brought to the precision of `rows`, so that the large side is never converted.

    Returns
    -------
    (N,) or (N, K) array
    """
    right = np.asarray(right, dtype=working_dtype(rows))
    if is_sparse(rows):
        return np.asarray(rows @ right)
    direct = rows.dtype == right.dtype and (rows.flags.c_contiguous or rows.flags.f_contiguous)
    with np.errstate(invalid="ignore", over="ignore"):
        if direct:
            return np.asarray(rows) @ right
        out = np.empty((rows.shape[0], *right.shape[1:]), dtype=right.dtype)
        for part in blocks(rows.shape[0], rows.shape[1] * right.itemsize):
            out[part] = dense(rows, part) @ right
    return out


def squared_lengths(rows: Matrix, shift: Floats | None = None) -> Floats:
    """Return the (N,) squared Euclidean lengths of ``rows - shift``.

    A row that holds NaN or infinity, or whose square overflows, has no finite length; this is
    also the cheapest test of whether a row can be used at all.
    """
    dtype = working_dtype(rows)
    out = np.empty(rows.shape[0], dtype=dtype)
    with np.errstate(invalid="ignore", over="ignore"):
        if is_sparse(rows):
            squares = np.square(rows.data, dtype=dtype)
            owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
            out[:] = np.bincount(owner, weights=squares, minlength=rows.shape[0])
            if shift is not None:
                out += shift @ shift - 2 * matmul(rows, shift)
            return out
        for part in blocks(rows.shape[0], rows.shape[1] * 4):
            chunk = dense(rows, part)
            if shift is not None:
                chunk = chunk - shift
            np.einsum("ij,ij->i", chunk, chunk, out=out[part])
    return out


def all_moderate(rows: Matrix) -> bool:
    """Return whether surely no value is NaN, infinite, or so large that a row's square overflows.

    The usual case, found in a fraction of the time that it takes to say which rows are not.
    """
    if is_sparse(rows):
        return _moderate(rows.data)
    parts = (dense(rows, part) for part in blocks(rows.shape[0], rows.shape[1] * 4, 2**19))
    return all(map(_moderate, parts))


def _moderate(values: Floats) -> bool:
    flat = values.reshape(-1, order="A")
    # one pass: a sum of squares below the bound has no NaN and no large value in it; `vdot`
    # is silent where it overflows
    return bool(np.vdot(flat, flat) < _MOST**2)


def finite_lengths(rows: Matrix, index: Ints) -> npt.NDArray[np.bool_]:
    """Return which of the rows at `index` have a finite length; no others are looked at."""
    out = np.ones(len(index), dtype=bool)
    for part in blocks(len(index), rows.shape[1] * 4):
        chunk = dense(rows, index[part])
        if not _moderate(chunk):
            out[part] = np.isfinite(squared_lengths(chunk))
    return out


def finite_sums(rows: Matrix) -> npt.NDArray[np.bool_]:
    """Return which of the (N,) rows have a finite sum: no NaN, no infinity, nothing too large."""
    if is_sparse(rows):
        return np.isfinite(squared_lengths(rows))
    if all_moderate(rows):
        return np.ones(rows.shape[0], dtype=bool)
    return np.isfinite(matmul(rows, np.ones(rows.shape[1])))


def mean_row(rows: Matrix, use: npt.NDArray[np.bool_] | None = None) -> Floats:
    """Return the (D,) mean of the rows where `use` is true, accumulated in float64."""
    total = np.zeros(rows.shape[1], dtype=np.float64)
    count = rows.shape[0] if use is None else int(np.count_nonzero(use))
    for part in blocks(rows.shape[0], rows.shape[1] * 4):
        chunk = dense(rows, part)
        if use is not None and not use[part].all():
            chunk = chunk[use[part]]
        total += chunk.sum(axis=0, dtype=np.float64)
    return (total / max(1, count)).astype(working_dtype(rows))


def frozen(array: Floats) -> Floats:
    """Return a read-only view of `array`."""
    view = array.view()
    view.flags.writeable = False
    return view
