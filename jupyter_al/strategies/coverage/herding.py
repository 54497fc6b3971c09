"""The spread behind MaxHerding and UHerding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._sample import by_content, sampled
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.coverage.herd import Herd, candidate_cap, herd
from jupyter_al.strategies.coverage.herd_bounds import HerdBounds
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.spaces import check_space, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["Herding", "from_labelled", "percent", "refuse_gradient", "sample_note"]


@dataclass(frozen=True)
class Herding(InSpace):
    """Rows that together are similar to as much of the pool as possible.

    Bae, Noh and Sutherland (2024): maximise the mean over the pool of the largest
    ``exp(-(d / h)²)`` to a row that is labelled or chosen.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    bandwidth : float
        h, in the unit of the distances.
    most : int
        At most this many candidates, and as many targets, are compared; larger pools are
        sampled. At most what :func:`candidate_cap` allows.
    """

    name: ClassVar[str] = "herding"
    space: str = "features"
    normalise: bool = True
    bandwidth: float = 1.0
    most: int = 35_000

    def __post_init__(self) -> None:
        check_space(self.space)
        refuse_gradient(self.name, self.space)
        if not 0 < self.bandwidth < np.inf:
            raise StrategyError(
                f"bandwidth must be a positive distance, not {self.bandwidth!r}: try 1.0."
            )
        if self.most < 1:
            raise StrategyError(f"most must be at least 1 row, not {self.most!r}.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows that add most coverage; the gain is what each adds."""
        targets = self.targets(task)
        known = None
        if task.snapshot.are_features(self.space):
            key = ("herd bounds", self.normalise, self.bandwidth)
            known = task.snapshot.of_features(key, HerdBounds)
        return self.weighted(task, rows, targets, np.ones(len(targets)), self.bandwidth, known)

    def targets(self, task: Task) -> Ints:
        """Return the positions that are to be covered: the pool, or a sample of it."""
        snapshot = task.snapshot
        usable = np.flatnonzero(self._usable(snapshot)).astype(np.int64)
        return sampled(snapshot, usable, self._most(task), "targets")

    def weighted(
        self,
        task: Task,
        rows: Ints,
        targets: Ints,
        weights: Floats,
        bandwidth: float,
        known: HerdBounds | None = None,
    ) -> Batch:
        """Return the batch for (T,) weights of the `targets`; `known` is of the same weights."""
        snapshot = task.snapshot
        points, _ = points_of(snapshot, self.space, self.normalise)
        seen = Seen.labelled(snapshot)
        fresh = np.flatnonzero(seen.first(rows)).astype(np.int64)
        candidates = sampled(snapshot, rows[fresh], self._most(task), "candidates")
        # ties go to the first: an order that does not hang on how the pool lies
        candidates = by_content(snapshot, candidates, "ties")
        whole = int(np.count_nonzero(self._usable(snapshot)))
        step = Herd(
            points.block(candidates),
            points.block(targets),
            np.asarray(weights, dtype=np.float64) / max(1, len(targets)),
            bandwidth,
            from_labelled(points, snapshot, targets),
        )
        of_these = targets, snapshot.labelled, candidates
        bounds = None if known is None else known.of(*of_these)
        chosen, gains, after = herd(step, task.n, task.check, bounds)
        if known is not None and bounds is not None and len(bounds):
            known.keep(*of_these, bounds)
        total = max(float(step.weights.sum()), 1e-300)
        terms: list[dict[str, Any]] = []
        reasons = []
        for gain, now in zip(gains, after, strict=True):
            terms.append({"gain": float(gain), "coverage_after": float(now)})
            reasons.append(self._reason(gain / total, now / total))
        picked = candidates[chosen]
        for position in picked:
            seen.is_new(int(position))
        order = np.searchsorted(rows, picked).astype(np.int64)
        batch = filled(self, task, rows, seen, order, gains, terms, reasons)
        notes = list(batch.notes)
        if len(targets) < whole or len(candidates) < len(fresh):
            notes.insert(0, sample_note(len(candidates), len(fresh), len(targets), whole))
        return Batch(
            batch.order, batch.gains, batch.terms, batch.reasons, fallback=batch.fallback,
            notes=tuple(notes),
        )  # fmt: skip

    def _reason(self, gain: float, after: float) -> str:
        return f"it stands for {percent(gain)} of the pool; {percent(after)} is covered now"

    def _most(self, task: Task) -> int:
        return min(self.most, candidate_cap(len(task.snapshot.labelled), task.n))

    def _usable(self, snapshot: Snapshot) -> Any:
        points, _ = points_of(snapshot, self.space, self.normalise)
        return snapshot.finite & np.isfinite(points.lengths)


def from_labelled(points: Points, snapshot: Snapshot, targets: Ints) -> Floats | None:
    """Return the squared distance of each target to its nearest labelled row; None without."""
    labelled = snapshot.labelled[np.isfinite(points.lengths[snapshot.labelled])]
    if not len(labelled):
        return None
    return Points.of(points.block(targets)).nearest(points.block(labelled))[0]


def sample_note(candidates: int, of: int, targets: int, whole: int) -> str:
    """Say that a part of the pool was compared with a part of it."""
    return (
        f"{candidates} of {of} rows were compared, by how they cover {targets} of {whole}: "
        "the pool was sampled."
    )


def refuse_gradient(word: str, space: str) -> None:
    """Raise `StrategyError` where a spread of vectors is asked for gradients."""
    if space == "gradient":
        raise StrategyError(f"spread({word!r}) compares vectors; use space='embedding'.")


def percent(share: float) -> str:
    """Return a share as ``12 %`` or ``0.12 %``."""
    return f"{amount(100 * share)} %"
