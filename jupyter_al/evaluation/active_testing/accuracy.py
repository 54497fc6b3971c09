"""Accuracy from labels drawn to measure it (active testing), with an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.interval import FEWEST, WIDEST
from jupyter_al.evaluation.active_testing.lure import Risk, lure
from jupyter_al.evaluation.active_testing.share import share_interval
from jupyter_al.evaluation.words import few, labels, too_wide, with_ends

__all__ = ["ActiveAccuracy", "active_accuracy"]


@dataclass(frozen=True)
class ActiveAccuracy:
    """Share of a pool that a model gets right.

    Attributes
    ----------
    estimate : float or None
        Within [0, 1]; ``1 - risk.mean`` before that. None without labels.
    low, high : float
        Ends of the interval; (0, 1) below two labels.
    n, population : int
        Labels, and items of the pool they were drawn from.
    distinct : int
        Groups of near-duplicates among the labels; `n` where none were given.
    level : float
        Share of such intervals that hold the true value, when looked at once.
    risk : Risk
        Mean error with its variance and the weight of each label.
    method : str
    """

    estimate: float | None
    low: float
    high: float
    n: int
    population: int
    distinct: int
    level: float
    risk: Risk
    method: str = "LURE, Clopper-Pearson on the effective number of labels"

    @property
    def enough(self) -> bool:
        """Whether there are 20 labels (or all items) and the interval is at most ±.15."""
        few = min(FEWEST, self.population)
        return 0 < few <= self.n and self.high - self.low <= 2 * WIDEST

    @property
    def sentence(self) -> str:
        """Such as ``0.87 (0.83 to 0.90) from 60 labels``."""
        if self.enough and self.estimate is not None:
            of = "" if self.distinct == self.n else f" of {self.distinct} different items"
            said = with_ends(self.estimate, self.low, self.high)
            return f"{said} from {labels(self.n)}{of}"
        needed = min(FEWEST, self.population)
        if self.n < needed:
            return few(self.n, needed)
        return too_wide(self.low, self.high, WIDEST, labels(self.n))

    def __str__(self) -> str:
        return self.sentence


def active_accuracy(
    correct: Any,
    probabilities: Any,
    population: int,
    *,
    groups: Any = None,
    level: float = 0.95,
) -> ActiveAccuracy:
    """Estimate the accuracy of a model on a pool from items drawn by `draw_items`.

    When the model is fitted anew, call this again with what the new model gets right on the same
    items; the probabilities stay as they were.

    Parameters
    ----------
    correct : (M,) array_like of bool
        Whether the model is right on each item, in the order drawn. Only labels that it was not
        fitted on: else the result is too high by what it remembers.
    probabilities : (M,) array_like
    population : int
        As in :func:`~jupyter_al.evaluation.active_testing.lure.lure`.
    groups : (M,) array_like, optional
        Group of near-duplicates each item belongs to; only counted.
    level : float
        Of the interval, for this moment: looking again and again is not corrected for.

    Returns
    -------
    ActiveAccuracy

    Raises
    ------
    AlError
        As :func:`~.lure.lure`, and when `correct` holds anything but true and
        false.

    Notes
    -----
    The interval is that of :func:`~.share.share_interval`. For draws
    with half of the probability spread evenly the normal interval of 95 % covers 86 to 94 % in
    simulations, this one 94 to 97 %, and 91 % where 1 % of a pool is wrong.

    Examples
    --------
    >>> from jupyter_al.evaluation.active_testing.draw import draw_items
    >>> batch = draw_items([0.2] * 80 + [0.01] * 420, 60, seed=0)
    >>> print(active_accuracy(batch.items > 30, batch.probabilities, 500))
    0.94 (0.91 to 0.97) from 60 labels
    """
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    right = np.asarray(correct)
    if right.size and not np.isin(right, (0, 1)).all():
        raise AlError("correct must hold true and false: whether the model is right on each item.")
    risk = lure(1 - right.astype(np.float64), probabilities, population)
    distinct = risk.n
    if groups is not None:
        if np.shape(groups) != (risk.n,):
            raise AlError(f"groups must name one group for each of the {risk.n} items.")
        distinct = len(np.unique(np.asarray(groups)))
    estimate = None if risk.mean is None else min(1.0, max(0.0, 1 - risk.mean))
    low, high = share_interval(risk, level)
    return ActiveAccuracy(estimate, 1 - high, 1 - low, risk.n, population, distinct, level, risk)
