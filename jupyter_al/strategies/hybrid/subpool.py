"""Score a part of a large pool: at random, or half of it where the model is most unsure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._words import count
from jupyter_al.strategies.coverage.herd import candidate_cap
from jupyter_al.strategies.hybrid.wrapper import PartOfPool, random_rows
from jupyter_al.strategies.strategy import Task

__all__ = ["Subpool"]


@dataclass(frozen=True)
class Subpool(PartOfPool):
    """The strategy inside sees a part of the pool (Atighehchian et al. 2020).

    A random part was reported to serve as well as the whole pool; a pool that is not larger is
    left as it is.

    Parameters
    ----------
    inner : BaseStrategy or str
    size : int, optional
        Rows in the part; by default what :func:`candidate_cap` allows.
    uncertain : float
        Share of the part, in [0, 1], that the model is most unsure of; the rest is random.

    Notes
    -----
    Formula: the pool of the strategy inside is ``size`` rows: a share by ``1 - (p1 - p2)``, the
    others at random.

    Cost: O(N) and the strategy inside on ``size`` rows.
    """

    word: ClassVar[str] = "subpool"
    size: int | None = None
    uncertain: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.size is not None and (isinstance(self.size, bool) or not self.size >= 1):
            raise StrategyError(f"size must be a number of rows from 1, not {self.size!r}.")
        if not 0 <= self.uncertain <= 1:
            raise StrategyError(f"uncertain must be a share in [0, 1], not {self.uncertain!r}.")

    @property
    def needs(self) -> frozenset[str]:
        """What the strategy inside needs, and probabilities for an uncertain share."""
        return self.inner.needs | (frozenset({"probabilities"}) if self.uncertain else frozenset())

    @property
    def rowwise(self) -> frozenset[str]:
        """What is needed in each row."""
        return self.inner.rowwise | (self.needs - self.inner.needs)

    def part(self, task: Task) -> tuple[Ints, str]:
        """Draw."""
        snapshot, rows = task.snapshot, task.rows
        size = self.size or candidate_cap(len(snapshot.labelled), task.n)
        size = max(int(size), task.n)
        if size >= len(rows):
            return rows, ""
        top = round(self.uncertain * size)
        if not top:
            chosen = random_rows(task, rows, size, "part")
            return chosen, f"Chosen from {count(size, 'sample')} drawn at random."
        best = rows[top_n(snapshot.uncertainty[rows], top, rows, task.tie_seed)]
        rest = np.setdiff1d(rows, best, assume_unique=True)
        chosen = np.sort(np.concatenate([best, random_rows(task, rest, size - top, "part")]))
        return chosen, (
            f"Chosen from {count(size, 'sample')}: the {top:,} most unsure ones, "
            "the others drawn at random."
        ).replace(",", " ", 1)
