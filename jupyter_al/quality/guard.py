"""How many items of a lot to check, and how many may be wrong after the check.

Acceptance sampling without replacement: the hypergeometric plan that passes a lot only without
a single error (Dodge and Romig, Sampling Inspection Tables, 1959).
"""

from __future__ import annotations

import math

from jupyter_al.errors import AlError

__all__ = ["LEVEL", "TOLERANCE", "most_wrong", "spot_checks"]

TOLERANCE = 0.1
LEVEL = 0.95


def spot_checks(size: int, tolerance: float = TOLERANCE, *, level: float = LEVEL) -> int:
    """Return how many of `size` items to check, so that none wrong among them is good news.

    The fewest m with ``P(0 wrong of m | floor(tolerance * size) + 1 are wrong) <= 1 - level``.

    Raises
    ------
    AlError
        `size` is negative, or `tolerance` no share.

    Examples
    --------
    >>> spot_checks(200), spot_checks(200, 0.05)
    (26, 47)
    """
    if size < 0:
        raise AlError(f"A lot cannot have {size} items.")
    if not 0 <= tolerance < 1:
        raise AlError(f"'tolerance' is a share from 0 to below 1, such as 0.1; not {tolerance!r}.")
    bad = min(size, math.floor(tolerance * size + 1e-9) + 1)
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        if _at_most(0, size, bad, middle) <= 1 - level + 1e-12:
            high = middle
        else:
            low = middle + 1
    return low


def most_wrong(size: int, checked: int, wrong: int = 0, *, level: float = LEVEL) -> int:
    """Return how many of `size` items may be wrong when `wrong` of the `checked` ones are.

    The largest D with ``P(at most `wrong` of the checked | D are wrong) > 1 - level``; the wrong
    ones among the checked count.

    Raises
    ------
    AlError
        When the counts do not fit together.

    Examples
    --------
    >>> most_wrong(200, 26), most_wrong(200, 26, 1), most_wrong(100, 39)
    (20, 32, 5)
    """
    if not 0 <= wrong <= checked <= size:
        raise AlError(f"{wrong} wrong of {checked} checked out of {size} is not possible.")
    low, high = wrong, size - (checked - wrong)
    while low < high:
        middle = (low + high + 1) // 2
        if _at_most(wrong, size, middle, checked) > 1 - level:
            low = middle
        else:
            high = middle - 1
    return low


def _at_most(wrong: int, size: int, bad: int, checked: int) -> float:
    """Return ``P(X <= wrong)`` for X hypergeometric: `checked` of `size` with `bad` bad ones."""
    total = _log_choose(size, checked)
    first = max(0, checked - (size - bad))
    terms = (
        _log_choose(bad, k) + _log_choose(size - bad, checked - k) - total
        for k in range(first, min(wrong, bad, checked) + 1)
    )
    return min(1.0, sum(math.exp(term) for term in terms))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
