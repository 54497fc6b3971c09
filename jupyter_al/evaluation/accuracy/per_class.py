"""How good a model is for each class, each with the labels it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.interval import Interval
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson, wilson
from jupyter_al.evaluation.words import labels, with_ends
from jupyter_al.numerics.arrays import Ints

__all__ = ["FEWEST_OF_CLASS", "ClassQuality", "per_class", "worst_first"]

FEWEST_OF_CLASS = 5
_SMALL = 40


@dataclass(frozen=True)
class ClassQuality:
    """How good a model is for one class.

    Attributes
    ----------
    name : object
        The class, as a code or name.
    recall : Interval
        Share of the items of the class that the model finds.
    precision : Interval
        Share of the items given to the class that are of it.
    """

    name: Any
    recall: Interval
    precision: Interval

    @property
    def known(self) -> bool:
        """Whether there are 5 audited items of the class."""
        return self.recall.n >= FEWEST_OF_CLASS

    @property
    def sentence(self) -> str:
        """Such as ``cat: 0.80 (0.55 to 0.93) from 15 labels``."""
        found = self.recall
        if found.n == 0:
            return f"{self.name}: no examples yet"
        if not self.known:
            return f"{self.name}: unknown ({found.n} of {FEWEST_OF_CLASS} labels)"
        said = with_ends(found.estimate or 0.0, found.low, found.high)
        return f"{self.name}: {said} from {labels(found.n)}"

    def __str__(self) -> str:
        return self.sentence


def per_class(
    predicted: Any,
    truth: Any,
    classes: Sequence[Any] | None = None,
    *,
    population: int | None = None,
    level: float = 0.95,
) -> tuple[ClassQuality, ...]:
    """Return recall and precision of each class with their intervals.

    Wilson from 40 answers on, Clopper-Pearson below and where none or all are right. Each
    interval is for its class alone: of twenty, one will miss.

    Parameters
    ----------
    predicted, truth : (n,) array_like
        Classes of items drawn uniformly at random, as codes or names.
    classes : sequence, optional
        All declared classes, in the order of the result; by default those that occur, sorted.
    population : int, optional
        Items of the pool. How many of them are of one class is not known, so that the intervals
        are those of a pool without end; only where every item is audited they have no width.
    level : float

    Raises
    ------
    AlError
        When the arrays do not fit together, or a class is not declared.
    """
    guesses, answers = paired_classes(predicted, truth)
    names = occurring(guesses, answers, classes)
    n = len(answers)
    if population is not None and population < n:
        raise AlError(f"{n} answers cannot be drawn from {population} items.")

    def interval(correct: int, of: int) -> Interval:
        small = of < _SMALL or correct in (0, of)
        room = of if n and n == population else None
        return (clopper_pearson if small else wilson)(correct, of, level=level, population=room)

    guessed, true = (coded(part, names) for part in (guesses, answers))
    of_class = np.bincount(true, minlength=len(names))
    given = np.bincount(guessed, minlength=len(names))
    hits = np.bincount(true[guessed == true], minlength=len(names))
    return tuple(
        ClassQuality(name, interval(int(hit), int(of)), interval(int(hit), int(to)))
        for name, hit, of, to in zip(names, hits, of_class, given, strict=True)
    )


def worst_first(classes: Sequence[ClassQuality]) -> list[ClassQuality]:
    """Return the classes by recall, the worst first, then those that are not known."""

    def order(each: ClassQuality) -> tuple[bool, float, float]:
        found = each.recall
        return (False, found.estimate or 0.0, found.low) if each.known else (True, -found.n, 0.0)

    return sorted(classes, key=order)


def paired_classes(predicted: Any, truth: Any) -> tuple[Any, Any]:
    """Return both as arrays of one length, or refuse."""
    guesses, answers = np.asarray(predicted), np.asarray(truth)
    if guesses.ndim != 1 or guesses.shape != answers.shape:
        raise AlError(
            f"There are predictions of shape {guesses.shape} and true classes of shape "
            f"{answers.shape}: give one of each for every item."
        )
    return guesses, answers


def occurring(guesses: Any, answers: Any, classes: Sequence[Any] | None) -> list[Any]:
    """Return the declared classes, or those that occur; refuse one that is not declared."""
    seen = {*guesses.tolist(), *answers.tolist()}
    if classes is None:
        return sorted(seen, key=lambda name: (str(type(name)), name))
    unknown = seen - set(classes)
    if unknown:
        first = sorted(map(repr, unknown))[0]
        raise AlError(f"{first} occurs and is not one of the classes {list(classes)!r}.")
    return list(classes)


def coded(values: Any, names: list[Any]) -> Ints:
    """Return the place of each value among `names`."""
    code = {name: place for place, name in enumerate(names)}
    return np.array([code[value] for value in values.tolist()], dtype=np.int64)
