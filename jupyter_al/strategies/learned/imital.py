"""ImitAL: a network that was trained to imitate an expert ranks a few candidates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.ranking import top_n
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._sample import sampled
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.filters import Dedupe
from jupyter_al.strategies.learned.candidates import (
    median_distance,
    set_spreads,
    state,
    summed_distances,
)
from jupyter_al.strategies.learned.ranking_network import load
from jupyter_al.strategies.scores import Margin
from jupyter_al.strategies.spaces import needs_of, points_of
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["ImitAL"]

_SPACES = ("features", "embedding")
_MEASURED = 256  # rows whose pairs give the unit of distance


@dataclass(frozen=True)
class ImitAL(BaseStrategy):
    """ImitAL (Gonsior, Thiele and Lehner, 2021 and Discovery Science 2022).

    Out of a few random sets of candidates the one that lies furthest apart is ranked by a
    network. It was trained on simulated tasks to foretell how accurate the model will be once
    the label of each candidate is known. Distances are counted in the median distance of the
    pool, as in the training.

    Parameters
    ----------
    draws : int
        Random sets, of which the furthest is kept.
    take : int
        At most this many picks come from one set; then a new one is drawn. The authors take as
        many as the batch needs, and with a batch of a whole set nothing would be ranked at all.
    reference : int
        Unlabelled rows for the mean distance to them; all of them in a smaller pool.
    space : str
        ``features`` or ``embedding``.
    weights : str
        File of another network, as ``scripts/train_imital.py`` writes it; empty for the one of
        this package.

    Notes
    -----
    Formula: the network is given five numbers of each candidate of a set: its three highest
    probabilities, its mean distance to the labelled rows and to the unlabelled ones. It returns one
    number for each candidate; the highest are asked.

    Cost: time O(N C) for the beliefs, and O(draws d (d + L + reference) D) for each set of d
    candidates; memory O(N).
    """

    draws: int = 10
    take: int = 10
    reference: int = 2000
    space: str = "features"
    weights: str = ""

    def __post_init__(self) -> None:
        whole_numbers(self, "draws", "take", "reference")
        if self.space not in _SPACES:
            raise StrategyError(f"Unknown space {self.space!r}{nearest(self.space, _SPACES)}")
        if not isinstance(self.weights, str):
            raise StrategyError(f"weights must be the path of a file, not {self.weights!r}.")

    @property
    def name(self) -> str:
        """``imital``."""
        return "imital"

    @property
    def needs(self) -> frozenset[str]:
        """Probabilities, and what the space is made of."""
        return frozenset({"probabilities"}) | needs_of(self.space)

    def pick(self, task: Task) -> Picks:
        """Draw, rank, take; the score is what the network expects, compared with the set."""
        snapshot = task.snapshot
        if snapshot.n_classes < 2:
            raise NotApplicable("'imital' compares classes and only one is declared: add a second.")
        points, _ = points_of(snapshot, self.space, normalise=False)
        usable = np.isfinite(points.lengths[snapshot.labelled])
        if len(np.unique(snapshot.labels[usable])) < 2:
            return _typical(task)
        network = load(self.weights)
        with np.errstate(under="ignore"):
            pool = _Pool(task, self, points, snapshot.labelled[usable], network.size, network)
            return pool.picks()


def _typical(task: Task) -> Picks:
    note = (
        "The network was trained on tasks with labels of two classes or more: typical rows are "
        "asked until there are some."
    )
    picks = TypiClust().pick(task)
    return replace(picks, fallback="typiclust", notes=(note, *picks.notes))


@dataclass
class _Pool:
    """The rows of one question, and what is left of them."""

    task: Task
    strategy: ImitAL
    points: Points
    labelled: Ints
    size: int
    network: Callable[[Floats], Floats]
    left: Ints = field(init=False)
    others: Ints = field(init=False)
    unit: float | None = field(init=False)
    rng: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        task, snapshot = self.task, self.task.snapshot
        self.left = task.rows[Dedupe().kept(task, task.rows, None)]
        most = self.strategy.reference
        self.others = sampled(
            snapshot, task.rows, most, f"unlabelled rows of {task.name}", anew=True
        )
        self.unit = _unit(snapshot, self.strategy.space, self.points)
        self.rng = task.rng()

    def picks(self) -> Picks:
        n, start = self.task.n, len(self.left)
        positions: list[int] = []
        scores: list[float] = []
        terms: list[dict[str, Any]] = []
        reasons: list[str] = []
        flat, sets = True, 0
        while len(positions) < n:
            self.task.check()
            rows, values, known = self._ranked()
            best = top_n(values, len(rows), rows, self.task.tie_seed)
            best = best[: min(self.strategy.take, n - len(positions))]
            for place, (own, at) in enumerate(
                zip(Margin().terms(self.task.snapshot, rows[best]), best, strict=True)
            ):
                own |= {"rank": place + 1, "of": len(rows), "expected": float(values[at])}
                own |= {
                    "from labelled": float(known[0, at]),
                    "from unlabelled": float(known[1, at]),
                }
                terms.append(own)
                reasons.append(_sentence(own))
            positions.extend(rows[best].tolist())
            scores.extend(values[best].tolist())
            self.left = np.delete(self.left, np.searchsorted(self.left, rows[best]))
            flat, sets = flat and bool(values.min() == values.max()), sets + 1
        return Picks(
            np.array(positions, dtype=np.int64),
            np.array(scores),
            terms,
            reasons,
            flat=flat and start > 1,
            notes=tuple(self._notes(start, sets)),
        )

    def _notes(self, start: int, sets: int) -> list[str]:
        notes = []
        if sets * self.size < start:
            drawn = "one set" if sets == 1 else f"{sets} sets"
            notes.append(
                f"The network ranked {drawn} of {self.size} out of {start} rows, each the "
                f"furthest apart of {self.strategy.draws} random ones; the others were not ranked."
            )
        if len(self.others) < len(self.task.rows):
            notes.append(
                f"Distances to the unlabelled rows are means over {len(self.others)} of them."
            )
        if self.unit is None:
            notes.append("All rows lie in one place: only probabilities tell candidates apart.")
        elif start <= self.size:
            notes.append(f"Fewer than {self.size + 1} rows were left: all of them were ranked.")
        return notes

    def _ranked(self) -> tuple[Ints, Floats, Floats]:
        """Return the candidates, their values, and their two distances (2, K)."""
        rows = self._candidates()
        own = self.points.block(rows)
        unit = self.unit or 1.0
        far = np.stack([self._mean(own, self.labelled), self._mean(own, self.others)])
        known = self.task.snapshot.probabilities[rows]
        # a set of fewer rows is filled up with some of them again, as in the authors' program
        filled = np.arange(len(rows))
        if len(rows) < self.size:
            more = self.rng.choice(len(rows), self.size - len(rows))
            filled = np.concatenate([filled, more])
        numbers = state(known[filled], far[0, filled], far[1, filled], unit)
        out = np.asarray(self.network(numbers[None]), dtype=np.float64)[0]
        values = np.bincount(filled, weights=out) / np.bincount(filled)
        return rows, values, far / unit

    def _candidates(self) -> Ints:
        if len(self.left) <= self.size:
            return self.left
        drawn = np.stack(
            [
                self.rng.choice(len(self.left), self.size, replace=False, shuffle=False)
                for _ in range(self.strategy.draws)
            ]
        )
        rows = self.left[drawn]
        own = self.points.block(rows.ravel())
        sums = self._mean(own, self.labelled).reshape(rows.shape) * len(self.labelled)
        spreads = set_spreads(own.reshape(*rows.shape, -1), sums)
        return np.sort(rows[int(spreads.argmax())])

    def _mean(self, own: Floats, others: Ints) -> Floats:
        total = np.zeros(len(own))
        for part in blocks(len(others), own.shape[1] * 8):
            total += summed_distances(own, self.points.block(others[part]))
        out: Floats = total / len(others)
        return out


def _unit(snapshot: Snapshot, space: str, points: Points) -> float | None:
    """Return the median distance between rows spread evenly over the pool; None where all agree."""

    def measure() -> float | None:
        finite = np.flatnonzero(snapshot.finite & np.isfinite(points.lengths))
        some = np.linspace(0, len(finite) - 1, min(_MEASURED, len(finite))).astype(np.int64)
        return median_distance(points.block(finite[some]))

    return snapshot.of_space(space, "median distance", measure)


def _sentence(terms: dict[str, Any]) -> str:
    place = f"ranked {terms['rank']} of {terms['of']} by a network trained on simulated tasks"
    far = f"{amount(terms['from labelled'])} times the usual distance from the labelled rows"
    return f"{Margin().reason(terms)}; {place}; {far}"
