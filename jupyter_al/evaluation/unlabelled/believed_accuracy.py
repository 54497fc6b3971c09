"""What a model's confidence says about its accuracy on items without labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError, nearest
from jupyter_al.evaluation.accuracy.interval import FEWEST
from jupyter_al.evaluation.unlabelled.thresholded_confidence import (
    boundary,
    checked_scores,
    checked_source,
    thresholded_confidence,
)
from jupyter_al.evaluation.words import few, labels, with_ends
from jupyter_al.numerics.arrays import Floats
from jupyter_al.numerics.softmax import entropy

__all__ = ["BelievedAccuracy", "believed_accuracy"]

_SCORES = ("entropy", "confidence")


@dataclass(frozen=True)
class BelievedAccuracy:
    """Three guesses of the accuracy on target items; none of them is a measurement.

    Attributes
    ----------
    estimate : float
        The middle one of the three.
    low, high : float
        From the lowest to the highest end of their bootstrap intervals over source and target
        items. It knows nothing of classes that are more frequent in the target than in the
        source.
    thresholded_confidence : float
        Share of the target above the threshold that fits the source (ATC).
    difference_of_confidences : float
        Source accuracy less the drop in mean confidence, within [0, 1] (DoC).
    average_confidence : float
        Mean largest probability of the target (AC).
    source_accuracy, threshold : float
    n_source, n_target : int
    level : float
    method : str
    """

    estimate: float
    low: float
    high: float
    thresholded_confidence: float
    difference_of_confidences: float
    average_confidence: float
    source_accuracy: float
    threshold: float
    n_source: int
    n_target: int
    level: float
    method: str

    @property
    def enough(self) -> bool:
        """Whether there are 20 labelled source items."""
        return self.n_source >= FEWEST

    @property
    def sentence(self) -> str:
        """Such as ``the model believes 0.81 (0.70 to 0.90), by 60 labels; not measured``."""
        if not self.enough:
            return few(self.n_source, FEWEST)
        said = with_ends(self.estimate, self.low, self.high)
        return f"the model believes {said}, by {labels(self.n_source)}; not measured"

    def __str__(self) -> str:
        return self.sentence


def believed_accuracy(
    source_probabilities: Any,
    correct: Any,
    target_probabilities: Any,
    *,
    seed: int | np.random.Generator,
    score: str = "entropy",
    level: float = 0.95,
    resamples: int = 500,
) -> BelievedAccuracy:
    """Guess the accuracy on items without labels from calibrated probabilities.

    Parameters
    ----------
    source_probabilities : (n, K) array_like
        Of labelled items drawn like the target: audited ones, not those a strategy chose.
    correct : (n,) array_like of bool
        Whether the model is right on them.
    target_probabilities : (m, K) array_like
    seed : int or numpy.random.Generator
        Of the bootstrap.
    score : {"entropy", "confidence"}
        What ATC puts its threshold on: negative entropy, or the largest probability.
    level : float
    resamples : int

    Returns
    -------
    BelievedAccuracy

    Raises
    ------
    AlError
        When there is no source or target item, shapes differ or numbers are not finite.

    Notes
    -----
    None of the three is safe alone. Simulated with 100 labels: a model three times too sure
    has an average confidence 0.20 too high; for a calibrated model on a much harder target ATC is
    0.40 too low. The other two are then near the truth, hence the middle one and the wide range.

    References
    ----------
    Garg, Balakrishnan, Lipton, Neyshabur and Sedghi, ICLR 2022 (ATC); Guillory, Shankar, Ebrahimi,
    Darrell and Schmidt, ICCV 2021 (DoC).

    Examples
    --------
    >>> source, target = [[0.9, 0.1]] * 30 + [[0.6, 0.4]] * 10, [[0.8, 0.2]] * 100
    >>> print(believed_accuracy(source, [1] * 30 + [0] * 10, target, seed=0))
    the model believes 0.80 (0.62 to 1.00), by 40 labels; not measured
    """
    if score not in _SCORES:
        raise AlError(f"Unknown score {score!r}{nearest(score, _SCORES)}")
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    if isinstance(resamples, bool) or not isinstance(resamples, int) or resamples < 1:
        raise AlError(f"resamples must be a whole number from 1, not {resamples!r}.")
    known, asked = _rows(source_probabilities, "source"), _rows(target_probabilities, "target")
    if known.shape[1] != asked.shape[1]:
        raise AlError(
            f"The source has {known.shape[1]} classes and the target {asked.shape[1]}: give "
            "probabilities of the same model."
        )
    sure, right = checked_source(known.max(axis=1), correct)
    asked_sure = checked_scores(asked.max(axis=1), "target")
    if score == "entropy":
        source, target = -entropy(known), -entropy(asked)
    else:
        source, target = sure, asked_sure
    found = thresholded_confidence(source, right, target)
    average = float(asked_sure.mean())
    shifted = min(1.0, max(0.0, float(right.mean() - (sure.mean() - average))))
    guesses = (found.estimate, shifted, average)
    low, high = _bootstrap(source, sure, right, target, asked_sure, resamples, level, seed)
    return BelievedAccuracy(
        estimate=sorted(guesses)[1],
        # a resample may miss what is rare; a guess belongs to the range
        low=min(low, *guesses),
        high=max(high, *guesses),
        thresholded_confidence=found.estimate,
        difference_of_confidences=shifted,
        average_confidence=average,
        source_accuracy=float(right.mean()),
        threshold=found.threshold,
        n_source=found.n_source,
        n_target=found.n_target,
        level=level,
        method=f"middle of ATC on {score}, DoC and AC; bootstrap of {resamples}",
    )


def _bootstrap(
    source: Floats,
    sure: Floats,
    right: Floats,
    target: Floats,
    asked_sure: Floats,
    resamples: int,
    level: float,
    seed: int | np.random.Generator,
) -> tuple[float, float]:
    """Return the lowest and the highest end of the percentile intervals of ATC, DoC and AC."""
    rng = np.random.default_rng(seed)
    n, m = len(source), len(target)
    order, target = np.argsort(source, kind="stable"), np.sort(target)
    source, sure, right = source[order], sure[order], right[order]
    out = np.empty((resamples, 3))
    # of a large target only the mean is drawn anew
    out[:, 2] = asked_sure.mean() + rng.normal(size=resamples) * asked_sure.std() / np.sqrt(m)
    for at in range(resamples):
        rows = np.sort(rng.integers(n, size=n))
        threshold, fraction = boundary(source[rows], int(right[rows].sum()))
        above = 1 - np.searchsorted(target, threshold, side="right") / m
        reached = 1 - np.searchsorted(target, threshold, side="left") / m
        share = min(1.0, max(0.0, above + fraction * (reached - above)))
        out[at, 0] = rng.binomial(m, share) / m
        out[at, 1] = right[rows].mean() - sure[rows].mean() + out[at, 2]
    ends = np.quantile(out, ((1 - level) / 2, (1 + level) / 2), axis=0)
    return max(0.0, float(ends[0].min())), min(1.0, float(ends[1].max()))


def _rows(probabilities: Any, name: str) -> Floats:
    rows = np.asarray(probabilities)
    if rows.ndim != 2 or not rows.shape[1]:
        raise AlError(f"The {name} probabilities must be (items, classes), not {rows.shape}.")
    return rows
