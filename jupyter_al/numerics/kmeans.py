"""k-means on a sample, then one assignment pass over all points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.sampling import draw
from jupyter_al.numerics.watch import steps

__all__ = ["Clusters", "kmeans"]

_SMALL = 50  # up to this many clusters a better start is worth its price
_SETTLED = 0.002  # share of rows that still move when the iteration stops


@dataclass(frozen=True)
class Clusters:
    """Centres (K, D) and for each point its cluster, (N,) int64; -1 for unusable points."""

    centres: Floats
    assignment: Ints


def kmeans(
    points: Points,
    k: int,
    *,
    rng: np.random.Generator,
    use: Ints | None = None,
    per_centre: int = 64,
    iterations: int | None = None,
) -> Clusters:
    """Cluster `points` into at most `k` clusters.

    Lloyd's iterations run on a random sample of ``max(4096, per_centre * k)`` points, started
    by greedy k-means++ (Arthur and Vassilvitskii, 2007); up to 50 clusters keep the best of
    three starts. Then every point is assigned once. The same generator state gives the same
    clusters.

    Parameters
    ----------
    points : Points
        N points.
    k : int
        Fewer are returned where there are fewer distinct points.
    rng : numpy.random.Generator
    use : (M,) int64, optional
        Finite rows; the others get -1.
    per_centre : int
        Sampled points for each centre.
    iterations : int, optional
        At most this many; 25 by default, 5 above 50 clusters (more change little there).

    Returns
    -------
    Clusters
    """
    rows = np.arange(len(points), dtype=np.int64) if use is None else use
    if k < 1 or not len(rows):
        empty = np.full(len(points), -1, dtype=np.int64)
        return Clusters(np.empty((0, points.rows.shape[1])), empty)
    size = min(len(rows), max(4096, per_centre * k))
    chosen = np.sort(rng.choice(rows, size, replace=False)) if size < len(rows) else rows
    block = points.block(chosen)
    sample = Points.of(block)
    best: tuple[float, Floats] | None = None
    iterations = iterations or (25 if k <= _SMALL else 5)
    for _ in range(3 if k <= _SMALL else 1):
        centres = _seed(sample, k, rng)
        loss, centres = _lloyd(sample, block, centres, iterations)
        if best is None or loss < best[0]:
            best = loss, centres
    assert best is not None
    assignment = points.nearest(best[1])[1]
    if len(rows) < len(points):
        unusable = np.ones(len(points), dtype=bool)
        unusable[rows] = False
        assignment[unusable] = -1
    return Clusters(best[1], assignment)


def _seed(sample: Points, k: int, rng: np.random.Generator) -> Floats:
    """Return at most k distinct starting centres.

    Up to 50 centres are drawn one by one, each the best of a few draws. More are drawn several
    at a time (Bahmani et al., 2012), so that the work is in matrix products.
    """
    size = min(len(sample), max(2048, 8 * k))
    if size < len(sample):
        sample = sample.take(np.sort(rng.choice(len(sample), size, replace=False)))
    rows = sample.block(slice(None))
    first = int(rng.integers(len(sample)))
    chosen, nearest = [first], sample.distances(rows[first])
    nearest[first] = 0
    trials, together = (2 + int(np.log(k)), 1) if k <= _SMALL else (1, 1 + k // _SMALL)
    while len(chosen) < k:
        new = _draw_some(nearest, max(trials, min(together, k - len(chosen))), rng)
        if not new:
            break
        if together == 1:
            new = [new[_best_of(sample, rows, nearest, new)]]
            after = sample.distances(rows[new[0]], below=nearest)
        else:
            # drawn together, copies of a row may come twice
            place = np.unique(rows[new], axis=0, return_index=True)[1]
            new = [new[i] for i in np.sort(place)]
            after = sample.nearest(rows[new])[0]
        np.minimum(nearest, after, out=nearest)
        nearest[new] = 0
        chosen.extend(new)
    return rows[chosen]


def _draw_some(weights: Floats, n: int, rng: np.random.Generator) -> list[int]:
    weights = weights.copy()
    found: list[int] = []
    for _ in range(n):
        index = draw(weights, rng)
        if index is None:
            break
        found.append(index)
        weights[index] = 0
    return found


def _best_of(sample: Points, rows: Floats, nearest: Floats, tried: list[int]) -> int:
    """Return which of the tried centres leaves the smallest sum of squared distances."""
    far = sample.lengths[:, None] + sample.lengths[tried] - 2 * (rows @ rows[tried].T)
    return int(np.minimum(np.maximum(far, 0), nearest[:, None]).sum(axis=0).argmin())


def _lloyd(sample: Points, rows: Floats, centres: Floats, iterations: int) -> tuple[float, Floats]:
    before = np.full(len(rows), -1, dtype=np.int64)
    loss = np.inf
    for _ in steps(iterations):
        distance, assignment = sample.nearest(centres)
        loss = float(distance.sum(dtype=np.float64))
        moved = np.count_nonzero(assignment != before)
        if moved <= _SETTLED * len(rows) * (len(rows) > 4096):
            break
        before = assignment
        centres = _means(rows, assignment, centres, distance)
    return loss, centres


def _means(rows: Floats, assignment: Ints, centres: Floats, distance: Floats) -> Floats:
    """Return the mean of each cluster; an empty one moves to the worst served point."""
    counts = np.bincount(assignment, minlength=len(centres))
    filled = np.flatnonzero(counts)
    members = csr_array(
        (np.ones(len(rows), dtype=rows.dtype), (assignment, np.arange(len(rows)))),
        shape=(len(centres), len(rows)),
    )
    means = centres.copy()
    means[filled] = (members @ rows)[filled] / counts[filled][:, None]
    empty = np.flatnonzero(counts == 0)
    if len(empty):
        worst = np.argsort(-distance, kind="stable")[: len(empty)]
        means[empty[: len(worst)]] = rows[worst]
    return means
