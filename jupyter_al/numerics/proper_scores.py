"""How much a proper scoring rule gains when a prediction is updated; expected over a label.

A committee of E members, each as likely as the others, predicts rows and targets. Seeing label
``y`` of row ``x`` weighs the members by ``p_e(y | x)``, which moves the prediction of a target
from its mean ``q`` to ``q + Cov_e[p_e(y | x), p_e(. | target)] / p(y | x)``. Everything below is
written in these covariances: the gains are then sums of terms that are never negative, and lose
no digits where the members nearly agree.
"""

from __future__ import annotations

from math import comb

import numpy as np
from scipy.special import rel_entr

from jupyter_al.numerics.arrays import Floats

__all__ = ["beta_gain", "beta_gains", "brier_gains", "log_gains"]

_NEARLY_MINUS_ONE = float(np.nextafter(-1.0, 0.0))


def brier_gains(rows: Floats, targets: Floats) -> Floats:
    """Return the expected squared change of each target, (M, T); CoreMSE of Tan et al. (2021).

    ``sum_{y,y'} Cov[y, y']^2 / p(y)``

    Parameters
    ----------
    rows : (E, M, C) array
        Probabilities of the members.
    targets : (E, T, C) array
    """
    chance, moved, spread, _ = _parts(rows, targets)
    out = np.zeros((rows.shape[1], targets.shape[1]))
    for y in range(rows.shape[2]):
        covariance = (moved[:, :, y].T @ spread).reshape(*out.shape, -1)
        square = np.einsum("ijk,ijk->ij", covariance, covariance)
        out += square / _above_zero(chance[:, y])[:, None]
    return out


def log_gains(rows: Floats, targets: Floats) -> Floats:
    """Return the mutual information of label and target in nats, (M, T).

    Its mean over targets is EPIG (Bickford Smith et al. 2023). With
    ``u = Cov[y, y'] / (p(y) q(y'))`` it is ``sum p(y) q(y') ((1 + u) log(1 + u) - u)``.

    Parameters
    ----------
    rows : (E, M, C) array
    targets : (E, T, C) array
    """
    chance, moved, spread, mean = _parts(rows, targets)
    # u comes out of one matrix product where both sides are divided first
    spread = spread / _above_zero(mean.reshape(-1))
    out = np.zeros((rows.shape[1], targets.shape[1]))
    for y in range(rows.shape[2]):
        ratio = (moved[:, :, y] / _above_zero(chance[:, y])).T @ spread
        # at u = -1 the product is 0 log 0 = 0; a hair above it is 4e-15
        np.maximum(ratio, _NEARLY_MINUS_ONE, out=ratio)
        logs = np.log1p(ratio)
        logs *= ratio + 1
        logs -= ratio
        terms = logs.reshape(*out.shape, -1)
        out += chance[:, y][:, None] * np.einsum("ijk,jk->ij", terms, mean)
    return np.maximum(out, 0, out=out)


def beta_gains(rows: Floats, targets: Floats, alpha: float, beta: int) -> Floats:
    """Return the expected gain of a rule of the Beta family, (M, T), one class against the rest.

    Tan et al. (2024) for one label of many; over the classes of one label it is summed.

    Parameters
    ----------
    rows : (E, M, C) array
    targets : (E, T, C) array
    alpha, beta : float, int
        See :func:`beta_gain`.
    """
    chance, moved, spread, mean = _parts(rows, targets)
    spread = spread.reshape(targets.shape)
    out = np.zeros((rows.shape[1], targets.shape[1]))
    for c in range(rows.shape[2]):
        covariance = moved[:, :, c].T @ spread[:, :, c]
        before = np.broadcast_to(mean[:, c], out.shape)
        for p, sign in ((chance[:, c], 1), (1 - chance[:, c], -1)):
            after = before + sign * covariance / _above_zero(p)[:, None]
            gain = beta_gain(np.clip(after, 0, 1), before, alpha, beta)
            out += np.maximum(p, 0)[:, None] * gain
    return out


def beta_gain(truth: Floats, said: Floats, alpha: float, beta: int) -> Floats:
    """Return what predicting `truth` gains over predicting `said` for a binary outcome.

    The loss of saying q is ``int_q^1 c^(alpha-1) (1-c)^beta dc`` where the outcome is 1 and
    ``int_0^q c^alpha (1-c)^(beta-1) dc`` where it is 0 (Buja, Stuetzle and Shen 2005).

    Parameters
    ----------
    truth, said : arrays of one shape
        Probabilities of outcome 1.
    alpha : float
        Above zero; or zero together with `beta`, which is the logarithmic rule.
    beta : int
        At least one; ``alpha = beta = 1`` is half the squared difference.
    """
    p, q = np.asarray(truth, dtype=np.float64), np.asarray(said, dtype=np.float64)
    if alpha == 0 and beta == 0:
        return np.asarray(rel_entr(p, q) + rel_entr(1 - p, 1 - q))
    if_one, if_zero = np.zeros_like(p), np.zeros_like(p)
    powers = [(q ** (alpha + i) - p ** (alpha + i)) / (alpha + i) for i in range(beta + 1)]
    for i in range(beta + 1):
        if_one -= comb(beta, i) * (-1) ** i * powers[i]
    for i in range(beta):
        if_zero += comb(beta - 1, i) * (-1) ** i * powers[i + 1]
    return np.asarray(p * if_one + (1 - p) * if_zero)


def _parts(rows: Floats, targets: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return p (M, C), deviations (E, M, C) and (E, T * C) over E, and q (T, C)."""
    members = len(rows)
    chance, mean = rows.mean(axis=0, dtype=np.float64), targets.mean(axis=0, dtype=np.float64)
    spread = ((targets - mean) / members).reshape(members, -1)
    return chance, rows - chance, spread, mean


def _above_zero(values: Floats) -> Floats:
    # a label that no member expects has covariance zero: it adds nothing
    return np.where(values > 1e-300, values, 1)
