"""What every query strategy is, and the part of the work that all of them share."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np

from jupyter_al.errors import Cancelled, PoolEmpty, StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, frozen
from jupyter_al.numerics.watch import Watch
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._later import Later
from jupyter_al.strategies._share_done import ShareDone
from jupyter_al.strategies.query import Query

__all__ = [
    "BaseStrategy", "Cancel", "Picks", "Progress", "Strategy", "Task", "check_snapshot",
    "stop_if",
]  # fmt: skip

T = TypeVar("T")
Cancel = Callable[[], bool]
Progress = Callable[[float], None]


@runtime_checkable
class Strategy(Protocol):
    """Anything that chooses rows from a snapshot."""

    @property
    def name(self) -> str:
        """Name of the strategy."""

    def select(self, snapshot: Snapshot, n: int) -> Query:
        """Return at most `n` rows to ask, in pick order."""


@dataclass(frozen=True)
class Task:
    """One question to a strategy: the snapshot, the rows that may be asked, and how many.

    `n` never exceeds the number of `rows`, which are ascending positions in the pool.
    """

    snapshot: Snapshot
    rows: Ints
    n: int
    name: str
    cancelled: Cancel | None = None
    progress: Progress | None = None

    @property
    def tie_seed(self) -> int:
        """Seed of the order of ties, from (seed, round, strategy)."""
        return int(self.snapshot.rng(f"ties of {self.name}").integers(2**63))

    def rng(self) -> np.random.Generator:
        """Return the generator of (seed, round, strategy)."""
        return self.snapshot.rng(self.name)

    def check(self, done: float | None = None) -> None:
        """Raise `Cancelled` when the caller does not want the answer any more.

        Parameters
        ----------
        done : float, optional
            The share of the work that is done, where it is known; told to the caller.
        """
        stop_if(self.cancelled, self.name)
        if done is not None and self.progress is not None:
            self.progress(done)


@dataclass(frozen=True)
class Picks:
    """What a step chose: positions in pick order with scores, named terms and sentences."""

    positions: Ints
    scores: Floats
    terms: Sequence[Mapping[str, Any]]
    reasons: Sequence[str]
    flat: bool = False
    fallback: str | None = None
    notes: tuple[str, ...] = field(default=())
    dropped: tuple[int, ...] = ()


class BaseStrategy(ABC):
    """Common part of the strategies: arguments, needs, rows, shortfall.

    A strategy is a frozen dataclass whose fields are its hyper-parameters; it keeps nothing
    between calls.
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """Name of the strategy, as in ``strategies.get(name)``."""

    @property
    @abstractmethod
    def needs(self) -> frozenset[str]:
        """Artefacts of the snapshot without which the strategy cannot run."""

    @property
    def rowwise(self) -> frozenset[str]:
        """Artefacts in which a row must be finite to be asked."""
        return self.needs

    @property
    def uses_past(self) -> frozenset[str]:
        """Fields of :class:`jupyter_al.past.Past` it learns from; a session fills in no others."""
        return frozenset()

    @abstractmethod
    def pick(self, task: Task) -> Picks:
        """Choose ``task.n`` of ``task.rows``; both are positive."""

    def select(
        self,
        snapshot: Snapshot,
        n: int,
        *,
        cancelled: Cancel | None = None,
        progress: Progress | None = None,
    ) -> Query:
        """Return the rows to ask, in pick order.

        Parameters
        ----------
        snapshot : Snapshot
        n : int
            At most this many; all rows that are left where `n` is larger.
        cancelled : callable, optional
            Asked between picks and between blocks of rows; true stops the work.
        progress : callable, optional
            Called with the share of the work that is done, in [0, 1], never a smaller one than
            before; where it is not known how much follows, a guess.

        Raises
        ------
        NeedsModel, NeedsArtefact
            The snapshot lacks something of `needs`; raised before any work.
        PoolEmpty
            The pool has no rows.
        Cancelled
            `cancelled` returned true.
        """
        wanted = _count(n)
        check_snapshot(snapshot)
        if snapshot.n_items == 0:
            raise PoolEmpty("The pool is empty: there is nothing to ask.")
        snapshot.require(*sorted(self.needs), by=self.name)
        share = ShareDone(progress or _unheard)
        picks, considered, excluded = self._picked(snapshot, wanted, cancelled, share)
        return Query(
            indices=frozen(np.asarray(picks.positions, dtype=np.int64)),
            scores=frozen(np.asarray(picks.scores, dtype=np.float64)),
            reasons=_fixed(picks.reasons),
            strategy=self.name,
            terms=_fixed(picks.terms),
            considered=considered,
            excluded=excluded,
            shortfall=len(picks.positions) < wanted,
            flat=picks.flat,
            fallback=picks.fallback,
            notes=picks.notes,
            dropped=picks.dropped,
        )

    def _picked(
        self, snapshot: Snapshot, wanted: int, cancelled: Cancel | None, share: ShareDone
    ) -> tuple[Picks, int, tuple[int, ...]]:
        """Return what was picked, out of how many rows, and those left out as not finite."""
        rows, excluded = snapshot.eligible(*self.rowwise)
        task = Task(snapshot, rows, min(wanted, len(rows)), self.name, cancelled, share.picks)
        task.check()
        with Watch(task.check, share.blocks):
            picks = self.pick(task) if task.n else Picks(rows[:0], np.empty(0), (), ())
        return picks, len(rows), tuple(excluded.tolist())


def stop_if(cancelled: Cancel | None, name: str) -> None:
    """Raise `Cancelled` when the caller of the strategy `name` wants no answer any more."""
    if cancelled is not None and cancelled():
        raise Cancelled(f"The strategy {name!r} was cancelled.")


def _unheard(done: float) -> None:
    """Nobody listens."""


def check_snapshot(snapshot: object) -> None:
    """Raise `StrategyError` for anything else, such as a session or an array."""
    if not isinstance(snapshot, Snapshot):
        raise StrategyError(
            "select(snapshot, n) looks at a snapshot, such as session.snapshot or "
            f"al.Snapshot.from_arrays(X, probabilities=p), not at {type(snapshot).__name__}."
        )


def _fixed(said: Sequence[T]) -> Sequence[T]:
    return said if isinstance(said, Later) else tuple(said)


def _count(n: int) -> int:
    try:
        wanted = operator.index(n)
    except TypeError:
        wanted = -1
    if isinstance(n, bool) or wanted < 0:
        raise StrategyError(f"n must be a whole number from 0, not {n!r}.")
    return wanted
