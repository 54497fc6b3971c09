"""The default: typical rows first, uncertain rows once there is a model to be uncertain."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.budget import missing_now
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.hybrid.alternate import Alternate
from jupyter_al.strategies.query import Query
from jupyter_al.strategies.strategy import (
    BaseStrategy,
    Cancel,
    Picks,
    Progress,
    Task,
    check_snapshot,
)
from jupyter_al.strategies.uncertainty.pointwise import Margin

__all__ = ["Auto"]


@dataclass(frozen=True)
class Auto(BaseStrategy):
    """TypiClust while labels are few, then margin, with a round of both between.

    With few labels typical rows teach most, with more of them uncertain ones (Hacohen et al.
    2022). Where the line lies depends on the problem: :mod:`jupyter_al.strategies.budget` looks
    at the labels. ``Query.strategy`` says which one chose: ``auto: typiclust``, ``auto:
    typiclust and margin`` or ``auto: margin``.

    Notes
    -----
    Formula: ``typiclust`` while labels are few, ``margin`` once they are enough, and the picks of
    both in turn in between.

    Cost: that of ``typiclust`` (clusters of the features) or of ``margin``, time O(N C).
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
        missing, with_fewer = missing_now(snapshot)
        if missing:
            return TypiClust()
        return Alternate(TypiClust(), Margin()) if with_fewer else Margin()

    def explain(self, snapshot: Snapshot) -> str:
        """Return one sentence on what it does now, and why."""
        missing, with_fewer = missing_now(snapshot)
        if missing:
            return f"Typical samples of unlabelled clusters are asked, because {missing}."
        if with_fewer:
            return (
                "Typical and uncertain samples are asked in turn, because the labels have only "
                "just become enough to trust the doubts of the model."
            )
        return (
            "The samples are asked on which the two most probable classes are nearest to a tie, "
            "because the labels are enough to trust the doubts of the model."
        )

    def select(
        self,
        snapshot: Snapshot,
        n: int,
        *,
        cancelled: Cancel | None = None,
        progress: Progress | None = None,
    ) -> Query:
        """Return what the strategy of the moment would ask; the note says which and why."""
        check_snapshot(snapshot)
        strategy = self.now(snapshot)
        query = strategy.select(snapshot, n, cancelled=cancelled, progress=progress)
        return replace(
            query,
            strategy=f"{self.name}: {strategy.name}",
            notes=(self.explain(snapshot), *query.notes),
        )

    def pick(self, task: Task) -> Picks:
        """Choose as the strategy of the moment does."""
        return self.now(task.snapshot).pick(task)
