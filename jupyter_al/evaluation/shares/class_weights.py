"""Three ways to train on classes of very different size; use one of them, never two."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats

__all__ = ["adjusted_logits", "effective_weights", "inverse_weights"]


def inverse_weights(counts: Any, cap: float = 10.0) -> Floats:
    """Return ``n / (K n_c)``, at most `cap` times the smallest weight.

    Parameters
    ----------
    counts : (K,) array_like
        Labels of each class. A class without any has weight 0 and is not counted in K.
    cap : float
        At least 1; infinity for none.

    Examples
    --------
    >>> inverse_weights([100, 10, 1]).round(2).tolist()
    [0.37, 3.7, 3.7]
    """
    n = _counts(counts)
    if not cap >= 1:
        raise AlError(f"cap must be 1 or more; it is {cap!r}.")
    seen = n > 0
    if not seen.any():
        return np.zeros(len(n))
    weights = n.sum() / (seen.sum() * np.where(seen, n, 1))
    capped = np.minimum(weights, cap * weights[seen].min())
    return np.where(seen, capped, 0.0)


def effective_weights(counts: Any, beta: float = 0.99) -> Floats:
    """Return ``(1 - beta) / (1 - beta ** n_c)``, scaled to a mean of 1 (Cui et al. 2019).

    Parameters
    ----------
    counts : (K,) array_like
        Labels of each class. A class without any has weight 0 and is not counted in the mean.
    beta : float
        In [0, 1), .99 to .999 as a rule: how much a further label repeats the others.
    """
    n = _counts(counts)
    if not 0 <= beta < 1:
        raise AlError(f"beta must be at least 0 and below 1; it is {beta!r}.")
    seen = n > 0
    if not seen.any():
        return np.zeros(len(n))
    weights = np.where(seen, (1 - beta) / (1 - np.power(beta, np.where(seen, n, 1))), 0.0)
    return np.asarray(weights * seen.sum() / weights.sum())


def adjusted_logits(logits: Any, shares: Any, tau: float = 1.0) -> Floats:
    """Return ``logits - tau * log(shares)`` of a model trained without weights (Menon et al. 2021).

    Parameters
    ----------
    logits : (N, K) array_like
    shares : (K,) array_like
        Of the classes in the training labels. The logit of a class without any is left alone.
    tau : float
        0 leaves the logits as they are.
    """
    scores, given = np.asarray(logits), np.asarray(shares, dtype=np.float64)
    if scores.ndim != 2 or given.shape != (scores.shape[1],):
        raise AlError(
            f"There are logits of shape {scores.shape} and shares of shape {given.shape}: give "
            "one share for each class."
        )
    if not (np.isfinite(given).all() and (given >= 0).all()):
        raise AlError("Shares of classes must be 0 or more.")
    shift = tau * np.log(np.where(given > 0, given, 1.0))
    return np.asarray(scores - shift.astype(np.promote_types(scores.dtype, np.float32)))


def _counts(counts: Any) -> Floats:
    n = np.asarray(counts, dtype=np.float64)
    if n.ndim != 1 or not len(n) or not (np.isfinite(n).all() and (n >= 0).all()):
        raise AlError("counts must be the number of labels of each class, 0 or more.")
    return n
