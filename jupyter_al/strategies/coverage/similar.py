"""Spreads by similarity: facility location and graph cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.submodular import GraphCut as Gains
from jupyter_al.numerics.submodular import facility_location
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._words import amount, share
from jupyter_al.strategies.coverage.representatives import vectors
from jupyter_al.strategies.distance_spreads import InSpace, _inverse, filled
from jupyter_al.strategies.spaces import check_space, enter, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["FacilityLocation", "GraphCut", "sample_note", "sampled", "shifted_cosine"]


@dataclass(frozen=True)
class _ByCosine(InSpace):
    normalise: bool = True

    def __post_init__(self) -> None:
        check_space(self.space)
        if self.space == "gradient" or not self.normalise:
            raise StrategyError(
                f"spread({self.name!r}) compares the directions of vectors: leave normalise=True "
                "and use space='embedding'."
            )


@dataclass(frozen=True)
class FacilityLocation(_ByCosine):
    """Rows that together are similar to every row: ``sum_i max_{j in S} s_ij``.

    The similarity is the cosine, shifted to [0, 1]; labelled rows serve already. Larger pools
    are sampled, and the answer says so.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    candidates, targets : int
        Rows that may be chosen, and rows to be served, at most.
    """

    name: ClassVar[str] = "facility-location"
    candidates: int = 3000
    targets: int = 3000

    def __post_init__(self) -> None:
        super().__post_init__()
        if min(self.candidates, self.targets) < 1:
            raise StrategyError("candidates and targets must be at least 1.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows that serve best; the gain is the similarity won, a target."""
        snapshot, rng = task.snapshot, task.rng()
        points, _ = points_of(snapshot, self.space, True)
        usable = np.flatnonzero(np.isfinite(points.lengths)).astype(np.int64)
        some = sampled(np.arange(len(rows)), max(self.candidates, task.n), rng)
        served = sampled(usable, self.targets, rng)
        goal = points.block(served)
        covered = np.zeros(len(served), dtype=goal.dtype)
        labelled = snapshot.labelled[np.isfinite(points.lengths[snapshot.labelled])]
        for start in range(0, len(labelled), 512):
            task.check()
            known = points.block(labelled[start : start + 512])
            np.maximum(covered, shifted_cosine(known, goal).max(axis=0), out=covered)
        similarity = shifted_cosine(points.block(rows[some]), goal)
        seen = Seen.labelled(snapshot)
        order, gains = facility_location(
            similarity,
            task.n,
            covered=covered,
            accept=lambda index: seen.is_new(int(rows[some[index]])),
            check=task.check,
        )
        gains = gains / max(1, len(served))
        total = float(covered.mean()) + np.cumsum(gains)
        terms: list[dict[str, Any]] = [
            {"gain": float(gain), "served": float(after)}
            for gain, after in zip(gains, total, strict=True)
        ]
        reasons = [
            f"brings the pool {_percent(part['gain'])} closer to what is asked" for part in terms
        ]
        batch = filled(self, task, rows, seen, some[order], gains, terms, reasons, scores)
        notes = (
            *sample_note(len(some), len(rows), "may be chosen"),
            *sample_note(len(served), len(usable), "are to be served"),
        )
        return _with_notes(batch, notes)


@dataclass(frozen=True)
class GraphCut(_ByCosine):
    """Rows similar to the pool and not to each other.

    ``f(S) = sum_{i in V, j in S} s_ij - redundancy sum_{i, j in S} s_ij`` with the cosine
    shifted to [0, 1]; labelled rows are in S from the start. O(N D) a pick.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    redundancy : float
        How much similarity within the batch costs (lambda). Up to 0.5 a plain sum over the
        pool is monotone; the batch stops where nothing is gained.
    balanced : bool
        The first sum counts as if V held as many rows as the batch and the labels together
        (the mean over the pool, times that number): with the plain sum over a large pool the
        second one is too small to matter.
    """

    name: ClassVar[str] = "graph-cut"
    redundancy: float = 0.4
    balanced: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.redundancy < np.inf:
            raise StrategyError(f"redundancy must not be negative, not {self.redundancy!r}.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows with the largest gains."""
        snapshot = task.snapshot
        _, mean = points_of(snapshot, self.space, True)
        space = vectors(enter(snapshot, self.space, rows, normalise=True))
        points = space.points
        known = 0 if space.labelled is None else len(space.labelled)
        size = task.n + known if self.balanced else int(np.count_nonzero(snapshot.finite))
        near = np.zeros(space.size)
        if space.labelled is not None:
            near += (known + points.dot(space.labelled.sum(axis=0, dtype=np.float64))) / 2
        typical = (1 + points.dot(mean).astype(np.float64)) / 2

        def similar(index: int) -> Floats:
            return (1 + points.dot(points.block(np.array([index]))[0])) / 2

        own = (1 + space.sizes) / 2
        step = Gains(similar, size * typical, own, self.redundancy, near)
        seen, back = Seen.labelled(snapshot), _inverse(space, rows)
        chosen = choose(
            step,
            space.local,
            task.n,
            accept=lambda index: seen.is_new(int(rows[back(index)])),
            check=task.check,
        )
        terms: list[dict[str, Any]] = [
            {"similarity": float(typical[i]), "gain": float(gain)}
            for i, gain in zip(chosen.order, chosen.gains, strict=True)
        ]
        reasons = [
            f"{share(part['similarity'])} similar to the pool on average and unlike those before"
            for part in terms
        ]
        order = np.array([back(i) for i in chosen.order], dtype=np.int64)
        return filled(self, task, rows, seen, order, chosen.gains, terms, reasons, scores)


def shifted_cosine(left: Floats, right: Floats) -> Floats:
    """Return ``(1 + x.y) / 2`` of unit rows, clipped to [0, 1]."""
    out: Floats = left @ right.T
    out += 1
    out /= 2
    return np.clip(out, 0, 1, out=out)


def sampled(index: Ints, most: int, rng: np.random.Generator) -> Ints:
    """Return `index`, or `most` of it at random in ascending order."""
    if len(index) <= most:
        return index
    return np.sort(rng.choice(index, most, replace=False))


def sample_note(some: int, every: int, what: str) -> tuple[str, ...]:
    """Return a sentence where a sample stands for all."""
    if some == every:
        return ()
    return (f"{some} rows, drawn at random out of {every}, {what}.",)


def _with_notes(batch: Batch, notes: tuple[str, ...]) -> Batch:
    return Batch(
        batch.order,
        batch.gains,
        batch.terms,
        batch.reasons,
        batch.flat,
        batch.fallback,
        (*batch.notes, *notes),
    )


def _percent(value: float) -> str:
    return f"{amount(100 * value)}%"
