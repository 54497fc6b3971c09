"""How well a map keeps neighbourhoods."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import blocks

__all__ = ["NEIGHBOURS", "SAMPLE", "sampled_trustworthiness", "trustworthiness"]

NEIGHBOURS = 15
SAMPLE = 2_000


def trustworthiness(features: Any, places: npt.NDArray[Any], k: int = NEIGHBOURS) -> float | None:
    """Return the share of neighbourhoods on the map that are neighbourhoods in the features.

    Venna and Kaski (2001): with ``r(i, j)`` the rank of j among the neighbours of i in the
    features, and ``U(i)`` the k neighbours of i on the map that are not among its k neighbours
    in the features, ``T = 1 - 2 / (n k (2n - 3k - 1)) sum_i sum_{j in U(i)} (r(i, j) - k)``.
    Of equally distant rows each has the smallest rank, so that duplicates cost nothing.

    Parameters
    ----------
    features : (n, D) ndarray or CSR matrix
        Finite.
    places : (n, 2) array
        Finite.
    k : int
        Where n is small, as many as the formula allows: fewer than n / 2.

    Returns
    -------
    float or None
        In [0, 1]; 1 is perfect, about 0.5 what a random map has. None below 4 rows.
    """
    n = len(places)
    k = min(k, (n - 1) // 2)
    if n < 4 or k < 1:
        return None
    spread = places.astype(np.float64)
    rows = features if hasattr(features, "indptr") else np.asarray(features, dtype=np.float64)
    rows = rows.astype(np.float64)
    if not hasattr(rows, "indptr"):
        rows = rows - rows.mean(axis=0)
        rows /= np.abs(rows).max() or 1.0  # squares of huge values stay finite
    penalty = 0
    for part in blocks(n, 3 * n * 8):
        own = np.arange(part.start, part.stop)
        apart = _squared(rows, own)
        shown = _squared(spread, own)
        for distances in (apart, shown):
            distances[own - part.start, own] = np.inf
        near = np.argsort(shown, axis=1, kind="stable")[:, :k]
        reached = np.take_along_axis(apart, near, axis=1)
        ordered = np.sort(apart, axis=1)
        for line, distances in zip(ordered, reached, strict=True):
            ranks = np.searchsorted(line, distances, side="left") + 1
            penalty += int(np.maximum(ranks - k, 0).sum())
    return 1 - 2 * penalty / (n * k * (2 * n - 3 * k - 1))


def _squared(rows: Any, own: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the squared distances of some rows to all."""
    if hasattr(rows, "indptr"):
        lengths = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
        products = (rows[own] @ rows.T).toarray()
    else:
        lengths = np.einsum("ij,ij->i", rows, rows)
        products = rows[own] @ rows.T
    squared = lengths[own][:, None] + lengths - 2 * products
    # digits that the subtraction lost are no distance: duplicates are exactly 0 apart
    squared[squared < 1e-12 * (lengths[own][:, None] + lengths)] = 0
    return np.asarray(squared, dtype=np.float64)


def sampled_trustworthiness(
    features: Any, places: npt.NDArray[Any], *, seed: int = 0, sample: int = SAMPLE
) -> tuple[float | None, int]:
    """Return :func:`trustworthiness` within a uniform sample of the placed rows, and its size.

    Parameters
    ----------
    features : (N, D) ndarray, memmap or CSR matrix
    places : (N, 2) array
        Rows of NaN have no place and are not drawn.
    seed : int
    sample : int
        At most so many rows; they are compared with each other alone.
    """
    placed = np.flatnonzero(np.isfinite(places).all(axis=1))
    if len(placed) > sample:
        rng = np.random.default_rng(seed)
        placed = np.sort(rng.choice(placed, sample, replace=False))
    if len(placed) < 4:
        return None, len(placed)
    return trustworthiness(features[placed], places[placed]), len(placed)
