"""The one place that sends to the page: at most 20 messages a second, nothing lost.

The server drops comm messages above 1,000 a second, and ipywidgets has no locks. So changes
are only marked here; one sender at a time builds the message from the state of that moment.
After a pause a few changes go out at once, later ones together. The last place of that few is
kept for acknowledgements: what the model does never holds up what a person did.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator

__all__ = ["Outbox"]

BURST = 4  # messages at once after a pause ...
RATE = 16  # ... and this many a second after them: together 20 in any second
NEWS_GAP = 0.15  # seconds between two messages that nobody waits for


class Outbox:
    """Rate limit and mutual exclusion around a `send` function.

    Parameters
    ----------
    send : callable
        Sends everything that is marked; called by one thread at a time.
    """

    def __init__(self, send: Callable[[], None]) -> None:
        self._send = send
        self._sending = threading.Lock()
        self._marked = threading.Event()
        self._hurry = threading.Event()  # what is marked is an acknowledgement
        self._places = float(BURST)  # for messages that may go out now; RATE more each second
        self._counted = time.monotonic()
        self._last_news = -NEWS_GAP
        self._closed = False
        self._thread: threading.Thread | None = None
        self._held = threading.local()

    def mark(self, *, urgent: bool = False) -> None:
        """Note that there is something to send; sends now, or soon from another thread."""
        if getattr(self._held, "depth", 0):
            return
        self._marked.set()
        if self._sending.acquire(blocking=False):
            try:
                if self._wait(urgent) <= 0:
                    self._flush(news=not urgent)
            finally:
                self._sending.release()
        if self._marked.is_set():
            if urgent:
                self._hurry.set()
            self._later()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Send nothing from this thread inside the block, then all of it together.

        A message handler marks its changes before it has its acknowledgement; without this the
        changes would leave first and the acknowledgement wait for the next turn.
        """
        self._held.depth = getattr(self._held, "depth", 0) + 1
        try:
            yield
        finally:
            self._held.depth -= 1
            self.mark(urgent=True)

    def close(self) -> None:
        """Send no more."""
        self._closed = True
        self._marked.set()

    def _wait(self, urgent: bool) -> float:
        """Seconds until the next message may go out."""
        now = time.monotonic()
        free = min(self._places + RATE * (now - self._counted), BURST)
        if urgent:
            return max(0.0, 1 - free) / RATE
        return max(0.0, (2 - free) / RATE, self._last_news + NEWS_GAP - now)

    def _flush(self, *, news: bool = True) -> None:
        self._marked.clear()
        self._hurry.clear()
        if self._closed:
            return
        try:
            self._send()
        except Exception:  # one bad message must not silence the ones that follow
            logging.getLogger(__name__).exception("a message could not be sent")
        now = time.monotonic()
        self._places = min(self._places + RATE * (now - self._counted), BURST) - 1
        self._counted = now
        if news:
            self._last_news = now

    def _later(self) -> None:
        if self._thread is not None or self._closed:
            return
        thread = threading.Thread(target=self._loop, name="jupyter-al-outbox", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no threads here (Pyodide): send at once
            with self._sending:
                self._flush()
            return
        self._thread = thread

    def _loop(self) -> None:
        while not self._closed:
            self._marked.wait()
            self._hurry.wait(self._wait(urgent=False))
            hurry = self._hurry.is_set()
            if hurry:
                time.sleep(self._wait(urgent=True))
            with self._sending:
                if self._marked.is_set() and self._wait(hurry) <= 0:
                    self._flush(news=not hurry)
