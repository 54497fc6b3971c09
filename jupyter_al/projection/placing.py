"""New points on a map that stands: each lies among its nearest neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.nearest_rows import nearest_rows

__all__ = ["place_among"]

NEIGHBOURS = 5


def place_among(
    new: npt.NDArray[np.float32],
    rows: npt.NDArray[np.float32],
    places: npt.NDArray[Any],
    *,
    k: int = NEIGHBOURS,
    seed: int = 0,
    check: Callable[[float], None] = lambda share: None,
) -> npt.NDArray[np.float32]:
    """Return where new rows lie on the map of others.

    The mean of the places of the k nearest rows, weighted by ``exp(-(d - d_1) / s)`` with d_1
    the distance to the nearest and s the mean excess over it: how UMAP weighs neighbours
    (McInnes, Healy and Melville, 2018), with the scale of each neighbourhood taken from it. A
    row that equals others lies exactly at the middle of their places.

    Parameters
    ----------
    new : (n, D) array
    rows : (M, D) array
        In the same columns; finite, M > 0.
    places : (M, 2) array
    k : int
    seed : int
        For the search above 8192 rows.
    check : callable
        Called with the share that is done; raises to stop.

    Returns
    -------
    (n, 2) ndarray of float32
        NaN for rows that are not finite.
    """
    result = np.full((len(new), 2), np.nan, dtype=np.float32)
    finite = np.flatnonzero(np.isfinite(new).all(axis=1))
    if not len(finite):
        return result
    near, far = nearest_rows(new[finite], rows, k, rng=np.random.default_rng(seed), check=check)
    excess = far - far[:, :1]
    scale = excess.mean(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        weights = np.where(scale > 0, np.exp(-excess / scale), 1.0)
    weights[(far[:, :1] == 0) & (far > 0)] = 0
    weights = weights / weights.sum(axis=1, keepdims=True)
    result[finite] = np.einsum("nk,nkj->nj", weights, places[near].astype(np.float64))
    return result
