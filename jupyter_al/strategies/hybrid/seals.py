"""SEALS: only the neighbours of labelled samples may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Ints
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import count
from jupyter_al.strategies.hybrid.anchoral import with_random
from jupyter_al.strategies.hybrid.neighbours import directions, neighbours
from jupyter_al.strategies.hybrid.wrapper import PartOfPool
from jupyter_al.strategies.strategy import Task

__all__ = ["SEALS"]


@dataclass(frozen=True)
class SEALS(PartOfPool):
    """The strategy inside sees the nearest rows of each label (Coleman et al., AAAI 2022).

    The part grows with the labels: each new label is searched once. Nearness is the cosine of
    the features. Without labels the whole pool is left.

    Parameters
    ----------
    inner : BaseStrategy or str
    neighbours : int
        Rows that each label finds.

    Notes
    -----
    Formula: the pool of the strategy inside is the union of the nearest neighbours of all labelled
    rows, by cosine.

    Cost: time O(N D) for each new label, those of earlier rounds being remembered, and the strategy
    inside on ``neighbours L`` rows at most; memory O(N + neighbours L).
    """

    word: ClassVar[str] = "seals"
    neighbours: int = 100

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_numbers(self, "neighbours")

    def part(self, task: Task) -> tuple[Ints, str]:
        """Return the union of what the labels find."""
        snapshot = task.snapshot
        points = directions(snapshot)
        use = np.isfinite(points.lengths[snapshot.labelled])
        labelled = snapshot.labelled[use]
        if not len(labelled):
            return task.rows, ""
        found = neighbours(snapshot, labelled, self.neighbours, task.rows, task.check)
        part = np.unique(np.concatenate([index for index, _ in found]))
        sentence = f"Chosen from {count(len(part), 'neighbour')} of {count(len(found), 'label')}."
        return with_random(task, part, snapshot.labels[use], sentence)
