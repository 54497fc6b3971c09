"""Labels as they stood at some point of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.journal import Event
from jupyter_al.pool import Pool
from jupyter_al.session.classes import ClassTable
from jupyter_al.session.labels import Labels

__all__ = ["Answers", "Replay", "Standing", "standing"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Answers:
    """What changed between two points of the journal.

    Attributes
    ----------
    items, codes : (M,) int64
        Positions whose answer is another one, and their class codes now (-1: no label).
    audit : (M,) bool
        The label belongs to the audit slice.
    asked : tuple of (str, tuple of int)
        Query strategies and the items they had asked, in order of answering.
    labels : int
        Labels that train a model at the end.
    n_classes : int
        Classes that there are at the end.
    """

    items: Ints
    codes: Ints
    audit: npt.NDArray[np.bool_]
    asked: tuple[tuple[str, tuple[int, ...]], ...]
    labels: int
    n_classes: int

    def then(self, later: Answers) -> Answers:
        """Return both stretches as one."""
        groups: dict[str, list[int]] = {}
        for strategy, items in (*self.asked, *later.asked):
            groups.setdefault(strategy, []).extend(items)
        return Answers(
            np.concatenate([self.items, later.items]),
            np.concatenate([self.codes, later.codes]),
            np.concatenate([self.audit, later.audit]),
            tuple((name, tuple(dict.fromkeys(items))) for name, items in groups.items()),
            later.labels,
            later.n_classes,
        )


@dataclass(frozen=True, eq=False)
class Standing:
    """Labels standing at one point: positions (L,) ascending, class codes, audit slice or not."""

    items: Ints
    codes: Ints
    audit: npt.NDArray[np.bool_]

    @property
    def trains(self) -> tuple[Ints, Ints]:
        """Positions and codes that train a model."""
        return self.items[~self.audit], self.codes[~self.audit]


class Replay:
    """Goes once through a journal, from stop to stop.

    Parameters
    ----------
    pool : Pool
    names : sequence of str
        The classes that the session was begun with.
    """

    def __init__(self, pool: Pool, names: Sequence[str]) -> None:
        self.done = 0  # events behind us
        self._pool = pool
        self._classes = ClassTable(names)
        self._labels = Labels(pool, self._classes)

    def to(self, events: Sequence[Event], stop: int) -> Answers:
        """Take the events up to the `stop`-th, and return what changed since the last stop."""
        labels = self._labels
        changed = labels.add(events[self.done : stop])
        self.done = max(self.done, stop)
        items = np.array(changed, dtype=np.int64)
        groups: dict[str, list[int]] = {}
        for item in changed:
            event = labels.history.label_of(self._pool.ids[item])
            if event is not None:
                groups.setdefault(event.strategy or "given", []).append(item)
        return Answers(
            items,
            labels.codes[items].astype(np.int64),
            labels.audit[items],
            tuple((name, tuple(found)) for name, found in groups.items()),
            labels.tally["labelled"] - labels.tally["audit"],
            len(self._classes),
        )


def standing(stretches: Sequence[Answers]) -> Standing:
    """Return the labels standing after these stretches, the first of which begins at the start."""
    if not stretches:
        none = np.empty(0, dtype=np.int64)
        return Standing(none, none, np.empty(0, dtype=bool))
    items = np.concatenate([s.items for s in stretches])[::-1]
    codes = np.concatenate([s.codes for s in stretches])[::-1]
    audit = np.concatenate([s.audit for s in stretches])[::-1]
    positions, last = np.unique(items, return_index=True)
    keep = codes[last] >= 0
    return Standing(positions[keep], codes[last][keep], audit[last][keep])
