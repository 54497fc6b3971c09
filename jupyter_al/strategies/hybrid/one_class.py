"""Scores that look at one class alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import ordinary, share
from jupyter_al.strategies.scores import Score

__all__ = ["Likely", "Undecided"]


@dataclass(frozen=True)
class _OfOneClass(Score):
    needs: ClassVar[frozenset[str]] = frozenset({"probabilities"})
    of: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.of, int) or isinstance(self.of, bool) or self.of < 0:
            raise StrategyError(
                f"of must be the position of a class (a whole number from 0), not {self.of!r}."
            )

    def check(self, snapshot: Snapshot) -> None:
        """Raise where there is no such class."""
        super().check(snapshot)
        if self.of >= snapshot.n_classes:
            raise StrategyError(f"of={self.of}: there are {snapshot.n_classes} classes.")

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the class and its probability in each row."""
        name = snapshot.classes[self.of]
        return [{"class": name, "p": float(p)} for p in snapshot.probabilities[rows, self.of]]


@dataclass(frozen=True)
class Likely(_OfOneClass):
    """Probability of one class, to find more of a rare one.

    Parameters
    ----------
    of : int
        Position of the class.
    """

    name: ClassVar[str] = "likely"

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the probabilities of the class."""
        return np.asarray(snapshot.probabilities[rows, self.of], dtype=np.float64)

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how probable the class is."""
        return f"among the most likely of {ordinary(terms['class'])}: {share(terms['p'])}"


@dataclass(frozen=True)
class Undecided(_OfOneClass):
    """``-|p - 1/2|`` of one class.

    Parameters
    ----------
    of : int
        Position of the class.
    """

    name: ClassVar[str] = "undecided"

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return minus the distance from one half."""
        chance = np.asarray(snapshot.probabilities[rows, self.of], dtype=np.float64)
        out: Floats = -np.abs(chance - 0.5)
        return out

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how undecided the class is."""
        return f"{ordinary(terms['class'])} or not is nearly even: {share(terms['p'])}"
