"""The first rows of a random order, without ordering all of them."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Ints

__all__ = ["first_drawn"]


def first_drawn(rng: np.random.Generator, size: int, rows: Ints, n: int) -> Ints:
    """Return the first `n` of `rows` in the random order of ``range(size)`` that `rng` makes.

    The order is drawn one place after another, those seen before left out, so that a few rows of
    a large pool cost no more than a few. It hangs on `rng` and `size` alone: two rows never
    change their order because fewer rows are allowed or more are wanted.

    Parameters
    ----------
    rng : numpy.random.Generator
        A new one for each call.
    size : int
    rows : (M,) int64
        Ascending, distinct, from 0 to ``size - 1``.
    n : int

    Returns
    -------
    (min(n, M),) int64
    """
    n = min(n, len(rows))
    chosen = rows[:0]
    left = size if n else 0
    while left and len(chosen) < n:
        more = min(left, 16 + (n - len(chosen)) * size // len(rows))
        left -= more
        drawn = (rng.random(more) * size).astype(np.int64)
        at = np.minimum(rows.searchsorted(drawn), len(rows) - 1)
        chosen = _first_of_each(np.concatenate([chosen, drawn[rows[at] == drawn]]))
    if len(chosen) < n:  # after so many draws the rows that were never drawn are shuffled
        missing = np.zeros(size, dtype=bool)
        missing[rows] = True
        missing[chosen] = False
        order = rng.permutation(size)
        chosen = np.concatenate([chosen, order[missing[order]]])
    return chosen[:n]


def _first_of_each(drawn: Ints) -> Ints:
    order = drawn.argsort(kind="stable")
    ordered = drawn[order]
    again = order[1:][ordered[1:] == ordered[:-1]]
    return np.delete(drawn, again) if len(again) else drawn
