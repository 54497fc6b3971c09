"""Bulk labels that somebody looked at later: where too many are wrong, the region is doubted."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from jupyter_al.journal import Event
from jupyter_al.session.answers.labels import Labels

__all__ = ["Rechecks"]

WINDOW = 20  # of the last so many of a region ...
WRONG = 2  # ... that many wrong ones are too many


class Rechecks:
    """What the items of each region turned out to be. Not locked: the session's lock guards it.

    Parameters
    ----------
    labels : Labels
    """

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._seen: dict[str, deque[bool]] = {}
        self._doubted: set[str] = set()

    def saw(self, events: Iterable[Event]) -> list[str]:
        """Take in new events; return a sentence for each region that is doubted from now on."""
        sentences = []
        for event in events:
            if event.answer_kind != "label" or event.supersedes is None:
                continue
            step = self._labels.history.bulk_of(event.supersedes)
            if step is None or step[0] == event.bulk_id:
                continue
            bulk, answer = step
            seen = self._seen.setdefault(bulk, deque(maxlen=WINDOW))
            seen.append(not self._labels.same_class(event.event_id, event.supersedes))
            if sum(seen) >= WRONG and bulk not in self._doubted:
                self._doubted.add(bulk)
                sentences.append(
                    f"{sum(seen)} of {len(seen)} items looked at again are not {answer}, as the "
                    f"whole of their region was labelled: session.revoke({bulk!r}) takes the "
                    "labels of the region back."
                )
        return sentences
