"""The first rows of a random order, without ordering all of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Ints

__all__ = ["first_drawn"]


def first_drawn(rng: np.random.Generator, allowed: npt.NDArray[np.bool_], n: int) -> Ints:
    """Return the first `n` rows that are allowed in the random order of all that `rng` makes.

    The order is drawn one place after another, those seen before left out, so that a few rows of
    a large pool cost no more than a few. It hangs on `rng` and N alone: two rows never change
    their order because fewer rows are allowed or more are wanted.

    Parameters
    ----------
    rng : numpy.random.Generator
        A new one for each call.
    allowed : (N,) bool
    n : int

    Returns
    -------
    (min(n, M),) int64
        Positions, of the M that are allowed.
    """
    size, count = len(allowed), int(np.count_nonzero(allowed))
    n = min(n, count)
    chosen = np.empty(0, dtype=np.int64)
    left = size if n else 0
    while left and len(chosen) < n:
        more = min(left, 16 + (n - len(chosen)) * size // count)
        left -= more
        drawn = (rng.random(more) * size).astype(np.int64)
        drawn = drawn[allowed[drawn]]
        chosen = _first_of_each(np.concatenate([chosen, drawn]) if len(chosen) else drawn)
    if len(chosen) < n:  # after so many draws the rows that were never drawn are shuffled
        missing = allowed.copy()
        missing[chosen] = False
        order = rng.permutation(size)
        chosen = np.concatenate([chosen, order[missing[order]]])
    return chosen[:n]


def _first_of_each(drawn: Ints) -> Ints:
    order = drawn.argsort(kind="stable")
    ordered = drawn[order]
    again = order[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return drawn
    kept = np.ones(len(drawn), dtype=bool)
    kept[again] = False
    return drawn[kept]
