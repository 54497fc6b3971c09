"""k-medoids batches: n rows to which all others are close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.medoids import all_distances, medoids
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies.composition import Composition, everything
from jupyter_al.strategies.coverage._sentence import SentenceStrategy
from jupyter_al.strategies.coverage.representatives import first_new
from jupyter_al.strategies.coverage.similar import sample_note, sampled
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.spaces import check_space, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["KMedoids", "KMedoidsSpread"]


@dataclass(frozen=True)
class KMedoidsSpread(InSpace):
    """The rows S of the smallest ``sum_i min_{j in S} d(i, j)`` (Kaufman and Rousseeuw 1990).

    The medoids of the largest groups come first. Larger pools are sampled, and the answer says
    so.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    candidates : int
        Rows that are compared with each other, at most.
    """

    name: ClassVar[str] = "k-medoids"
    candidates: int = 2000

    def __post_init__(self) -> None:
        check_space(self.space)
        if self.space == "gradient":
            raise StrategyError(f"spread({self.name!r}) compares vectors; use space='embedding'.")
        if self.candidates < 2:
            raise StrategyError(f"candidates must be at least 2, not {self.candidates!r}.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the medoids; the gain is the size of their group."""
        points, _ = points_of(task.snapshot, self.space, self.normalise)
        some = sampled(np.arange(len(rows)), self.candidates, task.rng())
        distances = all_distances(points.take(rows[some]))
        chosen, owner = medoids(distances, min(task.n, len(some)), check=task.check)
        sizes = np.bincount(owner, minlength=len(chosen))
        seen = Seen.labelled(task.snapshot)
        order: list[int] = []
        gains: list[float] = []
        terms: list[dict[str, Any]] = []
        spans = np.bincount(
            owner, distances[np.arange(len(owner)), chosen[owner]], minlength=len(chosen)
        )
        for group in np.lexsort((chosen, spans, -sizes)):
            members = np.flatnonzero(owner == group)
            far = distances[chosen[group], members]
            near = members[np.lexsort((members, far))]
            at = first_new(seen, rows[some[near]])
            if at is None:
                continue
            order.append(int(some[near[at]]))
            gains.append(float(sizes[group]))
            terms.append({"size": int(sizes[group]), "distance": float(far.mean())})
        reasons = [_sentence(part["size"]) for part in terms]
        batch = filled(
            self,
            task,
            rows,
            seen,
            np.array(order, dtype=np.int64),
            np.array(gains),
            terms,
            reasons,
            scores,
        )
        notes = (*batch.notes, *sample_note(len(some), len(rows), "were compared"))
        return Batch(
            batch.order, batch.gains, batch.terms, batch.reasons, False, batch.fallback, notes
        )


@dataclass(frozen=True)
class KMedoids(SentenceStrategy):
    """n rows to which all others are close; outliers count by their distance, not its square.

    Parameters
    ----------
    space : str
        ``embedding`` (the features where there is no model), ``features`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    candidates : int
        Rows that are compared with each other, at most; more are sampled.

    Notes
    -----
    Formula: rows S that make ``sum_i min_{j in S} d(i, j)`` small.

    Cost: M rows that are compared (2,000 at most by default): time O(M² D) for the distances and
    O(M²) for each step of exchanges; memory O(M²).
    """

    called: ClassVar[str] = "k-medoids"
    space: str = "embedding"
    normalise: bool = False
    candidates: int = 2000

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return everything().spread(KMedoidsSpread(self.space, self.normalise, self.candidates))


def _sentence(size: int) -> str:
    if size == 1:
        return "a group of its own: nothing else is near"
    return f"all {size:,} samples of its group are close to it".replace(",", " ")
