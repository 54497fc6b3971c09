"""What was said of one item: who, when, what, and whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.journal import Event
from jupyter_al.session.answers.recorder import Recorder

__all__ = ["Said", "Told"]


@dataclass(frozen=True)
class Said:
    """One event of an item.

    Attributes
    ----------
    event : Event
    answer : str or None
        The class under its present name.
    undone : bool
        It was taken back.
    current : bool
        It is what holds now for this annotator.
    """

    event: Event
    answer: str | None
    undone: bool
    current: bool


class Told:
    """An index of the journal by item, brought up to date when it is asked."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._by_item: dict[str, list[Event]] = {}
        self._read = 0

    def of(self, item: int) -> list[Said]:
        """Return all answers and flags of an item, the latest first; also undone ones."""
        events = self._recorder.events
        for event in events[self._read :]:
            if event.item_id is not None and event.answer_kind not in ("undo", "redo"):
                self._by_item.setdefault(event.item_id, []).append(event)
            self._read += 1
        labels = self._recorder.labels
        said = self._by_item.get(self._recorder.pool.ids[item], [])
        return [
            Said(
                event,
                labels.name_of(event),
                undone=not labels.history.stands(event),
                current=labels.history.current.get((str(event.item_id), event.annotator)) is event,
            )
            for event in reversed(said)
        ]
