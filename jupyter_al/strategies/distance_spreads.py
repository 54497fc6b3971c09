"""Spreads by distance: k-center and D² sampling in a named space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies._farthest import FarthestFirst
from jupyter_al.strategies._greedy import Frontier, choose
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.spaces import Space, check_space, enter, needs_of
from jupyter_al.strategies.spreads import Batch, Spread
from jupyter_al.strategies.strategy import Task

__all__ = ["D2", "InSpace", "KCenter", "filled"]

FILLED = "one of those left when nothing new could be gained, drawn at random"


@dataclass
class _NearestChosen:
    """Squared distance of each row to the nearest row that is labelled or chosen."""

    space: Space
    nearest: Floats

    def scores(self) -> Floats:
        return self.nearest

    def add(self, index: int) -> None:
        after = self.space.distances(index, below=self.nearest)
        after[index] = 0
        np.minimum(self.nearest, after, out=self.nearest)

    def refuse(self, index: int) -> None:
        self.nearest[index] = 0


@dataclass(frozen=True)
class InSpace(Spread):
    """A spread in one of the named spaces."""

    space: str = "embedding"
    normalise: bool = False

    def __post_init__(self) -> None:
        check_space(self.space)

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of."""
        return needs_of(self.space)

    def __str__(self) -> str:
        return f"{self.name} in {self.space}"

    def _fill(self, task: Task, rows: Ints, seen: Seen, taken: Ints, weights: Floats) -> Ints:
        """Return the rest of a batch when no row has a gain any more."""
        rest = np.setdiff1d(np.arange(len(rows)), taken)
        order, _ = distinct_top(seen, rows[rest], weights[rest], task.n - len(taken), task.tie_seed)
        return rest[order]


