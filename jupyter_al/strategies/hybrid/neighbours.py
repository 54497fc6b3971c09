"""The nearest rows of a pool to some of its rows, by the cosine, remembered per row."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.spaces import points_of

__all__ = ["directions", "nearest_rows", "neighbours"]

_OVER_FETCH = 4


def directions(snapshot: Snapshot) -> Points:
    """Return the features scaled to length one; not finite where a row is not."""
    with np.errstate(invalid="ignore"):
        return points_of(snapshot, "features", True)[0]


def nearest_rows(
    points: Points,
    queries: Floats,
    k: int,
    among: Ints,
    check: Callable[[], None] = lambda: None,
) -> tuple[Ints, Floats]:
    """Return the `k` nearest points to each query and the squared distances, nearest first.

    Parameters
    ----------
    points : Points
    queries : (Q, D) array
        Transformed as the points are.
    k : int
    among : (M,) int64
        Ascending; the rows that count, all finite.
    check : callable
        Called before each block; raises to stop.

    Returns
    -------
    (Q, min(k, M)) int64 and (Q, min(k, M)) float64
    """
    k = min(k, len(among))
    best = np.full((len(queries), 0), np.inf)
    which = np.empty((len(queries), 0), dtype=np.int64)
    sizes = np.einsum("ij,ij->i", queries, queries)
    for part in blocks(len(among), (len(queries) + points.rows.shape[1]) * 8):
        check()
        index = among[part]
        rows = points.block(index)
        far = (sizes[:, None] + points.lengths[index]) - 2 * (queries @ rows.T)
        candidates = np.broadcast_to(index, far.shape)
        if best.shape[1] == k and k:
            # most rows of a later block are farther than all that is known
            useful = (far < best[:, -1:]).any(axis=0)
            far, candidates = far[:, useful], candidates[:, useful]
        best = np.concatenate([best, np.maximum(far, 0)], axis=1)
        which = np.concatenate([which, candidates], axis=1)
        if best.shape[1] > k:
            some = np.argpartition(best, k - 1, axis=1)[:, :k]
            best, which = (np.take_along_axis(a, some, axis=1) for a in (best, which))
        order = np.lexsort((which, best), axis=1)
        best, which = (np.take_along_axis(a, order, axis=1) for a in (best, which))
    return which, best


def neighbours(
    snapshot: Snapshot,
    anchors: Ints,
    k: int,
    rows: Ints,
    check: Callable[[], None] = lambda: None,
) -> list[tuple[Ints, Floats]]:
    """Return for each anchor the `k` nearest of `rows` and their cosine distances.

    Four times as many are searched among all rows, once for each anchor over all rounds; where
    too few of them may still be asked, the anchor is searched again.

    Parameters
    ----------
    snapshot : Snapshot
    anchors : (A,) int64
        Positions with finite features.
    k : int
    rows : (M,) int64
        Ascending positions that may be returned.
    check : callable
        Raises to stop.
    """
    points = directions(snapshot)
    usable = np.flatnonzero(np.isfinite(points.lengths)).astype(np.int64)
    known: dict[int, tuple[Ints, Floats]] = snapshot.of_features(("nearest", k), dict)
    missing = np.array([a for a in anchors if int(a) not in known], dtype=np.int64)
    for part in _groups(missing):
        which, far = nearest_rows(points, points.block(part), _OVER_FETCH * k, usable, check)
        for anchor, index, squared in zip(part, which, far, strict=True):
            known[int(anchor)] = index.astype(np.int32), (squared / 2).astype(np.float32)
    may = np.zeros(snapshot.n_items, dtype=bool)
    may[rows] = True
    found: list[tuple[Ints, Floats]] = []
    short: list[int] = []
    for place, anchor in enumerate(anchors):
        index, distance = known[int(anchor)]
        left = np.flatnonzero(may[index])[:k]
        if len(left) < min(k, len(rows)):
            short.append(place)
        found.append((index[left].astype(np.int64), distance[left].astype(np.float64)))
    for part in _groups(np.array(short, dtype=np.int64)):
        which, far = nearest_rows(points, points.block(anchors[part]), k, rows, check)
        for place, index, squared in zip(part, which, far, strict=True):
            found[int(place)] = index, squared / 2
    return found


def _groups(index: Ints) -> list[Ints]:
    return [index[start : start + 256] for start in range(0, len(index), 256)]
