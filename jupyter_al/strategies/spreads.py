"""Spreads: choose a batch that does not repeat itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.spaces import Space, check_space, enter, needs_of
from jupyter_al.strategies.strategy import Task

__all__ = ["D2", "Batch", "KCenter", "Spread", "TopN"]

FILLED = "one of those left when nothing new could be gained, drawn at random"


@dataclass(frozen=True)
class Batch:
    """Indices into the rows of a question, in pick order, with what each pick gained."""

    order: Ints
    gains: Floats
    terms: Sequence[dict[str, Any]]
    reasons: Sequence[str]
    flat: bool = False
    fallback: str | None = None
    notes: tuple[str, ...] = field(default=())


class Spread(ABC):
    """Chooses the batch out of the rows that the steps before left."""

    name: ClassVar[str]

    @property
    @abstractmethod
    def needs(self) -> frozenset[str]:
        """Artefacts that the spread needs."""

    @abstractmethod
    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return ``task.n`` of `rows`, positions in the pool; `scores` may steer the choice."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the spread in words."""


@dataclass(frozen=True)
class TopN(Spread):
    """The n best scores, each kind of row once.

    Parameters
    ----------
    dedupe : bool
        Copies of a row that is chosen or labelled wait until nothing else is left.
    """

    name: ClassVar[str] = "top"
    dedupe: bool = True

    @property
    def needs(self) -> frozenset[str]:
        """Nothing but a score."""
        return frozenset()

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows with the highest scores, ties in the seeded order."""
        if scores is None:
            raise StrategyError("spread('top') ranks rows: put a score before it.")
        if self.dedupe:
            seen = Seen.labelled(task.snapshot)
            order, copies = distinct_top(seen, rows, scores, task.n, task.tie_seed)
        else:
            order, copies = top_n(scores, task.n, rows, task.tie_seed), False
        notes = []
        if copies:
            notes.append("Only copies of rows that were asked before are left.")
        filled = int(np.count_nonzero(~np.isfinite(scores[order])))
        if filled:
            notes.append(f"{filled} of these have no finite score and were taken last.")
        flat = len(rows) > 1 and bool(scores.min() == scores.max())
        gains = np.asarray(scores[order], dtype=np.float64)
        return Batch(order, gains, [{} for _ in order], [""] * len(order), flat, None, tuple(notes))

    def __str__(self) -> str:
        return "top"


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


@dataclass(frozen=True)
class _InSpace(Spread):
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
class KCenter(_InSpace):
    """Farthest-first traversal (Gonzalez 1985; Sener and Savarese 2018).

    Each pick is the row farthest from all that is labelled or chosen; its radius is at most
    twice the best possible one. Without labels the first pick is the row closest to the mean.

    Parameters
    ----------
    space : str
        One of ``features, embedding, probabilities, gradient``.
    normalise : bool
        Compare directions: scale each row to length one first.
    """

    name: ClassVar[str] = "k-center"

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the farthest rows; the gain is the distance."""
        space = enter(task.snapshot, self.space, rows, normalise=self.normalise)
        start = space.from_labelled() if space.repels_from_labelled else None
        first: int | None = None
        if start is None:
            start = np.full(space.size, np.inf, dtype=space.sizes.dtype)
            if space.repels_from_labelled:
                first = int(space.local[space.middle()[space.local].argmin()])
            else:
                first = int(space.local[space.sizes[space.local].argmax()])
        step, seen = _NearestChosen(space, start), Seen.labelled(task.snapshot)
        back = _inverse(space, rows)
        chosen = choose(
            step,
            space.local,
            task.n,
            first=first,
            accept=lambda index: seen.is_new(int(rows[back(index)])),
            check=task.check,
        )
        order = np.array([back(index) for index in chosen.order], dtype=np.int64)
        gains = np.sqrt(chosen.gains)
        radius = [*gains[1:], float(np.sqrt(chosen.left))]
        terms, reasons = [], []
        for place, gain in enumerate(gains):
            after = float(radius[place])
            if np.isfinite(gain):
                terms.append({"distance": float(gain), "radius_after": after})
                what = "labelled" if place == 0 else "labelled or chosen"
                what = what if first is None else "chosen before"
                reasons.append(f"farthest ({amount(float(gain))}) from anything {what}")
            else:
                terms.append({"distance": None, "radius_after": after})
                reasons.append("the row closest to the middle of the pool, to start from")
        gains[~np.isfinite(gains)] = max(radius) if len(radius) else 0.0
        return _filled(self, task, rows, seen, order, gains, terms, reasons)


@dataclass(frozen=True)
class D2(_InSpace):
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
    """

    name: ClassVar[str] = "d2"
    first: str = "best"
    bias: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.first not in ("best", "longest", "draw"):
            raise StrategyError(
                f"Unknown first pick {self.first!r}{nearest(self.first, ('best', 'longest', 'draw'))}"
            )

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the drawn rows; the gain is the distance to all that was chosen before."""
        space = enter(task.snapshot, self.space, rows, normalise=self.normalise, bias=self.bias)
        start = space.from_labelled() if space.repels_from_labelled else None
        alone = start is None
        rng = task.rng()
        first = self._first(task, space, rows, scores, alone, rng)
        if start is None:
            # nothing is near at first; without any first pick nothing can be gained at all
            start = np.full(space.size, 0 if first is None else np.inf, dtype=space.sizes.dtype)
        step, seen = _NearestChosen(space, start), Seen.labelled(task.snapshot)
        back = _inverse(space, rows)
        chosen = choose(
            step,
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
        gains[~np.isfinite(gains)] = 0.0
        return _filled(self, task, rows, seen, order, gains, terms, reasons, scores)

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
            return int(space.local[distinct_first(task, rows, scores)])
        if self.first == "longest" or (self.space == "gradient" and self.first == "best"):
            sizes = space.sizes[space.local]
            return int(space.local[sizes.argmax()]) if sizes.max() > 0 else None
        return int(space.local[rng.integers(len(rows))]) if alone else None


def distinct_first(task: Task, rows: Ints, scores: Floats) -> int:
    """Return the index of the best score, a copy of a labelled row only where nothing else is."""
    return int(distinct_top(Seen.labelled(task.snapshot), rows, scores, 1, task.tie_seed)[0][0])


def _inverse(space: Space, rows: Ints) -> Any:
    """Return the function from an index of the space to an index into `rows`."""
    if len(space.local) and space.size == len(rows):
        return int
    return lambda index: int(np.searchsorted(rows, index))


def _filled(
    spread: _InSpace,
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
    weights = scores if scores is not None else np.random.default_rng(task.tie_seed).random(len(rows))
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
