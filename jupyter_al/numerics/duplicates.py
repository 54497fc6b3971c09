"""Rows that are exactly alike, found by a 64-bit hash."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats, Ints, Matrix, blocks, dense, is_sparse

__all__ = ["Hashes", "first_of_each", "row_hashes"]

Hashes: TypeAlias = npt.NDArray[np.uint64]


def row_hashes(rows: Matrix, index: Ints | None = None) -> Hashes:
    """Return a 64-bit hash of each row, equal for rows equal in float32.

    A multilinear hash of the bits of each value; minus zero counts as zero. Two different rows
    share a hash with a probability of about 2**-63.

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
    weights = np.random.default_rng(0x5EED).integers(
        1, 2**64, size=rows.shape[1], dtype=np.uint64
    ) | np.uint64(1)
    out = np.empty(count, dtype=np.uint64)
    width = 64 if is_sparse(rows) else rows.shape[1] * 8
    for part in blocks(count, width):
        chosen = part if index is None else index[part]
        out[part] = (
            _sparse(rows[chosen], weights)
            if is_sparse(rows)
            else _mix(_bits(dense(rows, chosen)), weights)
        )
    return out


def _bits(values: Floats) -> Hashes:
    with np.errstate(over="ignore"):
        plain = np.ascontiguousarray(values, dtype=np.float32) + np.float32(0)
    bits: Hashes = plain.view(np.uint32).astype(np.uint64)
    bits ^= bits >> np.uint64(15)
    return bits


def _mix(bits: Hashes, weights: Hashes) -> Hashes:
    total: Hashes = np.einsum("ij,j->i", bits, weights)
    total ^= total >> np.uint64(29)
    return total


def _sparse(rows: Matrix, weights: Hashes) -> Hashes:
    products = _bits(rows.data) * weights[rows.indices]
    total: Hashes = np.zeros(rows.shape[0], dtype=np.uint64)
    np.add.at(total, np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), products)
    total ^= total >> np.uint64(29)
    return total


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
