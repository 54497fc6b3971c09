"""Coverage by balls: choose rows whose neighbourhoods hold as much of the pool as possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.pairs import Pairs

__all__ = ["Balls", "Covered", "cover"]

SHRINK = 0.75
_SHRINKS = 20


@dataclass(frozen=True)
class Covered:
    """Picks in order: indices, targets newly covered, radius, and share covered after each."""

    order: Ints
    gains: Floats
    radii: Floats
    coverage: Floats


class Balls:
    """Which targets lie nearer than `radius` to a labelled row or to a pick.

    The ball graph is never stored: a target is counted once at the start, and once more when it
    becomes covered, so that all counts together cost two passes over the (M, T) distances.

    Parameters
    ----------
    candidates, targets : (M, D) and (T, D) arrays
    radius : float
        A target is covered at a distance strictly below it.
    nearest : (T,) array, optional
        Squared distance of each target to its nearest labelled row.
    """

    def __init__(
        self, candidates: Floats, targets: Floats, radius: float, nearest: Floats | None = None
    ) -> None:
        self._pairs = Pairs.of(candidates, targets)
        self.radius = radius
        self._nearest: Floats = np.full(len(targets), np.inf) if nearest is None else nearest.copy()

    def __len__(self) -> int:
        return len(self._pairs.left)

    @property
    def uncovered(self) -> Ints:
        """Targets that no ball holds."""
        return np.flatnonzero(self._nearest >= self.radius**2).astype(np.int64)

    @property
    def coverage(self) -> float:
        """Share of the targets that a ball holds."""
        return 1 - len(self.uncovered) / max(1, len(self._nearest))

    def degrees(self, targets: Ints) -> Ints:
        """Return how many of `targets` lie in the ball of each candidate, (M,)."""
        out = np.zeros(len(self), dtype=np.int64)
        if not len(targets):
            return out
        square = self.radius**2
        for rows, _, squared in self._pairs.blocks(columns=targets):
            out[rows] += np.count_nonzero(squared < square, axis=1)
        return out

    def add(self, index: int) -> Ints:
        """Take a candidate and return the targets that it newly covers."""
        squared = self._pairs.to_all(index)
        new = np.flatnonzero((squared < self.radius**2) & (self._nearest >= self.radius**2))
        if len(new):
            np.minimum(self._nearest, squared, out=self._nearest)
        return new.astype(np.int64)

    def shrink(self) -> bool:
        """Make the radius smaller until a target is uncovered; False where all lie in a centre."""
        widest = float(self._nearest.max(initial=0))
        if not widest > 0:
            return False
        self.radius *= SHRINK
        while self.radius**2 > widest:
            self.radius *= SHRINK
        return True


def cover(balls: Balls, n: int, check: Callable[[float], None] = lambda done: None) -> Covered:
    """Choose up to `n` candidates greedily, the first of a tie.

    Where no candidate covers anything new, the radius shrinks by a quarter and the work goes on
    from what the smaller balls leave uncovered.
    """
    alive = np.ones(len(balls), dtype=bool)
    degrees = balls.degrees(balls.uncovered)
    order: list[int] = []
    parts: list[tuple[int, float, float]] = []
    shrinks = 0
    while len(order) < min(n, len(balls)):
        check(len(order) / n)
        open_ = np.where(alive, degrees, 0)
        best = int(open_.argmax())
        if open_[best] <= 0:
            shrinks += 1
            if shrinks > _SHRINKS or not balls.shrink():
                break
            degrees = balls.degrees(balls.uncovered)
            continue
        new = balls.add(best)
        if not len(new):  # counted by rounding alone
            degrees[best] = 0
            continue
        alive[best] = False
        order.append(best)
        parts.append((len(new), balls.radius, balls.coverage))
        degrees -= balls.degrees(new)
    gains, radii, coverage = np.array(parts, dtype=np.float64).reshape(-1, 3).T
    return Covered(np.array(order, dtype=np.int64), gains, radii, coverage)
