"""What learning curves of several seeds say: areas, labels to a target, paired differences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["FEWEST_SEEDS", "Difference", "Mean", "area", "labels_to", "mean_of", "paired"]

FEWEST_SEEDS = 5
"""Below this the spread between seeds is not known well enough to put strategies in order."""
_TIE = 1e-9

Points = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Mean:
    """A mean over seeds and its t interval; ``low`` and ``high`` are NaN for a single seed."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Difference:
    """A paired difference: its mean and interval, and in how many seeds it is above zero."""

    gain: Mean
    wins: int
    ties: int
    losses: int


def area(points: Points) -> float:
    """Return the area under a learning curve over its width: the mean accuracy on the way.

    Parameters
    ----------
    points : sequence of (number of labels, accuracy)
        Ascending; a single one has its accuracy.
    """
    x, y = np.array(points, dtype=np.float64).T
    if len(x) == 1:
        return float(y[0])
    # trapezoids
    return float(((y[1:] + y[:-1]) / 2 * np.diff(x)).sum() / (x[-1] - x[0]))


def labels_to(points: Points, target: float) -> float:
    """Return the number of labels with which `target` was first reached; infinity if never."""
    return next((float(n) for n, reached in points if reached >= target), math.inf)


def mean_of(values: Sequence[float], level: float = 0.95) -> Mean:
    """Return the mean with Student's t interval (Student, 1908)."""
    known = np.asarray(values, dtype=np.float64)
    n, middle = len(known), float(known.mean())
    if n < 2:
        return Mean(middle, math.nan, math.nan, n)
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, (1 + level) / 2) * known.std(ddof=1) / math.sqrt(n))
    return Mean(middle, middle - half, middle + half, n)


def paired(mine: Sequence[float], other: Sequence[float], level: float = 0.95) -> Difference:
    """Compare two lists of numbers seed by seed."""
    gain = np.subtract(mine, other)
    return Difference(
        mean_of(gain.tolist(), level),
        wins=int((gain > _TIE).sum()),
        ties=int((abs(gain) <= _TIE).sum()),
        losses=int((gain < -_TIE).sum()),
    )
