"""Whether a model that says 80 % is right in 80 of 100."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.interval import Interval
from jupyter_al.evaluation.accuracy.intervals import wilson
from jupyter_al.evaluation.resampling import Range, ends
from jupyter_al.evaluation.words import few, labels, with_ends
from jupyter_al.numerics.arrays import Floats

__all__ = ["FEWEST", "Bin", "Reliability", "reliability"]

FEWEST = 100
_CELLS = 2**22
_MANY = 5000


@dataclass(frozen=True)
class Bin:
    """The items whose confidence lies above `low` and at most at `high`.

    Attributes
    ----------
    low, high : float
    n : int
    confidence : float
        Mean of the items; NaN without any.
    accuracy : Interval
        Share of them that is right, with its Wilson interval.
    """

    low: float
    high: float
    n: int
    confidence: float
    accuracy: Interval


@dataclass(frozen=True)
class Reliability:
    """A reliability diagram and its expected calibration error (ECE).

    Attributes
    ----------
    bins : tuple of Bin
    error : Range
        ``sum over bins of n_b / n * |accuracy - confidence|``.
    gap : float
        Mean confidence minus accuracy: above 0 the model is too sure.
    """

    bins: tuple[Bin, ...]
    error: Range
    gap: float

    @property
    def enough(self) -> bool:
        """Whether there are 100 labels."""
        return self.error.n >= FEWEST

    @property
    def sentence(self) -> str:
        """Such as ``confidence and accuracy are 0.06 (0.03 to 0.10) apart, from 200 labels``."""
        if not self.enough:
            return few(self.error.n, FEWEST)
        found = self.error
        said = with_ends(found.estimate, found.low, found.high)
        side = "too sure" if self.gap > 0 else "not sure enough"
        return (
            f"confidence and accuracy are {said} apart, from {labels(found.n)}; on the whole the "
            f"model is {side} by {abs(self.gap):.2f} (the interval is wide on purpose: a sample "
            "makes any model look off)"
        )

    def __str__(self) -> str:
        return self.sentence


def reliability(
    confidence: Any,
    correct: Any,
    *,
    bins: int = 15,
    level: float = 0.95,
    draws: int = 1000,
    seed: int | np.random.Generator = 0,
) -> Reliability:
    """Compare confidence with accuracy (Naeini et al. 2015; Guo et al. 2017).

    Parameters
    ----------
    confidence : (n,) array_like
        Largest probability of each held-out item, in [0, 1].
    correct : (n,) array_like of bool
        Whether its class was right.
    bins : int
        Of equal width, each open below and closed above; 0 belongs to the first.
    level, draws, seed
        Of the bootstrap interval of the error. A sample makes the error too large, and percentiles
        of the draws would nearly never hold that of a calibrated model. So the lower end is the
        estimate less what the bins can have moved together (triangle inequality; 0 where the
        gaps may be chance), the upper end the estimate plus the spread of the draws above their
        median. Wider than needed where the error is large.

    Raises
    ------
    AlError
        When the arrays do not fit together.

    Examples
    --------
    >>> found = reliability([0.95, 0.9, 0.8, 0.7, 0.6], [1, 1, 0, 1, 0], bins=10)
    >>> round(found.error.estimate, 2)
    0.37
    """
    sure, right = np.asarray(confidence, dtype=np.float64), np.asarray(correct)
    if sure.ndim != 1 or right.shape != sure.shape:
        raise AlError(
            f"There are confidences of shape {sure.shape} and answers of shape {right.shape}: "
            "give one of each for every item."
        )
    if not ((sure >= 0) & (sure <= 1 + 1e-6)).all():
        raise AlError("Every confidence must lie between 0 and 1.")
    if bins < 1 or draws < 1:
        raise AlError(f"bins and draws must be 1 or more; they are {bins} and {draws}.")
    right = right.astype(bool)
    n, edges = len(sure), np.linspace(0, 1, bins + 1)
    place = np.clip(np.searchsorted(edges, sure, side="left") - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    hits = np.bincount(place, weights=right, minlength=bins)
    sums = np.bincount(place, weights=sure, minlength=bins)
    shown = tuple(
        Bin(
            float(edges[i]),
            float(edges[i + 1]),
            int(counts[i]),
            float(sums[i] / counts[i]) if counts[i] else float("nan"),
            wilson(int(hits[i]), int(counts[i]), level=level),
        )
        for i in range(bins)
    )
    method = "bootstrap over items"
    if n == 0:
        return Reliability(shown, Range(float("nan"), 0.0, 1.0, 0, level, method), float("nan"))
    estimate = float(np.abs(hits - sums).sum() / n)
    drawn, moved = _drawn_errors(place, right - sure, bins, draws, seed)
    low = max(0.0, estimate - ends(moved, level)[1])
    high = min(1.0, estimate + ends(drawn, level)[1] - float(np.median(drawn)))
    error = Range(estimate, low, high, n, level, method)
    return Reliability(shown, error, float(sure.mean() - right.mean()))


def _drawn_errors(
    place: Any, gaps: Floats, bins: int, draws: int, seed: Any
) -> tuple[Floats, Floats]:
    """Return of bootstrap samples the errors, and the distances of their bins from ours."""
    rng = np.random.default_rng(seed)
    n = len(gaps)
    ours = np.bincount(place, weights=gaps, minlength=bins)
    if n > _MANY:
        # the sums of so many items are normal; this is the covariance of a bootstrap sample
        squares = np.bincount(place, weights=gaps**2, minlength=bins)
        covariance = np.diag(squares) - np.outer(ours, ours) / n
        theirs = rng.multivariate_normal(ours, covariance, size=draws, method="eigh")
    else:
        theirs = _drawn_sums(place, gaps, bins, draws, rng)
    return np.abs(theirs).sum(axis=1) / n, np.abs(theirs - ours).sum(axis=1) / n


def _drawn_sums(
    place: Any, gaps: Floats, bins: int, draws: int, rng: np.random.Generator
) -> Floats:
    """Return the sum of the gaps in each bin for bootstrap samples, (draws, bins)."""
    # equal items as one kind with its count, so that their order does not matter
    kinds, counts = np.unique(np.stack([place, gaps]), axis=1, return_counts=True)
    n = int(counts.sum())
    spread = np.zeros((len(counts), bins))
    spread[np.arange(len(counts)), kinds[0].astype(np.int64)] = kinds[1]
    step = max(1, _CELLS // len(counts))
    return np.concatenate(
        [
            rng.multinomial(n, counts / n, size=min(step, draws - start)) @ spread
            for start in range(0, draws, step)
        ]
    )