@dataclass(frozen=True)
class KCenter(InSpace):
    """Farthest-first traversal (Gonzalez 1985; Sener and Savarese 2018).

    Each pick is the row farthest from all that is labelled or chosen; its radius is at most
    twice the best possible one. Without labels the first pick is the row closest to the mean.

    Parameters
    ----------
    space : str
        One of ``features, embedding, probabilities, gradient``.
    normalise : bool
        Compare directions: scale each row to length one first.
    start : str
        Without labels, start in the ``middle`` or with the row farthest ``outside``.
    """

    name: ClassVar[str] = "k-center"
    start: str = "middle"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.start not in ("middle", "outside"):
            raise StrategyError(f"start must be 'middle' or 'outside', not {self.start!r}.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the farthest rows; the gain is the distance."""
        space = enter(task.snapshot, self.space, rows, normalise=self.normalise, anywhere=True)
        start = space.from_labelled() if space.repels_from_labelled else None
        first: int | None = None
        if start is None:
            start = np.full(space.size, np.inf, dtype=space.sizes.dtype)
            if space.repels_from_labelled:
                away = space.middle()[space.local]
                best = away.argmin() if self.start == "middle" else away.argmax()
                first = int(space.local[best])
            else:
                first = int(space.local[space.sizes[space.local].argmax()])
        seen, back = Seen.labelled(task.snapshot), _inverse(space, rows)
        step = _step(space, start, farthest=True)

        def accept(index: int) -> bool:
            is_new = seen.is_new(int(rows[back(index)]))
            if not is_new and not isinstance(step, Frontier):
                step.refuse(index)
            return is_new

        chosen = choose(
            step, space.local, task.n, first=first, accept=accept, check=task.check
        )  # fmt: skip
        order = np.array([back(index) for index in chosen.order], dtype=np.int64)
        gains = np.sqrt(chosen.gains)
        radius = [*gains[1:], float(np.sqrt(chosen.left))]
        terms: list[dict[str, Any]] = []
        reasons = []
        for place, gain in enumerate(gains):
            after = float(radius[place])
            if np.isfinite(gain):
                terms.append({"distance": float(gain), "radius_after": after})
                what = "labelled" if place == 0 else "labelled or chosen"
                what = what if first is None else "chosen before"
                reasons.append(f"farthest ({amount(float(gain))}) from anything {what}")
            else:
                terms.append({"distance": None, "radius_after": after})
                where = "closest to" if self.start == "middle" else "farthest from"
                reasons.append(f"the row {where} the middle of the pool, to start from")
        gains[~np.isfinite(gains)] = max(radius) if len(radius) else 0.0
        return filled(self, task, rows, seen, order, gains, terms, reasons)


@dataclass(frozen=True)
class D2(InSpace):
    """D² sampling: draw in proportion to the squared distance to all that is chosen.

    The seeding of k-means++ (Arthur and Vassilvitskii 2007). Labelled rows repel too, in spaces
    where they have a place.

    Parameters
    ----------
    space : str
        One of ``features, embedding, probabilities, gradient``.
    normalise : bool
        Compare directions: scale each row to length one first.
    first : str
        ``best`` takes the highest score first (where nothing was scored, the longest gradient,
        or a draw in the other spaces), ``longest`` the row with the longest vector, ``draw``
        draws the first pick too.
    bias : bool
        Count the gradient of the bias too (gradient space).
    repelled_by : str
        ``all`` labelled rows, the ``last`` one only, or ``none``.
    """

    name: ClassVar[str] = "d2"
    first: str = "best"
    bias: bool = False
    repelled_by: str = "all"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.repelled_by not in ("all", "last", "none"):
            raise StrategyError(
                f"repelled_by must be 'all', 'last' or 'none', not {self.repelled_by!r}."
            )
        if self.first not in ("best", "longest", "draw"):
            hint = nearest(self.first, ("best", "longest", "draw"))
            raise StrategyError(f"Unknown first pick {self.first!r}{hint}")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the drawn rows; the gain is the distance to all that was chosen before."""
        space = enter(
            task.snapshot,
            self.space,
            rows,
            normalise=self.normalise,
            bias=self.bias,
            anywhere=True,
        )
        repels = space.repels_from_labelled and self.repelled_by != "none"
        start = space.from_labelled(self.repelled_by == "last") if repels else None
        alone = start is None
        rng = task.rng()
        first = self._first(task, space, rows, scores, alone, rng)
        if start is None:
            # nothing is near at first; without any first pick nothing can be gained at all
            start = np.full(space.size, 0 if first is None else np.inf, dtype=space.sizes.dtype)
        seen, back = Seen.labelled(task.snapshot), _inverse(space, rows)
        chosen = choose(
            _step(space, start),
            space.local,
            task.n,
            rng=rng,
            first=first,
            accept=lambda index: seen.is_new(int(rows[back(index)])),
            check=task.check,
        )
        order = np.array([back(index) for index in chosen.order], dtype=np.int64)
        gains = np.sqrt(chosen.gains)
        terms: list[dict[str, Any]] = []
        reasons = []
        for place, gain in enumerate(gains):
            known = bool(np.isfinite(gain)) and not (place == 0 and alone)
            terms.append({"distance": float(gain) if known else None})
            what = "chosen before" if alone else "labelled" if place == 0 else "labelled or chosen"
            reasons.append(f"{amount(float(gain))} away from anything {what}" if known else "")
        if len(gains) and alone:
            # the first pick was near nothing: its own length, or the widest gap, stands in
            own = float(space.sizes[chosen.order[0]])
            gains[0] = np.sqrt(own) if self.space == "gradient" else gains[1:].max(initial=0.0)
        return filled(self, task, rows, seen, order, gains, terms, reasons, scores)

    def _first(
        self,
        task: Task,
        space: Space,
        rows: Ints,
        scores: Floats | None,
        alone: bool,
        rng: np.random.Generator,
    ) -> int | None:
        if self.first == "best" and scores is not None:
            return int(space.local[_distinct_first(task, rows, scores)])
        if self.first == "longest" or (self.space == "gradient" and self.first == "best"):
            sizes = space.sizes[space.local]
            return int(space.local[sizes.argmax()]) if sizes.max() > 0 else None
        return int(space.local[rng.integers(len(rows))]) if alone else None


def _step(
    space: Space, start: Floats, *, farthest: bool = False
) -> Frontier | FarthestFirst | _NearestChosen:
    """Return what follows the distances to the nearest chosen row, from those at the start."""
    there = space.frontier(start)
    if there is not None:
        return there
    if farthest and space.vectors is not None:
        return FarthestFirst(space.vectors, start, space.local)
    return _NearestChosen(space, start)


def _distinct_first(task: Task, rows: Ints, scores: Floats) -> int:
    """Return the index of the best score, a copy of a labelled row only where nothing else is."""
    return int(distinct_top(Seen.labelled(task.snapshot), rows, scores, 1, task.tie_seed)[0][0])


def _inverse(space: Space, rows: Ints) -> Any:
    """Return the function from an index of the space to an index into `rows`."""
    if len(space.local) and space.size == len(rows):
        return int
    return lambda index: int(np.searchsorted(rows, index))


def filled(
    spread: InSpace,
    task: Task,
    rows: Ints,
    seen: Seen,
    order: Ints,
    gains: Floats,
    terms: list[dict[str, Any]],
    reasons: list[str],
    scores: Floats | None = None,
) -> Batch:
    """Complete a batch whose gains ran out: in the order of the scores, or at random."""
    missing = task.n - len(order)
    if not missing:
        return Batch(order, gains, terms, reasons)
    by_rank = scores is not None
    weights = (
        scores if scores is not None else np.random.default_rng(task.tie_seed).random(len(rows))
    )
    more = spread._fill(task, rows, seen, order, weights)
    how = "the order of the scores" if by_rank else "random"
    note = f"{missing} of {task.n} add nothing that is not covered: taken by {how}."
    return Batch(
        np.concatenate([order, more]),
        np.concatenate([gains, np.zeros(len(more))]),
        [*terms, *({"distance": 0.0} for _ in more)],
        [*reasons, *(("" if by_rank else FILLED) for _ in more)],
        fallback="rank" if by_rank else "random",
        notes=(note,),
    )
