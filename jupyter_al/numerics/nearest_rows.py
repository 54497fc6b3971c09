"""The nearest rows of one matrix to each row of another, in the Euclidean distance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points

__all__ = ["EXACT_UP_TO", "nearest_rows"]

EXACT_UP_TO = 8192
_PROBES = 16  # cells looked into; on sentence embeddings they hold 3 of 4 of the 15 nearest rows


def nearest_rows(
    queries: Floats,
    rows: Floats,
    k: int,
    *,
    rng: np.random.Generator,
    exact_up_to: int = EXACT_UP_TO,
    check: Callable[[float], None] = lambda share: None,
) -> tuple[Ints, Floats]:
    """Return the k rows nearest to each query, the nearest first, and their distances.

    Up to `exact_up_to` rows all pairs are compared, block by block. Above it the rows are
    clustered into ``2 sqrt(M)`` cells, and a query is compared with those of the 16 cells
    nearest to it (an inverted file; Jégou, Douze and Schmid, 2011).

    Parameters
    ----------
    queries : (Q, D) array
    rows : (M, D) array
        Both finite; M > 0.
    k : int
        At most M are returned.
    rng : numpy.random.Generator
        For the cells.
    exact_up_to : int
    check : callable
        Called with the share that is done, for each block; raises to stop.

    Returns
    -------
    (Q, k) int64 and (Q, k) float
        Distances of the very rows that were found, so that equal rows are exactly 0 apart.
    """
    k = min(k, len(rows))
    near = np.empty((len(queries), k), dtype=np.int64)
    far = np.empty((len(queries), k), dtype=np.float32)
    middle = rows.mean(axis=0, dtype=np.float64).astype(rows.dtype)
    done = 0
    for own, others in _groups(queries, rows, k, rng, exact_up_to):
        theirs = (rows if others is None else rows[others]) - middle
        lengths = np.einsum("ij,ij->i", theirs, theirs)
        for part in blocks(len(own), len(theirs) * 8 + k * rows.shape[1] * 4):
            check(done / len(queries))
            some = own[part]
            mine = queries[some] - middle
            best = _smallest(lengths - 2 * (mine @ theirs.T), k)
            gaps = mine[:, None] - theirs[best]
            distances = np.sqrt(np.einsum("ijk,ijk->ij", gaps, gaps))
            order = np.argsort(distances, axis=1, kind="stable")
            best = np.take_along_axis(best, order, axis=1)
            near[some] = best if others is None else others[best]
            far[some] = np.take_along_axis(distances, order, axis=1)
            done += len(some)
    return near, far


def _smallest(values: Floats, k: int) -> Ints:
    """Return where the k smallest of each line are, in the order of their places."""
    if values.shape[1] <= k:
        return np.tile(np.arange(values.shape[1]), (len(values), 1))
    return np.sort(np.argpartition(values, k - 1, axis=1)[:, :k], axis=1)


def _groups(
    queries: Floats, rows: Floats, k: int, rng: np.random.Generator, exact_up_to: int
) -> list[tuple[Ints, Ints | None]]:
    """Return groups of queries and the rows (None: all) that each is compared with."""
    everything = np.arange(len(queries), dtype=np.int64)
    if len(rows) <= exact_up_to:
        return [(everything, None)]
    cells = kmeans(Points.of(rows), int(2 * np.sqrt(len(rows))), rng=rng, per_centre=16)
    count = len(cells.centres)
    members = _members(cells.assignment, count)
    asked = _members(Points.of(queries).nearest(cells.centres)[1], count)
    sizes = np.einsum("ij,ij->i", cells.centres, cells.centres)
    groups: list[tuple[Ints, Ints | None]] = []
    for cell, own in enumerate(asked):
        if not len(own):
            continue
        order = np.argsort(sizes - 2 * (cells.centres @ cells.centres[cell]), kind="stable")
        held = np.cumsum([len(members[c]) for c in order])
        # more cells where a few hold too few rows
        probes = max(_PROBES, int(np.searchsorted(held, k)) + 1)
        around = np.sort(np.concatenate([members[c] for c in order[:probes]]))
        groups.append((own, around))
    return groups


def _members(cell: Ints, count: int) -> list[Ints]:
    order = np.argsort(cell, kind="stable")
    return np.split(order, np.cumsum(np.bincount(cell, minlength=count))[:-1])
