"""Confidence intervals of a share: Wilson, Clopper and Pearson."""

from __future__ import annotations

import math
from statistics import NormalDist

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.finite_pool import hypergeometric
from jupyter_al.evaluation.accuracy.interval import Interval

__all__ = ["clopper_pearson", "wilson"]


def wilson(correct: int, n: int, *, level: float = 0.95, population: int | None = None) -> Interval:
    """Return the score interval of Wilson (1927).

    Parameters
    ----------
    correct, n : int
        Successes out of answers drawn uniformly at random.
    level : float
        In (0, 1).
    population : int, optional
        Size of the pool they were drawn from without replacement: `n` is replaced by
        ``n / (1 - n / population)``, so that an interval of all items has no width.

    Raises
    ------
    AlError
        When the counts do not fit together.

    Examples
    --------
    >>> interval = wilson(45, 50)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.7864, 0.9565)
    """
    _check(correct, n, level, population)
    if n == 0:
        return Interval(None, 0.0, 1.0, n, correct, level, population)
    share = correct / n
    effective = _effective(n, population)
    if math.isinf(effective):
        return Interval(share, share, share, n, correct, level, population)
    z2 = NormalDist().inv_cdf((1 + level) / 2) ** 2
    middle = (share + z2 / (2 * effective)) / (1 + z2 / effective)
    variance = share * (1 - share) / effective + z2 / (4 * effective**2)
    half = math.sqrt(z2 * variance) / (1 + z2 / effective)
    # exact at the ends, where rounding would leave 1e-17
    low = 0.0 if correct == 0 else max(0.0, middle - half)
    high = 1.0 if correct == n else min(1.0, middle + half)
    return Interval(share, low, high, n, correct, level, population)


def clopper_pearson(
    correct: int, n: int, *, level: float = 0.95, population: int | None = None
) -> Interval:
    """Return the exact interval of Clopper and Pearson (1934), never too narrow.

    Parameters and errors as in :func:`wilson`; in a finite population the exact interval of
    the hypergeometric distribution takes its place (:func:`.finite_pool.hypergeometric`).

    Examples
    --------
    >>> interval = clopper_pearson(45, 50)
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.7819, 0.9667)
    """
    from scipy.special import betaincinv

    _check(correct, n, level, population)
    if n == 0:
        return Interval(None, 0.0, 1.0, n, correct, level, population)
    if population is not None:
        return hypergeometric(correct, n, population, level=level)
    tail = (1 - level) / 2
    low = 0.0 if correct == 0 else float(betaincinv(correct, n - correct + 1, tail))
    high = 1.0 if correct == n else float(betaincinv(correct + 1, n - correct, 1 - tail))
    return Interval(correct / n, low, high, n, correct, level, population)


def _effective(n: int, population: int | None) -> float:
    if population is None:
        return float(n)
    return math.inf if n == population else n / (1 - n / population)


def _check(correct: int, n: int, level: float, population: int | None) -> None:
    if not 0 <= correct <= n:
        raise AlError(f"{correct} correct of {n} answers is not possible.")
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    if population is not None and population < n:
        raise AlError(f"{n} answers cannot be drawn from {population} items.")
