"""How far each row of a pool lies from its neighbours."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks
from jupyter_al.numerics.points import Points

__all__ = ["isolation"]

_REFERENCE = 2048


def isolation(points: Points, neighbours: int, rng: np.random.Generator) -> Floats:
    """Return the mean distance to the nearest of 2048 random rows (of all, in a smaller pool).

    Parameters
    ----------
    points : Points
    neighbours : int
        How many count; the row itself does not.
    rng : numpy.random.Generator

    Returns
    -------
    (N,) float32
        NaN where a row is not finite.
    """
    usable = np.flatnonzero(np.isfinite(points.lengths))
    out = np.full(len(points), np.nan, dtype=np.float32)
    if len(usable) < 2:
        return out
    chosen = usable
    if len(usable) > _REFERENCE:
        chosen = np.sort(rng.choice(usable, _REFERENCE, replace=False))
    near = min(neighbours, len(chosen) - 1)
    reference = points.block(chosen)
    sizes = points.lengths[chosen]
    for part in blocks(len(usable), len(chosen) * 8):
        index = usable[part]
        far = points.lengths[index][:, None] + sizes - 2 * (points.block(index) @ reference.T)
        own = np.searchsorted(chosen, index)
        own = np.minimum(own, len(chosen) - 1)
        itself = chosen[own] == index
        far[itself, own[itself]] = np.inf
        nearest = np.partition(np.maximum(far, 0), near - 1, axis=1)[:, :near]
        out[index] = np.sqrt(nearest, dtype=np.float64).mean(axis=1)
    return out
