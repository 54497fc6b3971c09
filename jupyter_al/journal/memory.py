"""A journal that lives as long as the process."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence

from jupyter_al.journal.event import Event
from jupyter_al.journal.journal import Journal


class MemoryJournal(Journal):
    """Journal without a store: for simulation, teaching and tests."""

    def __init__(self) -> None:
        self.where = "memory"
        self.session_id = str(uuid.uuid4())
        self._events: dict[str, Event] = {}
        self._meta: dict[str, str] = {}
        self._lock = threading.Lock()

    def append(self, events: Sequence[Event]) -> list[bool]:
        """Keep the events; see :meth:`Journal.append`. Never raises `StoreError`."""
        with self._lock:
            written = []
            for event in events:
                written.append(event.event_id not in self._events)
                self._events.setdefault(event.event_id, event)
            return written

    def events(self) -> list[Event]:
        """Return all events in the order of writing."""
        with self._lock:
            return list(self._events.values())

    def meta(self, key: str) -> str | None:
        """Return what was kept under this key, or None."""
        return self._meta.get(key)

    def set_meta(self, key: str, value: str) -> None:
        """Keep a small text beside the events."""
        self._meta[key] = value

    def close(self) -> None:
        """Do nothing: the events stay readable as long as the object lives."""
