"""Tell whoever watches a session what has changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

__all__ = ["Updates"]

KINDS = (
    "classes",
    "comparison",
    "contours",
    "curve",
    "history",
    "field",
    "labels",
    "model",
    "notes",
    "phase",
    "projecting",
    "projection",
    "queue",
    "scores",
    "regions",
    "selection",
    "settings",
    "store",
)

Listener = Callable[[tuple[str, ...], Any], None]


class Updates:
    """Listeners of a session.

    A listener is called as ``listener(kinds, detail)`` in the thread that made the change and
    must return at once; `detail` of ``labels`` is the list of positions that changed.
    """

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; the returned function takes it away again."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def emit(self, *kinds: str, detail: Any = None) -> None:
        """Tell all listeners that these kinds of thing have changed."""
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            self._call(listener, kinds, detail)

    @staticmethod
    def _call(listener: Listener, kinds: tuple[str, ...], detail: Any) -> None:
        try:
            listener(kinds, detail)
        except Exception:  # a view that fails must not stop the work it looks at
            logging.getLogger(__name__).exception("a listener failed")
