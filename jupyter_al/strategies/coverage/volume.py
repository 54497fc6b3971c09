"""The spread behind the coding rate and KECOR: the batch of largest volume."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, mean_row
from jupyter_al.numerics.log_det import Volume
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._sample import by_content
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.coverage.herding import refuse_gradient
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.spaces import check_space, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["LogDet"]

_ROUNDING = 1e-9


@dataclass
class _Gain:
    volume: Volume
    bonus: Floats

    def scores(self) -> Floats:
        # a copy of what is chosen has no length left and earns no bonus
        return np.where(self.volume.left > _ROUNDING, self.volume.left + self.bonus, 0)

    def add(self, index: int) -> None:
        self.volume.add(index)


@dataclass(frozen=True)
class LogDet(InSpace):
    """Rows that span the largest volume with the labelled ones (greedy log-determinant).

    The pivot of a row is its squared length that labelled and chosen rows do not explain, plus
    the noise; the logarithms of the pivots add up to the log-determinant of the batch. A score
    before the spread is added to it, as a bonus.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Scale each row to length one first; long rows come first without it.
    noise : float
        sigma: the length below which a direction counts as known.
    bonus : float
        Weight of the scores.
    """

    name: ClassVar[str] = "log-det"
    normalise: bool = True
    noise: float = 0.1
    bonus: float = 0.1

    def __post_init__(self) -> None:
        check_space(self.space)
        refuse_gradient(self.name, self.space)
        if not 0 < self.noise < np.inf:
            raise StrategyError(f"noise must be a positive length, not {self.noise!r}: try 0.1.")
        if not 0 <= self.bonus < np.inf:
            raise StrategyError(f"bonus must be a weight from 0, not {self.bonus!r}.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows of largest volume; the gain is the pivot plus the bonus."""
        snapshot = task.snapshot
        points, mean = _from_origin(snapshot, self.space, self.normalise)
        seen = Seen.labelled(snapshot)
        # copies have a pivot of the size of the noise: they are left out before, not after
        fresh = np.flatnonzero(seen.first(rows)).astype(np.int64)
        places = {int(row): int(place) for row, place in zip(rows[fresh], fresh, strict=True)}
        candidates = by_content(snapshot, rows[fresh], "ties")
        place = np.array([places[int(row)] for row in candidates], dtype=np.int64)
        labelled = snapshot.labelled[np.isfinite(points.lengths[snapshot.labelled])]
        known = points.block(labelled) if len(labelled) else None
        own = points.take(candidates)
        extra = np.zeros(len(candidates))
        if scores is not None:
            extra = self.bonus * np.asarray(scores, dtype=np.float64)[place]
        step = _Gain(Volume(own, self.noise, known), extra)
        chosen = choose(
            step,
            np.arange(len(candidates), dtype=np.int64),
            min(task.n, len(candidates)),
            first=_middle(own, mean, step.scores()) if known is None else None,
            check=task.check,
        )
        order = place[chosen.order]
        square = self.noise**2
        terms: list[dict[str, Any]] = []
        reasons = []
        for index, gain in zip(chosen.order, chosen.gains, strict=True):
            pivot = float(gain - extra[index]) + square
            rate = float(np.log(pivot / square) / 2)
            terms.append({"pivot": pivot, "bonus": float(extra[index]), "rate": rate})
            share = (pivot - square) / max(float(own.lengths[index]), 1e-30)
            reasons.append(
                f"{amount(100 * min(share, 1.0))} % of its direction is not explained by what is "
                f"labelled or chosen"
            )
        for position in rows[order]:
            seen.is_new(int(position))
        gains = chosen.gains + square
        return filled(self, task, rows, seen, order, gains, terms, reasons, scores)


def _from_origin(snapshot: Snapshot, space: str, normalise: bool) -> tuple[Points, Floats]:
    """Return the rows and their mean, not shifted: a volume hangs on where the origin is."""
    if normalise:
        return points_of(snapshot, space, True)

    def make() -> tuple[Points, Floats]:
        rows = getattr(snapshot, space)
        points = Points.of(rows)
        return points, mean_row(rows, snapshot.finite & np.isfinite(points.lengths))

    return snapshot.of_space(space, "points from the origin", make)


def _middle(points: Points, mean: Floats, start: Floats) -> int | None:
    """Return the row nearest to the mean where all start alike, so that nothing ranks them."""
    if not len(start) or start.max() - start.min() > 1e-5 * max(start.max(), 1e-30):
        return None
    return int(points.distances(mean).argmin()) if start.max() > 0 else None
