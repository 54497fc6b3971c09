"""One share of work done, out of loops of which nobody knows how many there will be."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["ShareDone"]

_OF_THE_REST = 0.5  # what a loop over blocks counts for: another one may follow it


class ShareDone:
    """Tells a share that only grows.

    A loop begins where a smaller share is told than before, and counts from what was reached
    then: a loop over blocks as half of the rest, a loop over picks as all of it. Once picks are
    told, the loops over blocks are the work between two of them and count no more.

    Parameters
    ----------
    progress : callable
        Called with the share, in [0, 1].
    """

    def __init__(self, progress: Callable[[float], None]) -> None:
        self._progress = progress
        self._begun = self._reached = self._last = 0.0
        self._picking = False

    def blocks(self, done: float) -> None:
        """Tell how much of a loop over blocks of rows is done."""
        if not self._picking:
            self._tell(done, _OF_THE_REST)

    def picks(self, done: float) -> None:
        """Tell how much of the batch is chosen, or of other work of known length is done."""
        if not self._picking:
            self._begun, self._last, self._picking = self._reached, 0.0, True
        self._tell(done, 1.0)

    def _tell(self, done: float, weight: float) -> None:
        if done < self._last:
            self._begun = self._reached
        self._last = done
        self._reached = max(self._reached, self._begun + (1 - self._begun) * weight * done)
        self._progress(self._reached)
