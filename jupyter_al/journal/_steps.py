"""The steps of a history: what one undo takes back, and what one redo brings back."""

from __future__ import annotations

from jupyter_al.journal.event import Event


class Step:
    """The events that are undone together: one answer, or all of one `bulk_id`."""

    __slots__ = ("annotator", "events", "standing")

    def __init__(self, annotator: str) -> None:
        self.annotator = annotator
        self.events: list[Event] = []
        self.standing = True


class Timeline:
    """Undo stack and redo stack over the steps of one annotator, or of all.

    Steps may be undone and redone from the middle (somebody else's later steps stay), so an
    entry may be dead; dead entries are dropped when they come to the top, and the depths are
    counted apart. All changes take O(1) amortised.
    """

    def __init__(self) -> None:
        self.undo_depth = 0
        self._steps: list[Step] = []
        self._undos: dict[str, Event] = {}

    @property
    def redo_depth(self) -> int:
        """Number of undos that may be taken back."""
        return len(self._undos)

    @property
    def last(self) -> Step | None:
        """The latest standing step."""
        return self._steps[-1] if self._steps else None

    @property
    def last_undo(self) -> Event | None:
        """The latest undo that may be taken back."""
        return self._undos[next(reversed(self._undos))] if self._undos else None

    def write(self, step: Step) -> None:
        """Take a new step: what was undone before cannot come back by a plain redo."""
        self._steps.append(step)
        self.undo_depth += 1
        self.forget()

    def forget(self) -> None:
        """Empty the redo stack."""
        if self._undos:
            self._undos.clear()

    def undo(self, undo: Event) -> None:
        """Note that a step (marked already) no longer stands."""
        self.undo_depth -= 1
        while self._steps and not self._steps[-1].standing:
            self._steps.pop()
        self._undos[undo.event_id] = undo

    def redo(self, step: Step, undo_id: str) -> None:
        """Note that this step stands again."""
        self.undo_depth += 1
        self._steps.append(step)
        self._undos.pop(undo_id, None)
