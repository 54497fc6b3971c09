"""The default: typical rows first, uncertain rows once there is a model to be uncertain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.query import Query
from jupyter_al.strategies.strategy import BaseStrategy, Cancel, Picks, Task
from jupyter_al.strategies.uncertainty.pointwise import Margin

__all__ = ["Auto"]


@dataclass(frozen=True)
class Auto(BaseStrategy):
    """TypiClust until two classes have labels and a model is fitted, then margin.

    With few labels typical rows teach most, with more of them uncertain ones (Hacohen et al.
    2022). ``Query.strategy`` says which one chose: ``auto: typiclust`` or ``auto: margin``.
    """

    @property
    def name(self) -> str:
        """``auto``."""
        return "auto"

    @property
    def needs(self) -> frozenset[str]:
        """Nothing: it always knows what to ask."""
        return frozenset()

    def now(self, snapshot: Snapshot) -> BaseStrategy:
        """Return the strategy that answers at this moment."""
        return TypiClust() if self._waits_for(snapshot) else Margin()

    def explain(self, snapshot: Snapshot) -> str:
        """Return one sentence on what it does now, and why."""
        missing = self._waits_for(snapshot)
        if missing:
            return f"Typical samples of unlabelled clusters are asked, because {missing}."
        return "The samples are asked on which the two most probable classes are nearest to a tie."

    def select(self, snapshot: Snapshot, n: int, *, cancelled: Cancel | None = None) -> Query:
        """Return what the strategy of the moment would ask; the note says which and why."""
        strategy = self.now(snapshot)
        query = strategy.select(snapshot, n, cancelled=cancelled)
        return replace(
            query,
            strategy=f"{self.name}: {strategy.name}",
            notes=(self.explain(snapshot), *query.notes),
        )

    def pick(self, task: Task) -> Picks:
        """Choose as the strategy of the moment does."""
        return self.now(task.snapshot).pick(task)

    @staticmethod
    def _waits_for(snapshot: Snapshot) -> str:
        if not len(snapshot.labels):
            return "there is no label yet"
        if len(np.unique(snapshot.labels)) < 2:
            return "all labels so far are of one class"
        if not snapshot.has("probabilities"):
            return "no model is fitted yet"
        return ""
