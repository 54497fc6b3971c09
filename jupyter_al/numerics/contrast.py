"""How easily a row is told from others: by a contrastive training run, or by its neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.pairs import Pairs

__all__ = ["contrast", "match_probability"]


def match_probability(positive: float, negatives: npt.ArrayLike, temperature: float) -> float:
    """Return the chance that two views of a row are matched among the negatives.

    ``exp(s⁺/τ) / (exp(s⁺/τ) + sum exp(s⁻/τ))`` for cosine similarities s (Chen et al. 2020).
    """
    others = (np.asarray(negatives, dtype=np.float64) - positive) / temperature
    with np.errstate(under="ignore", over="ignore"):
        return float(1 / (1 + np.exp(others).sum()))


def contrast(rows: Floats, pool: Floats, own: Ints, few: Floats, neighbours: int) -> Floats:
    """Return the mean cosine to the nearest neighbours minus the mean cosine to a `few` rows.

    Parameters
    ----------
    rows, pool, few : (M, D), (T, D) and (R, D) arrays
        Of length one.
    own : (M,) int64
        Where each row lies in the `pool` itself, T or more where it does not.
    neighbours : int

    Returns
    -------
    (M,) float64, high for rows that are easily told from others.
    """
    keep = min(neighbours, len(pool) - 1)
    if keep < 1:
        return np.zeros(len(rows))
    nearest = np.full((len(rows), keep), np.inf)
    for part, columns, squared in Pairs.of(rows, pool).blocks():
        inside = np.flatnonzero((own[part] >= columns.start) & (own[part] < columns.stop))
        squared[inside, own[part][inside] - columns.start] = np.inf
        if squared.shape[1] > keep:
            squared = np.partition(squared, keep - 1, axis=1)[:, :keep]
        both = np.concatenate([nearest[part], squared], axis=1)
        nearest[part] = np.partition(both, keep - 1, axis=1)[:, :keep]
    near: Floats = 1 - nearest.mean(axis=1) / 2
    return near - np.asarray(rows @ few.mean(axis=0), dtype=np.float64)
