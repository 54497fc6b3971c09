"""Inverse power laws ``a - b * x ** -c``, fitted many at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_al.numerics.arrays import Floats

__all__ = ["FASTEST", "SLOWEST", "fit_power_laws", "power_law", "power_law_inverse"]

SLOWEST, FASTEST = 0.05, 2.0
"""Between these c is looked for."""
_GRID, _STEPS = 48, 40
_GOLDEN = (5**0.5 - 1) / 2


def power_law(ceiling: Any, drop: Any, rate: Any, x: Any) -> Floats:
    """Return ``a - b * x ** -c``."""
    return np.asarray(ceiling - drop * np.power(x, -rate))


def power_law_inverse(ceiling: Any, drop: Any, rate: Any, target: Any) -> Floats:
    """Return the x at which the law reaches `target`, infinity where it never does."""
    gap = np.asarray(ceiling - np.asarray(target, dtype=np.float64))
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        found = np.power(drop / np.where(gap > 0, gap, np.nan), 1 / np.asarray(rate))
    return np.where(gap > 0, found, np.inf)


def fit_power_laws(sizes: Floats, values: Floats, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Return a in [0, 1], b >= 0 and c in [0.05, 2] of the least weighted squares.

    For a fixed c the others are a linear problem with bounds, solved in closed form; c is
    searched on a grid and refined by golden sections.

    Parameters
    ----------
    sizes : (J,) array
        Above 0.
    values : (B, J) array
        In [0, 1], one law for each row.
    weights : (J,) array
        Above 0.

    Returns
    -------
    tuple of three (B,) arrays
    """
    share = weights / weights.sum()

    def solve(log_rate: Floats) -> tuple[Floats, Floats, Floats]:
        x = np.power(sizes, -np.exp(log_rate)[:, None])
        middle, height = (x * share).sum(1), (values * share).sum(1)
        x0, y0 = x - middle[:, None], values - height[:, None]
        drop = -(x0 * y0 * share).sum(1) / np.maximum((x0 * x0 * share).sum(1), 1e-300)
        drop = np.maximum(drop, 0.0)
        ceiling = height + drop * middle
        # on the bound a = 1 the best drop is that of a line through (0, 1)
        bound = (x * (1 - values) * share).sum(1) / (x * x * share).sum(1)
        drop = np.where(ceiling > 1, bound, drop)
        ceiling = np.minimum(ceiling, 1.0)
        left = values - ceiling[:, None] + drop[:, None] * x
        return ceiling, drop, (left * left * share).sum(1)

    rows = len(values)
    grid = np.linspace(np.log(SLOWEST), np.log(FASTEST), _GRID)
    losses = np.stack([solve(np.full(rows, at))[2] for at in grid])
    best = losses.argmin(axis=0)
    low, high = grid[np.maximum(best - 1, 0)], grid[np.minimum(best + 1, _GRID - 1)]
    for _ in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        lower = solve(left)[2] <= solve(right)[2]
        low, high = np.where(lower, low, left), np.where(lower, right, high)
    at = (low + high) / 2
    # the ends of the grid are reached only in the limit
    at = np.where(losses.min(axis=0) < solve(at)[2], grid[best], at)
    ceiling, drop, _ = solve(at)
    return ceiling, drop, np.exp(at)
