"""Two strategies in turn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Alternate"]


@dataclass(frozen=True)
class Alternate(BaseStrategy):
    """The picks of two strategies in turn, each row once.

    Parameters
    ----------
    first, second : BaseStrategy
        Which of them begins is drawn each round, so that one question at a time is fair too.
    """

    first: BaseStrategy
    second: BaseStrategy

    @property
    def name(self) -> str:
        """Return both names."""
        return f"{self.first.name} and {self.second.name}"

    @property
    def needs(self) -> frozenset[str]:
        """What both need."""
        return self.first.needs | self.second.needs

    @property
    def rowwise(self) -> frozenset[str]:
        """What both need in each row."""
        return self.first.rowwise | self.second.rowwise

    @property
    def uses_past(self) -> frozenset[str]:
        """What both learn from."""
        return self.first.uses_past | self.second.uses_past

    def pick(self, task: Task) -> Picks:
        """Ask both and take their picks in turn; copies come last."""
        pair = [self.first, self.second]
        if task.rng().random() < 0.5:
            pair.reverse()
        asked = [each.pick(replace(task, name=each.name)) for each in pair]
        positions = np.stack([each.positions[: task.n] for each in asked], axis=1).ravel()
        new = np.sort(np.unique(positions, return_index=True)[1])
        fresh = Seen.labelled(task.snapshot).first(positions[new])
        order = np.concatenate([new[fresh], new[~fresh]])[: task.n]
        return Picks(
            positions[order],
            np.stack([each.scores for each in asked], axis=1).ravel()[order],
            [dict(asked[i % 2].terms[i // 2]) for i in order],
            [asked[i % 2].reasons[i // 2] for i in order],
            notes=tuple(dict.fromkeys(note for each in asked for note in each.notes)),
        )
