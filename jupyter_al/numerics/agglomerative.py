"""Agglomerative clusters with average linkage; of many rows by way of small cells."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points

__all__ = ["agglomerative"]


def agglomerative(
    points: Points, k: int, *, use: Ints, rng: np.random.Generator, cells: int = 1000
) -> Ints:
    """Merge rows, the two clusters of the smallest mean distance first, down to `k` clusters.

    Average linkage (Sokal and Michener, 1958) on up to `cells` rows. More are first put into
    `cells` cells by k-means, whose centres are merged in place of the rows.

    Parameters
    ----------
    points : Points
        N points.
    k : int
        At most this many clusters, where distances tie fewer.
    use : (M,) int64
        Finite rows; the others get -1.
    rng : numpy.random.Generator
    cells : int

    Returns
    -------
    (N,) int64
        The cluster of each row, from zero.
    """
    out = np.full(len(points), -1, dtype=np.int64)
    if len(use) <= cells:
        out[use] = _merged(points.block(use), k)
        return out
    found = kmeans(points, cells, rng=rng, use=use, per_centre=16)
    merged = _merged(found.centres, k)
    out[use] = merged[found.assignment[use]]
    return out


def _merged(rows: Floats, k: int) -> Ints:
    if len(rows) <= 1:
        return np.zeros(len(rows), dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    # distances, not rows: linkage() warns of few rows that happen to look like distances
    tree = linkage(pdist(np.asarray(rows, dtype=np.float64)), "average")
    labels = np.asarray(fcluster(tree, max(1, k), "maxclust"), dtype=np.int64)
    return labels - 1
