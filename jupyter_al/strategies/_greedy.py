"""The one loop behind every batch that is chosen row by row."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.sampling import draw

__all__ = ["Chosen", "Frontier", "Step", "choose"]


class Step(Protocol):
    """What changes from pick to pick."""

    def scores(self) -> Floats:
        """Return the current gain of each row; nothing is gained at zero or below."""

    def add(self, index: int) -> None:
        """Take the row at `index` into the batch."""


class Frontier(ABC):
    """The rows that may still be picked, wherever their gains are kept."""

    @abstractmethod
    def gain(self, index: int) -> float | None:
        """Return what the row at `index` gains now; None where it may not be picked."""

    @abstractmethod
    def next(self, rng: np.random.Generator | None) -> tuple[int, float] | None:
        """Return a row and its gain: the largest, or one drawn; None where nothing is gained."""

    @abstractmethod
    def drop(self, index: int) -> None:
        """Never return this row again."""

    @abstractmethod
    def add(self, index: int) -> None:
        """Take the row at `index` into the batch."""

    @abstractmethod
    def left(self) -> float:
        """Return the largest gain of what may be picked."""


@dataclass(frozen=True)
class Chosen:
    """Indices in pick order, the gain of each when it was picked, and the largest gain left."""

    order: Ints
    gains: Floats
    left: float


def choose(
    step: Step | Frontier,
    eligible: Ints,
    n: int,
    *,
    rng: np.random.Generator | None = None,
    first: int | None = None,
    accept: Callable[[int], bool] = lambda index: True,
    check: Callable[[float], None] = lambda done: None,
) -> Chosen:
    """Pick up to `n` rows, one after the other.

    Parameters
    ----------
    step : Step or Frontier
    eligible : (M,) int64
        Ascending indices that may be picked; a frontier knows its own.
    n : int
    rng : numpy.random.Generator, optional
        Draw in proportion to the gains; without it the largest gain wins, the lowest index of a
        tie.
    first : int, optional
        The first pick, whatever its gain.
    accept : callable
        False for an index that must not be picked after all (a copy of one picked before).
    check : callable
        Called before each pick with the share that is picked; raises to stop.

    Returns
    -------
    Chosen
        Fewer than `n` where no row has a gain any more.
    """
    order: list[int] = []
    gains: list[float] = []
    front = step if isinstance(step, Frontier) else _Frontier(step, eligible)
    while len(order) < n:
        check(len(order) / n)
        gain = front.gain(first) if first is not None and not order else None
        found = front.next(rng) if gain is None or first is None else (first, gain)
        if found is None:
            return Chosen(np.array(order, dtype=np.int64), np.array(gains), 0.0)
        index, gain = found
        front.drop(index)
        if not accept(index):
            continue
        order.append(index)
        gains.append(gain)
        front.add(index)
    return Chosen(np.array(order, dtype=np.int64), np.array(gains), front.left() if order else 0.0)


class _Frontier(Frontier):
    """Gains in an array of NumPy."""

    def __init__(self, step: Step, eligible: Ints) -> None:
        self._step = step
        self._alive = np.zeros(len(step.scores()), dtype=bool)
        self._alive[eligible] = True

    def gain(self, index: int) -> float | None:
        return float(self._step.scores()[index]) if self._alive[index] else None

    def next(self, rng: np.random.Generator | None) -> tuple[int, float] | None:
        current = self._step.scores()
        index = _next(np.where(self._alive, current, 0), rng)
        return None if index is None else (index, float(current[index]))

    def drop(self, index: int) -> None:
        self._alive[index] = False

    def add(self, index: int) -> None:
        self._step.add(index)

    def left(self) -> float:
        rest = np.where(self._alive, self._step.scores(), 0)
        return float(np.max(rest, initial=0.0, where=np.isfinite(rest)))


def _next(gains: Floats, rng: np.random.Generator | None) -> int | None:
    if rng is not None:
        return draw(gains, rng)
    index = int(gains.argmax())
    if not np.isfinite(gains[index]):
        gains = np.where(np.isfinite(gains), gains, 0)
        index = int(gains.argmax())
    return index if gains[index] > 0 else None
