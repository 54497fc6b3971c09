"""Every row with the same chance: the baseline that any other strategy must beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Ints, finite_lengths
from jupyter_al.numerics.random_order import first_drawn
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import ONLY_COPIES, Seen
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Random"]


@dataclass(frozen=True)
class Random(BaseStrategy):
    """Uniform sampling without replacement.

    Of the features only the rows that are drawn are looked at; those of them that are not finite
    are passed over, and are the only ones in ``Query.excluded``.

    Parameters
    ----------
    dedupe : bool
        Copies of a row that is chosen or labelled wait until nothing else is left.

    Notes
    -----
    Formula: each row has the chance ``n / N``.

    Cost: time O(N + n D), memory O(N + n D).
    """

    dedupe: bool = True

    @property
    def name(self) -> str:
        """``random``."""
        return "random"

    @property
    def needs(self) -> frozenset[str]:
        """Nothing."""
        return frozenset()

    def rows_to_ask(self, snapshot: Snapshot) -> tuple[Ints, Ints]:
        """Return all rows that may be asked, whatever their features."""
        rows = snapshot.unlabelled
        return rows, rows[:0]

    def pick(self, task: Task) -> Picks:
        """Draw."""
        snapshot, rows = task.snapshot, task.rows
        look = task.n
        while True:
            task.check()
            drawn = first_drawn(task.rng(), snapshot.n_items, rows, look)
            whole = finite_lengths(snapshot.features, drawn)
            asked = drawn[whole]
            fresh = self._fresh(snapshot, asked)
            if look == len(rows) or np.count_nonzero(fresh) >= task.n:
                break
            look = min(len(rows), 4 * look)
        chosen = np.concatenate([asked[fresh], asked[~fresh]])[: task.n]
        n = len(chosen)
        return Picks(
            chosen,
            1 - np.arange(n) / len(rows),  # the share of the rows that come later
            ({},) * n,
            ("drawn at random",) * n,
            notes=(ONLY_COPIES,) if n > np.count_nonzero(fresh) else (),
            excluded=tuple(np.sort(drawn[~whole]).tolist()),
        )

    def _fresh(self, snapshot: Snapshot, rows: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        if not self.dedupe:
            return np.ones(len(rows), dtype=bool)
        return Seen.labelled(snapshot).first(rows)
