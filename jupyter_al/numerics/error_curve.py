"""Curves of error against the number of labels: how much one more label is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from jupyter_al.numerics.arrays import Floats

__all__ = ["OFFSETS", "ErrorCurves", "fit_curves"]

OFFSETS = (1.0, 5.0, 25.0, 125.0)
_OWN_COUNTS = 3
"""Different numbers of labels from which a group has a curve of its own."""
_BETTER = 1e-12


@dataclass(frozen=True)
class ErrorCurves:
    """``e(m) = c + a1 (b+m)^-1/2 + a2 (b+m)^-1 + a3 (b+m)^-2``, none negative.

    Such a curve never rises and is convex, so that each further label lowers it by less.

    Attributes
    ----------
    coefficients : (G, 4) array
        c, a1, a2, a3 of each group.
    offset : float
        b, at least 1.
    """

    coefficients: Floats
    offset: float

    def at(self, counts: Floats) -> Floats:
        """Return the error of each group with `counts` (G,) labels."""
        terms = _terms(np.asarray(counts, dtype=np.float64), self.offset)
        return np.asarray((terms * self.coefficients).sum(axis=1))

    def drop(self, counts: Floats) -> Floats:
        """Return ``e(m) - e(m + 1)`` of each group with `counts` (G,) labels."""
        now = np.asarray(counts, dtype=np.float64)
        gap = _terms(now, self.offset) - _terms(now + 1, self.offset)
        return np.asarray((gap * self.coefficients).sum(axis=1))


def fit_curves(counts: Floats, errors: Floats, weights: Floats) -> ErrorCurves | None:
    """Return the curves of G groups, fitted to R observations of each.

    Least squares with coefficients that are not negative (Lawson and Hanson 1974). All curves
    share the b of :data:`OFFSETS` with which they fit best. A group observed at fewer than
    three numbers of labels has the curve of all groups together, scaled to its errors; a group
    that was never observed has that curve itself.

    Parameters
    ----------
    counts, errors : (R, G) arrays
        Labels in each group, and its share of errors.
    weights : (R, G) array
        Rows that the error was counted on; zero where it was not.

    Returns
    -------
    ErrorCurves or None
        None where all observations have the same number of labels: nothing decays.
    """
    counts, errors = np.asarray(counts, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    seen = np.asarray(weights) > 0
    if len(np.unique(counts[seen])) < 2:
        return None
    own = np.array(
        [
            len(np.unique(each[use])) >= _OWN_COUNTS
            for each, use in zip(counts.T, seen.T, strict=True)
        ]
    )
    best, least = None, np.inf
    for offset in OFFSETS:
        loss, curves = _fit(counts, errors, np.where(seen, weights, 0.0), own, offset)
        if loss < least - _BETTER:
            best, least = curves, loss
    return best


def _fit(
    counts: Floats, errors: Floats, weights: Floats, own: Floats, offset: float
) -> tuple[float, ErrorCurves]:
    # shares, so that a loss is a mean squared error
    roots = np.sqrt(weights / weights.sum())
    rows = _terms(counts, offset) * roots[:, :, None]
    wanted = np.where(weights > 0, errors, 0.0) * roots
    pooled = _solve(rows.reshape(-1, 4), wanted.ravel())
    coefficients = np.tile(pooled, (counts.shape[1], 1))
    for group in range(counts.shape[1]):
        row, value = rows[:, group], wanted[:, group]
        if own[group]:
            coefficients[group] = _solve(row, value)
        elif (size := float(np.square(row @ pooled).sum())) > 0:
            coefficients[group] *= max(0.0, float(row @ pooled @ value)) / size
    left = np.einsum("rgt,gt->rg", rows, coefficients) - wanted
    return float(np.square(left).sum()), ErrorCurves(coefficients, offset)


def _solve(rows: Floats, wanted: Floats) -> Floats:
    # columns of one length: a far offset makes the last one tiny
    size = np.maximum(np.sqrt(np.square(rows).sum(axis=0)), np.finfo(np.float64).tiny)
    found: Floats = nnls(rows / size, wanted)[0] / size
    return found


def _terms(counts: Floats, offset: float) -> Floats:
    """Return 1 and the three powers of each count, (..., 4)."""
    base = counts + offset
    return np.stack([np.ones_like(base), base**-0.5, 1 / base, base**-2.0], axis=-1)
