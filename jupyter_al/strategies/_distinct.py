"""Never the same row twice: copies in the pool wait until nothing else is left."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.duplicates import first_of_each, row_hashes
from jupyter_al.numerics.ranking import top_n
from jupyter_al.snapshot import Snapshot

__all__ = ["Seen", "distinct_top"]


@dataclass
class Seen:
    """The rows asked so far, labelled ones included, known by the hash of their features."""

    snapshot: Snapshot
    known: set[int] = field(default_factory=set)

    @classmethod
    def labelled(cls, snapshot: Snapshot) -> Seen:
        """Start with the rows that have a label."""
        hashes = snapshot.once(
            "labelled hashes",
            lambda: frozenset(row_hashes(snapshot.features, snapshot.labelled).tolist()),
        )
        return cls(snapshot, set(hashes))

    def is_new(self, position: int) -> bool:
        """Return whether no row like this one was seen, and remember it."""
        value = int(row_hashes(self.snapshot.features, np.array([position]))[0])
        if value in self.known:
            return False
        self.known.add(value)
        return True

    def first(self, positions: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which of `positions` are the first of their kind and not seen before."""
        hashes = row_hashes(self.snapshot.features, positions)
        known = np.fromiter(self.known, dtype=np.uint64, count=len(self.known))
        return first_of_each(hashes, known)


def distinct_top(
    seen: Seen, rows: Ints, scores: Floats, n: int, tie_seed: int | None
) -> tuple[Ints, bool]:
    """Return the `n` best of `rows`, copies last.

    Only as many rows as are needed are compared with each other, best first.

    Parameters
    ----------
    seen : Seen
        Rows whose copies come last.
    rows : (M,) int64
        Positions in the pool.
    scores : (M,) array
    n : int
    tie_seed : int or None

    Returns
    -------
    (min(n, M),) int64
        Indices into `rows`, best first.
    bool
        Whether copies had to be taken.
    """
    n = min(n, len(rows))
    look = min(len(rows), n + 32)
    while True:
        order = top_n(scores, look, rows, tie_seed)
        fresh = seen.first(rows[order])
        if look == len(rows) or np.count_nonzero(fresh) >= n:
            break
        look = min(len(rows), 4 * look)
    distinct = order[fresh][:n]
    if len(distinct) == n:
        return distinct, False
    return np.concatenate([distinct, order[~fresh][: n - len(distinct)]]), True
