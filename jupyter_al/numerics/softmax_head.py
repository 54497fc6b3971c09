"""Closed forms for a linear softmax head: gradients, Hessian products, influence.

For logits ``z = S x~`` with ``x~ = (x, 1)`` the cross-entropy of class c has the gradient
``g(x, c) = (p - onehot(c)) ⊗ x~``, so that every sum over rows is one matrix product. Rows may
be standardised, ``(x - mean) / scale``; that is folded into the small side of each product.
All arrays of the shape of the head are (C, E + 1), the bias last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, Matrix, blocks, dense, spanned

__all__ = ["Coordinates", "hessian_product", "influence", "summed_gradient"]


@dataclass(frozen=True)
class Coordinates:
    """Rows as the head sees them: ``((x - mean) / scale, 1)``."""

    mean: Floats
    scale: float

    def rows(self, raw: Floats) -> Floats:
        """Return a few (L, E) raw rows as (L, E + 1) float64 rows."""
        part = (np.asarray(raw, dtype=np.float64) - self.mean) / self.scale
        return np.concatenate([part, np.ones((len(part), 1))], axis=1)

    def apply(self, head: Floats, raw: Floats) -> Floats:
        """Return ``x~ @ head.T`` (M, C) for a block of raw rows."""
        weight, bias = head[:, :-1] / self.scale, head[:, -1]
        shifted = bias - weight @ np.broadcast_to(self.mean, weight.shape[1])
        with np.errstate(invalid="ignore", over="ignore"):  # rows that nobody asked about
            out: Floats = raw @ weight.T.astype(raw.dtype) + shifted.astype(raw.dtype)
        return out

    def gather(self, product: Floats, total: Floats) -> Floats:
        """Return ``R.T @ x~`` from the raw ``R.T @ x`` (C, E) and the column sums of R (C,)."""
        left = (product - np.outer(total, self.mean)) / self.scale
        return np.concatenate([left, total[:, None]], axis=1)


def summed_gradient(
    rows: Matrix,
    index: Ints,
    residuals: Callable[[Ints], Floats],
    coordinates: Coordinates,
    *,
    means_of: int | None = None,
) -> Floats:
    """Return the (C, E + 1) sum over rows of ``residual ⊗ x~``, accumulated in float64.

    Parameters
    ----------
    rows : (N, E) matrix
    index : (M,) int64
        Rows to sum over.
    residuals : callable
        The (m, C) residuals ``p - y`` of some of these rows.
    coordinates : Coordinates
    means_of : int, optional
        Sum the means of successive batches of this size in place of the rows.
    """
    width = rows.shape[1]
    product: Floats | None = None
    total: Floats | None = None
    for part in blocks(len(index), width * 4):
        some = index[part]
        left = np.asarray(residuals(some), dtype=np.float64)
        if means_of is not None:
            batch = np.arange(part.start, part.stop) // means_of
            size = np.minimum(means_of, len(index) - batch * means_of)
            left = left / size[:, None]
        one = _product(rows, some, left)
        product = one if product is None else product + one
        total = left.sum(axis=0) if total is None else total + left.sum(axis=0)
    if product is None or total is None:
        return np.zeros((0, width + 1))
    return coordinates.gather(product, total)


def _product(rows: Matrix, index: Ints, left: Floats) -> Floats:
    """Return ``left.T @ rows[index]``, (C, E) float64."""
    raw, at = spanned(rows, index)
    if not isinstance(at, slice):
        padded = np.zeros((len(raw), left.shape[1]), dtype=raw.dtype)
        padded[at] = left
        with np.errstate(invalid="ignore", over="ignore"):
            out: Floats = (padded.T @ raw).astype(np.float64)
        if np.isfinite(out).all():  # no row in between is broken
            return out
        raw = dense(rows, index)
    return np.asarray(left.T.astype(raw.dtype) @ raw, dtype=np.float64)


def hessian_product(
    rows: Floats, probabilities: Floats, weights: Floats, penalty: float
) -> Callable[[Floats], Floats]:
    """Return the product with the Hessian of the weighted mean cross-entropy plus penalty.

    ``Z = X~ V.T, M = P∘Z - P∘rowsum(P∘Z), HV = M.T X~ / L + penalty V``

    Parameters
    ----------
    rows : (L, E + 1) array
        Labelled rows as the head sees them.
    probabilities : (L, C) array
    weights : (L,) array
    penalty : float
        L2 constant plus damping.
    """
    share = (weights / weights.sum())[:, None]

    def product(direction: Floats) -> Floats:
        moved = probabilities * (rows @ direction.T)
        moved -= probabilities * moved.sum(axis=1, keepdims=True)
        out: Floats = (share * moved).T @ rows + penalty * direction
        return out

    return product


def influence(
    raw: Floats,
    probabilities: Floats,
    solution: Floats,
    coordinates: Coordinates,
    at: Ints | slice = slice(None),
) -> Floats:
    """Return ``G[x, c] = <g(x, c), solution>``, (M, C), for a block of raw rows.

    ``A = X~ S.T, G = rowsum(P∘A) - A``; the expectation of G under P is zero. The rows that the
    (M, C) probabilities belong to lie `at` these places of the block.
    """
    applied = coordinates.apply(solution, raw)[at].astype(np.float64)
    known = np.asarray(probabilities, dtype=np.float64)
    out: Floats = np.einsum("ij,ij->i", known, applied)[:, None] - applied
    return out
