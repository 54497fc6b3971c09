"""LAS: rows whose neighbourhood contradicts itself, spread by k-means."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jupyter_al.numerics.cosine_neighbours import EXACT_UP_TO
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.filters import Dedupe
from jupyter_al.strategies.hybrid.central import Central
from jupyter_al.strategies.hybrid.local_inconsistency import LocalInconsistency
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["LAS"]


@dataclass(frozen=True)
class LAS(BaseStrategy):
    """Local context-aware sampling of LADA (Sun, Lu and Ling, ICCV 2023).

    Among the ``n (1 + M)`` rows of highest local inconsistency, n clusters by k-means and the
    row nearest to each centre.

    Parameters
    ----------
    neighbours : int
        Nearest rows that are compared.
    more : int
        M, at least 0.
    most : int
        Larger pools are answered from a random part of this many rows.

    Notes
    -----
    Formula: ``Q_i = -sum_k w_ik <p_i, p_k>`` over the nearest rows k, ``score = Q_i + sum_k w_ik
    Q_k``; of the ``n (1 + more)`` best, n clusters by k-means and the row nearest to each centre.

    Cost: a search for neighbours, O(N² D) up to some ten thousand rows and within nearby clusters
    beyond, once for the features; then O(N k C) for k neighbours and O(more n² D) for each step of
    k-means; memory O(N k).
    """

    neighbours: int = 10
    more: int = 10
    most: int = 200_000

    def __post_init__(self) -> None:
        LocalInconsistency(self.neighbours)
        whole_numbers(self, "more", least=0)
        whole_numbers(self, "most")

    @property
    def name(self) -> str:
        """``las``."""
        return "las"

    @property
    def needs(self) -> frozenset[str]:
        """Probabilities and an embedding."""
        return LocalInconsistency.needs

    def sentence(self, n: int) -> Composition:
        """Return the strategy in the vocabulary of steps, for a batch of `n`."""
        words = Composition(LocalInconsistency(self.neighbours), called=self.name)
        return words.keep(n * (1 + self.more)).spread(Central("embedding"))

    def pick(self, task: Task) -> Picks:
        """Score, keep the best and spread."""
        notes = []
        size = max(self.most, task.n)
        if len(task.rows) > size:
            rows = task.rows[Dedupe().kept(task, task.rows, None)]
            if len(rows) > size:
                rng = task.snapshot.rng(f"part of {self.name}")
                rows = np.sort(rng.choice(rows, size, replace=False))
            task = replace(task, rows=rows)
            notes.append(f"Only a random part of {len(rows)} candidates was compared.")
        if len(task.rows) > EXACT_UP_TO:
            notes.append("Neighbours are searched in nearby clusters: a few may be missed.")
        picks = self.sentence(task.n).pick(task)
        return replace(picks, notes=(*notes, *picks.notes))
