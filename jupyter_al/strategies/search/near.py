"""The nearest rows of the pool to some of its rows, remembered row by row."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Ints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.spaces import points_of

__all__ = ["near_rows"]

_BYTES = 32 * 2**20


def near_rows(snapshot: Snapshot, rows: Ints, neighbours: int) -> Ints:
    """Return the nearest other rows of each of `rows` in the embedding, (M, k), in no order.

    ``k = min(neighbours, N - 1)``; -1 stands where a row is not finite. Only rows that were not
    asked for before cost anything: one pass over the pool for a few dozen of them.
    """
    points, _ = points_of(snapshot, "embedding", False)
    k = max(0, min(neighbours, len(points) - 1))
    store: dict[int, Ints] = snapshot.of_space("embedding", ("near", k), dict)
    new = np.array([row for row in rows.tolist() if row not in store], dtype=np.int64)
    usable = np.isfinite(points.lengths)
    step = max(1, _BYTES // (8 * max(1, len(points))))
    for start in range(0, len(new), step):
        some = new[start : start + step]
        found = np.full((len(some), k), -1, dtype=np.int64)
        sound = np.flatnonzero(usable[some])
        if k and len(sound):
            with np.errstate(invalid="ignore", over="ignore"):
                far = points.lengths - 2 * points.dot(points.block(some[sound]).T).T
            far[:, ~usable] = np.inf
            far[np.arange(len(sound)), some[sound]] = np.inf
            nearest = np.argpartition(far, k - 1, axis=1)[:, :k]
            reached = np.isfinite(np.take_along_axis(far, nearest, axis=1))
            found[sound] = np.where(reached, nearest, -1)
        store.update(zip(some.tolist(), found, strict=True))
    return np.array([store[row] for row in rows.tolist()], dtype=np.int64).reshape(len(rows), k)
