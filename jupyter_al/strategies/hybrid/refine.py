"""REFINE: the pool shrinks to what several strategies pick from random parts of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.strategies import registry
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import count
from jupyter_al.strategies.coverage.k_center import KCenter
from jupyter_al.strategies.gradient.badge import Badge
from jupyter_al.strategies.hybrid.wrapper import PartOfPool
from jupyter_al.strategies.strategy import BaseStrategy, Task
from jupyter_al.strategies.uncertainty.pointwise import Margin

__all__ = ["Refine"]


@dataclass(frozen=True)
class Refine(PartOfPool):
    """The strategy inside sees what is left after several rounds of picks (Huseljic et al. 2025).

    In each round random batches, and batches of every strategy in turn, are picked from random
    parts of the pool; together they are the pool of the next round. The released code uses
    100 batches a round of nine strategies, and UHerding for the last choice.

    Parameters
    ----------
    inner : BaseStrategy or str
        Makes the last choice.
    among : tuple of BaseStrategy or str
        They vote, besides chance.
    rounds : int
        How often a pool is made of the picks of the one before.
    batches : int
        Batches of each round, all strategies together.
    first : int
        Rows of a random part in the first round.
    share : float
        Share of the pool, in (0, 1], in a random part of a later round.
    most : int
        Rows that a round leaves at most.

    Notes
    -----
    Formula: ``P_0`` is the pool and ``P_r`` the union of ``batches`` batches, each picked out of a
    random part of ``P_(r-1)``; the strategy inside chooses from the last.

    Cost: time O(rounds × batches) choices of the strategies that vote, each on a random part
    (``first`` rows, later ``share`` of what is left); memory that of the largest of them.
    """

    word: ClassVar[str] = "refine"
    among: tuple[BaseStrategy, ...] = (Margin(), Badge(), KCenter())
    rounds: int = 5
    batches: int = 12
    first: int = 5000
    share: float = 0.4
    most: int = 10_000

    def __post_init__(self) -> None:
        super().__post_init__()
        given: Any = self.among
        given = (given,) if isinstance(given, str) else given
        among = tuple(registry.get(a) if isinstance(a, str) else a for a in given)
        if not among or not all(isinstance(a, BaseStrategy) for a in among):
            raise StrategyError(
                f"among must be strategies of this package or their names, not {self.among!r}."
            )
        object.__setattr__(self, "among", among)
        whole_numbers(self, "rounds", "batches", "first", "most")
        if not 0 < self.share <= 1:
            raise StrategyError(f"share must be in (0, 1], not {self.share!r}.")

    @property
    def needs(self) -> frozenset[str]:
        """What all of the strategies need."""
        return self.inner.needs.union(*(a.needs for a in self.among))

    @property
    def rowwise(self) -> frozenset[str]:
        """What all of the strategies need in each row."""
        return self.inner.rowwise.union(*(a.rowwise for a in self.among))

    @property
    def uses_past(self) -> frozenset[str]:
        """What all of them learn from."""
        return self.inner.uses_past.union(*(a.uses_past for a in self.among))

    def part(self, task: Task) -> tuple[Ints, str]:
        """Return what is left after all rounds."""
        rng, pool = task.rng(), task.rows
        for round_ in range(self.rounds):
            if len(pool) <= 2 * task.n:  # a vote would leave hardly more than the batch
                break
            size = self.first if round_ == 0 else int(np.ceil(self.share * len(pool)))
            size = min(len(pool), max(task.n, size))
            picked = []
            for batch in range(self.batches):
                task.check((round_ * self.batches + batch) / (self.rounds * self.batches))
                rows = np.sort(rng.choice(pool, size, replace=False))
                turn = batch % (1 + len(self.among))
                if not turn:
                    picked.append(rng.choice(rows, task.n, replace=False))
                    continue
                voter = self.among[turn - 1]
                name = f"{voter.name} in round {round_}, batch {batch}"
                own = replace(task, rows=rows, name=name, progress=None)
                picked.append(voter.pick(own).positions)
            pool = np.unique(np.concatenate(picked))
            if len(pool) > max(self.most, task.n):
                pool = np.sort(rng.choice(pool, max(self.most, task.n), replace=False))
        who = ", ".join(voter.name for voter in self.among)
        return pool, f"Chosen from {count(len(pool), 'sample')} that {who} and chance left."
