"""D² sampling: one draw in proportion to a weight (the step of k-means++)."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats

__all__ = ["draw", "shares"]


def shares(weights: Floats) -> Floats:
    """Return the (M,) probabilities that :func:`draw` uses; all zero where nothing has weight."""
    values = np.asarray(weights, dtype=np.float64)
    values = np.where(np.isfinite(values) & (values > 0), values, 0)
    total = values.sum()
    return values / total if total > 0 else values


def draw(weights: Floats, rng: np.random.Generator) -> int | None:
    """Draw one index in proportion to `weights`, by one uniform number and a float64 sum.

    Parameters
    ----------
    weights : (M,) array
        Zero, negative and non-finite weights are never drawn.
    rng : numpy.random.Generator

    Returns
    -------
    int or None
        None where no weight is positive.
    """
    with np.errstate(invalid="ignore"):
        usable = np.isfinite(weights) & (weights > 0)
    total = np.cumsum(np.where(usable, weights, 0), dtype=np.float64)
    if not len(total) or not 0 < total[-1] < np.inf:
        return None
    index = int(np.searchsorted(total, rng.random() * total[-1], side="right"))
    # rounding may land on the very end; the last row with weight is meant
    return index if index < len(total) else int(np.flatnonzero(usable)[-1])
