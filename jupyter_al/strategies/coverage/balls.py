"""The spread behind ProbCover."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._sample import by_content, sampled
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.coverage.cover import Balls, cover
from jupyter_al.strategies.coverage.herding import (
    from_labelled,
    percent,
    refuse_gradient,
    sample_note,
)
from jupyter_al.strategies.coverage.purity import pure_radius
from jupyter_al.strategies.coverage.typical import Typical
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.spaces import check_space, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["BallCover"]

TIES = ("seeded", "lowest")


@dataclass(frozen=True)
class BallCover(InSpace):
    """Rows whose balls hold most of what no ball holds yet (Yehuda et al. 2022).

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    radius : float or None
        A ball holds what is nearer than this; None chooses it by `purity`.
    purity : float
        Share of balls that must hold rows of one cluster only (k-means, one cluster a class).
    most : int
        At most this many candidates, and as many targets, are compared; larger pools are
        sampled.
    ties : str
        ``seeded`` (by contents and seed) or ``lowest`` position in the pool.
    """

    name: ClassVar[str] = "ball-cover"
    space: str = "features"
    normalise: bool = True
    radius: float | None = None
    purity: float = 0.95
    most: int = 35_000
    ties: str = "seeded"

    def __post_init__(self) -> None:
        check_space(self.space)
        refuse_gradient(self.name, self.space)
        if self.radius is not None and not 0 < self.radius < np.inf:
            raise StrategyError(
                f"radius must be a positive distance, not {self.radius!r}; None chooses it."
            )
        if not 0 < self.purity <= 1:
            raise StrategyError(f"purity must be above 0 and at most 1, not {self.purity!r}.")
        if self.most < 1:
            raise StrategyError(f"most must be at least 1 row, not {self.most!r}.")
        if self.ties not in TIES:
            raise StrategyError(f"ties must be 'seeded' or 'lowest', not {self.ties!r}.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows that cover most; the gain is the share of the pool newly covered."""
        snapshot = task.snapshot
        points, _ = points_of(snapshot, self.space, self.normalise)
        usable = np.flatnonzero(snapshot.finite & np.isfinite(points.lengths)).astype(np.int64)
        radius = self.radius or pure_radius(
            snapshot, self.space, self.normalise, self.purity, max(2, snapshot.n_classes)
        )
        task.check()
        targets = sampled(snapshot, usable, self.most, "targets")
        seen = Seen.labelled(snapshot)
        fresh = np.flatnonzero(seen.first(rows)).astype(np.int64)
        candidates = sampled(snapshot, rows[fresh], max(self.most, task.n), "candidates")
        if self.ties == "seeded":
            candidates = by_content(snapshot, candidates, "ties")
        nearest = from_labelled(points, snapshot, targets)
        balls = Balls(points.block(candidates), points.block(targets), radius, nearest)
        if self._alone(balls, task, len(targets)):
            return self._typical(task, rows, scores, radius)
        done = cover(balls, task.n, task.check)
        gains = done.gains / max(1, len(targets))
        terms: list[dict[str, Any]] = []
        reasons = []
        for gain, own, after in zip(gains, done.radii, done.coverage, strict=True):
            terms.append(
                {"gain": float(gain), "radius": float(own), "coverage_after": float(after)}
            )
            reasons.append(
                f"{percent(float(gain))} of the pool, not covered before, is within "
                f"{amount(float(own))} of it; now {percent(float(after))} is covered"
            )
        picked = candidates[done.order]
        for position in picked:
            seen.is_new(int(position))
        order = np.searchsorted(rows, picked).astype(np.int64)
        batch = filled(self, task, rows, seen, order, gains, terms, reasons)
        notes = []
        if len(targets) < len(usable) or len(candidates) < len(fresh):
            notes.append(sample_note(len(candidates), len(fresh), len(targets), len(usable)))
        if balls.radius < radius:
            notes.append(
                f"The radius was made smaller, from {amount(radius)} to {amount(balls.radius)}: "
                "nothing was left to cover."
            )
        return replace(batch, notes=(*notes, *batch.notes))

    @staticmethod
    def _alone(balls: Balls, task: Task, targets: int) -> bool:
        """Return whether every ball, those of the labels included, holds its own centre alone."""
        open_ = balls.uncovered
        known = targets - len(open_)
        if known > len(task.snapshot.labelled) or not len(open_):
            return False
        return bool(balls.degrees(open_[:4096]).max(initial=0) <= 1) and bool(
            balls.degrees(open_).max(initial=0) <= 1
        )

    def _typical(self, task: Task, rows: Ints, scores: Floats | None, radius: float) -> Batch:
        batch = Typical(self.space, self.normalise).batch(task, rows, scores)
        note = (
            f"No two rows are nearer than the radius {amount(radius)}: typical rows of clusters "
            "are asked; a larger radius helps."
        )
        return replace(batch, fallback="typiclust", notes=(note, *batch.notes))
