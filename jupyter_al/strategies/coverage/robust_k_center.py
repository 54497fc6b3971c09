"""k-center that passes over the rows far from everything."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies.composition import Composition, everything
from jupyter_al.strategies.coverage._sentence import SentenceStrategy
from jupyter_al.strategies.coverage.density import isolation, stand_ins
from jupyter_al.strategies.coverage.similar import sample_note
from jupyter_al.strategies.distance_spreads import KCenter
from jupyter_al.strategies.filters import Drop
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["DropIsolated", "RobustKCenter"]


@dataclass(frozen=True)
class DropIsolated(Drop):
    """Leave out the rows with the largest mean distance to their nearest neighbours.

    They are reported in ``Query.dropped``.

    Parameters
    ----------
    amount : float or int
        A share in (0, 1], ``floor(share * M)``, or a number of rows (an int). Less is dropped
        where too few different rows would remain for the batch.
    neighbours : int
    space : str
        ``embedding`` or ``features``.
    """

    amount: float = 0.01
    neighbours: int = 10
    space: str = "embedding"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.neighbours < 1:
            raise StrategyError(f"neighbours must be at least 1, not {self.neighbours!r}.")
        if self.space not in ("embedding", "features"):
            raise StrategyError(f"space must be 'embedding' or 'features', not {self.space!r}.")

    def kept(self, task: Task, rows: Ints, scores: Floats | None) -> Ints:
        """Return all rows but the most isolated ones."""
        whole = isinstance(self.amount, (int, np.integer))
        size = int(self.amount) if whole else math.floor(round(self.amount * len(rows), 9))
        different = int(np.count_nonzero(Seen.labelled(task.snapshot).first(rows)))
        size = min(size, different - task.n)
        if size <= 0:
            return np.arange(len(rows), dtype=np.int64)
        far = isolation(task.snapshot, self.space, self.neighbours)[rows]
        rest = np.ones(len(rows), dtype=bool)
        rest[top_n(far, size, rows)] = False
        return np.flatnonzero(rest).astype(np.int64)

    def __str__(self) -> str:
        return f"drop {self.amount:g} most isolated"


@dataclass(frozen=True)
class RobustKCenter(SentenceStrategy):
    """k-center greedy after the most isolated rows were left out.

    In place of the mixed-integer program of Sener and Savarese (ICLR 2018), which may leave
    a few rows uncovered too.

    Parameters
    ----------
    amount : float or int
        Share of the rows, or number of rows, to leave out.
    neighbours : int
        A row is isolated by its mean distance to this many nearest rows.
    space : str
        ``embedding`` (the features where there is no model) or ``features``.
    normalise : bool
        Compare directions when spreading: scale each row to length one first.

    Notes
    -----
    Formula: the ``amount`` rows with the largest mean distance to their nearest neighbours are left
    out; then ``argmax_x min ||x - y||`` over all labelled and picked y.

    Cost: k-center, time O(N D (L + n)), after a search for neighbours that is done once for the
    features; memory O(N).
    """

    called: ClassVar[str] = "robust-k-center"
    amount: float = 0.01
    neighbours: int = 10
    space: str = "embedding"
    normalise: bool = False

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        drop = DropIsolated(self.amount, self.neighbours, self.space)
        return everything().filter(drop).spread(KCenter(self.space, self.normalise))

    def pick(self, task: Task) -> Picks:
        """Filter and spread; say where a sample stood for the pool."""
        picks = super().pick(task)
        every = int(np.count_nonzero(task.snapshot.finite))
        if not picks.dropped or stand_ins(every) == every:
            return picks
        note = sample_note(stand_ins(every), every, "were searched for neighbours")
        return replace(picks, notes=(*picks.notes, *note))
