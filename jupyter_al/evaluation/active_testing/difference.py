"""Which of two models is better, from the same labels drawn to measure one of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.interval import FEWEST
from jupyter_al.evaluation.active_testing.lure import Risk, half_width, lure
from jupyter_al.evaluation.active_testing.share import share_interval
from jupyter_al.evaluation.words import few, labels, signed, with_ends
from jupyter_al.numerics.arrays import Floats

__all__ = ["ActiveDifference", "active_difference"]

_MANY = 25  # labels on which two models differ, from which a symmetric interval holds


@dataclass(frozen=True)
class ActiveDifference:
    """Accuracy of a first model minus that of a second one, on the same pool.

    Attributes
    ----------
    estimate : float or None
        Within [-1, 1]; positive when the first is better. None without labels.
    low, high : float
        Ends of the interval; (-1, 1) below two labels.
    n, population : int
        Labels, and items of the pool they were drawn from.
    differ : int
        Labels that one of the two gets right and the other does not.
    level : float
        Share of such intervals that hold the true value, when looked at once.
    risk : Risk
        Mean of (loss of the first - loss of the second).
    method : str
    """

    estimate: float | None
    low: float
    high: float
    n: int
    population: int
    differ: int
    level: float
    risk: Risk
    method: str

    @property
    def sentence(self) -> str:
        """Such as ``the first is better by 0.08 (0.02 to 0.14), from 60 labels``."""
        needed = min(FEWEST, self.population)
        if self.n < needed or self.estimate is None:
            return few(self.n, needed)
        if self.low > 0 or self.high < 0:
            better, sign = ("first", 1) if self.low > 0 else ("second", -1)
            ends = sorted((sign * self.low, sign * self.high))
            said = with_ends(sign * self.estimate, *ends)
            return f"the {better} is better by {said}, from {labels(self.n)}"
        said = signed(self.estimate, self.low, self.high)
        return f"no clear difference: first minus second {said}, from {labels(self.n)}"

    def __str__(self) -> str:
        return self.sentence


def active_difference(
    first: Any,
    second: Any,
    probabilities: Any,
    population: int,
    *,
    level: float = 0.95,
    drawn_from: int | None = None,
) -> ActiveDifference:
    """Compare two models on the same items drawn by `draw_items`.

    Parameters
    ----------
    first, second : (M,) array_like of bool
        Whether each model is right, in the order drawn; neither was fitted on these labels.
    probabilities : (M,) array_like
    population : int
        As in :func:`~jupyter_al.evaluation.active_testing.lure.lure`.
    level : float
    drawn_from : int, optional
        Items of a larger pool of which the `population` is itself an even sample: the interval is
        then that of the larger pool.

    Returns
    -------
    ActiveDifference

    Raises
    ------
    AlError
        As :func:`~jupyter_al.evaluation.active_testing.accuracy.active_accuracy`.

    Notes
    -----
    From 25 labels on which the two differ ``R ± t_{(1 + level)/2, M - 1} sqrt(V)``. Below, that
    covers 87 to 95 % instead of 95 %; then the intervals of the two shares (only the first is
    right, only the second is right) are put together by the square root of the sum of squared
    distances (MOVER: Zou and Donner, Statistics in Medicine 2008), which covers 94 to 100 %.
    """
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    one, two = np.asarray(first), np.asarray(second)
    if one.shape != two.shape:
        raise AlError(
            f"The first model has answers of shape {one.shape} and the second of {two.shape}: "
            "compare them on the same items."
        )
    if one.size and not (np.isin(one, (0, 1)).all() and np.isin(two, (0, 1)).all()):
        raise AlError("Give true and false: whether each model is right on each item.")
    losses = two.astype(np.float64) - one.astype(np.float64)
    risk = lure(losses, probabilities, population)
    differ = int(np.count_nonzero(losses))
    if risk.mean is None:
        return ActiveDifference(None, -1.0, 1.0, 0, population, 0, level, risk, "LURE")
    estimate = min(1.0, max(-1.0, 0.0 - risk.mean))
    everything = risk.n == population and drawn_from in (None, population)
    if differ >= _MANY or risk.variance is None or everything:
        half = math.hypot(half_width(risk, level), _further(losses, risk, level, drawn_from))
        low, high, method = estimate - half, estimate + half, "LURE on the difference, t interval"
    else:
        down, up = _joined(losses, probabilities, population, level, drawn_from)
        low, high, method = estimate - down, estimate + up, "LURE on the difference, MOVER"
    low, high = max(-1.0, low), min(1.0, high)
    return ActiveDifference(estimate, low, high, risk.n, population, differ, level, risk, method)


def _further(losses: Floats, risk: Risk, level: float, drawn_from: int | None) -> float:
    """Return what a larger pool adds to the half width, as the population is a sample of it."""
    if drawn_from is None or risk.n < 2:
        return 0.0
    spread = float(np.mean(risk.weights * np.square(losses - (risk.mean or 0.0))))
    variance = max(0.0, spread) * (1 - risk.population / drawn_from) / risk.population
    return NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(variance)


def _joined(
    losses: Floats, probabilities: Any, population: int, level: float, drawn_from: int | None
) -> tuple[float, float]:
    """Return how far the interval reaches below and above the difference of the two shares."""
    first, second = (lure(losses == won, probabilities, population) for won in (-1, 1))
    (a, b), (c, d) = (share_interval(r, level, drawn_from=drawn_from) for r in (first, second))
    mine, its = (min(1.0, max(0.0, found.mean or 0.0)) for found in (first, second))
    return math.hypot(mine - a, d - its), math.hypot(b - mine, its - c)
