"""Rows that are exactly alike, found by a 64-bit hash."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats, Ints, Matrix, blocks, dense, is_sparse

__all__ = ["Hashes", "all_differ", "first_of_each", "row_hashes", "two_columns"]

Hashes: TypeAlias = npt.NDArray[np.uint64]


def row_hashes(rows: Matrix, index: Ints | None = None) -> Hashes:
    """Return a 64-bit hash of each row, equal for rows equal in float32.

    Two sums of the halves of each value's bits, with random weights; minus zero counts as zero.
    Two different rows share a hash with a probability of about 2**-50.

    Parameters
    ----------
    rows : (N, D) matrix
    index : (M,) int64, optional
        Only these rows.

    Returns
    -------
    (N,) or (M,) uint64
    """
    count = rows.shape[0] if index is None else len(index)
    weights = _weights(2 * rows.shape[1])
    out = np.empty(count, dtype=np.uint64)
    width = 64 if is_sparse(rows) else rows.shape[1] * 16
    for part in blocks(count, width, 2**21):
        chosen = part if index is None else index[part]
        if is_sparse(rows):
            sums = _sparse(rows[chosen], weights)
        else:
            sums = _halves(dense(rows, chosen)) @ weights
        out[part] = _joined(sums)
    return out


@lru_cache(maxsize=16)
def _weights(halves: int) -> Floats:
    """Return (halves, 2) whole numbers, so small that all sums are exact in double precision."""
    bits = 53 - 16 - max(1, halves - 1).bit_length()
    return np.random.default_rng(0x5EED).integers(0, 2**bits, size=(halves, 2)).astype(np.float64)


def _halves(values: Floats) -> Floats:
    """Return the bits of (..., D) values as (..., 2 D) numbers below 2**16."""
    with np.errstate(over="ignore"):
        plain = np.ascontiguousarray(values, dtype=np.float32) + np.float32(0)
    return plain.view(np.uint16).astype(np.float64)


def _sparse(rows: Matrix, weights: Floats) -> Floats:
    low, high = _halves(rows.data).reshape(-1, 2).T
    owner = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    sums = np.empty((rows.shape[0], 2))
    for place in range(2):
        pairs = weights[:, place].reshape(-1, 2)[rows.indices]
        products = low * pairs[:, 0] + high * pairs[:, 1]
        sums[:, place] = np.bincount(owner, weights=products, minlength=rows.shape[0])
    return sums


def _joined(sums: Floats) -> Hashes:
    keys = sums.astype(np.uint64)
    return _mixed(_mixed(keys[:, 0]) ^ keys[:, 1])


def _mixed(keys: Hashes) -> Hashes:
    """Return the last steps of splitmix64: every bit of a key moves all others."""
    with np.errstate(over="ignore"):
        keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return keys ^ (keys >> np.uint64(31))


def two_columns(rows: Floats, index: Ints) -> Hashes:
    """Return two columns of the rows at `index` as one number each: rows that differ there differ.

    Parameters
    ----------
    rows : (N, D) array
    index : (M,) int64

    Returns
    -------
    (M,) uint64
    """
    half = rows.shape[1] // 2  # neighbours lie in one line of the memory
    if rows.dtype == np.float32 and rows.flags.c_contiguous and rows.shape[1] % 2 == 0:
        pair = rows.view(np.uint64)[index, half // 2].view(np.float32)  # one gather for both
    else:
        with np.errstate(over="ignore"):
            pair = np.stack([rows[index, half - 1], rows[index, half]], 1).astype(np.float32)
    keys: Hashes = (pair + np.float32(0)).reshape(-1).view(np.uint64)  # minus zero counts as zero
    return keys


def all_differ(keys: npt.NDArray[Any]) -> bool:
    """Return whether no value of a few thousand is there twice; quicker than ``np.unique``."""
    ordered = np.sort(keys)
    return not np.count_nonzero(ordered[1:] == ordered[:-1])


def first_of_each(hashes: Hashes, known: Hashes | None = None) -> npt.NDArray[np.bool_]:
    """Return which rows are the first of their kind, in the given order.

    Parameters
    ----------
    hashes : (M,) uint64
    known : (L,) uint64, optional
        Rows seen before: their copies are not first.

    Returns
    -------
    (M,) bool
    """
    fresh = np.zeros(len(hashes), dtype=bool)
    fresh[np.unique(hashes, return_index=True)[1]] = True
    if known is not None and len(known):
        fresh &= ~np.isin(hashes, known)
    return fresh
