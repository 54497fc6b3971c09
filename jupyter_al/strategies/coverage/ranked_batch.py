"""Ranked batches: distance counts while labels are few, doubt once they are many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.density import mean_distance
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.composition import Composition, score
from jupyter_al.strategies.coverage._sentence import SentenceStrategy
from jupyter_al.strategies.coverage.density import references
from jupyter_al.strategies.coverage.representatives import vectors
from jupyter_al.strategies.distance_spreads import InSpace, _inverse, _NearestChosen, filled
from jupyter_al.strategies.scores import LeastConfidence
from jupyter_al.strategies.spaces import check_space, enter, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["RankedBatch", "RankedBatchSpread", "ranked"]


def ranked(distance: Floats, doubt: Floats, left: int, known: int) -> Floats:
    """Return ``alpha (1 - 1/(1 + distance)) + (1 - alpha) doubt`` with ``alpha = left / all``.

    Parameters
    ----------
    distance : (M,) array
        To the nearest row that is labelled or chosen; infinity where there is none.
    doubt : (M,) array
        In [0, 1].
    left, known : int
        Rows without a label that are not chosen; rows that are labelled or chosen.
    """
    alpha = left / max(1, left + known)
    out: Floats = alpha * (1 - 1 / (1 + distance)) + (1 - alpha) * doubt
    return out


@dataclass
class _Ranked:
    nearest: _NearestChosen
    doubt: Floats
    left: int
    known: int

    def scores(self) -> Floats:
        distance = np.sqrt(self.nearest.nearest.astype(np.float64))
        return ranked(distance, self.doubt, self.left, self.known)

    def add(self, index: int) -> None:
        self.nearest.add(index)
        self.left -= 1
        self.known += 1


@dataclass(frozen=True)
class RankedBatchSpread(InSpace):
    """Ranked batch mode (Cardoso et al. 2017): distance first, doubt as labels come in.

    Each pick has the largest ``alpha (1 - 1/(1 + d)) + (1 - alpha) doubt``; alpha is the share
    of the pool that is neither labelled nor chosen. Without labels the row with the smallest
    mean distance to the pool comes first.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    normalise : bool
        Scale each row to length one first: distances are then in [0, 2].
    """

    name: ClassVar[str] = "ranked-batch"

    def __post_init__(self) -> None:
        check_space(self.space)
        if self.space == "gradient":
            raise StrategyError(f"spread({self.name!r}) compares vectors; use space='embedding'.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows of the largest mixed score, which is the gain."""
        if scores is None or not (np.min(scores) >= 0 and np.max(scores) <= 1):
            raise StrategyError(
                "spread('ranked-batch') needs a score in [0, 1] before it, as 'least-confidence'."
            )
        snapshot = task.snapshot
        space = vectors(enter(snapshot, self.space, rows, normalise=self.normalise))
        start, first = space.from_labelled(), None
        notes: tuple[str, ...] = ()
        if start is None:
            start = np.full(space.size, np.inf, dtype=space.sizes.dtype)
            first, notes = self._middle(task, rows)
            first = int(space.local[first])
        doubt = np.zeros(space.size)
        doubt[space.local] = scores
        near = _NearestChosen(space, start)
        step = _Ranked(near, doubt, len(task.rows), len(snapshot.labelled))
        seen, back = Seen.labelled(snapshot), _inverse(space, rows)
        away: list[float] = []

        def accept(index: int) -> bool:
            new = seen.is_new(int(rows[back(index)]))
            if new:
                away.append(float(np.sqrt(near.nearest[index])))
            return new

        chosen = choose(step, space.local, task.n, first=first, accept=accept, check=task.check)
        terms: list[dict[str, Any]] = []
        reasons = []
        for gain, gap in zip(chosen.gains, away, strict=True):
            finite = bool(np.isfinite(gap))
            terms.append({"distance": gap if finite else None, "ranked": float(gain)})
            reasons.append(
                f"{amount(gap)} away from anything labelled or chosen"
                if finite
                else "closest to the middle of the pool, to start from"
            )
        order = np.array([back(i) for i in chosen.order], dtype=np.int64)
        batch = filled(self, task, rows, seen, order, chosen.gains, terms, reasons, scores)
        return replace(batch, notes=(*batch.notes, *notes))

    def _middle(self, task: Task, rows: Ints) -> tuple[int, tuple[str, ...]]:
        """Return the index of the row with the smallest mean distance to the pool."""
        points, _ = points_of(task.snapshot, self.space, self.normalise)
        known = references(task.snapshot, points.lengths)
        every = int(np.count_nonzero(np.isfinite(points.lengths)))
        first = int(mean_distance(points, known, task.check)[rows].argmin())
        if len(known) == every:
            return first, ()
        note = f"The first is closest to {len(known)} rows, drawn at random out of {every}."
        return first, (note,)


@dataclass(frozen=True)
class RankedBatch(SentenceStrategy):
    """Ranked batch mode with the doubt ``1 - max p`` (Cardoso et al. 2017).

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    normalise : bool
        Scale each row to length one first.

    Notes
    -----
    Formula: ``score = a (1 - 1 / (1 + d)) + (1 - a) (1 - p1)`` with d the distance to the nearest
    labelled or picked row and ``a = U / (U + L)``, U rows left.

    Cost: time O(N D (L + n) + N C), memory O(N).
    """

    called: ClassVar[str] = "ranked-batch"
    space: str = "embedding"
    normalise: bool = False

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return score(LeastConfidence()).spread(RankedBatchSpread(self.space, self.normalise))

    def pick(self, task: Task) -> Picks:
        """Rank; the scores are the mixed ones."""
        picks = super().pick(task)
        mixed = np.array([terms.get("ranked", 0.0) for terms in picks.terms])
        return replace(picks, scores=mixed)
