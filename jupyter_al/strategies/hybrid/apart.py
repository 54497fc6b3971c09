"""Leave out near copies: rows much closer to a chosen one than samples usually are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points
from jupyter_al.strategies._words import count
from jupyter_al.strategies.hybrid.wrapper import Wrapper
from jupyter_al.strategies.spaces import check_space, needs_of, points_of
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["Apart", "usual_distance"]

_MOST = 5000


@dataclass(frozen=True)
class Apart(Wrapper):
    """The strategy inside, without rows that nearly repeat a row before them.

    More rows than needed are asked of the strategy inside; in its order, a row is passed over
    that lies within ``radius`` of one taken before or of a labelled one.

    Parameters
    ----------
    inner : BaseStrategy or str
    radius : float
        As a share of the usual (root mean square) distance between two rows of the pool.
    space : str
        ``features``, ``embedding`` or ``probabilities``.

    Notes
    -----
    Formula: a row is passed over where ``min ||x - y|| <= radius r`` over all labelled and taken y,
    r the root mean square distance of two rows.

    Cost: that of the strategy inside for a few times the batch, and O(m (n + L) D) for m rows that
    it proposes; memory O(m D).
    """

    word: ClassVar[str] = "apart"
    radius: float = 0.1
    space: str = "features"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_space(self.space)
        if self.space == "gradient":
            raise StrategyError("'apart' measures plain distances; use space='embedding'.")
        if not 0 <= self.radius < np.inf:
            raise StrategyError(f"radius must be a share from 0, not {self.radius!r}.")

    @property
    def needs(self) -> frozenset[str]:
        """What the strategy inside and the space need."""
        return self.inner.needs | needs_of(self.space)

    @property
    def rowwise(self) -> frozenset[str]:
        """What is needed in each row."""
        return self.inner.rowwise | needs_of(self.space)

    def pick(self, task: Task) -> Picks:
        """Ask for more and more rows until enough of them lie apart."""
        points, mean = points_of(task.snapshot, self.space, False)
        radius = self.radius * usual_distance(points, mean)
        most = min(len(task.rows), max(_MOST, task.n))
        size = min(most, task.n + 32)
        while True:
            task.check()
            picks = self.ask(task, n=size)
            apart = _apart(points, picks.positions, task, radius)
            if size == most or len(apart) >= task.n:
                break
            size = min(most, 4 * size)
        left = np.setdiff1d(np.arange(len(picks.positions)), apart)
        passed = int(np.count_nonzero(left < apart[-1])) if len(apart) else 0
        order = np.concatenate([apart, left])[: task.n].astype(np.int64)
        near = task.n - len(apart)
        notes = list(picks.notes)
        if passed:
            notes.append(f"{count(passed, 'near copy').replace('copys', 'copies')} passed over.")
        if near > 0:
            notes.append(f"{near} of {task.n} nearly repeat others: nothing else was found.")
        return replace(
            picks,
            positions=np.asarray(picks.positions)[order],
            scores=np.asarray(picks.scores)[order],
            terms=[picks.terms[i] for i in order],
            reasons=[picks.reasons[i] for i in order],
            notes=tuple(notes),
        )


def usual_distance(points: Points, mean: Floats) -> float:
    """Return the root mean square distance between two rows: ``sqrt(2 mean ||x - mean||²)``."""
    known = points.lengths[np.isfinite(points.lengths)].astype(np.float64)
    if not len(known):
        return 0.0
    middle = mean.astype(np.float64)
    return float(np.sqrt(max(0.0, 2 * (known.mean() - middle @ middle))))


def _apart(points: Points, positions: Ints, task: Task, radius: float) -> Ints:
    """Return the indices, at most ``task.n``, of positions that lie apart, in their order."""
    labelled = task.snapshot.labelled
    labelled = labelled[np.isfinite(points.lengths[labelled])]
    few = points.take(np.asarray(positions))
    rows: Floats = few.block(slice(None))
    limit = radius**2
    nearest = np.full(len(rows), np.inf)
    if len(labelled):
        nearest = few.nearest(points.block(labelled))[0].astype(np.float64)
    taken: list[int] = []
    for index in range(len(rows)):
        if nearest[index] <= limit:
            continue
        taken.append(index)
        if len(taken) == task.n:
            break
        np.minimum(nearest, few.distances(rows[index]), out=nearest)
    return np.array(taken, dtype=np.int64)
