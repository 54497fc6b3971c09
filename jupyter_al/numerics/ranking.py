"""The n largest scores, with an order of ties that no sort can change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["Seed", "may_lead", "rank", "tie_keys", "top_n"]


Seed: TypeAlias = int | Callable[[], int] | None
"""Seed of the order of ties, or what returns it: called only where there is a tie."""


def tie_keys(positions: Ints, seed: int) -> npt.NDArray[np.uint64]:
    """Return a pseudo-random key for each position (splitmix64).

    A pure function of position and seed, so that only tied rows have to be given one.
    """
    with np.errstate(over="ignore"):
        key = positions.astype(np.uint64) + np.uint64(seed % 2**64) * np.uint64(0xD1342543DE82EF95)
        key = (key + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
        key ^= key >> np.uint64(27)
        key *= np.uint64(0x94D049BB133111EB)
        key ^= key >> np.uint64(31)
    return key


def rank(scores: Floats, positions: Ints, seed: Seed) -> Ints:
    """Return the order of all `scores`, highest first, as indices into `scores`.

    Scores are compared as float64. Values that are not finite come last. Ties go by
    :func:`tie_keys`, or by the lower position when `seed` is None.
    """
    values = np.asarray(scores, dtype=np.float64)
    finite = np.isfinite(values)
    if not finite.all():
        values = np.where(finite, values, -np.inf)
    order = np.argsort(-values, kind="stable")
    ordered = values[order]
    if (ordered[1:] == ordered[:-1]).any():
        order = np.lexsort((positions, _keys(positions, seed), -values))
    return order.astype(np.int64, copy=False)


def _keys(positions: Ints, seed: Seed) -> npt.NDArray[np.uint64] | Ints:
    if seed is None:
        return positions
    return tie_keys(positions, seed() if callable(seed) else seed)


def top_n(scores: Floats, n: int, positions: Ints, seed: Seed = None) -> Ints:
    """Return the first `n` entries of :func:`rank` in O(M + n log n).

    Parameters
    ----------
    scores : (M,) array
        Higher comes first.
    n : int
        At most M indices are returned.
    positions : (M,) int64
        What decides ties: the place of each row in the pool.
    seed : int or callable, optional
        Ties in a seeded random order; None takes the lowest position first.

    Returns
    -------
    (min(n, M),) int64
        Indices into `scores`, best first.
    """
    scores = np.asarray(scores)
    size = len(scores)
    if n <= 0:
        return np.empty(0, dtype=np.int64)
    if n >= size:
        return rank(scores, positions, seed)
    values, best = scores, np.partition(scores, size - n)[size - n :]
    if not np.isfinite(best).all():  # NaN is sorted behind all numbers
        values = np.where(np.isfinite(scores), scores, -np.inf)
        best = np.partition(values, size - n)[size - n :]
    threshold = best[0]
    chosen = np.flatnonzero(values >= threshold)
    if len(chosen) > n:
        level = values[chosen] == threshold
        above, tied = chosen[~level], chosen[level]
        missing = n - len(above)
        keys = _keys(positions[tied], seed)
        chosen = np.concatenate([above, tied[np.argpartition(keys, missing - 1)[:missing]]])
    return chosen[rank(values[chosen], positions[chosen], seed)]


def may_lead(rough: Floats, n: int, error: float) -> Ints:
    """Return which rows can be among the `n` best, given scores that are off by up to `error`.

    Parameters
    ----------
    rough : (M,) array
        What is not finite may lead.
    n : int
    error : float

    Returns
    -------
    (K,) int64
        Indices into `rough`, ascending.
    """
    if n >= len(rough):
        return np.arange(len(rough), dtype=np.int64)
    known = np.where(np.isfinite(rough), rough, np.inf)
    bound = np.partition(known, len(known) - n)[len(known) - n] - 2 * error
    return np.flatnonzero(known >= bound).astype(np.int64)
