"""DAO: the samples whose labels should lower the loss most, predicted without a fit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._words import count
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.influence.acquisition_loss import AcquisitionLoss
from jupyter_al.strategies.scores import Entropy
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["DAO"]


@dataclass(frozen=True)
class DAO(BaseStrategy):
    """Direct acquisition optimization (Zhao, Jiang and Chen, 2024), on a linear head.

    The paper's own settings are not public; these are chosen here.

    Parameters
    ----------
    size : int
        Rows on which the loss is estimated, drawn by their loss.
    order : int
        2: the cross-entropy after the move of the head, for the shortlisted rows; 1: its first
        order, for all rows. Heads of more than 2000 weights always get the first order.
    shortlist : int
        Rows with the largest entropy that are compared with order 2.
    damping : float
        Added to the Hessian.
    lam : float, optional
        L2 constant of the head; the snapshot's by default.
    neighbours : int
        Labelled rows that vote in the surrogate.

    Notes
    -----
    Formula: ``score = -sum_c q_c mean_m v_m CE(q_m, head moved by -(H + damping)^-1 g(x, c) / (L +
    1))``, q the classes that the nearest labelled rows suggest, over rows m drawn by their loss,
    with weights ``v_m`` that make the estimate unbiased.

    Cost: M drawn rows (64), S rows on the shortlist: order 1 O(N C D); order 2 adds O((C D)³) for
    the Hessian and O(S M C² D); memory O((C D)² + M C² D).
    """

    size: int = 64
    order: int = 2
    shortlist: int = 5000
    damping: float = 0.25
    lam: float | None = None
    neighbours: int = 10

    def __post_init__(self) -> None:
        if not self.shortlist >= 1:
            raise StrategyError(
                f"shortlist must be a number of rows from 1, not {self.shortlist!r}."
            )
        self.scorer()

    @property
    def name(self) -> str:
        """``dao``."""
        return "dao"

    @property
    def needs(self) -> frozenset[str]:
        """What influence is made of."""
        return AcquisitionLoss.needs

    def scorer(self) -> AcquisitionLoss:
        """Return the score."""
        return AcquisitionLoss(self.size, self.order, self.damping, self.lam, self.neighbours)

    def pick(self, task: Task) -> Picks:
        """Take the best scores, among the most uncertain rows where the exact loss is asked."""
        scorer, snapshot = self.scorer(), task.snapshot
        scorer.check(snapshot)
        notes: list[str] = []
        limit = max(self.shortlist, 2 * task.n)
        if self.order == 2 and not scorer.exact(snapshot):
            notes.append("The head is too large to factor: the loss is predicted to first order.")
        elif self.order == 2 and len(task.rows) > limit:
            doubts = Entropy().values(snapshot, task.rows)
            best = np.sort(top_n(doubts, limit, task.rows, task.tie_seed))
            notes.append(
                f"Chosen among the {limit} most uncertain of {count(len(task.rows), 'row')}."
            )
            task = replace(task, rows=task.rows[best])
        picks = Composition(scorer, called=self.name).pick(task)
        return replace(picks, notes=(*notes, *picks.notes))
