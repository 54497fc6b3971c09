"""The n largest scores, with an order of ties that no sort can change."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["may_lead", "rank", "tie_keys", "top_n"]


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


def rank(scores: Floats, positions: Ints, seed: int | None) -> Ints:
    """Return the order of all `scores`, highest first, as indices into `scores`.

    Scores are compared as float64. Values that are not finite come last. Ties go by
    :func:`tie_keys`, or by the lower position when `seed` is None.
    """
    values = np.asarray(scores, dtype=np.float64)
    values = np.where(np.isfinite(values), values, -np.inf)
    keys = positions if seed is None else tie_keys(positions, seed)
    return np.lexsort((positions, keys, -values)).astype(np.int64)


def top_n(scores: Floats, n: int, positions: Ints, seed: int | None = None) -> Ints:
    """Return the first `n` entries of :func:`rank` in O(M + n log n).

    Parameters
    ----------
    scores : (M,) array
        Higher comes first.
    n : int
        At most M indices are returned.
    positions : (M,) int64
        What decides ties: the place of each row in the pool.
    seed : int, optional
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
    finite = np.isfinite(scores)
    values = scores if finite.all() else np.where(finite, scores, -np.inf)
    threshold = np.partition(values, size - n)[size - n]
    above = np.flatnonzero(values > threshold)
    tied = np.flatnonzero(values == threshold)
    missing = n - len(above)
    if missing < len(tied):
        keys = positions[tied] if seed is None else tie_keys(positions[tied], seed)
        tied = tied[np.argpartition(keys, missing - 1)[:missing]]
    chosen = np.concatenate([above, tied])
    return chosen[rank(values[chosen], positions[chosen], seed)].astype(np.int64)


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
