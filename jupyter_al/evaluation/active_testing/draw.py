"""Drawing items to measure a model with, and the probability of each draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, Ints, frozen
from jupyter_al.numerics.sampling import shares

__all__ = ["FLOOR", "Draw", "draw_items", "draw_probabilities"]

FLOOR = 0.5
"""Share of the probability that is spread evenly, so that no item is nearly impossible."""


@dataclass(frozen=True)
class Draw:
    """Items in the order drawn; both arrays belong in the journal, in this order.

    Attributes
    ----------
    items : (b,) int64 array
        Positions in the pool.
    probabilities : (b,) float64 array
        Of each item among those left at its draw, in (0, 1].
    """

    items: Ints
    probabilities: Floats


def draw_probabilities(scores: Any, drawn: Any = (), *, floor: float = FLOOR) -> Floats:
    """Return the probability of each item at the next draw.

    ``floor / n_left + (1 - floor) * score / sum of scores`` over the items left; uniform where
    all scores are zero.

    Parameters
    ----------
    scores : (N,) array_like
        From :mod:`jupyter_al.evaluation.active_testing.acquisition`; not negative.
    drawn : (M,) array_like of int
        Items drawn before; they get probability 0.
    floor : float
        In (0, 1]; 1 draws uniformly.

    Returns
    -------
    (N,) float64 array
        Sums to one, or is all zero when every item has been drawn.

    Raises
    ------
    AlError
        When a score is negative or not finite, an item is unknown or drawn twice, or `floor` is
        out of range.

    Examples
    --------
    >>> draw_probabilities([3, 1, 0, 0], drawn=[3]).round(4).tolist()
    [0.5417, 0.2917, 0.1667, 0.0]
    """
    values, left = _checked(scores, drawn, floor)
    weights: Floats = np.where(left, values, 0)
    count = int(np.count_nonzero(left))
    if not count:
        return np.zeros(len(values))
    even = left / count
    if not weights.any():
        return even
    # divided by the largest first: a sum of very large scores overflows
    mixed: Floats = floor * even + (1 - floor) * shares(weights / weights.max())
    return mixed


def draw_items(
    scores: Any,
    n: int,
    seed: int | np.random.Generator,
    *,
    drawn: Any = (),
    floor: float = FLOOR,
) -> Draw:
    """Draw the next batch without replacement, all items at once.

    The probabilities of :func:`draw_probabilities` are kept for the batch, and one Gumbel noise
    an item makes the order that of successive draws (Kool et al., ICML 2019), in O(N). Scores may
    be computed anew between batches, never from a label that is still being drawn.

    Parameters
    ----------
    scores, drawn, floor
        As in :func:`draw_probabilities`.
    n : int
        At most this many; all that are left where there are fewer.
    seed : int or numpy.random.Generator

    Returns
    -------
    Draw

    Examples
    --------
    >>> batch = draw_items([1.0, 1.0, 1.0, 1.0], 4, seed=0)
    >>> sorted(batch.items.tolist()), batch.probabilities.round(4).tolist()
    ([0, 1, 2, 3], [0.25, 0.3333, 0.5, 1.0])
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 0:
        raise AlError(f"n must be a whole number from 0, not {n!r}.")
    chances = draw_probabilities(scores, drawn, floor=floor)
    rng = np.random.default_rng(seed)
    noise = rng.gumbel(size=len(chances))
    possible = np.flatnonzero(chances)
    keys = np.log(chances[possible]) + noise[possible]
    count = min(int(n), len(possible))
    top = np.argpartition(-keys, count - 1)[:count] if count else np.empty(0, dtype=np.int64)
    items = possible[top[np.argsort(-keys[top], kind="stable")]]
    # what is left at each draw, summed from the end so that a last item has exactly 1
    rest = chances[possible].sum() - chances[items].sum() if count < len(possible) else 0.0
    left = max(rest, 0.0) + np.cumsum(chances[items][::-1])[::-1]
    return Draw(frozen(items.astype(np.int64)), frozen(chances[items] / left))


def _checked(scores: Any, drawn: Any, floor: float) -> tuple[Floats, Floats]:
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 1:
        raise AlError(f"Give one score for every item, (N,), not an array of shape {values.shape}.")
    bad = int(np.count_nonzero(~(np.isfinite(values) & (values >= 0))))
    if bad:
        raise AlError(
            f"{bad} of {len(values)} scores are negative or not finite: an item is drawn in "
            "proportion to its score, so give numbers from 0."
        )
    if not 0 < floor <= 1:
        raise AlError(
            f"floor must lie above 0 and be at most 1, not {floor!r}: without it an item may "
            "never be drawn, and the estimate would be wrong."
        )
    gone = np.asarray(drawn).reshape(-1)
    if len(gone) and (gone.dtype.kind not in "iu" or gone.min() < 0 or gone.max() >= len(values)):
        raise AlError(f"drawn must hold positions from 0 to {len(values) - 1}.")
    left = np.ones(len(values), dtype=bool)
    left[gone.astype(np.int64)] = False
    if len(values) - np.count_nonzero(left) != len(gone):
        raise AlError("An item is in drawn twice: each is drawn once.")
    return values, left
