"""Accuracy without labels: the share of items above a threshold of confidence (ATC)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats

__all__ = ["ThresholdedConfidence", "checked_scores", "checked_source", "thresholded_confidence"]


@dataclass(frozen=True)
class ThresholdedConfidence:
    """Share of target items that score above the threshold.

    Attributes
    ----------
    estimate : float
        In [0, 1].
    low, high : float
        Shares above the threshold, and at or above it: they differ where scores are tied, and
        between them no threshold can tell. Not a confidence interval.
    threshold : float
        Share of source scores above it = source accuracy; ±inf where all or none are right.
    n_source, n_target : int
    """

    estimate: float
    low: float
    high: float
    threshold: float
    n_source: int
    n_target: int


def thresholded_confidence(
    source_scores: Any, correct: Any, target_scores: Any
) -> ThresholdedConfidence:
    """Estimate the accuracy on target items (Garg et al., ICLR 2022).

    Parameters
    ----------
    source_scores : (n,) array_like
        Largest probability or negative entropy of labelled items drawn like the target.
    correct : (n,) array_like of bool
        Whether the model is right on them.
    target_scores : (m,) array_like
        The same score on the items asked about.

    Returns
    -------
    ThresholdedConfidence

    Raises
    ------
    AlError
        When there is no source or target item, lengths differ or a score is not finite.

    Notes
    -----
    With k of n right, the threshold is the (k + 1)-th largest source score, and what lies
    strictly above counts. Released code counts the threshold too and overstates the source by
    one item. Where the k-th and the (k + 1)-th are tied, the same fraction of the tied target
    items is counted that gives the source its accuracy.

    Examples
    --------
    >>> found = thresholded_confidence([0.9, 0.8, 0.7, 0.6], [1, 1, 0, 0], [0.95, 0.75, 0.65])
    >>> found.threshold, round(found.estimate, 3)
    (0.7, 0.667)
    """
    scores, right = checked_source(source_scores, correct)
    target = checked_scores(target_scores, "target")
    order = np.sort(scores)
    threshold, fraction = boundary(order, int(right.sum()))
    above = float(np.mean(target > threshold))
    reached = float(np.mean(target >= threshold))
    tied = fraction > 0
    estimate = above + fraction * (reached - above)
    high = reached if tied else above
    return ThresholdedConfidence(estimate, above, high, threshold, len(scores), len(target))


def boundary(ascending: Floats, k: int) -> tuple[float, float]:
    """Return the threshold of `k` right answers, and the fraction of its ties that counts."""
    n = len(ascending)
    if k == n:
        return -math.inf, 0.0
    if k == 0:
        return math.inf, 0.0
    threshold = float(ascending[n - k - 1])
    above = n - int(np.searchsorted(ascending, threshold, side="right"))
    reached = n - int(np.searchsorted(ascending, threshold, side="left"))
    return threshold, (k - above) / (reached - above)


def checked_source(scores: Any, correct: Any) -> tuple[Floats, Floats]:
    """Return scores and right answers as float64 arrays of one length."""
    values = checked_scores(scores, "source")
    right = np.asarray(correct)
    if right.shape != values.shape:
        raise AlError(
            f"There are {len(values)} source scores and answers of shape {right.shape}: say for "
            "each source item whether the model is right."
        )
    if not np.isin(right, (0, 1)).all():
        raise AlError("correct must hold true and false: whether the model is right on each item.")
    return values, right.astype(np.float64)


def checked_scores(scores: Any, name: str) -> Floats:
    """Return (n,) finite float64 scores, at least one."""
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 1:
        raise AlError(f"Give one {name} score for every item, (n,), not {values.shape}.")
    if not len(values):
        raise AlError(f"There is no {name} item to go by.")
    bad = int(np.count_nonzero(~np.isfinite(values)))
    if bad:
        raise AlError(
            f"{bad} of {len(values)} {name} scores are not finite: leave out the items that the "
            "model cannot predict."
        )
    return values
