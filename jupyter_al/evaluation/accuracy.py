"""Accuracy of a model, as a sentence that says what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError, nearest
from jupyter_al.evaluation.intervals import (
    FEWEST,
    WIDEST,
    Interval,
    clopper_pearson,
    enough,
    wilson,
)

__all__ = ["Estimate", "accuracy"]

_SOURCES = {"audit": "audited", "test": "of the test set"}
_SMALL = 40


@dataclass(frozen=True)
class Estimate:
    """How good a model is, and how well that is known.

    Attributes
    ----------
    interval : Interval
        Accuracy with its Wilson interval, the one to show.
    exact : Interval
        The interval to compute with: Clopper-Pearson below 40 answers or when none or all are
        right, else the same.
    source : str
        ``"audit"`` or ``"test"``.
    """

    interval: Interval
    exact: Interval
    source: str

    @property
    def enough(self) -> bool:
        """Whether there are 20 answers and the interval is at most ±.15."""
        return enough(self.interval)

    @property
    def sentence(self) -> str:
        """Such as ``accuracy .87 (.83–.90), n = 60 audited``."""
        found = self.interval
        made_of = f"n = {found.n} {_SOURCES[self.source]}"
        if self.enough and found.estimate is not None:
            ends = f"{_short(found.low)}–{_short(found.high)}"
            return f"accuracy {_short(found.estimate)} ({ends}), {made_of}"
        few = FEWEST if found.population is None else min(FEWEST, found.population)
        if found.n < few:
            return f"not enough evidence yet ({made_of}; a number takes at least {few})"
        ends = f"{_short(found.low)}–{_short(found.high)}"
        return f"not enough evidence yet ({made_of}; {ends} is wider than ±{_short(WIDEST)})"


def accuracy(
    predicted: Any,
    truth: Any,
    population: int | None = None,
    *,
    source: str = "audit",
    level: float = 0.95,
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

    Raises
    ------
    AlError
        When the lengths differ, or `source` is unknown.

    Examples
    --------
    >>> accuracy(["a"] * 40, ["a"] * 36 + ["b"] * 4).sentence
    'accuracy .90 (.77–.96), n = 40 audited'
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
    # without answers the two empty arrays may be of types that NumPy does not compare
    correct = int(np.count_nonzero(guesses == answers)) if n else 0
    shown = wilson(correct, n, level=level, population=population)
    exact = shown
    if n < _SMALL or correct in (0, n):
        exact = clopper_pearson(correct, n, level=level, population=population)
    return Estimate(shown, exact, source)


def _short(share: float) -> str:
    """Write a share with two digits and without its leading zero."""
    return f"{share:.2f}".removeprefix("0")
