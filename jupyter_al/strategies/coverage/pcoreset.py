"""PCoreSet: k-center among the predictions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jupyter_al.errors import NotApplicable
from jupyter_al.strategies._words import ordinary, share
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.distance_spreads import KCenter
from jupyter_al.strategies.scores import belief
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["PCoreSet"]


@dataclass(frozen=True)
class PCoreSet(BaseStrategy):
    """PCoreSet (Kang et al. 2025): the prediction farthest from those of all labelled rows.

    Farthest-first traversal of the probabilities; the rows with a label stand where the model
    predicts them. Without labels the first pick is the prediction farthest from the mean one.

    Notes
    -----
    Formula: ``argmax_x min ||p(x) - p(y)||`` over all labelled and picked y.

    Cost: time O(N C (L + n)), memory O(N).
    """

    @property
    def name(self) -> str:
        """``pcoreset``."""
        return "pcoreset"

    @property
    def needs(self) -> frozenset[str]:
        """Probabilities."""
        return frozenset({"probabilities"})

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = KCenter("probabilities", start="outside")
        return Composition(None, spreading=step, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Spread; with labels of one class only, hand over to TypiClust."""
        snapshot = task.snapshot
        if snapshot.n_classes < 2:
            raise NotApplicable(
                "'pcoreset' compares classes and only one is declared: add a second."
            )
        if len(np.unique(snapshot.labels)) == 1:
            note = (
                "All labels are of one class, so that the predictions say nothing: typical rows "
                "are asked until a second class has a label."
            )
            return replace(TypiClust().pick(task), fallback="typiclust", notes=(note,))
        picks = self.sentence().pick(task)
        terms: list[dict[str, Any]] = []
        reasons = []
        for own, part, said in zip(
            belief(snapshot, picks.positions), picks.terms, picks.reasons, strict=True
        ):
            terms.append({**own, **part})
            guess = f"predicted {ordinary(own['first'])} {share(own['p1'])}"
            reasons.append(f"{guess}; its prediction is {said}" if part["distance"] else said)
        return replace(picks, terms=terms, reasons=reasons)
