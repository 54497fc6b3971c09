"""How close each row lies to the others, measured against a set of reference rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.points import Points

__all__ = ["inverse_distance", "mean_distance", "nearest_distance"]


def mean_distance(
    points: Points, reference: Ints, check: Callable[[], None] = lambda: None
) -> Floats:
    """Return the (N,) float64 mean Euclidean distance of each row to the reference rows.

    Parameters
    ----------
    points : Points
        Rows that are not finite get NaN.
    reference : (R,) int64
        Finite rows; (block, R) distances exist at a time. A row counts itself, at zero.
    check : callable
        Called between blocks; raises to stop.
    """
    out = np.empty(len(points))
    for part, far in _distances(points, reference, check):
        out[part] = far.mean(axis=1, dtype=np.float64)
    return out


def nearest_distance(
    points: Points, reference: Ints, neighbours: int, check: Callable[[], None] = lambda: None
) -> Floats:
    """Return the (N,) mean distance to the nearest of the reference rows, the row itself not."""
    out = np.empty(len(points))
    for part, far in _distances(points, reference, check, own=np.inf):
        out[part] = _nearest(far, neighbours).mean(axis=1, dtype=np.float64)
    return out


def inverse_distance(
    points: Points,
    reference: Ints,
    neighbours: int | None = None,
    check: Callable[[], None] = lambda: None,
) -> Floats:
    """Return the (N,) mean of ``1 / (1 + distance)`` to the reference rows.

    Parameters
    ----------
    points, reference, check
        As in :func:`mean_distance`.
    neighbours : int, optional
        Only the nearest so many count, and the row itself does not; without it all count, the
        row itself with similarity one.
    """
    out = np.empty(len(points))
    own = 0.0 if neighbours is None else np.inf
    for part, far in _distances(points, reference, check, own=own):
        near = far if neighbours is None else _nearest(far, neighbours)
        out[part] = (1 / (1 + near)).mean(axis=1, dtype=np.float64)
    return out


def _nearest(far: Floats, neighbours: int) -> Floats:
    """Return the smallest distances of each row, (M, K); those to itself are infinite."""
    size = max(1, min(neighbours, far.shape[1] - 1))
    near: Floats = np.partition(far, size - 1, axis=1)[:, :size]
    return np.where(np.isinf(near), 0, near)  # a lone row has nothing near but itself


def _distances(
    points: Points, reference: Ints, check: Callable[[], None], own: float = 0.0
) -> Iterator[tuple[slice, Floats]]:
    goal = points.block(reference)
    sizes = points.lengths[reference]
    column = np.full(len(points), -1, dtype=np.int64)
    column[reference] = np.arange(len(reference))
    for part in blocks(len(points), (len(reference) + goal.shape[1]) * 4, budget=8 * 2**20):
        check()
        with np.errstate(invalid="ignore", over="ignore"):
            far = points.block(part) @ (-2 * goal.T)
            far += sizes
            far += points.lengths[part][:, None]
            np.maximum(far, 0, out=far)
            np.sqrt(far, out=far)
        mine = np.flatnonzero(column[part] >= 0)
        far[mine, column[part][mine]] = own
        yield part, far
