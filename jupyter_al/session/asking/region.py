"""The part of the pool that the strategy is restricted to, until it is cleared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import SessionError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.session.asking.asked import Asked

__all__ = ["Region"]


class Region:
    """Where the strategy may ask. Not locked: the session's lock guards it.

    The audit's questions come from the whole pool all the same: they are a sample of it.

    Parameters
    ----------
    size : int
        Items of the pool.

    Attributes
    ----------
    items : (n,) int64 or None
        None: the whole pool.
    """

    def __init__(self, size: int) -> None:
        self.items: Ints | None = None
        self._outside: npt.NDArray[np.bool_] = np.zeros(size, dtype=bool)

    @property
    def outside(self) -> npt.NDArray[np.bool_]:
        """(N,) where the strategy may not ask."""
        return self._outside

    def ask_in(self, items: Ints | None, open_: npt.NDArray[np.bool_]) -> None:
        """Restrict the strategy to some items, or let it ask everywhere again (None).

        Parameters
        ----------
        open_ : (N,) bool
            What a strategy may be asked about at all.

        Raises
        ------
        SessionError
            There is nothing among them to ask about.
        """
        outside = np.zeros(len(self._outside), dtype=bool)
        if items is not None:
            items = np.unique(items).astype(np.int64)
            if not len(items):
                raise SessionError(
                    "Give at least one item to ask about; ask_in(None) asks everywhere again."
                )
            if not open_[items].any():
                raise SessionError(
                    f"None of these {len(items)} items can be asked: they are answered, kept for "
                    "the audit, or not usable. Select others."
                )
            outside[:] = True
            outside[items] = False
        self.items, self._outside = items, outside

    def done(self, open_: npt.NDArray[np.bool_]) -> bool:
        """Whether there is a region and nothing left in it to ask about."""
        return self.items is not None and not open_[self.items].any()

    def named(self, strategy: str) -> str:
        """Return the words for a strategy that is restricted now."""
        return strategy if self.items is None else f"{strategy} in {len(self.items)} items"

    def explained(self, picks: list[Asked]) -> list[Asked]:
        """Add to the reasons of a ranking that it looked at the region only."""
        if self.items is None:
            return picks
        reason = f"in the region of {len(self.items)} items that you chose"
        return [replace(pick, reasons=(*pick.reasons, reason)) for pick in picks]
