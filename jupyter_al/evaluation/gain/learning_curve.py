"""Accuracy against the number of labels, as an inverse power law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.resampling import Range, ends
from jupyter_al.numerics.arrays import Floats
from jupyter_al.numerics.power_law import fit_power_laws, power_law, power_law_inverse

__all__ = ["FARTHEST", "CurveDraws", "LearningCurve", "fit_curve_draws", "fit_learning_curve"]

FARTHEST = 3
"""A curve says nothing beyond this many times the largest size it was fitted to."""
_SIZES = 4


@dataclass(frozen=True)
class LearningCurve:
    """``accuracy(n) = ceiling - drop * n ** -rate`` (Figueroa et al. 2012).

    Attributes
    ----------
    ceiling, drop, rate : float
        a in (0, 1], b >= 0 and c in [0.05, 2]; NaN where there were too few sizes.
    smallest, largest : int
        Numbers of labels it was fitted between.
    reason : str
        Why the curve must not be used; empty when it may be.
    """

    ceiling: float
    drop: float
    rate: float
    smallest: int
    largest: int
    reason: str = ""

    @property
    def usable(self) -> bool:
        """Whether the curve may be shown."""
        return not self.reason

    @property
    def horizon(self) -> int:
        """Number of labels beyond which it says nothing: 3 times the largest size."""
        return FARTHEST * self.largest

    def at(self, labels: Any) -> Floats:
        """Return the accuracy at numbers of labels; NaN beyond the horizon or if not usable."""
        n = np.asarray(labels, dtype=np.float64)
        known = self.usable & (n >= 1) & (n <= self.horizon)
        return np.where(
            known, power_law(self.ceiling, self.drop, self.rate, np.maximum(n, 1)), np.nan
        )

    def labels_for(self, target: float) -> float:
        """Return the labels an accuracy takes.

        Infinity where the curve never reaches it; NaN beyond the horizon or if not usable.
        """
        if not self.usable:
            return float("nan")
        found = float(power_law_inverse(self.ceiling, self.drop, self.rate, target))
        return float("nan") if self.horizon < found < np.inf else found

    def __str__(self) -> str:
        if not self.usable:
            return f"not enough evidence yet: {self.reason}"
        return (
            f"accuracy {self.ceiling:.2f} - {self.drop:.2f} / n^{self.rate:.2f}, "
            f"fitted from {self.smallest} to {self.largest} labels"
        )


@dataclass(frozen=True)
class CurveDraws:
    """One curve for each bootstrap draw of the items, (B,) each; compare `LearningCurve`."""

    ceiling: Floats
    drop: Floats
    rate: Floats
    curve: LearningCurve
    n: int

    def at(self, labels: float) -> Floats:
        """Return the (B,) accuracies at a number of labels."""
        return power_law(self.ceiling, self.drop, self.rate, labels)

    def labels_for(self, targets: Any) -> Floats:
        """Return the (B,) numbers of labels that `targets` take, 1 at least; may be infinite."""
        return np.maximum(power_law_inverse(self.ceiling, self.drop, self.rate, targets), 1.0)

    def band(self, labels: Any, level: float = 0.95) -> list[Range]:
        """Return the range of the accuracy at each number of labels, NaN beyond the horizon."""
        ranges = []
        for n in np.atleast_1d(np.asarray(labels, dtype=np.float64)):
            middle = float(self.curve.at(n))
            low, high = ends(self.at(n), level) if np.isfinite(middle) else (np.nan, np.nan)
            ranges.append(Range(middle, low, high, self.n, level, "bootstrap over items"))
        return ranges


def fit_learning_curve(sizes: Any, accuracies: Any, weights: Any = None) -> LearningCurve:
    """Fit an inverse power law by weighted least squares.

    For a fixed rate the ceiling and the drop are a linear problem with bounds, solved in closed
    form; the rate is searched on a grid and refined by golden sections. This is the least
    squares solution that a general optimiser looks for, without a starting point to choose.

    Parameters
    ----------
    sizes, accuracies : (J,) array_like
        Numbers of labels, and accuracy in [0, 1] with each.
    weights : (J,) array_like, optional
        ``j / J`` for the j-th smallest by default: larger sizes count more.

    Returns
    -------
    LearningCurve
        With a `reason` and not usable where there are fewer than 4 distinct sizes, the largest
        is less than 3 times the smallest, accuracy does not rise, or the ceiling is 1 and still
        far away.

    Raises
    ------
    AlError
        When the arrays do not fit together.

    Examples
    --------
    >>> curve = fit_learning_curve([20, 40, 80, 160], [0.751133, 0.818797, 0.863438, 0.892890])
    >>> round(curve.ceiling, 2), round(curve.drop, 2), round(curve.rate, 2)
    (0.95, 1.2, 0.6)
    """
    n = np.asarray(sizes, dtype=np.float64)
    values = np.asarray(accuracies, dtype=np.float64)
    if n.ndim != 1 or values.shape != n.shape or not len(n):
        raise AlError(
            f"There are sizes of shape {n.shape} and accuracies of shape {values.shape}: give "
            "one accuracy for each size."
        )
    if not (np.isfinite(n).all() and (n >= 1).all()):
        raise AlError("Every size must be a number of labels, 1 or more.")
    if not ((values >= 0) & (values <= 1)).all():
        raise AlError("Every accuracy must lie between 0 and 1.")
    smallest, largest = int(n.min()), int(n.max())
    if reason := _too_few(n):
        return LearningCurve(np.nan, np.nan, np.nan, smallest, largest, reason)
    fitted = fit_power_laws(n, values[None, :], _weights(n, weights))
    a, b, c = (float(part[0]) for part in fitted)
    return LearningCurve(a, b, c, smallest, largest, _suspicion(a, b, c))


def fit_curve_draws(sizes: Any, drawn: Floats, curve: LearningCurve, n: int) -> CurveDraws:
    """Fit one curve to each bootstrap draw, with the default weights.

    Parameters
    ----------
    sizes : (J,) array_like
    drawn : (B, J) array
        Accuracies of the draws, such as :func:`~.resampling.resampled_means` gives them.
    curve : LearningCurve
        The curve of all items.
    n : int
        Number of items.
    """
    x = np.asarray(sizes, dtype=np.float64)
    if _too_few(x):
        nothing = np.full(len(drawn), np.nan)
        return CurveDraws(nothing, nothing, nothing, curve, n)
    return CurveDraws(
        *fit_power_laws(x, np.asarray(drawn, dtype=np.float64), _weights(x, None)), curve, n
    )


def _too_few(sizes: Floats) -> str:
    distinct = len(np.unique(sizes))
    if distinct < _SIZES:
        return f"{distinct} of {_SIZES} distinct numbers of labels"
    if sizes.max() < 3 * sizes.min():
        return f"{sizes.max():.0f} labels are less than 3 times {sizes.min():.0f}"
    return ""


def _suspicion(ceiling: float, drop: float, rate: float) -> str:
    if drop <= 1e-12:
        return "accuracy does not rise with the number of labels"
    if ceiling >= 1 - 1e-9 and rate < 0.1:
        return "accuracy rises too slowly to tell where it ends"
    return ""


def _weights(sizes: Floats, weights: Any) -> Floats:
    if weights is None:
        distinct, place = np.unique(sizes, return_inverse=True)
        return np.asarray((place.reshape(-1) + 1) / len(distinct))
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != sizes.shape or not (np.isfinite(given).all() and (given > 0).all()):
        raise AlError(f"Give one weight above 0 for each of the {len(sizes)} sizes.")
    return given
