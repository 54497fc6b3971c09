"""Small margins after a step along the last change of the model, rare classes first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.ranking import top_n
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import ordinary, two_classes
from jupyter_al.strategies.scores import Score, belief

__all__ = ["Contrastive", "drifted_margin", "hardness"]


def drifted_margin(known: Floats, before: Floats | None, step: float) -> Floats:
    """Return the (M,) margin of the two largest entries of ``P + step * (P - before)``.

    Rows of `before` that are not finite count as unchanged.
    """
    out = np.empty(len(known), dtype=np.float64)
    for part in blocks(len(known), known.shape[1] * 32):
        now = np.asarray(known[part], dtype=np.float64)
        moved = now
        if before is not None and step:
            change = now - np.asarray(before[part], dtype=np.float64)
            change[~np.isfinite(change).all(axis=1)] = 0
            moved = now + step * change
        two = np.partition(moved, -2, axis=1)[:, -2:]
        out[part] = two[:, 1] - two[:, 0]
    return out


def hardness(margins: Floats, predicted: Ints, classes: int, confident: int) -> Floats:
    """Return the (C,) share in [0, 1] of each predicted class among the most confident rows.

    Counts among the `confident` rows with the largest margins, over the largest count.
    """
    sure = top_n(margins, min(confident, len(margins)), np.arange(len(margins)))
    counts = np.bincount(predicted[sure], minlength=classes).astype(np.float64)
    return counts / max(1.0, float(counts.max(initial=0.0)))


@dataclass(frozen=True)
class Contrastive(Score):
    """``-(g / max g + lam * h[predicted])``: Lyu et al. (ECCV 2024).

    The margin g is taken after a step along the last change of the probabilities (none where
    the snapshot knows no earlier ones); h says how often the model is sure of a class.

    Parameters
    ----------
    step : float
        Length r of the step, at least 0.
    lam : float
        Weight of h, at least 0 (the authors' description uses 0.1, their program's default is 0).
    confident : int
        Number of rows of largest margin that h counts.
    """

    name: ClassVar[str] = "contrastive"
    needs: ClassVar[frozenset[str]] = frozenset({"probabilities"})
    uses_past: ClassVar[frozenset[str]] = frozenset({"probabilities"})
    step: float = 0.03
    lam: float = 0.1
    confident: int = 500

    def __post_init__(self) -> None:
        for word in ("step", "lam"):
            if not 0 <= getattr(self, word) < np.inf:
                raise StrategyError(f"{word} must be a number from 0, not {getattr(self, word)!r}.")
        whole_numbers(self, "confident")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the scores, at most 0."""
        if not len(rows):
            return np.empty(0)
        before = snapshot.past.probabilities
        own = None if before is None else before[rows]
        margins = drifted_margin(snapshot.probabilities[rows], own, self.step)
        codes = snapshot.predicted[rows]
        sure = hardness(margins, codes, snapshot.n_classes, self.confident)
        largest = float(margins.max())
        out: Floats = -(margins / (largest if largest > 0 else 1.0) + self.lam * sure[codes])
        return out

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes, and the class that gains on the first."""
        found = belief(snapshot, rows)
        before = snapshot.past.probabilities
        if before is None:
            return found
        for position, terms in zip(rows, found, strict=True):
            code = snapshot.classes.index(terms["first"])
            lost = float(before[position, code]) - terms["p1"]
            terms["lost"] = lost if np.isfinite(lost) else 0.0
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say which classes compete, and whether the best guess loses ground."""
        said = two_classes(terms)
        if terms.get("lost", 0) > 0.005:
            return f"{said} compete, and {ordinary(terms['first'])} has lost since the last model"
        return f"{said} compete"
