"""The audit slice: a uniform random sample of the pool that never trains the model.

Its members are fixed before the first answer: the first rows of one seeded permutation. The
query strategy never sees them, so the sample stays uniform whatever the strategy asks.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["AuditSlice"]

BLOCK = 1024


class AuditSlice:
    """Reserve of a pool for measuring accuracy.

    Parameters
    ----------
    usable : (N,) bool
        Items that can be asked at all.
    share : float
        Part of the pool that is reserved, and part of what is asked that comes from it.
    seed : int
        The same seed reserves the same items, also after a restart.
    """

    def __init__(self, usable: npt.NDArray[np.bool_], share: float, seed: int) -> None:
        rng = np.random.default_rng([seed, 0xA0D17])
        size = math.ceil(share * len(usable)) if share > 0 else 0
        self.share = share
        self.probability = size / max(1, len(usable))  # of any item, to be reserved
        # drawn from all rows: a file that vanishes must not reserve other items
        drawn = rng.permutation(len(usable))[:size]
        self.order: npt.NDArray[np.int64] = drawn[usable[drawn]].astype(np.int64)
        self.reserved: npt.NDArray[np.bool_] = np.zeros(len(usable), dtype=bool)
        self.reserved[self.order] = True
        self.released = 0
        self._offset = float(rng.random())

    @property
    def size(self) -> int:
        """How many items are reserved."""
        return len(self.order)

    def release(self, item: int) -> None:
        """Take out an item that the user picked by hand: it is no random draw any more."""
        self.released += int(self.reserved[item])
        self.reserved[item] = False

    def place(self, items: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return where each of `items` stands in the random order; -1 where it does not."""
        at = np.full(len(self.reserved), -1, dtype=np.int64)
        at[self.order] = np.arange(len(self.order))
        return at[items]

    def due(self, asked: int) -> int:
        """Return how many of the first `asked` answers should come from this slice.

        Systematic sampling with a random start: ``floor(share * asked + u)``.
        """
        return math.floor(self.share * asked + self._offset) if self.share > 0 else 0

    def draw(self, n: int, taken: npt.NDArray[np.bool_]) -> list[int]:
        """Return the next `n` reserved items in their random order that are not taken."""
        found: list[int] = []
        for start in range(0, len(self.order), BLOCK):  # seldom more than the first block
            if len(found) >= n:
                break
            rows = self.order[start : start + BLOCK]
            found += rows[self.reserved[rows] & ~taken[rows]].tolist()
        return found[: max(n, 0)]
