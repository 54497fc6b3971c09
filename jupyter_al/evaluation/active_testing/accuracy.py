"""Accuracy from labels drawn to measure it (active testing), with an interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.anytime import anytime_level
from jupyter_al.evaluation.accuracy.interval import FEWEST, WIDEST, Interval
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
    correct : int
        Labels that the model has right: their share is not the accuracy, for hard items are drawn
        more often.
    measured : int
        Labels that were drawn unequally; the others were drawn evenly, for the audit.
    look : int or None
        As of :class:`~.accuracy.accuracy.Estimate`.
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
    correct: int
    measured: int
    look: int | None = None
    method: str = "LURE, Clopper-Pearson on the effective number of labels"

    @property
    def interval(self) -> Interval:
        """The same as an interval; `correct` of `n` is a count, and not the estimate."""
        return Interval(
            self.estimate, self.low, self.high, self.n, self.correct, self.level, self.population
        )

    @property
    def enough(self) -> bool:
        """Whether there are 20 labels (or all items) and the interval is at most ±.15."""
        few = min(FEWEST, self.population)
        return 0 < few <= self.n and self.high - self.low <= 2 * WIDEST

    @property
    def sentence(self) -> str:
        """Such as ``accuracy 0.87 (0.83 to 0.90) from 60 labels drawn to measure``."""
        if self.enough and self.estimate is not None:
            of = "" if self.distinct == self.n else f", {self.distinct} of them different"
            often = "" if self.look is None else ", however often you look"
            said = with_ends(self.estimate, self.low, self.high)
            return f"accuracy {said} from {self._made_of}{of}{often}"
        needed = min(FEWEST, self.population)
        if self.n < needed:
            return few(self.n, needed)
        return too_wide(self.low, self.high, WIDEST, self._made_of)

    @property
    def _made_of(self) -> str:
        if self.measured == self.n:
            return f"{labels(self.n)} drawn to measure"
        audited = self.n - self.measured
        return f"{labels(audited, 'audited')} and {self.measured} drawn to measure"

    def __str__(self) -> str:
        return self.sentence


def active_accuracy(
    correct: Any,
    probabilities: Any,
    population: int,
    *,
    groups: Any = None,
    level: float = 0.95,
    drawn_from: int | None = None,
    measured: int | None = None,
    look: int | None = None,
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
    drawn_from : int, optional
        Items of a larger pool of which the `population` is itself an even sample: the interval is
        then that of the larger pool.
    measured : int, optional
        Labels drawn unequally, for the sentence; by default all.
    look : int, optional
        As of :func:`~.accuracy.accuracy.accuracy`.

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
    simulations, this one 95 to 100 %: it is widened while fewer than 7 errors are seen.

    Examples
    --------
    >>> from jupyter_al.evaluation.active_testing.draw import draw_items
    >>> batch = draw_items([0.2] * 80 + [0.01] * 420, 60, seed=0)
    >>> print(active_accuracy(batch.items > 30, batch.probabilities, 500))
    accuracy 0.94 (0.91 to 0.97) from 60 labels drawn to measure
    """
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    right = np.asarray(correct)
    if right.size and not np.isin(right, (0, 1)).all():
        raise AlError("correct must hold true and false: whether the model is right on each item.")
    level = level if look is None else anytime_level(look, level)
    risk = lure(1 - right.astype(np.float64), probabilities, population)
    distinct = risk.n
    if groups is not None:
        if np.shape(groups) != (risk.n,):
            raise AlError(f"groups must name one group for each of the {risk.n} items.")
        distinct = len(np.unique(np.asarray(groups)))
    estimate = None if risk.mean is None else min(1.0, max(0.0, 1 - risk.mean))
    errors = int(np.count_nonzero(right == 0))
    low, high = share_interval(risk, level, seen=errors, drawn_from=drawn_from)
    return ActiveAccuracy(
        estimate,
        1 - high,
        1 - low,
        risk.n,
        population,
        distinct,
        level,
        risk,
        correct=risk.n - errors,
        measured=risk.n if measured is None else measured,
        look=look,
    )
