"""How far the error of a model can still move, from two posteriors of its weights."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, blocks

__all__ = [
    "error_change",
    "error_ratio",
    "gaussian_divergence",
    "laplace_covariance",
    "risk_change",
]

_REFERENCE = 10


def laplace_covariance(features: Any, probabilities: Any, C: float = 1.0) -> Floats:
    """Return the posterior covariance of the weights of a binary logistic head.

    ``(Phi' diag(p (1 - p)) Phi + I / C) ** -1``, the Laplace approximation.

    Parameters
    ----------
    features : (n, D) array_like
        Of the labelled items.
    probabilities : (n,) array_like
        Of the positive class.
    C : float
        Inverse of the weight of the squared penalty, above 0.
    """
    rows = np.asarray(features, dtype=np.float64)
    p = np.asarray(probabilities, dtype=np.float64)
    if rows.ndim != 2 or p.shape != rows.shape[:1]:
        raise AlError(f"features are {rows.shape} and probabilities {p.shape}: one for each row.")
    if not C > 0:
        raise AlError(f"C must be above 0; it is {C!r}.")
    if not ((p >= 0) & (p <= 1)).all():
        raise AlError("Every probability must lie between 0 and 1.")
    precision = np.eye(rows.shape[1]) / C
    for part in blocks(len(rows), rows.shape[1] * 8):
        chunk = rows[part]
        precision += (chunk * (p[part] * (1 - p[part]))[:, None]).T @ chunk
    return np.asarray(np.linalg.inv(precision))


def gaussian_divergence(mean: Any, covariance: Any, mean_to: Any, covariance_to: Any) -> float:
    """Return the Kullback-Leibler divergence in nats from one normal distribution to another.

    Raises
    ------
    AlError
        When shapes differ or a covariance is not positive definite.
    """
    m0, m1 = (np.atleast_1d(np.asarray(part, dtype=np.float64)) for part in (mean, mean_to))
    s0, s1 = (np.asarray(part, dtype=np.float64) for part in (covariance, covariance_to))
    if m0.ndim != 1 or m0.shape != m1.shape or not s0.shape == s1.shape == (len(m0), len(m0)):
        raise AlError(
            f"Means are {m0.shape} and {m1.shape}, covariances {s0.shape} and {s1.shape}: the "
            "weights of both models must be the same."
        )
    try:
        half0, half1 = np.linalg.cholesky(s0), np.linalg.cholesky(s1)
    except np.linalg.LinAlgError:
        raise AlError("A covariance is not positive definite.") from None
    shape = np.linalg.solve(half1, half0)
    shift = np.linalg.solve(half1, m1 - m0)
    log_ratio = 2 * float(np.log(np.diag(half1)).sum() - np.log(np.diag(half0)).sum())
    found = 0.5 * (float((shape**2).sum()) + float(shift @ shift) - len(m0) + log_ratio)
    return max(0.0, found)


def risk_change(divergence: float) -> float:
    """Return the most that an expected error can change for a divergence (Ishibashi and Hino 2020).

    ``exp(1 + W0((KL - 1) / e)) - 1`` with the principal branch of Lambert's W.

    Examples
    --------
    >>> round(risk_change(1.0), 6)
    1.718282
    """
    from scipy.special import lambertw

    if not divergence >= 0:
        raise AlError(f"A divergence is 0 or more; it is {divergence!r}.")
    inside = (divergence - 1) / math.e
    if inside <= -1 / math.e:
        return 0.0
    return math.expm1(1 + float(lambertw(inside).real))


def error_change(mean: Any, covariance: Any, mean_to: Any, covariance_to: Any) -> float:
    """Return R_t, the sum of :func:`risk_change` of both directions of the divergence."""
    there = gaussian_divergence(mean, covariance, mean_to, covariance_to)
    back = gaussian_divergence(mean_to, covariance_to, mean, covariance)
    return risk_change(there) + risk_change(back)


def error_ratio(changes: Any, reference: int = _REFERENCE) -> float:
    """Return the last R_t over the least of the first ``reference + 1``; NaN before there are more.

    Parameters
    ----------
    changes : (T,) array_like
        R_0, R_1, ... of all rounds.
    """
    values = np.asarray(changes, dtype=np.float64)
    if values.ndim != 1 or reference < 0:
        raise AlError("changes must be one number for each round, and reference 0 or more.")
    if len(values) <= reference + 1:
        return math.nan
    least = float(values[: reference + 1].min())
    if least == 0:
        return 0.0 if values[-1] == 0 else math.inf
    return float(values[-1]) / least
