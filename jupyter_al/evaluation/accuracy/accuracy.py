"""Accuracy of a model, as a sentence that says what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError, nearest
from jupyter_al.evaluation.accuracy.anytime import anytime_level
from jupyter_al.evaluation.accuracy.interval import FEWEST, WIDEST, Interval, enough
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson, wilson
from jupyter_al.evaluation.words import few, labels, too_wide, with_ends

__all__ = ["Estimate", "accuracy"]

_SOURCES = ("audit", "test")
_SMALL = 40


@dataclass(frozen=True)
class Estimate:
    """How good a model is, and how well that is known.

    Attributes
    ----------
    interval : Interval
        Accuracy with the interval to show: Wilson; below 40 answers, and when none or all are
        right, the exact one.
    exact : Interval
        Never too narrow: Clopper and Pearson, in a pool of known size the hypergeometric one.
    source : str
        ``"audit"`` or ``"test"``.
    look : int or None
        None where the interval holds for this moment; else the number of this look, and the
        intervals of all looks hold together.
    """

    interval: Interval
    exact: Interval
    source: str
    look: int | None = None

    @property
    def enough(self) -> bool:
        """Whether there are 20 answers and the interval is at most ±.15."""
        return enough(self.interval)

    @property
    def method(self) -> str:
        """How the interval to show was found."""
        return "Clopper-Pearson" if self.interval == self.exact else "Wilson"

    @property
    def sentence(self) -> str:
        """Such as ``accuracy 0.87 (0.83 to 0.90) from 60 audited labels``."""
        found = self.interval
        kind = "audited" if self.source == "audit" else "test"
        often = "" if self.look is None else ", however often you look"
        if self.enough and found.estimate is not None:
            said = with_ends(found.estimate, found.low, found.high)
            return f"accuracy {said} from {labels(found.n, kind)}{often}"
        needed = FEWEST if found.population is None else min(FEWEST, found.population)
        if found.n < needed:
            return few(found.n, needed, f"{kind} labels")
        return too_wide(found.low, found.high, WIDEST, labels(found.n, kind))


def accuracy(
    predicted: Any,
    truth: Any,
    population: int | None = None,
    *,
    source: str = "audit",
    level: float = 0.95,
    look: int | None = None,
) -> Estimate:
    """Compare predictions with the truth on items drawn uniformly at random.

    Parameters
    ----------
    predicted, truth : (n,) array_like
        Classes, as codes or names; n may be 0.
    population : int, optional
        Number of items in the pool they were drawn from; None for a test set.
    source : {"audit", "test"}
        What the sentence calls them.
    level : float
        Of the interval, for this moment: looking again and again is not corrected for.
    look : int, optional
        How often the number has been looked at, this time included: then the intervals of all
        looks hold together at `level` (:func:`~.anytime.anytime_level`).

    Raises
    ------
    AlError
        When the lengths differ, or `source` is unknown.

    Notes
    -----
    An audit is set aside before anything is learnt, so it speaks of new items like those of the
    pool. What is left of a pool of which a strategy has taken the hard items is easier, and there
    the interval is too low more often than it says; both are counted in ``docs/trust.md``.

    Examples
    --------
    >>> accuracy(["a"] * 40, ["a"] * 36 + ["b"] * 4).sentence
    'accuracy 0.90 (0.77 to 0.96) from 40 audited labels'
    """
    guesses, answers = np.asarray(predicted), np.asarray(truth)
    if guesses.ndim != 1 or answers.ndim != 1 or len(guesses) != len(answers):
        raise AlError(
            f"There are predictions of shape {guesses.shape} and true classes of shape "
            f"{answers.shape}: give one of each for every item."
        )
    if source not in _SOURCES:
        raise AlError(f"Unknown source {source!r}{nearest(source, _SOURCES)}")
    n = len(answers)
    level = level if look is None else anytime_level(look, level)
    # without answers the two empty arrays may be of types that NumPy does not compare
    correct = int(np.count_nonzero(guesses == answers)) if n else 0
    exact = clopper_pearson(correct, n, level=level, population=population)
    shown = exact
    if n >= _SMALL and 0 < correct < n:
        shown = wilson(correct, n, level=level, population=population)
    return Estimate(shown, exact, source, look)
