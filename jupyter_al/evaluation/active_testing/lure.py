"""The mean loss of a pool from items drawn with known, unequal probabilities (LURE).

Farquhar, Gal and Rainforth, ICLR 2021; Kossen, Farquhar, Gal and Rainforth, ICML 2021. The
variance is ours: the estimate is a weighted sum of martingale differences, so that no cross terms
are left and the correction for a finite pool is built in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, frozen

__all__ = ["Risk", "half_width", "lure", "lure_weights"]

_SURE = 1 - 1e-12


@dataclass(frozen=True)
class Risk:
    """Mean loss of a pool, estimated without bias.

    Attributes
    ----------
    mean : float or None
        Unbiased, so it may leave the range of the losses; None without labels.
    variance : float or None
        Of `mean`; 0 when every item is labelled, None below two labels.
    weights : (M,) float64 array
        Of each loss: ``mean = (weights * losses).mean()``.
    n, population : int
        Labels, and items of the pool they were drawn from.
    """

    mean: float | None
    variance: float | None
    weights: Floats
    n: int
    population: int


def lure(losses: Any, probabilities: Any, population: int) -> Risk:
    """Estimate the mean loss over a pool.

    Parameters
    ----------
    losses : (M,) array_like
        Of the items drawn, in the order drawn; any finite numbers, differences of two models too.
        Only labels that the model was not fitted on.
    probabilities : (M,) array_like
        Of each item among those left when it was drawn, from
        :func:`~jupyter_al.evaluation.active_testing.draw.draw_items`.
    population : int
        Items in the pool, N.

    Returns
    -------
    Risk

    Raises
    ------
    AlError
        When a probability is missing or not possible, or the items were chosen and not drawn
        (probability 1 while others were left): no weight can correct that.

    Notes
    -----
    With m from 1: ``v_m = 1 + (N-M)/(N-m) (1/((N-m+1) q_m) - 1)`` and ``R = mean(v L)``. The same
    R is ``sum w_m r_m`` with ``r_m = (L_m/q_m + sum_{t<m} L_t)/N`` and
    ``w_m = N (N-M) / (M (N-m) (N-m+1))``, whose weights sum to one; hence
    ``V = sum w_m^2 (r_m - R)^2 / (1 - sum w_m^2)``.

    Examples
    --------
    >>> found = lure([1, 0, 1], [0.4, 0.25, 0.5], population=5)
    >>> round(found.mean, 6), round(found.variance, 6)
    (0.472222, 0.01838)
    """
    loss = np.asarray(losses, dtype=np.float64)
    weights = lure_weights(probabilities, population)
    if loss.shape != weights.shape:
        raise AlError(
            f"There are losses of shape {loss.shape} and probabilities of shape {weights.shape}: "
            "give one of each for every item drawn, in the order drawn."
        )
    if not np.isfinite(loss).all():
        raise AlError("A loss is not finite: leave out nothing, the order of draws counts.")
    n = len(loss)
    if not n:
        return Risk(None, None, frozen(weights), 0, population)
    mean = float(np.mean(weights * loss))
    if n == population:
        return Risk(mean, 0.0, frozen(weights), n, population)
    if n == 1:
        return Risk(mean, None, frozen(weights), n, population)
    chances = np.asarray(probabilities, dtype=np.float64)
    left = population - np.arange(n)  # N - m + 1
    before = np.concatenate(([0.0], np.cumsum(loss)[:-1]))
    terms = (loss / chances + before) / population
    shares = population * (population - n) / (n * (left - 1.0) * left)
    squares = np.square(shares)
    variance = float(np.sum(squares * np.square(terms - mean)) / (1 - squares.sum()))
    return Risk(mean, variance, frozen(weights), n, population)


def lure_weights(probabilities: Any, population: int) -> Floats:
    """Return the (M,) weights v of the losses; all one for a uniform draw or a whole pool.

    Parameters and errors as in :func:`lure`.
    """
    if isinstance(population, bool) or not isinstance(population, int | np.integer):
        raise AlError(f"population must be the number of items in the pool, not {population!r}.")
    try:
        chances = np.asarray(probabilities, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise AlError("The probabilities of the draws must be numbers.") from error
    n = len(chances) if chances.ndim == 1 else -1
    if n < 0 or n > population:
        raise AlError(
            f"Probabilities of shape {chances.shape} do not fit a pool of {population} items "
            "drawn without replacement: give one for every item drawn."
        )
    left = population - np.arange(n)
    bad = np.flatnonzero(~((chances > 0) & (chances <= 1 + 1e-9)))
    if len(bad):
        raise AlError(
            f"{len(bad)} of {n} labels have no probability of having been drawn (first at "
            f"position {bad[0]}): labels a strategy picked cannot measure a model; draw items with "
            "draw_items."
        )
    if ((chances >= _SURE) & (left > 1)).any():
        raise AlError(
            "Some labels were chosen, not drawn (probability 1 while other items were left): "
            "labels a strategy picked cannot measure a model; draw items with draw_items."
        )
    if n == population:
        return np.ones(n)
    weights: Floats = 1 + (population - n) / (left - 1.0) * (1 / (left * chances) - 1)
    return weights


def half_width(risk: Risk, level: float) -> float:
    """Return ``t_{(1 + level)/2, M - 1} sqrt(V)``, half of the t interval; infinite without V."""
    from scipy.special import stdtrit

    if risk.variance is None:
        return math.inf
    if risk.variance == 0:
        return 0.0
    return float(stdtrit(risk.n - 1, (1 + level) / 2)) * math.sqrt(risk.variance)
