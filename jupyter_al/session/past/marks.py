"""Where each model stands in the journal, kept with the store as a few words per version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jupyter_al.journal import Event

__all__ = ["ANSWERS", "Mark", "as_json", "from_events", "read"]

ANSWERS = ("label", "bulk", "skip", "unsure")


@dataclass(frozen=True)
class Mark:
    """One model version in the order of the journal.

    Attributes
    ----------
    version : int
        Model version.
    events : int
        How many events the journal had when the fit began.
    learner : str
        Its name; "" where nobody wrote it down.
    changed : int or None
        Predictions that differ from those of the version before.
    why : mapping of str to str
        For each query strategy that had asked since the version before, why: the reason of the
        first item.
    """

    version: int
    events: int
    learner: str = ""
    changed: int | None = None
    why: Mapping[str, str] = field(default_factory=dict)


def as_json(marks: Sequence[Mark], events: Sequence[Event]) -> str:
    """Return marks for the store; an event is named by its id, which stays the same there."""
    rows = []
    for mark in marks:
        last = events[mark.events - 1].event_id if mark.events else ""
        rows.append([mark.version, last, mark.learner, mark.changed, dict(mark.why)])
    return json.dumps({"marks": rows}, ensure_ascii=False)


def read(text: str | None, events: Sequence[Event]) -> list[Mark]:
    """Return the marks that a store holds; without readable ones, what the answers tell.

    Parameters
    ----------
    text : str or None
        From :func:`as_json`.
    events : sequence of Event
        Of the journal, in order; marks on events that are not there are left out.
    """
    if text is None:
        return from_events(events)
    place = {event.event_id: number for number, event in enumerate(events, 1)}
    place[""] = 0
    marks: list[Mark] = []
    try:
        for version, last, learner, changed, why in json.loads(text)["marks"]:
            known = place.get(last)
            newest = marks[-1] if marks else Mark(0, 0)
            if known is None or version <= newest.version or known < newest.events:
                continue  # of another notebook on the same store
            marks.append(Mark(int(version), known, str(learner), changed, dict(why)))
    except (AttributeError, KeyError, TypeError, ValueError):
        return from_events(events)
    return marks


def from_events(events: Sequence[Event]) -> list[Mark]:
    """Return the versions that the answers name: the model that asked was fitted before."""
    marks: list[Mark] = []
    newest = 0
    for number, event in enumerate(events):
        version = event.model_version or 0
        if event.answer_kind in ANSWERS and version > newest:
            marks.append(Mark(version, number))
            newest = version
    return marks
