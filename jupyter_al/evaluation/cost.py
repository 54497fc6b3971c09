"""What labels cost in time, and what is left to spend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.gain.learning_curve import CurveDraws, LearningCurve
from jupyter_al.evaluation.resampling import ends
from jupyter_al.evaluation.words import few, labels

__all__ = ["Cost", "Target", "cost", "minutes", "money", "target"]

SHORTEST = 0.3
"""Seconds: a quicker answer was an accident; the label counts, its time does not."""
FEWEST = 20
PAUSE = 30.0
_LARGE = 10


@dataclass(frozen=True)
class Cost:
    """Active seconds per label.

    Attributes
    ----------
    seconds : float or None
        Median; None without a timing.
    low, high : float
        Quartiles: half of the labels took between these.
    total : float
        Active seconds of all labels with a timing.
    n, labelled : int
        Labels with a usable timing, and all.
    left : int
        Items that can still be asked.
    price : float or None
        Of an hour, in a currency of the user's; None where nobody said.
    """

    seconds: float | None
    low: float
    high: float
    total: float
    n: int
    labelled: int
    left: int
    price: float | None = None

    @property
    def enough(self) -> bool:
        """Whether there are 20 timings."""
        return self.n >= FEWEST

    @property
    def sentence(self) -> str:
        """Such as ``2.1 s a label (half of them 1.5 to 3.2 s), 4 min in all, 80 labels timed``."""
        if self.seconds is None or not self.enough:
            return few(self.n, FEWEST, "timed labels")
        said = f"{self.seconds:.1f} s a label (half of them {self.low:.1f} to {self.high:.1f} s)"
        if self.price is not None:
            said += f", {money(self.seconds, self.price)} a label"
        spent = time_and_money(self.total, self.price)
        rest = ""
        if self.left:
            rest = f"; to label all {self.left} that are left would take about " + time_and_money(
                self.seconds * self.left, self.price
            )
        return f"{said}, {spent} in all, {labels(self.n)} timed{rest}"

    def __str__(self) -> str:
        return self.sentence


def cost(seconds: Sequence[float | None], left: int = 0, *, price: float | None = None) -> Cost:
    """Summarise the active seconds of labels.

    Parameters
    ----------
    seconds : sequence of float or None
        One for each label, None where no time is known. Less than 0.3 s is left out as an
        accident, more than the larger of 30 s and ten times the median as a pause.
    left : int
        Items that can still be asked.
    price : float, optional
        Of an hour of labelling.

    Raises
    ------
    AlError
        When a time or the price is negative or not finite.
    """
    if price is not None and not (math.isfinite(price) and price >= 0):
        raise AlError(f"The price of an hour is a number from 0, not {price!r}.")
    given = np.array([s for s in seconds if s is not None], dtype=np.float64)
    if not (np.isfinite(given).all() and (given >= 0).all()):
        raise AlError("Every time must be a number of seconds, 0 or more.")
    kept = given[given >= SHORTEST]
    if len(kept):
        kept = kept[kept <= max(PAUSE, _LARGE * float(np.median(kept)))]
    if not len(kept):
        return Cost(None, 0.0, math.inf, 0.0, 0, len(seconds), left, price)
    low, middle, high = np.quantile(kept, (0.25, 0.5, 0.75)).tolist()
    total = float(kept.sum())
    return Cost(middle, low, high, total, len(kept), len(seconds), left, price)


@dataclass(frozen=True)
class Target:
    """How many labels an accuracy takes, by the learning curve of the active model.

    Attributes
    ----------
    accuracy : float
        The target.
    labels, low, high : float
        Labels in all; infinite where the curve does not get there. NaN where nothing can be said.
    seconds : float or None
        Still to spend, where the time per label is known.
    reason : str
        Why there is no number; empty where there is.
    price : float or None
        Of an hour.
    """

    accuracy: float
    labels: float
    low: float
    high: float
    n_labels: int
    seconds: float | None
    reason: str = ""
    price: float | None = None

    @property
    def cost(self) -> float | None:
        """What is still to spend, in the currency of the price; None where that is not known."""
        if self.seconds is None or self.price is None:
            return None
        return self.seconds / 3600 * self.price

    @property
    def sentence(self) -> str:
        """Such as ``accuracy 0.90 takes about 240 labels (180 to 400), 5 min from here``."""
        goal = f"accuracy {self.accuracy:.2f}"
        if self.reason:
            return f"{goal}: {self.reason}"
        ends_ = f"{self.low:.0f} to {self.high:.0f}" if math.isfinite(self.high) else (
            f"{self.low:.0f} or more"
        )  # fmt: skip
        said = f"{goal} takes about {self.labels:.0f} labels ({ends_})"
        if self.seconds is None:
            return said
        return f"{said}, about {time_and_money(self.seconds, self.price)} from here"

    @property
    def short(self) -> str:
        """The same for a label in a figure; without a number, the first words of the reason."""
        goal = f"accuracy {self.accuracy:.2f}: "
        if self.reason:
            return goal + self.reason.split(":")[0]
        said = f"{goal}about {self.labels:.0f} labels"
        return said if self.seconds is None else f"{said}, {minutes(self.seconds)} more"

    def __str__(self) -> str:
        return self.sentence


def target(
    goal: float,
    reached: tuple[float, float] | None,
    n_labels: int,
    curve: LearningCurve,
    draws: CurveDraws | None,
    seconds: float | None,
    *,
    level: float = 0.90,
    price: float | None = None,
) -> Target:
    """Ask a learning curve for the labels that an accuracy takes.

    Parameters
    ----------
    goal : float
        In (0, 1).
    reached : (float, float) or None
        The interval of the accuracy now.
    n_labels : int
        Training labels now.
    curve, draws
        Of the active model; never read beyond 3 times its largest number of labels.
    seconds : float or None
        Active seconds per label.
    level : float
        Of the range, over the draws.
    price : float, optional
        Of an hour.
    """
    if not 0 < goal < 1:
        raise AlError(f"A target is an accuracy between 0 and 1, such as 0.9; it is {goal!r}.")

    def no(reason: str) -> Target:
        return Target(goal, math.nan, math.nan, math.nan, n_labels, None, reason)

    if reached is not None and reached[0] >= goal:
        return no("reached: the whole interval of the accuracy now lies above it")
    if not curve.usable or draws is None:
        return no(f"not enough evidence yet: {curve.reason or 'no curve'}")
    found = np.sort(draws.labels_for(goal))
    middle = float(found[(len(found) - 1) // 2])
    if not middle <= curve.horizon:
        return no(
            f"not enough evidence yet: it would take more than {curve.horizon} labels, and the "
            "curve says nothing beyond"
        )
    if middle <= n_labels:
        return no("about here: the curve reaches it with the labels there are")
    low, high = ends(found, level)
    high = high if high <= curve.horizon else math.inf
    spend = None if seconds is None else (middle - n_labels) * seconds
    return Target(goal, middle, max(low, 1.0), high, n_labels, spend, price=price)


def minutes(seconds: float) -> str:
    """Return a time as ``40 s``, ``5 min`` or ``2.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def money(seconds: float, price: float) -> str:
    """Return what a time costs at the price of an hour: ``12.50``, of small sums ``0.012``."""
    sum_ = seconds / 3600 * price
    return f"{sum_:,.2f}" if sum_ >= 0.1 or sum_ == 0 else f"{sum_:.2g}"


def time_and_money(seconds: float, price: float | None) -> str:
    """Return a time, and what it costs where a price is known: ``5 min (2.50)``."""
    time = minutes(seconds)
    return time if price is None else f"{time} ({money(seconds, price)})"
