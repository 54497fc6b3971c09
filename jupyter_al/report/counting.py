"""Standing labels counted: by who gave them, and by how their items came to be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_al.journal import Event

__all__ = ["Annotator", "Asking", "agreeing", "annotators", "askings", "changed"]


@dataclass(frozen=True)
class Annotator:
    """Who labelled: standing labels, the days, and the time it took."""

    name: str
    labels: int
    first: float
    last: float
    seconds: tuple[float, ...]


@dataclass(frozen=True)
class Asking:
    """One way in which items came to be labelled."""

    strategy: str
    slice: str
    labels: int
    bulk: int
    known: int  # of which the probability of being drawn is known


def askings(standing: Sequence[Event]) -> tuple[Asking, ...]:
    """Count standing labels by how their items came to be asked, the most frequent first."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event in standing:
        found.setdefault((event.strategy or "unknown", event.slice), []).append(event)
    made = [
        Asking(
            strategy,
            slice_,
            len(those),
            sum(event.answer_kind == "bulk" for event in those),
            sum(event.selection_probability is not None for event in those),
        )
        for (strategy, slice_), those in found.items()
    ]
    return tuple(sorted(made, key=lambda each: -each.labels))


def annotators(standing: Sequence[Event]) -> tuple[Annotator, ...]:
    """Count standing labels by who gave them, the busiest first."""
    found: dict[str, list[Event]] = {}
    for event in standing:
        found.setdefault(event.annotator, []).append(event)
    made = [
        Annotator(
            name,
            len(those),
            min(event.answered_at for event in those),
            max(event.answered_at for event in those),
            tuple(e.active_seconds for e in those if e.active_seconds is not None),
        )
        for name, those in found.items()
    ]
    return tuple(sorted(made, key=lambda each: -each.labels))


def agreeing(standing: Sequence[Event], class_of: dict[str, str | None]) -> tuple[int, int]:
    """Return the items that two people or more labelled, and those on which all agree."""
    found: dict[str, set[str | None]] = {}
    people = Counter(event.item_id for event in standing)
    for event in standing:
        if people[event.item_id] > 1:
            found.setdefault(str(event.item_id), set()).add(class_of[event.event_id])
    return len(found), sum(len(said) == 1 for said in found.values())


def changed(events: Sequence[Event]) -> int:
    """Count labels that took the place of another one of the same annotator."""
    by_id = {event.event_id: event for event in events}
    return sum(
        former.answer_kind in ("label", "bulk") and former.annotator == event.annotator
        for event in events
        if event.answer_kind in ("label", "bulk")
        and event.supersedes is not None
        and (former := by_id.get(event.supersedes)) is not None
    )
