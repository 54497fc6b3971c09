"""A batch whose rows help different parts of the pool: clusters of gains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies.expected.score_gain import ScoreGain
from jupyter_al.strategies.spreads import Batch, Spread
from jupyter_al.strategies.strategy import Task

__all__ = ["GainClusters"]

_EQUAL = 1e-4  # of a squared distance


@dataclass(frozen=True)
class GainClusters(Spread):
    """One row of each cluster of directions of gain (Tan et al. 2021, 2024).

    The best share of the rows is described by what each gains for each target, scaled to length
    one, and clustered by k-means into as many clusters as rows are asked for; the row nearest to
    each centre is taken.

    Parameters
    ----------
    gain : ScoreGain
        What is gained.
    share : float
        Share of the rows, in (0, 1], that is clustered.
    """

    name: ClassVar[str] = "gain-clusters"
    gain: ScoreGain = field(default_factory=ScoreGain)
    share: float = 0.5

    def __post_init__(self) -> None:
        if not isinstance(self.gain, ScoreGain):
            raise StrategyError(f"gain must be a ScoreGain, not {self.gain!r}.")
        if not 0 < self.share <= 1:
            raise StrategyError(f"share must be in (0, 1], not {self.share!r}.")

    @property
    def needs(self) -> frozenset[str]:
        """What the gain needs."""
        return self.gain.needs

    def __str__(self) -> str:
        return f"{self.name} {self.share:g}"

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return one row of each cluster, the largest gain first."""
        if scores is None:
            scores = self.gain.values(task.snapshot, rows)
        size = max(task.n, min(len(rows), round(self.share * len(rows))))
        seen = Seen.labelled(task.snapshot)
        order, copies = distinct_top(seen, rows, scores, size, task.tie_seed)
        fresh = order[seen.first(rows[order])] if copies else order
        flat = len(rows) > 1 and bool(scores.min() == scores.max())
        notes: tuple[str, ...] = ()
        if len(fresh) <= task.n:
            chosen = order[: task.n]
            if len(fresh) < task.n:
                notes = ("Only copies of rows that were asked before are left.",)
        else:
            found = self._of_clusters(task, rows, fresh)
            rest = fresh[~np.isin(fresh, found)][: task.n - len(found)]
            if len(rest):
                notes = (f"{len(rest)} of {task.n} have no cluster of their own: taken by rank.",)
            chosen = np.concatenate([np.sort(found), rest])
            place = {index: at for at, index in enumerate(fresh.tolist())}
            chosen = np.array(sorted(chosen.tolist(), key=place.__getitem__), dtype=np.int64)
        gains = np.asarray(scores[chosen], dtype=np.float64)
        return Batch(chosen, gains, [{} for _ in chosen], [""] * len(chosen), flat, None, notes)

    def _of_clusters(self, task: Task, rows: Ints, fresh: Ints) -> Ints:
        gains = self.gain.matrix(task.snapshot, rows[fresh])
        length = np.sqrt(np.einsum("ij,ij->i", gains, gains))
        gains /= np.where(length > 0, length, 1)[:, None]
        task.check()
        points = Points.of(gains)
        centres = kmeans(points, task.n, rng=task.rng()).centres
        used = np.zeros(len(fresh), dtype=bool)
        found = []
        for centre in centres:
            task.check()
            away = np.where(used, np.inf, points.distances(centre))
            # two rows are equally far from their middle: the one that gains more, not rounding
            nearest = int((away <= away.min() * (1 + _EQUAL)).argmax())
            used[nearest] = True
            found.append(fresh[nearest])
        return np.array(found, dtype=np.int64)
