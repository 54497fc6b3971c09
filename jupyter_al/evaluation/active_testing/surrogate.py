"""A second opinion on a model: a forest fitted on everything labelled, to draw test items by."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, blocks

__all__ = ["forest_probabilities"]

_TREES = 100
_MOST = 5000  # labels; more make the trees deeper and the draw hardly better


def forest_probabilities(
    inputs: Any, labels: Any, asked: Any, n_classes: int, seed: int | np.random.Generator
) -> Floats:
    """Return what a random forest (Breiman 2001) believes about `asked`.

    It may learn from every label, those that measure too: it decides how probable a draw is, and
    the weights of :func:`~.lure.lure` take that out again.

    Parameters
    ----------
    inputs : (L, D) array or sparse matrix
        Of the labelled items; 5000 of them are drawn where there are more.
    labels : (L,) array_like of int
    asked : (n, D) array or sparse matrix
    n_classes : int
    seed : int or numpy.random.Generator

    Returns
    -------
    (n, n_classes) float64 array
        Even chances where fewer than two classes have labels.
    """
    codes = np.asarray(labels)
    if inputs.shape[0] != len(codes):
        raise AlError(f"There are {inputs.shape[0]} rows and {len(codes)} labels.")
    size = asked.shape[0]
    out = np.full((size, n_classes), 1 / n_classes)
    if len(np.unique(codes)) < 2 or not size:
        return out
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(seed)
    kept = np.arange(len(codes))
    if len(codes) > _MOST:
        kept = np.sort(rng.choice(len(codes), _MOST, replace=False))
    forest = RandomForestClassifier(_TREES, random_state=int(rng.integers(2**31)), n_jobs=1)
    forest.fit(inputs[kept], codes[kept])
    for part in blocks(size, asked.shape[1] * 8):
        out[part] = 0.0
        out[part, forest.classes_] = forest.predict_proba(asked[part])
    return out
