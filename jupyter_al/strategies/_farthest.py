"""Which row is farthest from all that is chosen, without touching every row at every pick."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points

__all__ = ["FarthestFirst"]

_ACTIVE = 4096


class FarthestFirst:
    """Squared distances to the nearest chosen row, up to date where they are largest.

    A distance to the nearest choice can only shrink, so an old one is an upper bound. While the
    farthest of a few active rows is farther than the bound of every other row, it is the farthest
    of all, and only the active rows need the distance to each new pick. When it is not, the other
    rows catch up with all picks since in one matrix product. Picks and distances are those of
    the plain traversal (Gonzalez 1985).

    Parameters
    ----------
    points : Points
    nearest : (N,) array
        Squared distances to what is chosen already, infinite where nothing is; changed in place.
    eligible : (M,) int64
        The rows that may be picked.
    active : int
        How many rows are kept up to date.
    """

    def __init__(
        self, points: Points, nearest: Floats, eligible: Ints, active: int = _ACTIVE
    ) -> None:
        self.nearest = nearest
        self._points = points
        self._eligible = eligible
        self._size = active
        self._behind: list[int] = []  # picks that only the active rows know
        self._active: Ints | None = None
        self._few: Points | None = None
        self._bound = np.inf  # of the eligible rows that are not active

    def scores(self) -> Floats:
        """Return (N,) upper bounds; the largest of the eligible ones is exact."""
        few = len(self._eligible) <= self._size
        if not few and (self._active is None or self._may_hide()):
            self._catch_up()
        return self.nearest

    def add(self, index: int) -> None:
        """Choose the row at `index`."""
        if self._active is None or self._few is None:
            self._lower(self._points.distances(self._centre(index), self.nearest), index)
            return
        self._behind.append(index)
        known = self.nearest[self._active]
        near = self._few.distances(self._centre(index), known)
        self.nearest[self._active] = np.minimum(known, near)
        self.nearest[index] = 0

    def refuse(self, index: int) -> None:
        """Leave the row at `index` out: a copy of a chosen one."""
        self.nearest[index] = 0

    def _may_hide(self) -> bool:
        return not self.nearest[self._active].max() > self._bound

    def _centre(self, index: int) -> Floats:
        centre: Floats = self._points.block(np.array([index]))[0]
        return centre

    def _lower(self, near: Floats, index: int) -> None:
        np.minimum(self.nearest, near, out=self.nearest)
        self.nearest[index] = 0

    def _catch_up(self) -> None:
        if self._behind:
            near = self._points.nearest(self._points.block(np.array(self._behind)))[0]
            np.minimum(self.nearest, near, out=self.nearest)
            self._behind = []
        known = self.nearest[self._eligible]
        if not np.isfinite(known).all():
            return  # nothing is chosen yet
        order = np.argpartition(known, len(known) - self._size)
        self._active = np.sort(self._eligible[order[-self._size :]])
        self._few = self._points.take(self._active)
        self._bound = float(known[order[: -self._size]].max())
