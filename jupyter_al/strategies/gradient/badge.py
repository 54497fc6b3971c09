"""BADGE: D² sampling in the space of last-layer gradients."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jupyter_al.errors import NotApplicable
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.distance_spreads import D2
from jupyter_al.strategies.scores import Margin
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Badge"]


@dataclass(frozen=True)
class Badge(BaseStrategy):
    """BADGE (Ash et al., ICLR 2020), with the gradients kept as two factors.

    The gradient of a row is ``(p - onehot(argmax p)) ⊗ x``. The first pick has the longest one;
    the others are drawn in proportion to the squared distance to the nearest pick. Nothing else
    repels: neither the origin nor the labelled rows.

    Parameters
    ----------
    bias : bool
        Count the gradient of the bias too, as if each row had a constant one.

    Notes
    -----
    Formula: ``g = (p - e_c) ⊗ x`` with c the predicted class; the first pick has the largest
    ``||g||``, each other is drawn in proportion to ``min ||g - g'||²`` over the picks g', by ``<g,
    h> = <r, s> <x, y>`` for ``g = r ⊗ x, h = s ⊗ y``.

    Cost: time O(N (C + D)) a pick at most, memory O(N C): the N × C D gradients are never made.
    """

    bias: bool = False

    @property
    def name(self) -> str:
        """``badge``."""
        return "badge"

    @property
    def needs(self) -> frozenset[str]:
        """Probabilities and what the last layer sees."""
        return frozenset({"embedding", "probabilities"})

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return Composition(None, spreading=D2("gradient", bias=self.bias), called=self.name)

    def pick(self, task: Task) -> Picks:
        """Draw; with labels of one class only, hand over to TypiClust."""
        snapshot = task.snapshot
        if snapshot.n_classes < 2:
            raise NotApplicable("'badge' compares classes and only one is declared: add a second.")
        if len(np.unique(snapshot.labels)) == 1:
            note = (
                "All labels are of one class, so that the gradients say nothing: typical rows are "
                "asked until a second class has a label."
            )
            return replace(TypiClust().pick(task), fallback="typiclust", notes=(note,))
        picks = self.sentence().pick(task)
        terms, reasons = [], []
        for own, part in zip(Margin().terms(snapshot, picks.positions), picks.terms, strict=True):
            terms.append({**own, **part})
            reasons.append(_sentence(Margin().reason(own), part["distance"]))
        return replace(picks, terms=terms, reasons=reasons)


def _sentence(belief: str, distance: float | None) -> str:
    if distance is None:
        return f"{belief}: this answer would move the model most"
    if distance == 0:
        return f"{belief}; nothing else would move the model differently"
    return f"{belief}: this answer would move the model in another direction than those before"
