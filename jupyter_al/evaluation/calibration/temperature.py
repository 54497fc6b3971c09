"""One number that makes a model as sure as it is right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, blocks
from jupyter_al.numerics.softmax import log_softmax

__all__ = ["Temperature", "calibrate", "fit_temperature", "tempered"]

_COLDEST, _HOTTEST = 0.05, 20.0
_SPREAD = 0.5
_FEWEST, _FEWEST_HELD_OUT = 10, 30
_GRID = 61
_IMPOSSIBLE = -100.0


@dataclass(frozen=True)
class Temperature:
    """A temperature and what it was found from.

    Attributes
    ----------
    value : float
        Logits are divided by it: above 1 the model was too sure.
    n : int
        Labels it was found from; 0 where it is 1 for want of labels.
    source : str
        ``"held out"``, ``"out of fold"`` or ``"none"``.
    at_bound : bool
        The search ended at 0.05 or 20: the labels say "surer" or "less sure" without end.
    """

    value: float
    n: int
    source: str
    at_bound: bool = False

    @property
    def sentence(self) -> str:
        """In words, with the labels it comes from."""
        if self.source == "none":
            return f"not calibrated: not enough evidence yet (a temperature takes {_FEWEST} labels)"
        made_of = f"temperature {self.value:.2f} from {self.n} labels"
        if self.source == "out of fold":
            made_of += ", calibrated on hard items"
        if self.at_bound:
            made_of += ", at the end of the search: every label agrees with the model or none does"
        return made_of

    def __str__(self) -> str:
        return self.sentence


def fit_temperature(logits: Any, labels: Any, *, shrink: bool = True) -> Temperature:
    """Return the temperature of the least negative log-likelihood (Guo et al. 2017).

    Parameters
    ----------
    logits : (n, K) array_like
        Logits or log-probabilities of labels that the model was not fitted on. Minus infinity is
        taken as 100 below the largest of its row.
    labels : (n,) array_like of int
        Codes from 0 to K - 1.
    shrink : bool
        Add ``(log T)^2 / (2 * 0.5^2 * n)`` to the mean: few labels leave T near 1.

    Returns
    -------
    Temperature
        In [0.05, 20]; 1 without labels or with one class.

    Raises
    ------
    AlError
        When the arrays do not fit together, or logits are NaN or plus infinity.

    Examples
    --------
    >>> found = fit_temperature([[3, 0]] * 4, [0, 0, 0, 1], shrink=False)
    >>> round(found.value, 6)
    2.730718
    """
    from scipy.optimize import minimize_scalar

    scores, codes = _checked(logits, labels)
    n = len(codes)
    if n == 0 or scores.shape[1] == 1:
        return Temperature(1.0, 0, "none")
    weight = 0.5 / _SPREAD**2 / n if shrink else 0.0
    rows = np.arange(n)

    def loss(log_t: float) -> float:
        with np.errstate(under="ignore"):
            likelihood = log_softmax(scores * math.exp(-log_t))[rows, codes].mean()
        return float(weight * log_t**2 - likelihood)

    grid = np.linspace(math.log(_COLDEST), math.log(_HOTTEST), _GRID)
    losses = [loss(at) for at in grid]
    # of a tie that nearest to 1: every temperature is as good where all logits of a row are equal
    best = min(range(_GRID), key=lambda i: (losses[i], abs(grid[i])))
    ends = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, _GRID - 1)]))
    found = minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-10})
    at = float(found.x) if found.fun < losses[best] else float(grid[best])
    at_bound = min(at - grid[0], grid[-1] - at) < 1e-6
    if at_bound:
        at = float(grid[0] if at < 0 else grid[-1])
    if not shrink and _all_right(scores, codes):
        # colder is better without end, which rounding hides
        at, at_bound = float(grid[0]), True
    return Temperature(math.exp(at), n, "held out", bool(at_bound))


def calibrate(
    held_out: tuple[Any, Any] | None, out_of_fold: tuple[Any, Any] | None = None
) -> Temperature:
    """Fit the temperature to what labels there are.

    Parameters
    ----------
    held_out : tuple of (n, K) logits and (n,) labels, or None
        The half of the audit slice that is kept for calibration.
    out_of_fold : tuple of (m, K) logits and (m,) labels, or None
        Of training labels, added where fewer than 30 are held out. A strategy chose them, so T
        comes out too large for easy items. Rows with NaN are left out.

    Returns
    -------
    Temperature
        1 with fewer than 10 labels in all.
    """
    parts = [held_out] if held_out is not None else []
    n_held_out = len(np.asarray(held_out[1])) if held_out is not None else 0
    source = "held out"
    if n_held_out < _FEWEST_HELD_OUT and out_of_fold is not None:
        logits, labels = (np.asarray(part) for part in out_of_fold)
        if len(logits) != len(labels):
            raise AlError(f"There are {len(logits)} rows of logits and {len(labels)} labels.")
        kept = ~np.isnan(logits).any(axis=1)
        if kept.any():
            parts.append((logits[kept], labels[kept]))
            source = "out of fold"
    parts = [part for part in parts if len(np.asarray(part[1]))]
    if sum(len(np.asarray(labels)) for _, labels in parts) < _FEWEST:
        return Temperature(1.0, 0, "none")
    if len({np.asarray(logits).shape[1] for logits, _ in parts}) > 1:
        raise AlError("Held-out and out-of-fold logits must have the same classes.")
    found = fit_temperature(
        np.concatenate([np.asarray(logits) for logits, _ in parts]),
        np.concatenate([np.asarray(labels) for _, labels in parts]),
    )
    return Temperature(found.value, found.n, source, found.at_bound)


def tempered(logits: Any, temperature: Temperature | float) -> Floats:
    """Return the (N, K) probabilities of logits divided by a temperature, in blocks."""
    t = temperature.value if isinstance(temperature, Temperature) else float(temperature)
    if not t > 0:
        raise AlError(f"A temperature is above 0; it is {t!r}.")
    scores = np.asarray(logits)
    if scores.ndim != 2:
        raise AlError(f"Give (N, K) logits, not {scores.shape}.")
    out = np.empty(scores.shape, dtype=np.promote_types(scores.dtype, np.float32))
    with np.errstate(under="ignore"):
        for part in blocks(len(scores), scores.shape[1] * 8):
            out[part] = np.exp(log_softmax(scores[part] / t))
    return out


def _all_right(scores: Floats, codes: Any) -> bool:
    """Return whether every label has the strictly largest logit of its row."""
    rows = np.arange(len(codes))
    others = scores.copy()
    others[rows, codes] = -np.inf
    return bool((scores[rows, codes] > others.max(axis=1)).all())


def _checked(logits: Any, labels: Any) -> tuple[Floats, Any]:
    scores, codes = np.asarray(logits, dtype=np.float64), np.asarray(labels)
    if scores.ndim != 2 or codes.shape != scores.shape[:1] or scores.shape[1] == 0:
        raise AlError(
            f"There are logits of shape {scores.shape} and labels of shape {codes.shape}: give "
            "one row of logits for each label."
        )
    if len(codes) and not (
        np.issubdtype(codes.dtype, np.integer) and 0 <= codes.min() <= codes.max() < scores.shape[1]
    ):
        raise AlError(f"Labels must be codes from 0 to {scores.shape[1] - 1}.")
    if np.isnan(scores).any() or np.isposinf(scores).any():
        raise AlError("Logits must be numbers: NaN and plus infinity cannot be calibrated.")
    if not len(codes):
        return scores, codes.astype(np.int64)
    top = scores.max(axis=1, keepdims=True)
    if np.isneginf(top).any():
        raise AlError("A row of logits is minus infinity for every class.")
    return np.where(np.isneginf(scores), top + _IMPOSSIBLE, scores), codes
