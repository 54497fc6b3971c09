"""How typical each row of a group is: one over the mean distance to its neighbours."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks
from jupyter_al.numerics.points import Points

__all__ = ["typicality"]


def typicality(rows: Floats, neighbours: int = 20) -> Floats:
    """Return ``1 / (mean Euclidean distance to the nearest neighbours + 1e-5)``.

    Hacohen, Dekel and Weinshall (2022). The distance is the plain one, the row itself is not
    its own neighbour, and at most half of the group counts as near:
    ``K = min(neighbours, floor(M / 2))``.

    Parameters
    ----------
    rows : (M, D) array
        One group, M small enough that (M, M) blocks of rows are cheap (a few thousand).
    neighbours : int

    Returns
    -------
    (M,) array; infinity for a group of one.
    """
    near = min(neighbours, len(rows) // 2)
    if near == 0:
        return np.full(len(rows), np.inf)
    rows = rows - rows.mean(axis=0)
    points = Points.of(rows)
    means = np.empty(len(rows), dtype=np.float64)
    for part in blocks(len(rows), len(rows) * 4):
        block = rows[part]
        squared = points.lengths[part][:, None] + points.lengths - 2 * (block @ rows.T)
        np.maximum(squared, 0, out=squared)
        own = np.arange(part.start, part.stop)
        squared[own - part.start, own] = np.inf
        nearest = np.partition(squared, near - 1, axis=1)[:, :near]
        means[part] = np.sqrt(nearest, dtype=np.float64).mean(axis=1)
    return 1 / (means + 1e-5)
