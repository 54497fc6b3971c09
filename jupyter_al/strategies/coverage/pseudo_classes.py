"""The spread behind CSVAL: one row of each cluster in turn, by its place in a data map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.contrast import contrast
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._sample import by_content, sampled
from jupyter_al.strategies._words import count
from jupyter_al.strategies.coverage.herding import refuse_gradient
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.spaces import check_space, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["CRITERIA", "PseudoClasses", "in_turn"]

CRITERIA = ("easy", "ambiguous", "hard")
_MOST = 20_000
_WORDS = {
    ("hard", False): "the least like its neighbours",
    ("easy", False): "the most like its neighbours",
    ("hard", True): "the hardest to match with itself",
    ("easy", True): "the easiest to match with itself",
    ("ambiguous", True): "the most changeable in training",
}


@dataclass(frozen=True)
class PseudoClasses(InSpace):
    """One row of each cluster in turn: hard, easy or ambiguous ones (Chen et al. 2022).

    Clusters without a label come first, otherwise in a drawn order.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``; directions are compared.
    criterion : str
        ``hard``, ``easy`` or ``ambiguous``.
    clusters : int
    neighbours : int
        Neighbours that count where there is no data map.
    confidence, variability : sequence of float, optional
        (N,) each: the data map of a contrastive training run.
    """

    name: ClassVar[str] = "pseudo-classes"
    space: str = "features"
    normalise: bool = True
    criterion: str = "hard"
    clusters: int = 30
    neighbours: int = 20
    confidence: tuple[float, ...] | None = None
    variability: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        check_space(self.space)
        refuse_gradient(self.name, self.space)
        if not self.normalise:
            raise StrategyError("spread('pseudo-classes') compares directions: leave normalise.")
        if self.criterion not in CRITERIA:
            raise StrategyError(f"criterion must be one of {CRITERIA}, not {self.criterion!r}.")
        for word in ("clusters", "neighbours"):
            if getattr(self, word) < 1:
                raise StrategyError(f"{word} must be at least 1, not {getattr(self, word)!r}.")
        if self.criterion == "ambiguous" and self.variability is None:
            raise StrategyError(
                "criterion='ambiguous' needs variability=..., from the epochs of a contrastive "
                "training run: numerics.dataset_map.confidence_and_variability(history)."
            )

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return rows of the clusters in turn; the gain is the criterion, higher sooner."""
        snapshot = task.snapshot
        points, _ = points_of(snapshot, self.space, True)
        usable = np.flatnonzero(snapshot.finite & np.isfinite(points.lengths)).astype(np.int64)
        seen = Seen.labelled(snapshot)
        fresh = rows[seen.first(rows)]
        kept = sampled(snapshot, fresh, max(_MOST, task.n), "candidates")
        candidates = by_content(snapshot, kept, "ties")
        pool = by_content(snapshot, sampled(snapshot, usable, _MOST, "pool"), "clusters")
        block, around = points.block(candidates), np.ascontiguousarray(points.block(pool))
        values, measured = self._values(task, candidates, pool, block, around)
        task.check()
        rng = np.random.default_rng([snapshot.seed % 2**64, self.clusters])
        centres = kmeans(Points.of(around), self.clusters, rng=rng).centres
        own = Points.of(block).nearest(centres)[1]
        labelled = snapshot.labelled[np.isfinite(points.lengths[snapshot.labelled])]
        known = np.zeros(len(centres), dtype=np.int64)
        if len(labelled):
            at = Points.of(points.block(labelled)).nearest(centres)[1]
            known = np.bincount(at, minlength=len(centres))
        task.check()
        drawn = task.rng().permutation(len(centres))
        chosen = in_turn(own, values, np.lexsort((drawn, known > 0)))[: task.n]
        sizes = np.bincount(own, minlength=len(centres))
        terms: list[dict[str, Any]] = []
        reasons = []
        for index in chosen:
            cluster = int(own[index])
            size, labels = int(sizes[cluster]), int(known[cluster])
            terms.append({"cluster": cluster, "size": size, "labels": labels})
            have = "no label yet" if labels == 0 else count(labels, "label")
            what = _WORDS[self.criterion, measured]
            reasons.append(f"{what} that is left of a cluster of {size} with {have}")
        picked = candidates[chosen]
        for position in picked:
            seen.is_new(int(position))
        order = np.searchsorted(rows, picked).astype(np.int64)
        batch = filled(self, task, rows, seen, order, values[chosen], terms, reasons)
        if len(candidates) == len(fresh) and len(pool) == len(usable):
            return batch
        note = (
            f"{len(candidates)} of {len(fresh)} rows were compared with {len(pool)} of "
            f"{len(usable)}: the pool was sampled."
        )
        return Batch(
            batch.order, batch.gains, batch.terms, batch.reasons, fallback=batch.fallback,
            notes=(note, *batch.notes),
        )  # fmt: skip

    def _values(
        self, task: Task, candidates: Ints, pool: Ints, block: Floats, around: Floats
    ) -> tuple[Floats, bool]:
        """Return what ranks the candidates, higher sooner, and whether it was measured."""
        snapshot = task.snapshot
        given = self.variability if self.criterion == "ambiguous" else self.confidence
        if given is not None:
            if len(given) != snapshot.n_items:
                raise StrategyError(
                    f"The data map has {len(given)} rows and the pool {snapshot.n_items}."
                )
            values = np.asarray(given, dtype=np.float64)[candidates]
        else:
            by_place = np.argsort(pool, kind="stable")
            at = np.minimum(np.searchsorted(pool[by_place], candidates), len(pool) - 1)
            where = by_place[at]
            own = np.where(pool[where] == candidates, where, len(pool)).astype(np.int64)
            values = contrast(block, around, own, around[: self.neighbours], self.neighbours)
        return (-values if self.criterion == "hard" else values), given is not None


def in_turn(clusters: Ints, values: Floats, order: Ints) -> Ints:
    """Return all rows, one of each cluster in turn, the highest value of each first.

    Parameters
    ----------
    clusters, values : (M,) arrays
    order : (K,) int64
        Clusters in the order of their turns.
    """
    turn = np.empty(len(order), dtype=np.int64)
    turn[order] = np.arange(len(order))
    ranked = np.lexsort((-values, clusters))
    sizes = np.bincount(clusters, minlength=len(order))
    place = np.empty(len(clusters), dtype=np.int64)
    place[ranked] = np.arange(len(clusters)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.lexsort((turn[clusters], place)).astype(np.int64)
