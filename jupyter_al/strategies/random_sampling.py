"""Every row with the same chance: the baseline that any other strategy must beat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Ints, finite_lengths
from jupyter_al.numerics.random_order import first_drawn
from jupyter_al.numerics.watch import Watch
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import ONLY_COPIES, Seen
from jupyter_al.strategies._share_done import ShareDone
from jupyter_al.strategies.strategy import BaseStrategy, Cancel, Picks, Task, stop_if

__all__ = ["Random"]

Mask = npt.NDArray[np.bool_]


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

    def _picked(
        self, snapshot: Snapshot, wanted: int, cancelled: Cancel | None, share: ShareDone
    ) -> tuple[Picks, int, tuple[int, ...]]:
        """Draw without a list of all rows that may be asked, or of those that are finite."""
        rows = snapshot.open
        check = partial(stop_if, cancelled, self.name)
        with Watch(check, share.blocks):
            picks, lost = self._draw(snapshot, rows, wanted, self.name, check)
        return picks, int(np.count_nonzero(rows)) - len(lost), lost

    def pick(self, task: Task) -> Picks:
        """Draw from the rows of a wrapper."""
        rows = np.zeros(task.snapshot.n_items, dtype=bool)
        rows[task.rows] = True
        return self._draw(task.snapshot, rows, task.n, task.name, task.check)[0]

    def _draw(
        self, snapshot: Snapshot, rows: Mask, n: int, name: str, check: Callable[[], None]
    ) -> tuple[Picks, tuple[int, ...]]:
        """Return what was drawn of `rows`, and which of those drawn are not finite."""
        size = int(np.count_nonzero(rows))
        look = n = min(n, size)
        while True:
            check()
            drawn = first_drawn(snapshot.rng(name), rows, look)
            whole = finite_lengths(snapshot.features, drawn)
            asked = drawn[whole]
            fresh = self._fresh(snapshot, asked)
            new = int(np.count_nonzero(fresh))
            if look == size or new >= n:
                break
            look = min(size, 4 * look)
        if new < len(asked):
            asked = np.concatenate([asked[fresh], asked[~fresh]])
        chosen = asked[:n]
        n = len(chosen)
        picks = Picks(
            chosen,
            np.arange(size, size - n, -1) / max(1, size),  # the share that comes no sooner
            ({},) * n,
            ("drawn at random",) * n,
            notes=(ONLY_COPIES,) if n > new else (),
        )
        return picks, () if len(asked) == len(drawn) else tuple(sorted(drawn[~whole].tolist()))

    def _fresh(self, snapshot: Snapshot, rows: Ints) -> Mask:
        if not self.dedupe:
            return np.ones(len(rows), dtype=bool)
        return Seen.labelled(snapshot).first(rows)
