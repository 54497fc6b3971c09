"""One line that says how far a simulation is."""

from __future__ import annotations

import sys
import time

__all__ = ["ProgressLine"]


class ProgressLine:
    """Rewrites itself in a terminal and in a notebook; elsewhere one line at the end.

    Parameters
    ----------
    total : int
        Number of runs.
    kept : int
        How many of them were made before.
    shown : bool
    """

    def __init__(self, total: int, kept: int, shown: bool) -> None:
        self._total = total
        self._kept = kept
        self._shown = shown
        self._moving = sys.stdout.isatty() or "ipykernel" in sys.modules
        self._done = 0
        self._width = 0
        self._started = time.monotonic()

    def begin(self) -> None:
        """Say what is ahead."""
        self._say("starting" if self._kept < self._total else "nothing to run")

    def step(self, strategy: str, seed: int) -> None:
        """Note that one more run has ended."""
        self._done += 1
        left = self._total - self._kept - self._done
        seconds = (time.monotonic() - self._started) / self._done * left
        self._say(f"{strategy} seed {seed} done, {_length(seconds)} left")

    def end(self) -> None:
        """Leave the line."""
        if self._moving and self._shown:
            print(flush=True)
        elif self._shown:
            whole = self._kept + self._done == self._total
            print(self._text("done" if whole else "stopped"), flush=True)

    def _text(self, what: str) -> str:
        kept = f" ({self._kept} from the store)" if self._kept else ""
        return f"{self._kept + self._done} of {self._total} runs{kept}: {what}"

    def _say(self, what: str) -> None:
        if self._moving and self._shown:
            text = self._text(what)
            print("\r" + text.ljust(self._width), end="", flush=True)
            self._width = len(text)


def _length(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
