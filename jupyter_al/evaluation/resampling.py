"""The bootstrap over items: what a number would have been with other items of the same kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.words import labels, with_ends
from jupyter_al.numerics.arrays import Floats

__all__ = ["DRAWS", "Range", "ends", "resampled_means"]

DRAWS = 200
_CELLS = 2**22


@dataclass(frozen=True)
class Range:
    """A number, what it may be, and what it is made of.

    Attributes
    ----------
    estimate, low, high : float
    n : int
        Labels it comes from.
    level : float
        Share of such ranges that hold the true value, when looked at once.
    method : str
        How the ends were found.
    """

    estimate: float
    low: float
    high: float
    n: int
    level: float
    method: str

    def __str__(self) -> str:
        return f"{with_ends(self.estimate, self.low, self.high)} from {labels(self.n)}"


def resampled_means(
    values: Floats, *, draws: int = DRAWS, seed: int | np.random.Generator = 0
) -> Floats:
    """Return the means of J numbers over items drawn with replacement (Efron 1979).

    Parameters
    ----------
    values : (J, n) array
        J numbers of each of n items; the J numbers of one item stay together. Equal items are
        drawn as one kind with its count, so the order of the items does not matter.
    draws : int
    seed : int or Generator

    Returns
    -------
    (draws, J) array

    Raises
    ------
    AlError
        Without items or draws.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] == 0:
        raise AlError(f"The bootstrap takes (J, n) numbers of n > 0 items, not {values.shape}.")
    if draws < 1:
        raise AlError(f"draws must be at least 1; it is {draws}.")
    rng = np.random.default_rng(seed)
    kinds, counts = np.unique(values, axis=1, return_counts=True)
    n = values.shape[1]
    step = max(1, _CELLS // len(counts))
    return np.concatenate(
        [
            rng.multinomial(n, counts / n, size=min(step, draws - start)) @ kinds.T / n
            for start in range(0, draws, step)
        ]
    )


def ends(values: Floats, level: float) -> tuple[float, float]:
    """Return the two quantiles that leave ``(1 - level) / 2`` of `values` outside on each side."""
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    tail = (1 - level) / 2
    # no interpolation: values may be infinite
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    low, high = (round(q * (len(ordered) - 1)) for q in (tail, 1 - tail))
    return float(ordered[low]), float(ordered[high])
