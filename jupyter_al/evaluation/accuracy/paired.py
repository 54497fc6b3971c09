"""Which of two models is better, on the same items."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.resampling import Range, ends, resampled_means

__all__ = ["Comparison", "compare", "mcnemar", "wald_difference"]

_FEWEST_APART = 25
_DRAWS = 1000


@dataclass(frozen=True)
class Comparison:
    """Accuracy of the first model minus that of the second.

    Attributes
    ----------
    difference : Range or None
        None without items.
    first_only, second_only : int
        Items that only the first, or only the second, had right.
    p : float
        Of the exact test that both are equally good (McNemar 1947).
    """

    difference: Range | None
    first_only: int
    second_only: int
    p: float

    @property
    def apart(self) -> bool:
        """Whether the models differ: the exact test and the range have to agree."""
        found = self.difference
        if found is None:
            return False
        return self.p < 1 - found.level and not found.low <= 0 <= found.high

    @property
    def sentence(self) -> str:
        """Such as ``the first is better by 0.08 (0.01 to 0.15) from 100 labels``."""
        found = self.difference
        if found is None:
            return "not enough evidence yet: no item has answers of both models"
        if not self.apart:
            return f"not enough evidence yet that they differ: {found}"
        word = "first" if found.estimate > 0 else "second"
        sign = 1 if found.estimate > 0 else -1
        low, high = sorted((sign * found.low, sign * found.high))
        better = Range(abs(found.estimate), low, high, found.n, found.level, found.method)
        return f"the {word} is better by {better}"

    def __str__(self) -> str:
        return self.sentence


def compare(
    first_correct: Any,
    second_correct: Any,
    *,
    level: float = 0.95,
    seed: int | np.random.Generator = 0,
) -> Comparison:
    """Compare two models by the items that only one of them has right.

    Parameters
    ----------
    first_correct, second_correct : (n,) array_like of bool
        Whether each model is right, on the same items drawn uniformly at random.
    level : float
    seed : int or Generator
        Of the bootstrap over items (1000 draws), which gives the range where the models differ
        on fewer than 25 items; with more it is that of Wald.

    Raises
    ------
    AlError
        When the arrays do not fit together.
    """
    first, second = np.asarray(first_correct), np.asarray(second_correct)
    if first.ndim != 1 or first.shape != second.shape:
        raise AlError(
            f"There are answers of shape {first.shape} and {second.shape}: give one of each "
            "model for every item."
        )
    first, second = first.astype(bool), second.astype(bool)
    n = len(first)
    b, c = int((first & ~second).sum()), int((second & ~first).sum())
    if n == 0:
        return Comparison(None, 0, 0, 1.0)
    estimate = (b - c) / n
    if b + c >= _FEWEST_APART:
        low, high = wald_difference(b, c, n, level)
        method = "Wald"
    else:
        gaps = (first.astype(np.float64) - second)[None]
        low, high = ends(resampled_means(gaps, draws=_DRAWS, seed=seed)[:, 0], level)
        method = "bootstrap over items"
    return Comparison(Range(estimate, low, high, n, level, method), b, c, mcnemar(b, c))


def mcnemar(first_only: int, second_only: int) -> float:
    """Return the p of the exact two-sided binomial test.

    Examples
    --------
    >>> round(mcnemar(12, 4), 7)
    0.0768127
    """
    from scipy.stats import binom

    apart = first_only + second_only
    return min(1.0, 2 * float(binom.cdf(min(first_only, second_only), apart, 0.5)))


def wald_difference(
    first_only: int, second_only: int, n: int, level: float = 0.95
) -> tuple[float, float]:
    """Return ``(b - c) / n`` minus and plus ``z sqrt(b + c - (b - c)^2 / n) / n``.

    Too narrow where the models differ on few items.
    """
    b, c = first_only, second_only
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    if not (b >= 0 and c >= 0 and n >= max(1, b + c)):
        raise AlError(f"{b} and {c} differing items of {n} are not possible.")
    half = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(b + c - (b - c) ** 2 / n) / n
    return (b - c) / n - half, (b - c) / n + half
