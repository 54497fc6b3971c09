"""Scores: how much each row is worth asking by itself. Higher means ask sooner."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import NotApplicable
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.softmax import doubt, entropy
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import ordinary, share, two_classes

__all__ = ["Entropy", "LeastConfidence", "Margin", "RandomScore", "Score"]

_TIED = 0.1


class Score(ABC):
    """A pure function of the rows of a snapshot, with the named terms it is made of."""

    name: ClassVar[str]
    needs: ClassVar[frozenset[str]]
    uses_past: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) scores of `rows`."""

    @abstractmethod
    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the named parts of the score of each of a few `rows`."""

    @abstractmethod
    def reason(self, terms: Mapping[str, Any]) -> str:
        """Return the sentence that the terms make."""

    def check(self, snapshot: Snapshot) -> None:
        """Raise `NotApplicable` where the score says nothing about this problem."""
        if self.needs and snapshot.n_classes < 2:
            raise NotApplicable(
                f"{self.name!r} compares classes and only {snapshot.n_classes} is declared: "
                "declare a second class."
            )


def belief(snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
    """Return ``first, p1, second, p2, margin`` of each row."""
    known = np.asarray(snapshot.probabilities[rows], dtype=np.float64)
    order = np.argsort(-known, axis=1, kind="stable")[:, :2]
    chances = np.take_along_axis(known, order, axis=1)
    classes = snapshot.classes
    return [
        {
            "first": classes[first],
            "p1": p1,
            "second": classes[second],
            "p2": p2,
            "margin": p1 - p2,
        }
        for (first, second), (p1, p2) in zip(order.tolist(), chances.tolist(), strict=True)
    ]


class _OfProbabilities(Score):
    needs: ClassVar[frozenset[str]] = frozenset({"probabilities"})

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes of each row."""
        return belief(snapshot, rows)


@dataclass(frozen=True)
class Margin(_OfProbabilities):
    """``-(p1 - p2)`` of the two most probable classes (Scheffer et al. 2001).

    Notes
    -----
    Formula: ``-(p1 - p2)``.

    Cost: time O(N C), memory O(N).
    """

    name: ClassVar[str] = "margin"

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return minus the margin, in [-1, 0]."""
        # in double precision: a sure model's uncertainties differ far below the rounding of 1
        return np.asarray(np.subtract(snapshot.uncertainty[rows], 1, dtype=np.float64))

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say which two classes compete."""
        if terms["margin"] < _TIED:
            return f"{two_classes(terms)} are nearly tied"
        return f"{two_classes(terms, 'is ahead of')}"


@dataclass(frozen=True)
class LeastConfidence(_OfProbabilities):
    """``1 - max p`` (Lewis and Gale 1994).

    Notes
    -----
    Formula: ``1 - p1``.

    Cost: time O(N C), memory O(N).
    """

    name: ClassVar[str] = "least-confidence"

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return one minus the largest probability, in [0, 1 - 1/C]."""
        return _gather(snapshot.once("doubt", lambda: doubt(snapshot.probabilities)), rows)

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how sure the best guess is."""
        return f"the best guess, {ordinary(terms['first'])}, is only {share(terms['p1'])} sure"


@dataclass(frozen=True)
class Entropy(_OfProbabilities):
    """Entropy of the predicted classes in nats (Shannon 1948; Settles 2009).

    Notes
    -----
    Formula: ``-sum_c p_c log p_c``.

    Cost: time O(N C), memory O(N).
    """

    name: ClassVar[str] = "entropy"

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the entropy, in [0, log C]."""
        return _gather(snapshot.once("entropy", lambda: entropy(snapshot.probabilities)), rows)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes and the entropy of each row."""
        found = belief(snapshot, rows)
        for terms, value in zip(found, entropy(snapshot.probabilities[rows]), strict=True):
            terms["entropy"] = float(value)
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say over how many classes the model spreads."""
        spread = np.exp(terms["entropy"])
        return f"the model is spread over {spread:.1f} classes, first {two_classes(terms)}"


@dataclass(frozen=True)
class RandomScore(Score):
    """The same chance for every row: the baseline that any other strategy must beat."""

    name: ClassVar[str] = "random"
    needs: ClassVar[frozenset[str]] = frozenset()

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return uniform numbers; a row keeps its number whatever else may be asked."""
        numbers = snapshot.rng("random").random(snapshot.n_items)
        return numbers[rows]

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return nothing: there is nothing to explain."""
        return [{} for _ in rows]

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say that chance decided."""
        return "drawn at random"


def _gather(values: Floats, rows: Ints) -> Floats:
    return values.copy() if len(rows) == len(values) else values[rows]
