"""Early stopping: when a training has gone on long enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Patience", "hold_out"]

LEAST_ROWS, LEAST_ROWS_PER_CLASS = 50, 10


def hold_out(
    n: int, classes: int, generator: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split ``0 … n - 1`` into rows to train on and a tenth to watch.

    Under 50 rows, or ten for each of the `classes`, nothing is held out: a handful of rows,
    some of a class that is then missing from the others, would end training at random.
    """
    order = generator.permutation(n)
    cut = n // 10 if n >= max(LEAST_ROWS, LEAST_ROWS_PER_CLASS * classes) else 0
    return np.sort(order[cut:]), np.sort(order[:cut])


class Patience:
    """Counts the epochs since a loss last became clearly lower.

    Parameters
    ----------
    epochs : int
        Epochs without a gain after which to stop.
    gain : float
        A loss is lower when it is under ``(1 - gain)`` times the lowest so far.
    """

    def __init__(self, epochs: int, *, gain: float = 1e-2) -> None:
        self.lowest = float("inf")
        self._epochs = epochs
        self._gain = gain
        self._waited = 0

    def better(self, loss: float) -> bool:
        """Tell whether this loss is the lowest so far, by a clear gain; counts if not."""
        if loss < self.lowest * (1 - self._gain):
            self.lowest, self._waited = loss, 0
            return True
        self._waited += 1
        return False

    @property
    def over(self) -> bool:
        """Whether it is time to stop."""
        return self._waited >= self._epochs
