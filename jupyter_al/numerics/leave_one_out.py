"""How a simple classifier does on labels that it has not seen."""

from __future__ import annotations

import numpy as np
from scipy.linalg import eigh
from scipy.stats import rankdata

from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["area_under_curve", "inner_products", "leave_one_out"]

_PENALTIES = 10.0 ** np.arange(-4, 2)


def inner_products(rows: Floats) -> Floats:
    """Return the (L, L) inner products of centred rows and a constant, both about one long."""
    rows = np.asarray(rows, dtype=np.float64)
    rows = rows - rows.mean(axis=0)
    inner = rows @ rows.T
    size = float(np.trace(inner)) / max(1, len(rows)) or 1.0
    out: Floats = inner / size + 1.0
    return out


def leave_one_out(rows: Floats, labels: Ints, n_classes: int) -> tuple[Floats, float]:
    """Return what ridge regression on one-hot labels says of each row, fitted on the others.

    With ``K`` the inner products of the centred rows and a constant, ``A = (K + penalty I)^-1``
    and one-hot ``Y``, the answer without row i is ``Y_i - (A Y)_i / A_ii`` (Allen 1974): one
    eigendecomposition serves all rows and all penalties. The penalty with the smallest squared
    error of these answers is taken.

    Parameters
    ----------
    rows : (L, D) array
        L of a few hundred; O(L³ + L² D).
    labels : (L,) int64
    n_classes : int

    Returns
    -------
    (L, C) float64
    float
        The penalty.
    """
    values, vectors = eigh(inner_products(rows))
    target = np.zeros((len(rows), n_classes))
    target[np.arange(len(rows)), labels] = 1
    turned = vectors.T @ target
    best: tuple[float, Floats, float] | None = None
    for penalty in _PENALTIES * max(1.0, len(rows) / 100):
        weight = 1 / (np.maximum(values, 0) + penalty)
        own = np.einsum("ij,j,ij->i", vectors, weight, vectors)
        answer = target - (vectors * weight) @ turned / own[:, None]
        error = float(np.square(answer - target).mean())
        if best is None or error < best[0]:
            best = error, answer, float(penalty)
    assert best is not None
    return best[1], best[2]


def area_under_curve(scores: Floats, positive: Floats) -> float:
    """Return the chance that a positive row has a higher score than a negative one.

    Parameters
    ----------
    scores : (M,) array
    positive : (M,) bool
        NaN is returned where all or none are.
    """
    count = int(np.count_nonzero(positive))
    if count in (0, len(scores)):
        return float("nan")
    ranks = rankdata(scores)[np.asarray(positive)]
    above = ranks.sum() - count * (count + 1) / 2
    return float(above / (count * (len(scores) - count)))
