"""What every journal can do, wherever it is kept."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from jupyter_al.journal.event import Event


class Journal(ABC):
    """Append-only log of annotation events; nothing is ever overwritten or deleted.

    Made by :func:`jupyter_al.journal.open_journal`. May be used from several threads.

    Attributes
    ----------
    where : str
        Short name of the store for people: ``"memory"``, a file name, or a URL without
        its password.
    session_id : str
        Made with the store, the same each time it is opened again.
    """

    where: str
    session_id: str

    @abstractmethod
    def append(self, events: Sequence[Event]) -> list[bool]:
        """Write the events in one transaction; they are safe when this returns.

        Parameters
        ----------
        events : sequence of Event
            Written all or not at all.

        Returns
        -------
        list of bool
            One for each event; False: an event of this id was there already and stands.

        Raises
        ------
        StoreError
            Nothing was written; the journal stays usable and the same call may be repeated.
        """

    @abstractmethod
    def events(self) -> list[Event]:
        """Return all events in the order of writing, those of other processes included."""

    @abstractmethod
    def meta(self, key: str) -> str | None:
        """Return what was kept under this key, or None."""

    @abstractmethod
    def set_meta(self, key: str, value: str) -> None:
        """Keep a small text beside the events, on disk when this returns."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store. A second call does nothing."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that the session began with, in order; empty before they are set."""
        text = self.meta("classes")
        return () if text is None else tuple(json.loads(text))

    def set_classes(self, classes: Iterable[str]) -> None:
        """Keep the classes that the session begins with."""
        self.set_meta("classes", json.dumps(list(classes), ensure_ascii=False))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.where!r})"
