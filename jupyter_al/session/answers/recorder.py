"""Write answers: to disk first, then into the label arrays.

Everything that changes a label goes through here as an event of the journal.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from jupyter_al.errors import SessionError
from jupyter_al.journal import BufferedJournal, Event
from jupyter_al.pool import Pool
from jupyter_al.session.answers.classes import ClassTable
from jupyter_al.session.answers.labels import Labels
from jupyter_al.session.asking.asked import Asked

__all__ = ["Answer", "Recorded", "Recorder"]


@dataclass(frozen=True)
class Answer:
    """An answer to one or several items, before it becomes events.

    Attributes
    ----------
    kind : str
        ``label``, ``bulk``, ``skip``, ``unsure`` or ``flag``.
    items : tuple of int
        Positions in the pool; several make one bulk step that is undone as one.
    value : str or None
        Class name of a label, note of a flag.
    event_id : str
        Made by whoever asked; the same id twice counts once.
    bulk_id : str, optional
        Joins several answers to one step; `first` is then the number of its first item.
    note : str, optional
        Of a bulk label: what was checked.
    """

    kind: str
    items: tuple[int, ...]
    value: str | None = None
    event_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    annotator: str | None = None
    answered_at: float | None = None
    shown_at: float | None = None
    active_seconds: float | None = None
    options: tuple[str, ...] | None = None
    query_type: str = "classify"
    bulk_id: str | None = None
    first: int = 0
    note: str | None = None


@dataclass(frozen=True)
class Recorded:
    """What became of an answer: on disk or not, new or known, and what it changed."""

    saved: bool
    duplicate: bool
    changed: tuple[int, ...] = ()
    restored: tuple[int, ...] = ()  # items whose answer an undo took away


class Recorder:
    """Journal, label arrays and class list of one session."""

    def __init__(
        self, pool: Pool, journal: BufferedJournal, classes: ClassTable, annotator: str
    ) -> None:
        self.pool = pool
        self.journal = journal
        self.classes = classes
        self.annotator = annotator
        self.labels = Labels(pool, classes)
        self.events: list[Event] = list(journal.events())
        self._seen = {event.event_id for event in self.events}
        self.labels.add(self.events)

    @property
    def answered(self) -> int:
        """How many items have a standing answer of any kind."""
        return self.labels.tally["answered"]

    def record(self, answers: Sequence[tuple[Answer, Sequence[Asked]]]) -> Recorded:
        """Record answers in one transaction; each comes with why its items were asked."""
        for answer, _ in answers:
            if answer.kind in ("label", "bulk"):
                self.classes.code(str(answer.value))
        return self._write([event for pair in answers for event in self._events_of(*pair)])

    def _events_of(self, answer: Answer, asked: Sequence[Asked]) -> list[Event]:
        bulk = answer.bulk_id or (answer.event_id if len(answer.items) > 1 else None)
        labels = answer.kind in ("label", "bulk")
        value = answer.value
        if labels:  # a page may not have heard of a new name yet
            value = self.classes.names[self.classes.code(str(value))]
        events = []
        for number, (item, why) in enumerate(
            zip(answer.items, asked, strict=True), start=answer.first
        ):
            item_id = self.pool.ids[item]
            former = self.labels.history.label_of(item_id) if answer.kind != "flag" else None
            events.append(
                self._event(
                    answer.kind,
                    event_id=answer.event_id if bulk is None else f"{answer.event_id}:{number}",
                    item_id=item_id,
                    annotator=answer.annotator,
                    answered_at=answer.answered_at,
                    shown_at=answer.shown_at,
                    active_seconds=_share(answer.active_seconds, len(answer.items)),
                    query_type=answer.query_type,
                    shown_options=answer.options,
                    answer=value if labels else None,
                    note=value if answer.kind == "flag" else answer.note,
                    strategy=why.strategy,
                    round=why.round,
                    model_version=why.model_version,
                    selection_probability=why.selection_probability,
                    slice=why.slice,
                    bulk_id=bulk,
                    supersedes=former.event_id if former else None,
                )
            )
        return events

    def undo(
        self,
        event_id: str | None = None,
        annotator: str | None = None,
        bulk: str | None = None,
    ) -> Recorded:
        """Take back the latest standing step, or the one of a `bulk`.

        Raises
        ------
        SessionError
            Nothing is left to undo.
        """
        if event_id in self._seen:
            return self._known(event_id)
        history = self.labels.history
        target = history.undo_target() if bulk is None else history.bulk_target(bulk)
        if not target:
            what = "nothing" if bulk is None else f"no step {bulk!r}"
            raise SessionError(f"There is {what} to undo.")
        recorded = self._write([self._step_event("undo", target, event_id, annotator)])
        positions = tuple(
            self.pool.position(e.item_id)
            for e in target
            if e.item_id is not None and e.answer_kind != "flag"
        )
        if any(e.answer_kind == "bulk" for e in target):
            positions = ()  # nobody was asked about them
        return Recorded(recorded.saved, recorded.duplicate, recorded.changed, positions)

    def redo(self, event_id: str | None = None, annotator: str | None = None) -> Recorded:
        """Bring back the step that was undone last.

        Raises
        ------
        SessionError
            Nothing is left to redo.
        """
        if event_id in self._seen:
            return self._known(event_id)
        target = self.labels.history.redo_target()
        if not target:
            raise SessionError("There is nothing to redo.")
        return self._write([self._step_event("redo", target, event_id, annotator)])

    def add_class(self, name: str, event_id: str | None = None) -> Recorded:
        """Declare one more class."""
        if event_id in self._seen:
            return self._known(event_id)
        clean = self.classes.check_new(name)
        return self._write([self._event("class_add", event_id=event_id, answer=clean)])

    def rename_class(self, old: str, new: str, event_id: str | None = None) -> Recorded:
        """Give a class another name; its labels stay with it."""
        if event_id in self._seen:
            return self._known(event_id)
        present = self.classes.names[self.classes.code(old)]
        clean = self.classes.check_new(new)
        return self._write(
            [self._event("class_rename", event_id=event_id, answer=clean, note=present)]
        )

    def is_known(self, event_id: str) -> bool:
        """Whether an answer with this id (or its bulk) has been taken already."""
        return event_id in self._seen or f"{event_id}:0" in self._seen

    def _known(self, event_id: str | None) -> Recorded:
        return Recorded(saved=self.is_saved(str(event_id)), duplicate=True)

    def is_saved(self, event_id: str) -> bool:
        """Whether every event of this answer is in the store."""
        return not any(
            e.event_id == event_id or e.bulk_id == event_id for e in self.journal.unsaved
        )

    def _step_event(
        self, kind: str, target: Sequence[Event], event_id: str | None, annotator: str | None
    ) -> Event:
        first = target[0]
        reference = first.event_id if kind == "redo" else first.bulk_id or first.event_id
        return self._event(
            kind,
            event_id=event_id,
            item_id=first.item_id if len(target) == 1 else None,
            annotator=annotator,
            supersedes=reference,
        )

    def _event(
        self,
        kind: str,
        *,
        event_id: str | None = None,
        item_id: str | None = None,
        annotator: str | None = None,
        answered_at: float | None = None,
        **columns: object,
    ) -> Event:
        return Event(
            event_id=event_id or uuid.uuid4().hex,
            item_id=item_id,
            annotator=annotator or self.annotator,
            answered_at=time.time() if answered_at is None else answered_at,
            answer_kind=kind,
            **columns,  # type: ignore[arg-type]  # the columns of Event, passed by name
        )

    def _write(self, events: Sequence[Event]) -> Recorded:
        new = [event for event in events if event.event_id not in self._seen]
        if not new:
            saved = not any(u.event_id == e.event_id for e in events for u in self.journal.unsaved)
            return Recorded(saved=saved, duplicate=True)
        safe = self.journal.append(new)
        self._seen.update(event.event_id for event in new)
        self.events.extend(new)
        changed = self.labels.add(new)
        return Recorded(
            saved=all(event.event_id in safe for event in new),
            duplicate=False,
            changed=tuple(changed),
        )


def _share(seconds: float | None, items: int) -> float | None:
    """Split the time of one key over the items it answered."""
    return None if seconds is None else seconds / max(1, items)
