"""Progress reports that are rare enough, and the question whether to go on."""

from __future__ import annotations

import time

from jupyter_al.errors import Cancelled
from jupyter_al.learners.base import Cancel, Progress

__all__ = ["Heartbeat"]


class Heartbeat:
    """Called between batches: raises when cancelled, reports at most every `every` seconds.

    Parameters
    ----------
    progress : callable, optional
    cancelled : callable, optional
    every : float
        Seconds between two reports.
    """

    def __init__(
        self, progress: Progress | None, cancelled: Cancel | None, *, every: float = 0.1
    ) -> None:
        self._progress = progress
        self._cancelled = cancelled
        self._every = every
        self._next = 0.0

    def __call__(self, fraction: float, text: str) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled("The fit was cancelled; the last model stays in use.")
        if self._progress is None:
            return
        now = time.monotonic()
        if now >= self._next:
            self._next = now + self._every
            self._progress(min(max(fraction, 0.0), 1.0), text)
