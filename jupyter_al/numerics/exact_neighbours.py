"""The exact nearest rows to some rows, block by block on both sides."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points

__all__ = ["exact_neighbours"]

_ROWS = 1024
_COLUMNS = 8192


def exact_neighbours(
    points: Points,
    queries: Ints,
    k: int,
    *,
    among: Ints | None = None,
    check: Callable[[float], None] = lambda done: None,
) -> tuple[Ints, Floats]:
    """Return the k nearest other rows of each row in `queries`, the nearest first.

    Memory is bounded by blocks of 1024 x 8192 distances, whatever the size of the pool.

    Parameters
    ----------
    points : Points
    queries : (M,) int64
        Positions of the rows that are asked about.
    k : int
    among : (R,) int64, optional
        Ascending positions of the rows that may be found; every row by default.
    check : callable
        Called with the share that is done; raises to stop.

    Returns
    -------
    (M, k) int64 and (M, k) float
        Positions and Euclidean distances, equal ones in the order of the rows. Where there are
        fewer finite rows, and for a row that is not finite: -1 and infinity.
    """
    found = np.full((len(queries), k), -1, dtype=np.int64)
    far = np.full((len(queries), k), np.inf)
    size = len(points) if among is None else len(among)
    if k < 1 or not size:
        return found, far
    sound = np.flatnonzero(np.isfinite(points.lengths[queries]))
    steps = max(1, -(-len(sound) // _ROWS) * -(-size // _COLUMNS))
    step = 0
    for start in range(0, len(sound), _ROWS):
        part = sound[start : start + _ROWS]
        own = queries[part]
        rows = points.block(own)
        near = np.full((len(part), k), -1, dtype=np.int64)
        best = np.full((len(part), k), np.inf, dtype=points.lengths.dtype)
        for left in range(0, size, _COLUMNS):
            check(step / steps)
            step += 1
            right = min(size, left + _COLUMNS)
            columns = np.arange(left, right) if among is None else among[left:right]
            where: slice | Ints = slice(left, right) if among is None else columns
            near, best = _nearer(points, rows, own, where, columns, near, best)
        found[part], far[part] = _measured(points, rows, near, best)
    return found, far


def _nearer(
    points: Points,
    rows: Floats,
    own: Ints,
    where: slice | Ints,
    columns: Ints,
    near: Ints,
    best: Floats,
) -> tuple[Ints, Floats]:
    """Return the k nearest of those known and those of one more block."""
    k = near.shape[1]
    with np.errstate(invalid="ignore", over="ignore"):
        away = rows @ (-2 * points.block(where).T)
        away += points.lengths[where]
    away[:, ~np.isfinite(points.lengths[where])] = np.inf
    place = np.minimum(np.searchsorted(columns, own), len(columns) - 1)
    itself = columns[place] == own
    away[np.flatnonzero(itself), place[itself]] = np.inf
    line = np.arange(len(own))[:, None]
    if away.shape[1] > k:
        some = np.sort(np.argpartition(away, k - 1, axis=1)[:, :k], axis=1)
    else:
        some = np.broadcast_to(np.arange(away.shape[1]), (len(own), away.shape[1]))
    positions = np.concatenate([near, columns[some]], axis=1)
    distances = np.concatenate([best, away[line, some]], axis=1)
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return positions[line, order], distances[line, order]


def _measured(points: Points, rows: Floats, near: Ints, best: Floats) -> tuple[Ints, Floats]:
    """Return the found rows in the order of their distances, measured without cancellation."""
    near = np.where(np.isfinite(best), near, -1)
    far = np.full(near.shape, np.inf)
    for column in range(near.shape[1]):
        some = np.flatnonzero(near[:, column] >= 0)
        difference = points.block(near[some, column]) - rows[some]
        far[some, column] = np.sqrt(np.einsum("ij,ij->i", difference, difference))
    line = np.arange(len(near))[:, None]
    order = np.lexsort((np.where(near < 0, np.iinfo(np.int64).max, near), far), axis=1)
    return near[line, order], far[line, order]
