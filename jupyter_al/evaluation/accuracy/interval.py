"""A share and what it may be."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FEWEST", "WIDEST", "Interval", "enough"]

# below these a number on the screen would say more than is known
FEWEST = 20
WIDEST = 0.15


@dataclass(frozen=True)
class Interval:
    """A share and what it may be.

    Attributes
    ----------
    estimate : float or None
        ``correct / n``; None without any answer.
    low, high : float
        Ends of the interval, within [0, 1].
    n, correct : int
        Answers, and how many of them were right.
    level : float
        Share of such intervals that hold the true value, when looked at once.
    population : int or None
        Number of items the answers were drawn from without replacement, where it was given.
    """

    estimate: float | None
    low: float
    high: float
    n: int
    correct: int
    level: float
    population: int | None = None


def enough(interval: Interval) -> bool:
    """Tell whether a number may be shown.

    At least 20 answers (or every item of the population), and an interval of at most ±.15.
    """
    few = FEWEST if interval.population is None else min(FEWEST, interval.population)
    return 0 < few <= interval.n and interval.high - interval.low <= 2 * WIDEST
