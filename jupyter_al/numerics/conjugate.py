"""Conjugate gradients for a symmetric positive definite operator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats

__all__ = ["Solution", "conjugate_gradients"]


@dataclass(frozen=True)
class Solution:
    """The solution, the number of products it took, and the relative residual left."""

    x: Floats
    iterations: int
    residual: float


def conjugate_gradients(
    apply: Callable[[Floats], Floats],
    right: Floats,
    *,
    tolerance: float = 1e-4,
    limit: int = 200,
) -> Solution:
    """Solve ``apply(x) = right`` (Hestenes and Stiefel, 1952).

    Parameters
    ----------
    apply : callable
        The operator, on arrays of the shape of `right`; symmetric and positive definite.
    right : array
        Of any shape; inner products run over all its entries.
    tolerance : float
        Stop at this relative residual.
    limit : int
        Stop after this many products.
    """
    right = np.asarray(right, dtype=np.float64)
    size = float(np.vdot(right, right))
    x = np.zeros_like(right)
    if size == 0 or not np.isfinite(size):
        return Solution(x, 0, 0.0 if size == 0 else float("inf"))
    residual = right.copy()
    direction = residual.copy()
    square = size
    for step in range(1, limit + 1):
        image = apply(direction)
        curvature = float(np.vdot(direction, image))
        if curvature <= 0:
            return Solution(x, step, float(np.sqrt(square / size)))
        length = square / curvature
        x = x + length * direction
        residual = residual - length * image
        after = float(np.vdot(residual, residual))
        if after <= tolerance**2 * size:
            return Solution(x, step, float(np.sqrt(after / size)))
        direction = residual + (after / square) * direction
        square = after
    return Solution(x, limit, float(np.sqrt(square / size)))
