"""The exact interval of a share of a pool of known size."""

from __future__ import annotations

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.interval import Interval

__all__ = ["hypergeometric"]


def hypergeometric(correct: int, n: int, population: int, *, level: float = 0.95) -> Interval:
    """Return the exact interval for answers drawn without replacement, never too narrow.

    Holds every number of right items of the pool with which neither so few nor so many right
    answers have a probability below ``(1 - level) / 2``.

    Parameters
    ----------
    correct, n : int
        Right answers out of those drawn uniformly at random.
    population : int
        Items in the pool.
    level : float
        In (0, 1).

    Raises
    ------
    AlError
        When the counts do not fit together.

    Examples
    --------
    >>> interval = hypergeometric(9, 10, 20)
    >>> interval.low, interval.high
    (0.65, 0.95)
    """
    if not 0 <= correct <= n <= population:
        raise AlError(f"{correct} correct of {n} answers of {population} items is not possible.")
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    if n == 0:
        return Interval(None, 0.0, 1.0, 0, 0, level, population)
    tail = (1 - level) / 2

    def many_enough(right: int) -> bool:
        return _chance(population, right, n, correct, n) > tail

    def few_enough(right: int) -> bool:
        return _chance(population, right, n, 0, correct) > tail

    fewest, most = correct, population - (n - correct)
    low, high = fewest, most
    while low < high:  # the first with which so many can be right
        middle = (low + high) // 2
        low, high = (low, middle) if many_enough(middle) else (middle + 1, high)
    first = low
    low, high = fewest, most
    while low < high:  # the last with which so few can be right
        middle = (low + high + 1) // 2
        low, high = (middle, high) if few_enough(middle) else (low, middle - 1)
    ends = (first / population, low / population)
    return Interval(correct / n, *ends, n, correct, level, population)


def _chance(population: int, right: int, n: int, least: int, most: int) -> float:
    """Return the chance that `least` to `most` of the `n` drawn items are right."""
    # scipy.stats.hypergeom takes 2.7 times as long a call, and a screen asks for hundreds
    from scipy.special import gammaln

    wrong = population - right
    k = np.arange(max(0, n - wrong), min(n, right) + 1)
    # C(right, k) C(wrong, n - k), up to a factor
    logs = -sum(gammaln(part + 1.0) for part in (k, right - k, n - k, wrong - n + k))
    chances = np.exp(logs - logs.max())
    return float(chances[(k >= least) & (k <= most)].sum() / chances.sum())
