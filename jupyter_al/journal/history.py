"""What the log means now: current answers, flags and classes, with undo and redo."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from jupyter_al.journal._steps import Step, Timeline
from jupyter_al.journal.event import Event

_ANSWERS = ("label", "skip", "unsure")
_CLASSES = ("class_add", "class_rename")

Entry = tuple[int, Event, Step]


class History:
    """View over a log of events, kept up to date one event at a time in O(1) amortised.

    A *step* is one event of kind label, skip, unsure, flag, class_add or class_rename, or all
    events of one `bulk_id`. An undo event takes back the step that its `supersedes` names; a
    redo event takes back the undo event that its `supersedes` names. Undo goes back over the
    whole history. Redo is offered until a new step is written. An undo or redo that names
    nothing, or something that is undone already, changes nothing, so every log can be read.

    Not locked: the owner of the history guards it.

    Attributes
    ----------
    current : dict of (item_id, annotator) to Event
        Latest standing label, skip or unsure of each item and annotator.
    flags : dict of item_id to str
        Note of the latest standing flag of each item (``""`` without a note).
    changed : frozenset of str
        Ids of the items whose answers or flags the last :meth:`add` touched.
    """

    def __init__(self) -> None:
        self.current: dict[tuple[str, str], Event] = {}
        self.flags: dict[str, str] = {}
        self.changed: frozenset[str] = frozenset()
        self._all = Timeline()
        self._of: dict[str, Timeline] = {}
        self._position: dict[str, int] = {}
        self._steps: dict[str, Step] = {}
        self._undone: dict[str, Step] = {}
        self._answers: dict[tuple[str, str], list[Entry]] = {}
        self._flags: dict[str, list[Entry]] = {}
        self._classes: list[Entry] = []
        self._annotators: dict[str, dict[str, None]] = {}

    def add(self, event: Event) -> bool:
        """Take the next event of the log.

        Returns
        -------
        bool
            False when an event of this id is known already; nothing changes then.
        """
        self.changed = frozenset()
        if event.event_id in self._position:
            return False
        position = len(self._position)
        self._position[event.event_id] = position
        if event.answer_kind == "undo":
            self._undo(event)
        elif event.answer_kind == "redo":
            self._redo(event)
        else:
            self._write(position, event)
        return True

    def replay(self, events: Iterable[Event]) -> History:
        """Take many events; return self. `changed` then holds the items of all of them."""
        changed: set[str] = set()
        for event in events:
            self.add(event)
            changed |= self.changed
        self.changed = frozenset(changed)
        return self

    def __len__(self) -> int:
        return len(self._position)

    # -- undo and redo ------------------------------------------------------------------

    @property
    def undo_depth(self) -> int:
        """Number of standing steps."""
        return self._all.undo_depth

    @property
    def redo_depth(self) -> int:
        """Number of steps that redo can bring back."""
        return self._all.redo_depth

    def undo_target(self, annotator: str | None = None) -> list[Event] | None:
        """Return the events that the next undo takes back (of anybody when None given)."""
        step = self._timeline(annotator).last
        return None if step is None else [event for _, event in step.events]

    def redo_target(self, annotator: str | None = None) -> list[Event] | None:
        """Return the undo event that the next redo supersedes (of anybody when None given)."""
        undo = self._timeline(annotator).last_undo
        return None if undo is None else [undo]

    # -- answers ------------------------------------------------------------------------

    def label_of(self, item_id: str) -> Event | None:
        """Return the latest standing answer of an item over its annotators, or None.

        Labels come first: one annotator's skip or unsure does not hide what another labelled.
        An annotator who skips an item after labelling it takes the own label away.
        """
        annotators = self._annotators.get(item_id, ())
        found = [self.current.get((item_id, annotator)) for annotator in annotators]
        return max((event for event in found if event is not None), key=self._rank, default=None)

    def standing_labels(self) -> list[Event]:
        """Return the standing labels of all items and annotators, in order of writing."""
        labels = [e for e in self.current.values() if e.answer_kind == "label"]
        return sorted(labels, key=lambda event: self._position[event.event_id])

    def name_of(self, event: Event) -> str | None:
        """Return the answer of an event under the name its class has now."""
        name = event.answer
        position = self._position.get(event.event_id, -1)
        for at, rename, step in self._classes:
            if at > position and step.standing and _renames(rename, name):
                name = rename.answer
        return name

    # -- classes ------------------------------------------------------------------------

    @property
    def classes_added(self) -> list[str]:
        """Names of the standing class_add events, in order of writing."""
        return [e.answer or "" for e in self._class_events() if e.answer_kind == "class_add"]

    @property
    def renames(self) -> list[tuple[str, str]]:
        """(old, new) of the standing class_rename events, in order of writing."""
        kind = "class_rename"
        return [
            (e.note or "", e.answer or "") for e in self._class_events() if e.answer_kind == kind
        ]

    # -- the three kinds of event -------------------------------------------------------

    def _write(self, position: int, event: Event) -> None:
        bulk = event.bulk_id
        step = None if bulk is None else self._steps.get(bulk)
        if step is None or not step.standing:
            step = Step(event.annotator)
            if bulk is not None:
                self._steps[bulk] = step
            self._all.write(step)
            self._timeline(event.annotator, make=True).write(step)
        else:
            self._all.forget()
            self._timeline(step.annotator).forget()
        self._steps[event.event_id] = step
        step.events.append((position, event))
        entries = self._entries(event)
        entries.append((position, event, step))
        self._show(event, entries)
        self.changed = _items(event)

    def _undo(self, undo: Event) -> None:
        step = self._steps.get(undo.supersedes or "")
        if step is None or not step.standing:
            return
        step.standing = False
        self._undone[undo.event_id] = step
        for _, event in step.events:
            self._show(event, self._entries(event))
        self._all.undo(undo)
        self._timeline(step.annotator).undo(undo)
        self.changed = _items(*(event for _, event in step.events))

    def _redo(self, redo: Event) -> None:
        undo_id = redo.supersedes or ""
        step = self._undone.pop(undo_id, None)
        if step is None:
            return
        step.standing = True
        for position, event in step.events:
            entries = self._entries(event)
            place = bisect_left(entries, position, key=_at)
            if place == len(entries) or entries[place][0] != position:
                entries.insert(place, (position, event, step))
            self._show(event, entries)
        self._all.redo(step, undo_id)
        self._timeline(step.annotator).redo(step, undo_id)
        self.changed = _items(*(event for _, event in step.events))

    # -- helpers ------------------------------------------------------------------------

    def _timeline(self, annotator: str | None, *, make: bool = False) -> Timeline:
        if annotator is None:
            return self._all
        timeline = self._of.get(annotator)
        if timeline is None:
            timeline = Timeline()
            if make:
                self._of[annotator] = timeline
        return timeline

    def _entries(self, event: Event) -> list[Entry]:
        """Return all that was ever said in the place of this event, in order of writing."""
        if event.answer_kind in _CLASSES:
            return self._classes
        item = event.item_id or ""
        if event.answer_kind == "flag":
            return self._flags.setdefault(item, [])
        self._annotators.setdefault(item, {})[event.annotator] = None
        return self._answers.setdefault((item, event.annotator), [])

    def _show(self, event: Event, entries: list[Entry]) -> None:
        """Set what holds in the place of this event: the latest that stands."""
        while entries and not entries[-1][2].standing:
            entries.pop()  # a redo puts it back
        latest = entries[-1][1] if entries else None
        item = event.item_id or ""
        if event.answer_kind in _ANSWERS:
            if latest is None:
                self.current.pop((item, event.annotator), None)
            else:
                self.current[item, event.annotator] = latest
        elif event.answer_kind == "flag":
            if latest is None:
                self.flags.pop(item, None)
            else:
                self.flags[item] = latest.note or ""

    def _rank(self, event: Event) -> tuple[bool, int]:
        return event.answer_kind == "label", self._position[event.event_id]

    def _class_events(self) -> list[Event]:
        return [event for _, event, step in self._classes if step.standing]


def history(events: Iterable[Event]) -> History:
    """Return the history of a log.

    Parameters
    ----------
    events : iterable of Event
        In order of writing.

    Returns
    -------
    History
    """
    return History().replay(events)


def _at(entry: Entry) -> int:
    return entry[0]


def _items(*events: Event) -> frozenset[str]:
    return frozenset([event.item_id for event in events if event.item_id is not None])


def _renames(event: Event, name: str | None) -> bool:
    return event.answer_kind == "class_rename" and event.note == name
