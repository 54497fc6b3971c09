"""The spread behind SeedAL: rows whose pairs are as unlike as possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._sample import by_content
from jupyter_al.strategies._words import amount, count
from jupyter_al.strategies.coverage.herding import refuse_gradient
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.spaces import check_space, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["Dispersion", "PairwiseUnlike", "pair_weight"]

_ROUNDING = 1e-5


def pair_weight(inter: Any, intra: Any = 0.0, other_intra: Any = 0.0) -> Any:
    """Return ``(1 - inter) (1 - intra_i) (1 - intra_j)``, in [0, 8] (Samet et al. 2023).

    Mean cosines between two items, and within each of them; an item of one vector has no cosine
    within, and counts as 0.
    """
    return (1 - inter) * (1 - intra) * (1 - other_intra)


class Dispersion:
    """The sum of ``1 - cosine`` over all pairs of chosen rows, and what each row adds to it.

    A row x adds ``|S| - <x, sum of S>``: one product with the pool, whatever the size of S.

    Parameters
    ----------
    points : Points
        (M, D) rows of length one.
    known : (L, D) array
        Rows that are in the set for good.
    """

    def __init__(self, points: Points, known: Floats) -> None:
        self._points = points
        self.size = len(known)
        self._sum = np.asarray(known, dtype=np.float64).sum(axis=0)
        self._usable = points.lengths > 0

    def gains(self) -> Floats:
        """Return the (M,) sum of the weights of the pairs that each row would bring; -1 for none.

        A row of length zero has no direction and is never chosen.
        """
        along = self._points.dot(self._sum).astype(np.float64)
        weight = pair_weight(along / max(1, self.size)) * self.size
        return np.where(self._usable, weight, -1.0)

    def change(self, index: int, by: int) -> None:
        """Take a row into the set (1), or out of it (-1)."""
        self._sum += by * self._points.block(np.array([index]))[0].astype(np.float64)
        self.size += by


@dataclass(frozen=True)
class PairwiseUnlike(InSpace):
    """Rows with the largest sum of ``1 - cosine`` over all pairs, labelled rows included.

    Greedy, then one pass in which each pick may be exchanged for a better row.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``; directions are compared.
    swaps : bool
        Make the pass of exchanges.
    """

    name: ClassVar[str] = "pairwise-unlike"
    space: str = "features"
    normalise: bool = True
    swaps: bool = True

    def __post_init__(self) -> None:
        check_space(self.space)
        refuse_gradient(self.name, self.space)
        if not self.normalise:
            raise StrategyError("spread('pairwise-unlike') compares directions: leave normalise.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows; the gain is the mean weight of the pairs with all others in the set."""
        snapshot = task.snapshot
        points, mean = points_of(snapshot, self.space, True)
        seen = Seen.labelled(snapshot)
        candidates = by_content(snapshot, rows[seen.first(rows)], "ties")
        labelled = snapshot.labelled[np.isfinite(points.lengths[snapshot.labelled])]
        known = points.block(labelled) if len(labelled) else np.zeros((0, points.rows.shape[1]))
        own = points.take(candidates)
        step = Dispersion(own, known)
        chosen = _greedy(step, own, mean, task.n, task.check)
        exchanged = _exchange(step, chosen, task.check) if self.swaps else 0
        terms: list[dict[str, Any]] = []
        reasons = []
        for index in chosen:
            step.change(index, -1)
            apart = float(step.gains()[index]) / max(1, step.size)
            step.change(index, 1)
            terms.append({"apart": apart})
            reasons.append(
                f"unlike all that is labelled or chosen: one minus the cosine is {amount(apart)} "
                "on average"
            )
            task.check()
        picked = candidates[chosen] if chosen else rows[:0]
        for position in picked:
            seen.is_new(int(position))
        gains = np.array([part["apart"] for part in terms])
        order = np.searchsorted(rows, picked).astype(np.int64)
        batch = filled(self, task, rows, seen, order, gains, terms, reasons)
        if not exchanged:
            return batch
        note = f"{count(exchanged, 'greedy pick')} exchanged for a row that adds more."
        return replace(batch, notes=(note, *batch.notes))


def _greedy(
    step: Dispersion, points: Points, mean: Floats, n: int, check: Callable[[], None]
) -> list[int]:
    """Choose up to `n` rows; the first of an empty set is the least like the mean direction."""
    chosen: list[int] = []
    open_ = points.lengths > 0
    while len(chosen) < n and open_.any():
        check()
        if step.size:
            gains = np.where(open_, step.gains(), -1.0)
            best = _first_of_best(gains, step.size)
            if gains[best] <= _ROUNDING * step.size:
                break
        else:
            away = pair_weight(points.dot(mean).astype(np.float64))
            best = _first_of_best(np.where(open_, away, -1.0), 1)
        step.change(best, 1)
        open_[best] = False
        chosen.append(best)
    return chosen


def _exchange(step: Dispersion, chosen: list[int], check: Callable[[], None]) -> int:
    """Exchange each pick once where another row adds more; return how often."""
    count_ = 0
    for place, index in enumerate(chosen):
        check()
        step.change(index, -1)
        gains = step.gains()
        gains[chosen[:place] + chosen[place + 1 :]] = -1.0
        best = _first_of_best(gains, step.size)
        if gains[best] > gains[index] + _ROUNDING * max(1, step.size):
            chosen[place] = best
            count_ += 1
        step.change(chosen[place], 1)
    return count_


def _first_of_best(gains: Floats, size: int) -> int:
    """Return the first of the largest gains, those that differ by rounding alone among them."""
    return int(np.argmax(gains >= gains.max() - 1e-12 * max(1, size)))
