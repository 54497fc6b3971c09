"""Averages over classes, in which a rare class counts as much as a frequent one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.interval import FEWEST, WIDEST
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson
from jupyter_al.evaluation.accuracy.per_class import (
    FEWEST_OF_CLASS,
    coded,
    occurring,
    paired_classes,
)
from jupyter_al.evaluation.resampling import Range, ends
from jupyter_al.numerics.arrays import Floats

__all__ = ["ClassAverage", "balanced_accuracy", "macro_f1"]

_DRAWS = 1000


@dataclass(frozen=True)
class ClassAverage:
    """An average over classes and how well it is known.

    Attributes
    ----------
    name : str
        ``"macro-F1"`` or ``"balanced accuracy"``.
    value : Range
    reason : str
        Why the number must not be shown yet; empty where it may.
    """

    name: str
    value: Range
    reason: str = ""

    @property
    def enough(self) -> bool:
        """Whether there are 20 labels, 5 of each class, and the range is at most ±.15."""
        return not self.reason

    @property
    def sentence(self) -> str:
        """Such as ``macro-F1 0.78 (0.70 to 0.85) from 120 labels``."""
        if self.enough:
            return f"{self.name} {self.value}"
        return f"{self.name}: not enough evidence yet: {self.reason}"

    def __str__(self) -> str:
        return self.sentence


def macro_f1(
    predicted: Any,
    truth: Any,
    classes: Sequence[Any] | None = None,
    *,
    population: int | None = None,
    level: float = 0.95,
    draws: int = _DRAWS,
    seed: int | np.random.Generator = 0,
) -> ClassAverage:
    """Return the mean of the F measures of the classes that occur, with a bootstrap interval.

    Parameters
    ----------
    predicted, truth : (n,) array_like
        Classes of items drawn uniformly at random, as codes or names.
    classes : sequence, optional
        All declared classes; one without 5 audited items makes the number "not enough evidence".
    population : int, optional
        Items of the pool they were drawn from: the spread of the draws is multiplied by
        ``sqrt(1 - n / population)``.
    level, draws, seed
        Of the bootstrap over items. Where no draw differs from another, such as without any
        error, the interval is that of Clopper and Pearson for as many answers as the smaller
        classes leave (``K^2 / sum 1 / n_c``).

    Raises
    ------
    AlError
        When the arrays do not fit together, or a class is not declared.
    """

    def average(hits: Floats, guessed: Floats, true: Floats) -> Floats:
        return _mean_ratio(2 * hits, guessed + true)

    given = (predicted, truth, classes, population, level, draws, seed)
    return _bootstrap("macro-F1", average, *given)


def balanced_accuracy(
    predicted: Any,
    truth: Any,
    classes: Sequence[Any] | None = None,
    *,
    population: int | None = None,
    level: float = 0.95,
    draws: int = _DRAWS,
    seed: int | np.random.Generator = 0,
) -> ClassAverage:
    """Return the mean of the recalls of the classes that occur, with a bootstrap interval.

    Parameters and errors as in :func:`macro_f1`.
    """

    def average(hits: Floats, guessed: Floats, true: Floats) -> Floats:
        return _mean_ratio(hits, true)

    given = (predicted, truth, classes, population, level, draws, seed)
    return _bootstrap("balanced accuracy", average, *given)


def _bootstrap(
    name: str,
    average: Any,
    predicted: Any,
    truth: Any,
    classes: Sequence[Any] | None,
    population: int | None,
    level: float,
    draws: int,
    seed: Any,
) -> ClassAverage:
    guesses, answers = paired_classes(predicted, truth)
    names = occurring(guesses, answers, classes)
    n = len(answers)
    if population is not None and population < n:
        raise AlError(f"{n} answers cannot be drawn from {population} items.")
    if draws < 1:
        raise AlError(f"draws must be at least 1; it is {draws}.")
    if n == 0:
        nothing = Range(float("nan"), 0.0, 1.0, 0, level, "bootstrap over items")
        return ClassAverage(name, nothing, f"0 of {FEWEST} labels")
    pairs = np.stack([coded(guesses, names), coded(answers, names)], axis=1)
    # items of one cell of the confusion table are alike
    cells, counts = np.unique(pairs, axis=0, return_counts=True)
    place = np.eye(len(names))
    guessed, true = place[cells[:, 0]], place[cells[:, 1]]
    hits = guessed * true

    def of(table: Floats) -> Floats:
        return np.asarray(average(table @ hits, table @ guessed, table @ true))

    estimate = float(of(counts[None].astype(np.float64))[0])
    rng = np.random.default_rng(seed)
    drawn = of(rng.multinomial(n, counts / n, size=draws).astype(np.float64))
    of_class = counts @ true
    if np.ptp(drawn) == 0 and population != n:
        low, high = _without_spread(estimate, of_class, level)
    else:
        shrink = 1.0 if population is None else np.sqrt(1 - n / population)
        low, high = ends(estimate + (drawn - estimate) * shrink, level)
    value = Range(estimate, max(0.0, low), min(1.0, high), n, level, "bootstrap over items")
    return ClassAverage(name, value, _too_little(value, names, of_class))


def _mean_ratio(above: Floats, below: Floats) -> Floats:
    """Return the mean of the ratios of each row, over the classes that occur in it."""
    seen = below > 0
    ratios = np.divide(above, below, out=np.zeros_like(below), where=seen)
    return np.asarray(ratios.sum(axis=1) / np.maximum(1, seen.sum(axis=1)))


def _without_spread(estimate: float, of_class: Floats, level: float) -> tuple[float, float]:
    sizes = of_class[of_class > 0]
    effective = max(1, int(len(sizes) ** 2 / (1 / sizes).sum()))
    found = clopper_pearson(round(estimate * effective), effective, level=level)
    return found.low, found.high


def _too_little(value: Range, names: list[Any], of_class: Floats) -> str:
    if value.n < FEWEST:
        return f"{value.n} of {FEWEST} labels"
    least = int(np.argmin(of_class))
    if of_class[least] < FEWEST_OF_CLASS:
        return f"{names[least]!r} has {int(of_class[least])} of {FEWEST_OF_CLASS} labels"
    if value.high - value.low > 2 * WIDEST:
        return f"{value} is wider than ±{WIDEST:.2f}"
    return ""
