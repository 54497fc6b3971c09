"""One row of each of n clusters, the nearest to its centre: the spread behind DropQuery and LAS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._words import count
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.spaces import check_space
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["Central", "directions"]


def directions(rows: Any, index: Ints, normalise: bool = True) -> Floats:
    """Return the rows at `index`, dense (M, D), each of length one; zero rows stay zero."""
    points = Points.of(rows[index])
    out = np.empty((len(index), rows.shape[1]), dtype=points.lengths.dtype)
    for part in blocks(len(index), rows.shape[1] * 4):
        out[part] = points.block(part)
        if normalise:
            out[part] /= np.maximum(np.sqrt(points.lengths[part]), 1e-12)[:, None]
    return out


@dataclass(frozen=True)
class Central(InSpace):
    """The row nearest to the centre of each of n clusters of the rows that are left.

    Rows of higher score come first, or of larger clusters where nothing was scored.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    """

    name: ClassVar[str] = "central"
    normalise: bool = True

    def __post_init__(self) -> None:
        check_space(self.space)
        if self.space == "gradient":
            raise StrategyError("spread('central') clusters vectors; use space='embedding'.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return central rows; the gain is the size of the cluster."""
        points = Points.of(directions(getattr(task.snapshot, self.space), rows, self.normalise))
        task.check()
        clusters = kmeans(points, min(task.n, len(rows)), rng=task.rng())
        task.check()
        distance, own = points.nearest(clusters.centres)
        sizes = np.bincount(own, minlength=len(clusters.centres))
        # cluster by cluster, nearest first, the lower position of a tie
        walk = np.lexsort((rows, distance, own))
        ends = np.cumsum(sizes)
        seen = Seen.labelled(task.snapshot)
        picked: list[int] = []
        for cluster in np.argsort(-sizes, kind="stable"):
            for index in walk[ends[cluster] - sizes[cluster] : ends[cluster]]:
                if seen.is_new(int(rows[index])):
                    picked.append(int(index))
                    break
        order = np.array(picked, dtype=np.int64)
        if scores is not None:
            order = order[np.argsort(-np.asarray(scores, np.float64)[order], kind="stable")]
        held = sizes[own[order]]
        terms: list[dict[str, Any]] = [
            {"cluster_size": int(size), "distance": float(np.sqrt(far))}
            for size, far in zip(held, distance[order], strict=True)
        ]
        reasons = [
            f"the middle one of a group of {count(int(size), 'candidate')}"
            if size > 1
            else "unlike all other candidates"
            for size in held
        ]
        gains = held.astype(np.float64)
        return filled(self, task, rows, seen, order, gains, terms, reasons, scores)
