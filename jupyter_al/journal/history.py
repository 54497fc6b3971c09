"""What the log means now: current answers, flags and classes, with undo and redo."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from jupyter_al.journal._steps import Step, Timeline
from jupyter_al.journal.event import Event

_LABELS = ("label", "bulk")
_ANSWERS = (*_LABELS, "skip", "unsure")
_CLASSES = ("class_add", "class_rename")


class History:
    """View over a log of events, kept up to date one event at a time in O(1) amortised.

    A *step* is one event of kind label, bulk, skip, unsure, flag, class_add or class_rename, or all
    events of one `bulk_id`. An undo event takes back the step that its `supersedes` names; a
    redo event takes back the undo event that its `supersedes` names. Undo goes back over the
    whole history. Redo is offered until a new step is written. An undo or redo that names
    nothing, or something that is undone already, changes nothing, so every log can be read.

    Not locked: the owner of the history guards it.

    Attributes
    ----------
    current : dict of (item_id, annotator) to Event
        Latest standing label (also in bulk), skip or unsure of each item and annotator.
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
        self._bulks: dict[str, Step] = {}
        self._undone: dict[str, Step] = {}
        # all that was said in one place, in order; what was undone leaves when it is on top
        self._answers: dict[str, dict[str, list[Event]]] = {}
        self._flags: dict[str, list[Event]] = {}
        self._classes: list[Event] = []

    def add(self, event: Event) -> bool:
        """Take the next event of the log.

        Returns
        -------
        bool
            False when an event of this id is known already; nothing changes then.
        """
        known = len(self._position)
        self.changed = frozenset(self._take(event))
        return len(self._position) > known

    def replay(self, events: Iterable[Event]) -> History:
        """Take many events; return self. `changed` then holds the items of all of them."""
        changed: set[str] = set()
        for event in events:
            changed.update(self._take(event))
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
        return None if step is None else list(step.events)

    def redo_target(self, annotator: str | None = None) -> list[Event] | None:
        """Return the undo event that the next redo supersedes (of anybody when None given)."""
        undo = self._timeline(annotator).last_undo
        return None if undo is None else [undo]

    def bulk_stands(self, bulk_id: str) -> bool:
        """Return whether this bulk is there and not undone."""
        step = self._bulks.get(bulk_id)
        return step is not None and step.standing

    def bulk_of(self, event_id: str) -> tuple[str, str] | None:
        """Return the bulk that a bulk label belongs to, and its answer; None of another event."""
        step = self._steps.get(event_id)
        last = step.events[-1] if step is not None else None
        if last is None or last.answer_kind != "bulk" or last.bulk_id is None:
            return None
        return last.bulk_id, last.answer or ""

    def bulk_target(self, bulk_id: str) -> list[Event] | None:
        """Return the events of a standing bulk, as :meth:`undo_target` does."""
        return list(self._bulks[bulk_id].events) if self.bulk_stands(bulk_id) else None

    # -- answers ------------------------------------------------------------------------

    def label_of(self, item_id: str) -> Event | None:
        """Return the latest standing answer of an item over its annotators, or None.

        Labels come first: one annotator's skip or unsure does not hide what another labelled.
        An annotator who skips an item after labelling it takes the own label away.
        """
        found = [self.current.get((item_id, who)) for who in self._answers.get(item_id, ())]
        return max((event for event in found if event is not None), key=self._rank, default=None)

    def stands(self, event: Event) -> bool:
        """Whether a known event has not been undone (it may be superseded all the same)."""
        step = self._steps.get(event.event_id)
        return step is not None and step.standing

    def standing_labels(self) -> list[Event]:
        """Return the standing labels of all items and annotators, in order of writing."""
        labels = [e for e in self.current.values() if e.answer_kind in _LABELS]
        return sorted(labels, key=self._at)

    def name_of(self, event: Event) -> str | None:
        """Return the answer of an event under the name its class has now."""
        name = event.answer
        if self._classes:
            position = self._position.get(event.event_id, -1)
            for change in self._class_events():
                if self._position[change.event_id] > position and _renames(change, name):
                    name = change.answer
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

    # -- the three kinds of event; each returns the items it touched -------------------------

    def _take(self, event: Event) -> list[str]:
        if event.event_id in self._position:
            return []
        self._position[event.event_id] = len(self._position)
        if event.answer_kind == "undo":
            return self._undo(event)
        if event.answer_kind == "redo":
            return self._redo(event)
        return self._write(event)

    def _write(self, event: Event) -> list[str]:
        bulk = event.bulk_id
        step = None if bulk is None else self._bulks.get(bulk)
        if step is None or not step.standing:
            step = Step(event.annotator)
            if bulk is not None:
                self._bulks[bulk] = step
            self._all.write(step)
            self._timeline(event.annotator, make=True).write(step)
        else:
            self._all.forget()
            self._timeline(step.annotator).forget()
        self._steps[event.event_id] = step
        step.events.append(event)
        said = self._said(event)
        said.append(event)
        self._show(event, said)
        return [] if event.item_id is None else [event.item_id]

    def _undo(self, undo: Event) -> list[str]:
        target = undo.supersedes or ""
        step = self._bulks.get(target) or self._steps.get(target)
        if step is None or not step.standing:
            return []
        step.standing = False
        self._undone[undo.event_id] = step
        for event in step.events:
            self._show(event, self._said(event))
        self._all.undo(undo)
        self._timeline(step.annotator).undo(undo)
        return _items(step)

    def _redo(self, redo: Event) -> list[str]:
        undo_id = redo.supersedes or ""
        step = self._undone.pop(undo_id, None)
        if step is None:
            return []
        step.standing = True
        for event in step.events:
            said = self._said(event)
            place = bisect_left(said, self._at(event), key=self._at)
            if place == len(said) or said[place] is not event:
                said.insert(place, event)
            self._show(event, said)
        self._all.redo(step, undo_id)
        self._timeline(step.annotator).redo(step, undo_id)
        return _items(step)

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

    def _said(self, event: Event) -> list[Event]:
        """Return all that was said in the place of this event, in order of writing."""
        if event.answer_kind in _CLASSES:
            return self._classes
        item = event.item_id or ""
        if event.answer_kind == "flag":
            return self._flags.setdefault(item, [])
        return self._answers.setdefault(item, {}).setdefault(event.annotator, [])

    def _show(self, event: Event, said: list[Event]) -> None:
        """Set what holds in the place of this event: the latest that stands."""
        while said and not self._steps[said[-1].event_id].standing:
            said.pop()  # a redo puts it back
        item = event.item_id or ""
        if event.answer_kind in _ANSWERS:
            if said:
                self.current[item, event.annotator] = said[-1]
            else:
                self.current.pop((item, event.annotator), None)
        elif event.answer_kind == "flag":
            if said:
                self.flags[item] = said[-1].note or ""
            else:
                self.flags.pop(item, None)

    def _at(self, event: Event) -> int:
        return self._position[event.event_id]

    def _rank(self, event: Event) -> tuple[int, int]:
        kind = event.answer_kind  # what somebody looked at counts more than what came in bulk
        return (kind == "label") + (kind in _LABELS), self._position[event.event_id]

    def _class_events(self) -> list[Event]:
        return [e for e in self._classes if self._steps[e.event_id].standing]


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


def _items(step: Step) -> list[str]:
    return [event.item_id for event in step.events if event.item_id is not None]


def _renames(event: Event, name: str | None) -> bool:
    return event.answer_kind == "class_rename" and event.note == name
