"""Factors of the Fisher information of a softmax layer, one row of the pool at a time.

``I(x) = (diag(p) - p p') ⊗ x x' = V'V`` with the rows ``sqrt(p_c) (onehot(c) - p) ⊗ x``
(Ash et al., NeurIPS 2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["Binary", "Softmax", "class_factors", "contrasts"]


@dataclass(frozen=True)
class Binary:
    """The most probable class against the rest: ``sqrt(p (1 - p)) x``, of rank one.

    Parameters
    ----------
    rows : (M, d) array
        Already multiplied with ``sqrt(p (1 - p))``.
    """

    rows: Floats

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, rank, width."""
        return len(self.rows), 1, self.rows.shape[1]

    def apply(self, right: Floats) -> Floats:
        """Return ``V @ right`` of all rows, (M, 1, k)."""
        out: Floats = (self.rows @ right.astype(self.rows.dtype))[:, None, :]
        return out

    def block(self, index: slice | Ints) -> Floats:
        """Return the factors (m, 1, d) of some rows."""
        out: Floats = self.rows[index][:, None, :]
        return out


@dataclass(frozen=True)
class Softmax:
    """All classes of a row, or its most probable ones: factors ``S ⊗ x``.

    Parameters
    ----------
    parts : (M, r, C - 1) float64
        S, see :func:`class_factors`.
    rows : (M, E) float64
    """

    parts: Floats
    rows: Floats

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows, rank, width."""
        return len(self.rows), self.parts.shape[1], self.parts.shape[2] * self.rows.shape[1]

    def apply(self, right: Floats) -> Floats:
        """Return ``V @ right`` of all rows, (M, r, k)."""
        classes, width, k = self.parts.shape[2], self.rows.shape[1], right.shape[1]
        small = right.reshape(classes, width, k).transpose(1, 0, 2).reshape(width, -1)
        out: Floats = self.parts @ (self.rows @ small).reshape(-1, classes, k)
        return out

    def block(self, index: slice | Ints) -> Floats:
        """Return the factors (m, r, (C - 1) E) of some rows."""
        parts, rows = self.parts[index], self.rows[index]
        out: Floats = parts[..., None] * rows[:, None, None, :]
        return out.reshape(len(rows), parts.shape[1], -1)


def contrasts(n_classes: int) -> Floats:
    """Return orthonormal columns (C, C - 1) that sum to zero.

    The information has nothing to say about the sum of all classes: leaving this direction out
    changes no trace.
    """
    out: Floats = np.ascontiguousarray(scipy.linalg.helmert(n_classes).T)
    return out


def class_factors(probabilities: Floats, top: int, basis: Floats) -> Floats:
    """Return ``sqrt(p_c) (onehot(c) - p)`` of the `top` classes in a basis, (M, top, K).

    Parameters
    ----------
    probabilities : (M, C) float64
    top : int
        Fewer than C: only the most probable classes, renormalised.
    basis : (C, K) array
    """
    known = np.asarray(probabilities, dtype=np.float64)
    if top < known.shape[1]:
        order = np.argsort(-known, axis=1, kind="stable")[:, :top]
        known = np.take_along_axis(known, order, axis=1)
        known = known / known.sum(axis=1, keepdims=True)
        own = basis[order]
    else:
        own = np.broadcast_to(basis, (len(known), *basis.shape))
    middle = known[:, None, :] @ own
    out: Floats = np.sqrt(known)[:, :, None] * (own - middle)
    return out
