"""The default: cover the pool first, ask what is uncertain once the labels allow it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.budget import missing_now
from jupyter_al.strategies.coverage.uherding import UHerding
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
    """UHerding while labels are few, then margin, with a round of both between.

    With few labels rows that cover the pool teach most, with more of them uncertain ones
    (Hacohen et al. 2022); UHerding covers what the model doubts (Bae, Oliveira and Sutherland
    2025). Where the line lies depends on the problem: :mod:`jupyter_al.strategies.budget` looks at
    the labels. ``Query.strategy`` says which one chose: ``auto: uherding``, ``auto: uherding and
    margin`` or ``auto: margin``.

    Parameters
    ----------
    most : int
        At most this many candidates and targets of ``uherding`` are compared, so that a large
        pool is answered at once; larger pools are sampled.

    Notes
    -----
    Formula: ``uherding`` while labels are few, ``margin`` once they are enough, and the picks of
    both in turn in between.

    Cost: that of ``uherding`` on `most` rows, or of ``margin``, time O(N C).
    """

    most: int = 5_000

    def __post_init__(self) -> None:
        self._cover()  # refuses a wrong `most` here and now

    def _cover(self) -> UHerding:
        # With the paper's bandwidth, the smallest distance between two labels, odd single rows are
        # asked as soon as two labels are alike: worse than random where one class is common.
        return UHerding(most=self.most, adaptive=False)

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
            return self._cover()
        return Alternate(self._cover(), Margin()) if with_fewer else Margin()

    def explain(self, snapshot: Snapshot) -> str:
        """Return one sentence on what it does now, and why."""
        missing, with_fewer = missing_now(snapshot)
        if missing:
            return f"Samples are asked that stand for many others, because {missing}."
        if with_fewer:
            return (
                "Samples that stand for many others and uncertain ones are asked in turn, because "
                "the labels have only just become enough to trust the doubts of the model."
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
