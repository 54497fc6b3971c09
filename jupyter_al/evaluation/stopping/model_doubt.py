"""What the model believes of itself on many items: its doubt, its F measure, its surprises."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, blocks

__all__ = ["contradiction", "expected_f", "overall_uncertainty"]


def overall_uncertainty(probabilities: Any) -> float:
    """Return the mean entropy of the unlabelled items, divided by that of even chances.

    In [0, 1] (Zhu, Wang and Hovy 2008); NaN without items, 0 with one class. It says something
    only with calibrated probabilities.

    Parameters
    ----------
    probabilities : (n, K) array_like
        Rows sum to 1; read in blocks.

    Examples
    --------
    >>> round(overall_uncertainty([[0.5, 0.5], [1.0, 0.0]]), 6)
    0.5
    """
    p = _rows(probabilities)
    if not len(p):
        return math.nan
    if p.shape[1] == 1:
        return 0.0
    total = 0.0
    for part in blocks(len(p), p.shape[1] * 8):
        chunk = np.asarray(p[part], dtype=np.float64)
        total -= float((chunk * np.log(np.where(chunk > 0, chunk, 1))).sum())
    # rounding must not leave [0, 1]
    return min(1.0, max(0.0, total / len(p) / math.log(p.shape[1])))


def contradiction(probabilities: Any, labels: Any) -> float:
    """Return how surely the model before was wrong about the labels that came after.

    The mean over the new labels of the confidence where the prediction is not the label, and of
    0 where it is; NaN without labels. After Vlachos (2008), the formula is ours.

    Parameters
    ----------
    probabilities : (b, K) array_like
        Of the model before it is fitted to these labels.
    labels : (b,) array_like of int
    """
    p, y = _rows(probabilities), np.asarray(labels)
    if y.shape != (len(p),):
        raise AlError(f"There are {len(p)} rows of probabilities and labels of shape {y.shape}.")
    if not len(p):
        return math.nan
    return float((p.max(axis=1) * (p.argmax(axis=1) != y)).mean())


def expected_f(positive: Any) -> float:
    """Return the F measure a binary model expects of itself, ``2 tp / (2 tp + fp + fn)``.

    With ``d = p >= 1/2``: tp is the sum of ``p d``, fp that of ``(1 - p) d`` and fn that of
    ``p (1 - d)``. 0 where all of these are 0; NaN without items.

    Parameters
    ----------
    positive : (n,) array_like
        Probability of the positive class.
    """
    p = np.asarray(positive, dtype=np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise AlError("expected_f takes one probability in [0, 1] for each item.")
    if not len(p):
        return math.nan
    called = p >= 0.5
    hits, false, missed = p[called].sum(), (1 - p[called]).sum(), p[~called].sum()
    total = float(2 * hits + false + missed)
    return float(2 * hits) / total if total else 0.0


def _rows(probabilities: Any) -> Floats:
    p = np.asarray(probabilities)
    if p.ndim != 2 or p.shape[1] == 0:
        raise AlError(f"Give (n, K) probabilities with K of 1 or more, not {p.shape}.")
    return p
