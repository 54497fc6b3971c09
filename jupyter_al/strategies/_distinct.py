"""Never the same row twice: copies in the pool wait until nothing else is left."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, is_sparse
from jupyter_al.numerics.duplicates import all_differ, first_of_each, row_hashes, two_columns
from jupyter_al.numerics.ranking import Seed, top_n
from jupyter_al.snapshot import Snapshot

__all__ = ["ONLY_COPIES", "Seen", "distinct_top"]

ONLY_COPIES = "Only copies of rows that were asked before are left."


class Seen:
    """The rows asked so far, known by the hash of their features.

    Parameters
    ----------
    snapshot : Snapshot
    labelled : bool
        Whether the labelled rows belong to them.
    """

    def __init__(self, snapshot: Snapshot, labelled: bool = False) -> None:
        self._snapshot = snapshot
        self._labelled = snapshot.labelled if labelled else snapshot.labelled[:0]
        self._more: set[int] = set()

    @classmethod
    def labelled(cls, snapshot: Snapshot) -> Seen:
        """Start with the rows that have a label."""
        return cls(snapshot, labelled=True)

    def is_new(self, position: int) -> bool:
        """Return whether no row like this one was seen, and remember it."""
        value = int(row_hashes(self._snapshot.features, np.array([position]))[0])
        if value in self._more or value in self._of_labelled():
            return False
        self._more.add(value)
        return True

    def add(self, positions: Ints) -> None:
        """Remember these rows."""
        self._more.update(row_hashes(self._snapshot.features, positions).tolist())

    def first(self, positions: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return which of `positions` are the first of their kind and not seen before."""
        if not self._more and self._differ_in_part(positions):
            return np.ones(len(positions), dtype=bool)
        hashes = row_hashes(self._snapshot.features, positions)
        known = self._more | self._of_labelled()
        return first_of_each(hashes, np.fromiter(known, dtype=np.uint64, count=len(known)))

    def _of_labelled(self) -> frozenset[int]:
        if not len(self._labelled):
            return frozenset()
        features, rows = self._snapshot.features, self._labelled
        return self._snapshot.once(
            "labelled hashes", lambda: frozenset(row_hashes(features, rows).tolist())
        )

    def _differ_in_part(self, positions: Ints) -> bool:
        """Return whether two columns tell all rows apart already: a quick first look."""
        features = self._snapshot.features
        if is_sparse(features) or not features.shape[1]:
            return False
        # two labelled rows that are alike are taken for a reason to look closer: it is rare
        return all_differ(two_columns(features, np.concatenate([positions, self._labelled])))


def distinct_top(
    seen: Seen, rows: Ints, scores: Floats, n: int, tie_seed: Seed
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
    tie_seed : int, callable or None

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
