"""Small sets of candidates, and the numbers by which a trained network ranks one of them."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats
from jupyter_al.numerics.pairs import Pairs

__all__ = ["KINDS", "median_distance", "set_spreads", "state", "summed_distances"]

KINDS = ("top-1", "top-2", "top-3", "from labelled", "from unlabelled")
"""What is known of each candidate, in the order of a state."""


def summed_distances(left: Floats, right: Floats) -> Floats:
    """Return for each of (M, D) `left` rows the sum of its distances to (T, D) `right` rows."""
    out = np.zeros(len(left))
    pairs = Pairs.of(np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64))
    for rows, _, far in pairs.blocks():
        out[rows] += np.sqrt(far).sum(axis=1)
    return out


def set_spreads(sets: Floats, from_labelled: Floats) -> Floats:
    """Return how far apart each set lies: all pairs inside, and all rows to all labelled rows.

    Parameters
    ----------
    sets : (T, K, D) array
    from_labelled : (T, K) array
        Summed distances of each row to the labelled rows.

    Returns
    -------
    (T,) float64
    """
    rows = np.asarray(sets, dtype=np.float64)
    rows = rows - rows.mean(axis=1, keepdims=True)
    sizes = np.einsum("tkd,tkd->tk", rows, rows)
    far = sizes[:, :, None] + sizes[:, None, :] - 2 * rows @ rows.transpose(0, 2, 1)
    upper = np.triu_indices(rows.shape[1], 1)
    inside = np.sqrt(np.maximum(far[:, upper[0], upper[1]], 0)).sum(axis=1)
    out: Floats = inside + np.asarray(from_labelled).sum(axis=1)
    return out


def median_distance(rows: Floats) -> float | None:
    """Return the median distance of (M, D) rows that differ; None where all are alike."""
    if len(rows) < 2:
        return None
    rows = np.asarray(rows, dtype=np.float64)
    rows = rows - rows.mean(axis=0)
    pairs = Pairs.of(rows, rows)
    floor = 1e-12 * max(float(pairs.left_sizes.max()), 1e-300)
    kept = []
    for part, columns, far in pairs.blocks():
        at = np.arange(part.start, part.stop)[:, None]
        upper = at < np.arange(columns.start, columns.stop)
        kept.append(far[upper & (far > floor)])
    found = np.concatenate(kept)
    return float(np.sqrt(np.median(found))) if len(found) else None


def state(
    probabilities: Floats, from_labelled: Floats, from_unlabelled: Floats, scale: float = 1.0
) -> Floats:
    """Return the state of one set of candidates: five blocks of K numbers (Gonsior et al. 2021).

    Parameters
    ----------
    probabilities : (K, C) array
        The three largest are used; the third is 0 where there are two classes.
    from_labelled, from_unlabelled : (K,) array
        Mean distances to the labelled and to the unlabelled rows, the candidate itself included.
    scale : float
        Unit of the distances: the median distance in the pool.

    Returns
    -------
    (5 K,) float64
        In the order of :data:`KINDS`.
    """
    known = np.asarray(probabilities, dtype=np.float64)
    best = np.zeros((3, len(known)))
    most = min(3, known.shape[1])
    best[:most] = -np.sort(-known, axis=1)[:, :most].T
    return np.concatenate([*best, from_labelled / scale, from_unlabelled / scale])
