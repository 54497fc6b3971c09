"""A few rows drawn by their loss, with the weights that keep the estimate of the loss unbiased."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["CorrectionSet", "draw_by_loss", "lure_weights"]

_LARGEST_SHARE = 0.25


@dataclass(frozen=True)
class CorrectionSet:
    """Indices in the order in which they were drawn, and their weights."""

    index: Ints
    weights: Floats


def lure_weights(chances: Floats, n_rows: int) -> Floats:
    """Return the (M,) levelled unbiased weights of M draws without replacement.

    ``v_m = 1 + (N - M) / (N - m) (1 / ((N - m + 1) q_m) - 1)`` (Farquhar, Gal and Rainforth, ICLR
    2021), one where all N rows are drawn.

    Parameters
    ----------
    chances : (M,) array
        Probability of each row among those left when it was drawn.
    n_rows : int
        N.
    """
    drawn = len(chances)
    if drawn == n_rows:
        return np.ones(drawn)
    place = np.arange(1, drawn + 1)
    out: Floats = 1 + (n_rows - drawn) / (n_rows - place) * (
        1 / ((n_rows - place + 1) * np.asarray(chances)) - 1
    )
    return out


def draw_by_loss(
    losses: Floats, size: int, rng: np.random.Generator, *, least: float = 1e-3, cap: bool = True
) -> CorrectionSet:
    """Draw `size` rows without replacement, in proportion to ``max(least, loss)``.

    Parameters
    ----------
    losses : (N,) array
    size : int
        At most N rows are drawn.
    rng : numpy.random.Generator
    least : float
        Floor of the losses: no weight is infinite.
    cap : bool
        No weight above a quarter of their sum, where more than four rows are drawn.
    """
    weights = np.maximum(np.asarray(losses, dtype=np.float64), least)
    size = min(size, len(weights))
    # the first arrivals of exponential clocks are draws without replacement, in their order
    clocks = rng.exponential(size=len(weights)) / weights
    index = np.argpartition(clocks, size - 1)[:size]
    index = index[np.argsort(clocks[index], kind="stable")]
    own = weights[index]
    left = weights.sum() - np.concatenate([[0.0], np.cumsum(own)[:-1]])
    out = lure_weights(np.minimum(own / np.maximum(left, own), 1.0), len(weights))
    if cap and size > 1 / _LARGEST_SHARE:
        out = np.minimum(out, _LARGEST_SHARE * out.sum())
    return CorrectionSet(index.astype(np.int64), out)
