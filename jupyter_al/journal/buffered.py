"""A journal that loses nothing while its store cannot be written."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from jupyter_al.errors import StoreError
from jupyter_al.journal.event import Event
from jupyter_al.journal.journal import Journal


class BufferedJournal:
    """Keeps in memory, in order, what the store refuses, and writes it when it can.

    Parameters
    ----------
    journal : Journal
        Where the events belong. May be used from several threads.

    Attributes
    ----------
    trouble : str or None
        Why the last attempt failed, a sentence for the user; None when all is safe.
    trouble_code : str or None
        The `code` of that `StoreError`.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.trouble: str | None = None
        self.trouble_code: str | None = None
        self._unsaved: dict[str, Event] = {}
        self._unsaved_meta: dict[str, str] = {}
        self._lock = threading.RLock()
        self._closed = False

    @property
    def unsaved(self) -> tuple[Event, ...]:
        """The events that are only in memory so far, in the order they were given."""
        with self._lock:
            return tuple(self._unsaved.values())

    @property
    def where(self) -> str:
        """Short name of the store."""
        return self.journal.where

    @property
    def file(self) -> Path | None:
        """The file of the store; None where it has none of its own."""
        return getattr(self.journal, "file", None)

    @property
    def session_id(self) -> str:
        """The id of the session that the store belongs to."""
        return self.journal.session_id

    def append(self, events: Sequence[Event]) -> set[str]:
        """Take the events and write them, after all that is still unsaved.

        Returns
        -------
        set of str
            The ids that are now safe in the store: those of `events` and of what was unsaved
            before, or none of them. Only these may be acknowledged. An id that was in the
            store already is among them.
        """
        with self._lock:
            new = [event for event in events if event.event_id not in self._unsaved]
            self._unsaved.update((event.event_id, event) for event in new)
            try:
                return self._write()
            except Exception:  # no trouble of the store: these would block all that follow
                for event in new:
                    self._unsaved.pop(event.event_id, None)
                raise

    def retry(self) -> set[str]:
        """Write what is unsaved; return the ids that are now safe (see `trouble` when none)."""
        with self._lock:
            return self._write()

    def events(self) -> list[Event]:
        """Return the events of the store, then those that are unsaved."""
        with self._lock:
            stored = self.journal.events()
            known = {event.event_id for event in stored}
            return stored + [e for e in self._unsaved.values() if e.event_id not in known]

    def meta(self, key: str) -> str | None:
        """Return what was kept under this key, saved or not; None also once it is closed."""
        with self._lock:
            if key in self._unsaved_meta or self._closed:
                return self._unsaved_meta.get(key)
            return self.journal.meta(key)

    def set_meta(self, key: str, value: str) -> None:
        """Keep a small text beside the events; like an event it waits for a store in trouble."""
        with self._lock:
            if not self._closed:
                self._unsaved_meta[key] = value
                self._write()

    def close(self) -> None:
        """Write what is unsaved and close the store. A second call does nothing.

        Raises
        ------
        StoreError
            When something is still unsaved; the store stays open for another try.
        """
        with self._lock:
            if self._closed:
                return
            self._write()
            if self.trouble is not None and self.trouble_code is not None:
                raise StoreError(
                    f"{len(self._unsaved)} events are not saved yet. {self.trouble}",
                    code=self.trouble_code,
                )
            self._closed = True
            self.journal.close()

    def _write(self) -> set[str]:
        safe: set[str] = set()
        try:
            if self._unsaved:
                self.journal.append(list(self._unsaved.values()))
                safe = set(self._unsaved)
                self._unsaved.clear()
            while self._unsaved_meta:
                key = next(iter(self._unsaved_meta))
                self.journal.set_meta(key, self._unsaved_meta[key])
                del self._unsaved_meta[key]
        except StoreError as error:
            self.trouble, self.trouble_code = str(error), error.code
        else:
            self.trouble = self.trouble_code = None
        return safe
