"""One annotation event: one row of the journal."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from operator import attrgetter

from jupyter_al.errors import SessionError, nearest

ANSWER_KINDS = (
    "label",
    "bulk",
    "skip",
    "unsure",
    "flag",
    "undo",
    "redo",
    "class_add",
    "class_rename",
)
SLICES = ("seed", "active", "audit", "test", "recheck")
HELD_OUT = ("audit", "test")
"""Slices that never train a model."""
MAX_ID = 200
"""Longest `event_id`, in characters: some databases cannot index a longer text."""

_REQUIRED = {
    "label": ("item_id", "answer"),
    "bulk": ("item_id", "answer"),
    "skip": ("item_id",),
    "unsure": ("item_id",),
    "flag": ("item_id",),
    "undo": ("supersedes",),
    "redo": ("supersedes",),
    "class_add": ("answer",),
    "class_rename": ("answer", "note"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One answer of one annotator, with everything that cannot be recovered later.

    Times are seconds since the epoch (UTC).

    Parameters
    ----------
    event_id : str
        Made by whoever asks the question; the same id twice counts once.
    item_id : str or None
        Id of the item in the pool; None for undo, redo and the events on classes.
    annotator : str
        Who answered.
    answered_at : float
        When the answer was given.
    answer_kind : str
        One of ``label, bulk, skip, unsure, flag, undo, redo, class_add, class_rename``. A
        ``bulk`` label was given to a whole region; nobody looked at the item itself.
    answer : str, optional
        The class name of a label, also in bulk; the new name of a ``class_add`` or
        ``class_rename``.
    shown_at : float, optional
        When the item came on the screen.
    active_seconds : float, optional
        Time the annotator spent on the item, pauses left out.
    query_type : str
        What was asked.
    shown_options : tuple of str, optional
        The choices in the order on the screen.
    strategy : str, optional
        The query strategy that picked the item.
    round : int, optional
        The query round.
    model_version : int, optional
        The model whose belief was shown and used.
    selection_probability : float, optional
        Probability with which the item was drawn; None when the choice was deterministic.
    slice : str
        ``seed``, ``active``, ``audit`` (uniform at random, never trains), ``test`` (drawn to
        measure with a known probability, never trains) or ``recheck``.
    bulk_id : str, optional
        Shared by the events that were written together and are undone together.
    supersedes : str, optional
        undo: the `event_id` (or `bulk_id`) of what is undone. redo: the `event_id` of the undo.
    note : str, optional
        Free text of a flag; the old name of a ``class_rename``; of a ``bulk`` label what was
        checked, and the weight it trains with, as JSON.

    Raises
    ------
    SessionError
        When a field that this kind needs is missing, or a value cannot be stored.
    """

    event_id: str
    item_id: str | None
    annotator: str
    answered_at: float
    answer_kind: str
    answer: str | None = None
    shown_at: float | None = None
    active_seconds: float | None = None
    query_type: str = "classify"
    shown_options: tuple[str, ...] | None = None
    strategy: str | None = None
    round: int | None = None
    model_version: int | None = None
    selection_probability: float | None = None
    slice: str = "active"
    bulk_id: str | None = None
    supersedes: str | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        kind = self.answer_kind
        if kind not in _REQUIRED:
            raise SessionError(f"Unknown answer kind {kind!r}{nearest(str(kind), ANSWER_KINDS)}")
        for name in _REQUIRED[kind]:
            if getattr(self, name) is None:
                raise SessionError(f"An event of kind {kind!r} needs {name!r}: give it a value.")
        if self.slice not in SLICES:
            raise SessionError(f"Unknown slice {self.slice!r}{nearest(str(self.slice), SLICES)}")
        if self.slice == "test" and kind == "label" and self.selection_probability is None:
            raise SessionError(
                "A label of the slice 'test' needs the probability it was drawn with: what was "
                "chosen, and not drawn, cannot measure a model. Draw with session.measure(n)."
            )
        if self.shown_options is not None and type(self.shown_options) is not tuple:
            object.__setattr__(self, "shown_options", tuple(self.shown_options))
        if not self.event_id or len(self.event_id) > MAX_ID:
            raise SessionError(
                f"An event id must have 1 to {MAX_ID} characters: use for example uuid.uuid4().hex."
            )
        for name in ("round", "model_version"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < 2**63:
                raise SessionError(
                    f"The field {name!r} must be a whole number from 0, got {value}."
                )
        probability = self.selection_probability
        if probability is not None and not 0.0 < probability <= 1.0:
            raise SessionError(
                f"A selection probability must lie in (0, 1], got {probability}: "
                "give None when the choice was deterministic."
            )
        for name, value in zip(_NUMBERS, _numbers_of(self), strict=True):
            if value is not None and not math.isfinite(value):
                raise SessionError(f"The field {name!r} must be a finite number, got {value}.")
        texts = [text for text in _texts_of(self) if text is not None]
        if self.shown_options:
            texts += self.shown_options
        if not _can_be_stored(texts):
            self._say_what_cannot_be_stored()

    def _say_what_cannot_be_stored(self) -> None:
        named = [(name, getattr(self, name)) for name in _TEXTS]
        named += [("shown_options", option) for option in self.shown_options or ()]
        for name, value in named:
            if value is not None and not isinstance(value, str):
                raise SessionError(f"The field {name!r} must be text, not {type(value).__name__}.")
            if value is not None and not _can_be_stored([value]):
                raise SessionError(
                    f"The field {name!r} holds characters that cannot be stored ({value[:40]!a}): "
                    "remove NUL characters and broken Unicode, in a file name by renaming the file."
                )


FIELDS = tuple(field.name for field in fields(Event))
"""The columns of the journal, in order."""

_NUMBERS = ("answered_at", "shown_at", "active_seconds", "round", "model_version")
_TEXTS = tuple(f for f in FIELDS if f not in (*_NUMBERS, "selection_probability", "shown_options"))

_numbers_of = attrgetter(*_NUMBERS)
_texts_of = attrgetter(*_TEXTS)


def _can_be_stored(texts: list[str]) -> bool:
    """Whether every database takes these: text, without NUL and halves of surrogate pairs."""
    try:
        joined = "\n".join(
            texts
        )  # one check instead of a dozen: a long log is read in half the time
        if not joined.isascii():
            joined.encode("utf-8")
    except (TypeError, UnicodeEncodeError):
        return False
    return "\x00" not in joined
