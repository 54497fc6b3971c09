"""Spreads: choose a batch that does not repeat itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._distinct import ONLY_COPIES, Seen, distinct_top
from jupyter_al.strategies.strategy import Task

__all__ = ["Batch", "Spread", "TopN"]


@dataclass(frozen=True)
class Batch:
    """Indices into the rows of a question, in pick order, with what each pick gained."""

    order: Ints
    gains: Floats
    terms: Sequence[dict[str, Any]]
    reasons: Sequence[str]
    flat: bool = False
    fallback: str | None = None
    notes: tuple[str, ...] = field(default=())


class Spread(ABC):
    """Chooses the batch out of the rows that the steps before left."""

    name: ClassVar[str]

    @property
    @abstractmethod
    def needs(self) -> frozenset[str]:
        """Artefacts that the spread needs."""

    @abstractmethod
    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return ``task.n`` of `rows`, positions in the pool; `scores` may steer the choice."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the spread in words."""


@dataclass(frozen=True)
class TopN(Spread):
    """The n best scores, each kind of row once.

    Parameters
    ----------
    dedupe : bool
        Copies of a row that is chosen or labelled wait until nothing else is left.
    """

    name: ClassVar[str] = "top"
    dedupe: bool = True

    @property
    def needs(self) -> frozenset[str]:
        """Nothing but a score."""
        return frozenset()

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows with the highest scores, ties in the seeded order."""
        if scores is None:
            raise StrategyError("spread('top') ranks rows: put a score before it.")

        def ties() -> int:
            return task.tie_seed

        if self.dedupe:
            seen = Seen.labelled(task.snapshot)
            order, copies = distinct_top(seen, rows, scores, task.n, ties)
        else:
            order, copies = top_n(scores, task.n, rows, ties), False
        notes = []
        if copies:
            notes.append(ONLY_COPIES)
        gains = np.asarray(scores[order], dtype=np.float64)
        filled = int(np.count_nonzero(~np.isfinite(gains)))
        if filled:
            notes.append(f"{filled} of these have no finite score and were taken last.")
        flat = len(rows) > 1 and bool(gains[0] == gains[-1] and scores.min() == scores.max())
        return Batch(order, gains, [{} for _ in order], [""] * len(order), flat, None, tuple(notes))

    def __str__(self) -> str:
        return "top"
