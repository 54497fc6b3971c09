"""The labels as arrays: a view over the journal, kept up to date event by event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import PoolError
from jupyter_al.journal import HELD_OUT, Event, History
from jupyter_al.pool import Pool
from jupyter_al.session.answers.askers import Askers
from jupyter_al.session.answers.certificate import weight_of
from jupyter_al.session.answers.classes import ClassTable

__all__ = ["Labels"]

OPEN, LABEL, SKIP, UNSURE = 0, 1, 2, 3
_NAMES = {LABEL: "labelled", SKIP: "skipped", UNSURE: "unsure"}
NOT_ASKED = ("chosen", "given", "measure")  # answers that owe no audit question
_STATES = {"label": LABEL, "bulk": LABEL, "skip": SKIP, "unsure": UNSURE}


class Labels:
    """Per-item state derived from the history.

    Attributes
    ----------
    codes : (N,) int32
        Class code of the latest standing label, -1 where there is none.
    state : (N,) uint8
        0 open, 1 labelled, 2 skipped, 3 unsure.
    audit : (N,) bool
        The standing answer belongs to the audit slice.
    held_out : (N,) bool
        The standing answer belongs to the audit or to what was drawn to measure: it never trains
        the model.
    drawn : dict
        Positions with a held-out answer in the order of their first one, and the probability
        each was drawn with to measure (None: uniformly, for the audit).
    questions : (N,) bool
        The standing answer was asked for, by the strategy or for the audit (not given or chosen).
    bulk : dict of int to float
        Items whose standing label came in bulk, and the weight it trains with.
    tally : Counter
        How many items are ``answered``, ``done`` (answered and usable), ``labelled``,
        ``skipped``, ``unsure``, ``audit`` (labelled, of the audit slice), ``test`` (labelled,
        drawn to measure), ``asked`` (see `questions`) and ``audited`` (asked, of the audit
        slice): kept step by step, because counting a million rows at each key takes time.
    trained, untrained : int
        How many training labels the last :meth:`add` brought, and took away or changed.
    unknown : int
        Answers in the store whose item is not in this pool (kept, not used).
    """

    def __init__(self, pool: Pool, classes: ClassTable) -> None:
        size = len(pool)
        self.codes: npt.NDArray[np.int32] = np.full(size, -1, dtype=np.int32)
        self.state: npt.NDArray[np.uint8] = np.zeros(size, dtype=np.uint8)
        self.audit: npt.NDArray[np.bool_] = np.zeros(size, dtype=bool)
        self.held_out: npt.NDArray[np.bool_] = np.zeros(size, dtype=bool)
        self.questions: npt.NDArray[np.bool_] = np.zeros(size, dtype=bool)
        self.bulk: dict[int, float] = {}
        self.drawn: dict[int, float | None] = {}
        self.tally: Counter[str] = Counter()
        self.flagged: set[int] = set()
        self.history = History()
        self.unknown = 0
        self.trained = self.untrained = 0
        self._pool = pool
        self._classes = classes
        self._per_class: Counter[int] = Counter()
        self._code_of: dict[str, int] = {}  # event_id -> class code at the time of the answer
        self._askers = Askers(classes)
        self._event_at: dict[int, str] = {}  # position -> event_id of its standing answer
        self._class_events: dict[str, Event] = {}
        self._undone: dict[str, str] = {}  # undo event_id -> what it undid

    def add(self, events: Iterable[Event]) -> list[int]:
        """Take in events in the order they were written; return the positions that changed."""
        changed: dict[int, None] = {}
        self.trained, self.untrained = 0, 0
        for event in events:
            self._apply_class_event(event)
            if event.answer_kind in ("label", "bulk") and event.answer is not None:
                if not self._classes.knows(event.answer):  # taken back in another notebook
                    self._classes.add(event.answer)
                self._code_of[event.event_id] = self._classes.code(event.answer)
                self._askers.add(event)
            self.history.add(event)
            for item_id in self.history.changed:
                position = self._refresh(item_id)
                if position is not None:
                    changed[position] = None
        return list(changed)

    def _apply_class_event(self, event: Event) -> None:
        kind, target = event.answer_kind, event.supersedes
        if kind in ("class_add", "class_rename"):
            self._class_events[event.event_id] = event
            self._do(event)
        elif kind == "undo" and target is not None:
            self._undone[event.event_id] = target
            if target in self._class_events:
                self._undo(self._class_events[target])
        elif kind == "redo" and target is not None:
            original = self._class_events.get(self._undone.get(target, ""))
            if original is not None:
                self._do(original)

    def _do(self, event: Event) -> None:
        if event.answer_kind == "class_add":
            self._classes.add(str(event.answer))
        else:
            self._classes.rename(str(event.note), str(event.answer))

    def _undo(self, event: Event) -> None:
        if event.answer_kind == "class_add":
            name = str(event.answer)
            gone = not self._classes.knows(name)  # undone in another notebook as well
            if not gone and not self._per_class[self._classes.code(name)]:
                self._classes.drop_last(name)  # with labels of somebody else it stays
        else:
            self._classes.rename(str(event.answer), str(event.note))

    def _refresh(self, item_id: str) -> int | None:
        try:
            position = self._pool.position(item_id)
        except PoolError:
            self.unknown += 1
            return None
        self._count(position, -1)
        self.bulk.pop(position, None)
        before = self._training_code(position)
        event = self.history.label_of(item_id)
        if event is None:
            self.codes[position], self.state[position] = -1, OPEN
            self.audit[position] = self.questions[position] = self.held_out[position] = False
            self._event_at.pop(position, None)
        else:
            self.state[position] = _STATES[event.answer_kind]
            self.codes[position] = self._code_of.get(event.event_id, -1)
            self.audit[position] = event.slice == "audit"
            self.held_out[position] = event.slice in HELD_OUT
            if event.slice in HELD_OUT:
                to_measure = event.slice == "test"
                probability = event.selection_probability if to_measure else None
                self.drawn.setdefault(position, probability)
            self.questions[position] = event.strategy not in NOT_ASKED
            self._event_at[position] = event.event_id
            if event.answer_kind == "bulk":
                self.bulk[position] = weight_of(event)
        self._count(position, 1)
        after = self._training_code(position)
        self.trained += after >= 0 and after != before
        self.untrained += before >= 0 and after != before
        if item_id in self.history.flags:
            self.flagged.add(position)
        else:
            self.flagged.discard(position)
        return position

    def _training_code(self, position: int) -> int:
        """Return the code that trains the model, -1 for none."""
        return -1 if self.held_out[position] else int(self.codes[position])

    def _count(self, position: int, step: int) -> None:
        """Add an item's present state to the tally, or take it away."""
        state = int(self.state[position])
        if state == OPEN:
            return
        audit, asked = bool(self.audit[position]), bool(self.questions[position])
        self.tally["answered"] += step
        self.tally["done"] += step * bool(self._pool.usable[position])
        self.tally[_NAMES[state]] += step
        self.tally["asked"] += step * asked
        self.tally["audited"] += step * (asked and audit)
        if state == LABEL:
            self.tally["audit"] += step * audit
            self.tally["test"] += step * (bool(self.held_out[position]) and not audit)
            self._per_class[int(self.codes[position])] += step

    def training(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the positions and codes that may train the model: all that is not held out."""
        rows = np.flatnonzero((self.codes >= 0) & ~self.held_out)
        return rows.astype(np.int64), self.codes[rows].astype(np.int64)

    def weights(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64] | None:
        """Return how much the labels of `rows` count in training; None where all count alike."""
        if not self.bulk:
            return None
        return np.array([self.bulk.get(row, 1.0) for row in rows.tolist()])

    def asked_by(self, rows: Sequence[int]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Return who asked for the label of each of `rows`, and in which round."""
        told = [self._askers.of(self._event_at[row]) for row in rows]
        return tuple(name for name, _ in told), tuple(round_ for _, round_ in told)

    def audited(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the positions and codes of the audit slice."""
        rows = np.flatnonzero((self.codes >= 0) & self.audit)
        return rows.astype(np.int64), self.codes[rows].astype(np.int64)

    def same_class(self, one: str, other: str) -> bool:
        """Whether two label events, by their ids, gave the same class."""
        return self._code_of.get(one) == self._code_of.get(other)

    def name_of(self, event: Event) -> str | None:
        """Return the present name of the class that an event gave."""
        code = self._code_of.get(event.event_id, -1)
        return self._classes.names[code] if 0 <= code < len(self._classes) else event.answer

    def counts(self) -> dict[str, int]:
        """Return how many items are labelled, audited, skipped, unsure and flagged."""
        names = ("labelled", "audit", "test", "skipped", "unsure")
        return {**{name: self.tally[name] for name in names}, "flagged": len(self.flagged)}

    def per_class(self) -> list[int]:
        """Return the number of labels of each class, by code."""
        return [self._per_class[code] for code in range(len(self._classes))]
