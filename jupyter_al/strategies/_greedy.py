"""The one loop behind every batch that is chosen row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.sampling import draw

__all__ = ["Chosen", "Step", "choose"]


class Step(Protocol):
    """What changes from pick to pick."""

    def scores(self) -> Floats:
        """Return the current gain of each row; nothing is gained at zero or below."""

    def add(self, index: int) -> None:
        """Take the row at `index` into the batch."""


@dataclass(frozen=True)
class Chosen:
    """Indices in pick order, the gain of each when it was picked, and the largest gain left."""

    order: Ints
    gains: Floats
    left: float


def choose(
    step: Step,
    eligible: Ints,
    n: int,
    *,
    rng: np.random.Generator | None = None,
    first: int | None = None,
    accept: Callable[[int], bool] = lambda index: True,
    check: Callable[[], None] = lambda: None,
) -> Chosen:
    """Pick up to `n` rows, one after the other.

    Parameters
    ----------
    step : Step
    eligible : (M,) int64
        Ascending indices that may be picked.
    n : int
    rng : numpy.random.Generator, optional
        Draw in proportion to the gains; without it the largest gain wins, the lowest index of a
        tie.
    first : int, optional
        The first pick, whatever its gain.
    accept : callable
        False for an index that must not be picked after all (a copy of one picked before).
    check : callable
        Called before each pick; raises to stop.

    Returns
    -------
    Chosen
        Fewer than `n` where no row has a gain any more.
    """
    order: list[int] = []
    gains: list[float] = []
    alive: npt.NDArray[np.bool_] | None = None
    while len(order) < n:
        check()
        current = step.scores()
        if alive is None:
            alive = np.zeros(len(current), dtype=bool)
            alive[eligible] = True
        if first is not None and not order and alive[first]:
            index: int | None = first
        else:
            index = _next(np.where(alive, current, 0), rng)
        if index is None:
            return Chosen(np.array(order, dtype=np.int64), np.array(gains), 0.0)
        alive[index] = False
        if not accept(index):
            continue
        order.append(index)
        gains.append(float(current[index]))
        step.add(index)
    left = 0.0
    if alive is not None:
        rest = np.where(alive, step.scores(), 0)
        left = float(np.max(rest, initial=0.0, where=np.isfinite(rest)))
    return Chosen(np.array(order, dtype=np.int64), np.array(gains), left)


def _next(gains: Floats, rng: np.random.Generator | None) -> int | None:
    if rng is not None:
        return draw(gains, rng)
    index = int(gains.argmax())
    if not np.isfinite(gains[index]):
        gains = np.where(np.isfinite(gains), gains, 0)
        index = int(gains.argmax())
    return index if gains[index] > 0 else None
