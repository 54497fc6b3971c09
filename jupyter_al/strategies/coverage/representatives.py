"""One row of each group: the spread behind k-means batches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.weighted_kmeans import weighted_kmeans
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.distance_spreads import InSpace, _inverse, _NearestChosen, filled
from jupyter_al.strategies.spaces import Space, _Vectors, check_space, enter
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["KMeans", "first_new", "vectors"]


@dataclass(frozen=True)
class KMeans(InSpace):
    """As many k-means clusters as picks, and of each the row closest to its centre.

    Copies of a row count as often as they occur, and one of them is asked. The clusters that
    weigh most come first. Where clusters have no row of their own left, D² sampling goes on.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    weighted : bool
        Rows count by their score, which must not be negative (Zhdanov 2019).
    """

    name: ClassVar[str] = "k-means"
    weighted: bool = False

    def __post_init__(self) -> None:
        check_space(self.space)
        if self.space == "gradient":
            raise StrategyError(f"spread({self.name!r}) averages vectors; use space='embedding'.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows closest to the centres; the gain is the weight of the cluster."""
        weights = self._weights(rows, scores)
        space = vectors(enter(task.snapshot, self.space, rows, normalise=self.normalise))
        rng = task.rng()
        groups = weighted_kmeans(
            space.points, task.n, rng=rng, use=space.local, weights=weights, check=task.check
        )
        own, far = groups.assignment[space.local], groups.distance[space.local]
        size = np.bincount(own, minlength=len(groups.centres))
        mass = np.bincount(own, weights=weights, minlength=len(groups.centres))
        by_group = np.lexsort((rows, far, own))
        starts = np.concatenate([[0], np.cumsum(size)])
        seen = Seen.labelled(task.snapshot)
        order: list[int] = []
        gains: list[float] = []
        terms: list[dict[str, Any]] = []
        for group in np.lexsort((-size, -mass)):
            task.check()
            members = by_group[starts[group] : starts[group + 1]]
            at = first_new(seen, rows[members])
            if at is None:
                continue
            index = int(members[at])
            order.append(index)
            gains.append(float(mass[group]))
            away = float(np.sqrt(max(far[index], 0)))
            terms.append({"group": int(group), "size": int(size[group]), "distance": away})
        reasons = [_sentence(part["size"]) for part in terms]
        more, gaps = self._by_distance(task, space, rows, order, seen, rng)
        for gap in gaps:
            terms.append({"group": None, "size": None, "distance": gap})
            reasons.append(f"{amount(gap)} away from anything chosen before")
        chosen = np.array([*order, *more], dtype=np.int64)
        found = np.array([*gains, *(0.0 for _ in more)])
        return filled(self, task, rows, seen, chosen, found, terms, reasons, scores)

    def _weights(self, rows: Ints, scores: Floats | None) -> Floats:
        if not self.weighted:
            return np.ones(len(rows))
        if scores is None:
            raise StrategyError("Weighted k-means needs a score: begin with score('entropy').")
        weights = np.asarray(scores, dtype=np.float64)
        weights = np.where(np.isfinite(weights), weights, 0)
        if weights.min() < 0:
            raise StrategyError(
                "Weighted k-means needs scores from zero upwards: take 'one-minus-margin' or "
                "'entropy'."
            )
        return weights if weights.max() > 0 else np.ones(len(rows))

    def _by_distance(
        self,
        task: Task,
        space: _Vectors,
        rows: Ints,
        order: list[int],
        seen: Seen,
        rng: np.random.Generator,
    ) -> tuple[list[int], list[float]]:
        """Go on with D² sampling where the clusters gave too few rows."""
        missing = task.n - len(order)
        if not missing or not order:
            return [], []
        at = space.local[np.array(order, dtype=np.int64)]
        near = space.points.nearest(space.points.block(at))[0]
        near[at] = 0
        back = _inverse(space, rows)
        chosen = choose(
            _NearestChosen(space, near),
            space.local,
            missing,
            rng=rng,
            accept=lambda index: seen.is_new(int(rows[back(index)])),
            check=task.check,
        )
        return [back(i) for i in chosen.order], [float(g) for g in np.sqrt(chosen.gains)]


def vectors(space: Space) -> _Vectors:
    """Return a space that is known to hold plain vectors."""
    assert isinstance(space, _Vectors)
    return space


def first_new(seen: Seen, positions: Ints) -> int | None:
    """Return where the first row that was not seen before stands, and remember it."""
    start, width = 0, 16
    while start < len(positions):
        fresh = seen.first(positions[start : start + width])
        if fresh.any():
            at = start + int(fresh.argmax())
            seen.is_new(int(positions[at]))
            return at
        start, width = start + width, min(4 * width, 65536)
    return None


def _sentence(size: int) -> str:
    if size == 1:
        return "a group of its own: nothing else is near"
    return f"closest to the middle of a group of {size:,}".replace(",", " ")
