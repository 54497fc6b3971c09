"""The append-only log of annotation events, and the views over it."""

from __future__ import annotations

from jupyter_al.journal.buffered import BufferedJournal
from jupyter_al.journal.event import ANSWER_KINDS, HELD_OUT, SLICES, Event
from jupyter_al.journal.frames import events_frame, export, labels_frame
from jupyter_al.journal.history import History, history
from jupyter_al.journal.journal import Journal
from jupyter_al.journal.memory import MemoryJournal
from jupyter_al.journal.opening import open_journal

__all__ = [
    "ANSWER_KINDS",
    "HELD_OUT",
    "SLICES",
    "BufferedJournal",
    "Event",
    "History",
    "Journal",
    "MemoryJournal",
    "events_frame",
    "export",
    "history",
    "labels_frame",
    "open_journal",
]
