"""Labels as they stood at some point of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.journal import Event
from jupyter_al.pool import Pool
from jupyter_al.session.answers.classes import ClassTable
from jupyter_al.session.answers.labels import Labels

__all__ = ["Answers", "Replay", "Standing", "standing"]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Answers:
    """What changed between two points of the journal.

    Attributes
    ----------
    items, codes : (M,) int64
        Positions whose answer is another one, and their class codes now (-1: no label).
    weights : (M,) float64
        How much the labels count in training; 0 for those held out to measure.
    asked : tuple of (str, tuple of int)
        Query strategies and the items they had asked, in order of answering.
    labels : int
        Labels that train a model at the end.
    n_classes : int
        Classes that there are at the end.
    """

    items: Ints
    codes: Ints
    weights: npt.NDArray[np.float64]
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
            np.concatenate([self.weights, later.weights]),
            tuple((name, tuple(dict.fromkeys(items))) for name, items in groups.items()),
            later.labels,
            later.n_classes,
        )


@dataclass(frozen=True, eq=False)
class Standing:
    """Labels standing at one point: positions (L,) ascending, class codes, weights in training."""

    items: Ints
    codes: Ints
    weights: npt.NDArray[np.float64]

    @property
    def trains(self) -> tuple[Ints, Ints, npt.NDArray[np.float64] | None]:
        """Positions, codes and weights that train a model; no weights where all count alike."""
        use = self.weights > 0
        weights = self.weights[use]
        return self.items[use], self.codes[use], None if (weights == 1).all() else weights


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
            np.array([labels.bulk.get(i, 1.0) for i in changed]) * ~labels.held_out[items],
            tuple((name, tuple(found)) for name, found in groups.items()),
            labels.tally["labelled"] - labels.tally["audit"] - labels.tally["test"],
            len(self._classes),
        )


def standing(stretches: Sequence[Answers]) -> Standing:
    """Return the labels standing after these stretches, the first of which begins at the start."""
    if not stretches:
        none = np.empty(0, dtype=np.int64)
        return Standing(none, none, np.empty(0))
    items = np.concatenate([s.items for s in stretches])[::-1]
    codes = np.concatenate([s.codes for s in stretches])[::-1]
    weights = np.concatenate([s.weights for s in stretches])[::-1]
    positions, last = np.unique(items, return_index=True)
    keep = codes[last] >= 0
    return Standing(positions[keep], codes[last][keep], weights[last][keep])
