"""Which items measure a model best: scores to draw test labels by (Kossen et al., ICML 2021).

The model under test says what it predicts; a surrogate (an ensemble, or a model of another kind
fitted on everything labelled so far) says how probable its error is. Items whose loss is expected
to be large are drawn more often, and :func:`~.lure.lure` takes that back out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, blocks

__all__ = ["accuracy_scores", "cross_entropy_scores", "squared_error_scores"]

_LEAST_SHARE = 0.05
_LEAST_PERCENTILE = 10
_TINY = 1e-15


def accuracy_scores(probabilities: Any, surrogate: Any) -> Floats:
    """Return how probable an error is: ``1 - S[i, argmax P[i]]``, at least 5 % of the largest.

    Parameters
    ----------
    probabilities : (N, K) array_like
        Of the model under test.
    surrogate : (N, K) array_like
        Probabilities of the surrogate on the same items.

    Returns
    -------
    (N,) float64 array
        Not negative; all zero where the surrogate is sure that nothing is wrong.

    Raises
    ------
    AlError
        When the shapes differ or a number is not finite.

    Examples
    --------
    >>> accuracy_scores([[0.9, 0.1], [0.4, 0.6]], [[0.5, 0.5], [0.2, 0.8]]).tolist()
    [0.5, 0.19999999999999996]
    """
    tested, other = _pair(probabilities, surrogate)
    scores = np.empty(len(tested))
    for part in blocks(len(tested), tested.shape[1] * 8):
        top = tested[part].argmax(axis=1)
        scores[part] = 1 - np.take_along_axis(other[part], top[:, None], axis=1)[:, 0]
        scores[part][_unusable(tested[part], other[part])] = np.nan
    np.maximum(scores, 0, out=scores)  # 1 - p may round below zero
    _check_finite(scores)
    floored: Floats = np.maximum(scores, _LEAST_SHARE * scores.max(initial=0))
    return floored


def cross_entropy_scores(probabilities: Any, surrogate: Any, *, floored: bool = True) -> Floats:
    """Return the expected log loss ``-sum_c S[i, c] log P[i, c]`` in nats.

    Parameters
    ----------
    probabilities, surrogate : (N, K) array_like
        As in :func:`accuracy_scores`; P is clipped to [1e-15, 1 - 1e-15] and brought to sum one.
    floored : bool
        Whether the draw mixes in a uniform share; if not, scores are raised to their 10th
        percentile.

    Returns
    -------
    (N,) float64 array
    """
    tested, other = _pair(probabilities, surrogate)
    scores = np.empty(len(tested))
    for part in blocks(len(tested), tested.shape[1] * 8):
        known = np.clip(tested[part].astype(np.float64), _TINY, 1 - _TINY)
        known /= known.sum(axis=1, keepdims=True)
        scores[part] = -np.einsum("ij,ij->i", other[part].astype(np.float64), np.log(known))
    _check_finite(scores)
    if not floored and len(scores):
        scores = np.maximum(scores, np.percentile(scores, _LEAST_PERCENTILE))
    return scores


def squared_error_scores(
    predicted: Any, surrogate_mean: Any, surrogate_variance: Any, *, noise_variance: Any = 0.0
) -> Floats:
    """Return the expected squared error of a regression, in squared units of the target.

    ``(mu_S - mu_P)^2 + var_S``, plus the variance of the target's own noise where it is known.

    Parameters
    ----------
    predicted : (N,) array_like
        Of the model under test.
    surrogate_mean, surrogate_variance : (N,) array_like
    noise_variance : float or (N,) array_like

    Returns
    -------
    (N,) float64 array
        Shifted up where a given variance is so negative that a score would be.
    """
    tested, mean, variance = (
        np.asarray(values, dtype=np.float64)
        for values in (predicted, surrogate_mean, surrogate_variance)
    )
    if tested.ndim != 1 or not tested.shape == mean.shape == variance.shape:
        raise AlError(
            f"The predictions have shape {tested.shape}, the surrogate's means {mean.shape} and "
            f"variances {variance.shape}: give one number of each for every item."
        )
    scores: Floats = (mean - tested) ** 2 + variance
    scores = scores + np.asarray(noise_variance, dtype=np.float64)
    _check_finite(scores)
    shifted: Floats = scores - scores.min(initial=0)
    return shifted


def _pair(probabilities: Any, surrogate: Any) -> tuple[Floats, Floats]:
    tested, other = np.asarray(probabilities), np.asarray(surrogate)
    if tested.ndim != 2 or tested.shape != other.shape or not tested.shape[1]:
        raise AlError(
            f"The model's probabilities have shape {tested.shape} and the surrogate's "
            f"{other.shape}: give both as (items, classes) for the same items and classes."
        )
    return tested, other


def _unusable(*chunks: Floats) -> npt.NDArray[np.bool_]:
    """Return the rows that are not finite in one of the arrays: argmax would take a NaN."""
    finite: npt.NDArray[np.bool_] = np.all([np.isfinite(c.sum(axis=1)) for c in chunks], axis=0)
    return ~finite


def _check_finite(scores: Floats) -> None:
    bad = int(np.count_nonzero(~np.isfinite(scores)))
    if bad:
        raise AlError(
            f"{bad} of {len(scores)} items have no finite score: leave out the items that the "
            "model or the surrogate cannot predict."
        )
