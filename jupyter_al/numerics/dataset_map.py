"""Dataset maps: how a model's belief in the label of each row moves from fit to fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.leave_one_out import inner_products, leave_one_out

__all__ = ["BUCKETS", "DatasetMap", "confidence_and_variability", "dataset_map", "out_of_bag"]

BUCKETS = ("impossible", "hard", "medium", "easy")
_FROM = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class DatasetMap:
    """Statistics of each row over T fits (Swayamdipta et al., EMNLP 2020).

    Attributes
    ----------
    confidence : (L,) float64
        Mean probability of the label.
    variability : (L,) float64
        Population standard deviation of it.
    correctness : (L,) float64
        Share of the fits in which the label is the most probable class.
    """

    confidence: Floats
    variability: Floats
    correctness: Floats

    @property
    def buckets(self) -> list[str]:
        """Return one of :data:`BUCKETS` for each row."""
        return [BUCKETS[i] for i in np.searchsorted(_FROM, self.correctness, side="right")]


def confidence_and_variability(history: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return mean and population standard deviation, (N,) each, of a (T, N) history.

    The probability of the label, or of a match in a contrastive run, after each of T epochs or
    fits; NaN where one says nothing about a row. A row that none speaks of has NaN.
    """
    chances = np.asarray(history, dtype=np.float64)
    known = np.isfinite(chances)
    with np.errstate(invalid="ignore"):
        times = known.sum(axis=0)
        confidence = np.where(known, chances, 0).sum(axis=0) / times
        away = np.where(known, chances - confidence, 0)
        return confidence, np.sqrt(np.square(away).sum(axis=0) / times)


def dataset_map(chances: Floats, right: Floats) -> DatasetMap:
    """Return the statistics of T fits.

    Parameters
    ----------
    chances : (T, L) array
        Probability of the label of each row; NaN where a fit says nothing about a row. A row
        that no fit speaks of has NaN everywhere.
    right : (T, L) bool
        Whether the label was the most probable class.
    """
    known = np.isfinite(chances)
    with np.errstate(invalid="ignore"):
        correctness = (known & right).sum(axis=0) / known.sum(axis=0)
    return DatasetMap(*confidence_and_variability(chances), correctness)


def out_of_bag(
    rows: Floats, labels: Ints, n_classes: int, fits: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return what bootstrap fits say of the labels that they have not seen.

    A fit on the rows themselves knows each label by heart, so that nothing would look hard. The
    model is ridge regression on one-hot labels; its answers, cut at zero and scaled to sum to
    one, stand for probabilities.

    Parameters
    ----------
    rows : (L, D) array
        L of a few hundred; O(fits L³).
    labels : (L,) int64
    n_classes : int
    fits : int
    rng : numpy.random.Generator

    Returns
    -------
    (T, L) float64 and (T, L) bool
        As :func:`dataset_map` takes them.
    """
    inner = inner_products(rows)
    penalty = leave_one_out(rows, labels, n_classes)[1]
    target = np.zeros((len(labels), n_classes))
    target[np.arange(len(labels)), labels] = 1
    chances = np.full((fits, len(labels)), np.nan)
    right = np.zeros((fits, len(labels)), dtype=bool)
    for fit in range(fits):
        times = np.bincount(rng.integers(len(labels), size=len(labels)), minlength=len(labels))
        bag, rest = np.flatnonzero(times), np.flatnonzero(times == 0)
        if not len(rest):
            continue
        left = inner[np.ix_(bag, bag)] + np.diag(penalty / times[bag])
        answers = inner[np.ix_(rest, bag)] @ np.linalg.solve(left, target[bag])
        right[fit, rest] = answers.argmax(axis=1) == labels[rest]
        known = np.maximum(answers, 1e-9)
        known /= known.sum(axis=1, keepdims=True)
        chances[fit, rest] = known[np.arange(len(rest)), labels[rest]]
    return chances, right
