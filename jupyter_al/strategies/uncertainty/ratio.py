"""How near the second most probable class comes to the first, as a ratio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.softmax import top_two
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import amount, two_classes
from jupyter_al.strategies.scores import Score, belief

__all__ = ["Ratio"]


@dataclass(frozen=True)
class Ratio(Score):
    """``p2 / p1`` of the two most probable classes (Settles 2009, after Luo et al. 2005)."""

    name: ClassVar[str] = "ratio"
    needs: ClassVar[frozenset[str]] = frozenset({"probabilities"})

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the ratio, in [0, 1]."""
        with np.errstate(under="ignore", invalid="ignore"):
            values = snapshot.once("ratio", lambda: _ratio(snapshot.probabilities))
        return np.asarray(values[rows], dtype=np.float64)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes and their ratio."""
        found = belief(snapshot, rows)
        for terms in found:
            terms["ratio"] = terms["p2"] / terms["p1"]
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how many times as probable the first class is."""
        if terms["ratio"] < 0.01:
            return f"{two_classes(terms, 'is far ahead of')}"
        return f"{two_classes(terms, 'is ahead of')}, {amount(1 / terms['ratio'])} times as likely"


def _ratio(probabilities: Floats) -> Floats:
    first, second, _ = top_two(probabilities)
    return second / first
