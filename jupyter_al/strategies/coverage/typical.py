"""Typical rows of clusters that nobody has labelled: the spread behind TypiClust."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.duplicates import first_of_each, row_hashes
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.typicality import typicality
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._words import count
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.spaces import check_space, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["Typical", "cluster_order", "clusters_for"]

_LARGEST_GROUP = 1000


@dataclass(frozen=True)
class Typical(InSpace):
    """The most typical row of each cluster, the least labelled clusters first.

    Hacohen, Dekel and Weinshall (2022): cluster all rows into ``l + n`` clusters, go through
    them from the least labelled and largest, and take the row whose neighbours are nearest.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    neighbours : int
        Neighbours that count, at most half of the cluster.
    smallest : int
        Clusters of at most this many rows are passed over (while there are others).
    most_clusters : int
        Upper limit on the number of clusters.
    growth : float
        Once there are labels, the number of clusters grows in steps of this share, so that a
        clustering serves several rounds; 0 clusters anew for each label.
    """

    name: ClassVar[str] = "typical"
    space: str = "features"
    neighbours: int = 20
    smallest: int = 5
    most_clusters: int = 500
    growth: float = 0.2

    def __post_init__(self) -> None:
        check_space(self.space)
        if self.space == "gradient":
            raise StrategyError("spread('typical') clusters vectors; use space='embedding'.")
        for word in ("neighbours", "most_clusters"):
            if getattr(self, word) < 1:
                raise StrategyError(f"{word} must be at least 1, not {getattr(self, word)!r}.")
        if self.smallest < 0 or not 0 <= self.growth < np.inf:
            raise StrategyError("smallest and growth must not be negative.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return typical rows; the gain is the typicality."""
        snapshot = task.snapshot
        points, _ = points_of(snapshot, self.space, self.normalise)
        labelled = snapshot.labelled
        k = clusters_for(len(labelled), task.n, self.most_clusters, self.growth)
        assignment = self._clusters(snapshot, points, k)
        task.check()
        sizes, covered, sequence = cluster_order(assignment, labelled, self.smallest)
        walk = _Walk(points, _Members(assignment, rows, labelled), snapshot, self.neighbours, task)
        picked: list[int] = []
        values: list[float] = []
        terms: list[dict[str, object]] = []
        reasons: list[str] = []
        while len(picked) < task.n and sequence:
            exhausted = []
            for cluster in sequence:
                if len(picked) == task.n:
                    break
                task.check()
                found = walk.most_typical(cluster)
                if found is None:
                    exhausted.append(cluster)
                    continue
                picked.append(found[0])
                values.append(found[1])
                size, known = int(sizes[cluster]), int(covered[cluster])
                terms.append({"cluster": int(cluster), "size": size, "labels": known})
                members = f"{size:,}".replace(",", " ")
                have = "no label yet" if known == 0 else count(known, "label")
                reasons.append(f"typical of a cluster of {members} with {have}")
            sequence = [cluster for cluster in sequence if cluster not in set(exhausted)]
        order = np.searchsorted(rows, np.array(picked, dtype=np.int64)).astype(np.int64)
        gains = np.array(values, dtype=np.float64)
        gains[~np.isfinite(gains)] = 0.0
        seen = Seen.labelled(snapshot)
        for position in picked:
            seen.is_new(position)
        return filled(self, task, rows, seen, order, gains, terms, reasons)

    def _clusters(self, snapshot: Snapshot, points: Points, k: int) -> Ints:
        def make() -> Ints:
            use = np.isfinite(points.lengths)
            rows = None if use.all() else np.flatnonzero(use).astype(np.int64)
            # of the session's seed alone: the same clusters serve until k grows
            rng = np.random.default_rng([snapshot.seed % 2**64, k])
            return kmeans(points, k, rng=rng, use=rows).assignment

        key = ("clusters", self.normalise, k, snapshot.seed)
        return snapshot.of_space(self.space, key, make, clusters=True)


def clusters_for(labelled: int, n: int, most: int, growth: float) -> int:
    """Return the number of clusters: ``min(l + n, most)``, in steps of `growth` once l > 0."""
    wanted = min(labelled + n, most)
    if not labelled or not growth:
        return wanted
    step = 1
    while step < wanted:
        step = max(step + 1, int(np.ceil(step * (1 + growth))))
    return min(step, most)


def cluster_order(assignment: Ints, labelled: Ints, smallest: int) -> tuple[Ints, Ints, list[int]]:
    """Return sizes, label counts, and the clusters in the order in which they are asked.

    Least labelled first, then largest, then the lowest number. Clusters of at most `smallest`
    rows come only where there are no others.
    """
    used = assignment[assignment >= 0]
    k = int(used.max()) + 1 if len(used) else 0
    sizes = np.bincount(used, minlength=k)
    own = assignment[labelled]
    covered = np.bincount(own[own >= 0], minlength=k)
    order = np.lexsort((-sizes, covered))
    large = [int(c) for c in order if sizes[c] > smallest]
    return sizes, covered, large or [int(c) for c in order if sizes[c] > 0]


class _Members:
    """The rows of each cluster that may be asked, and its labelled rows."""

    def __init__(self, assignment: Ints, rows: Ints, labelled: Ints) -> None:
        self._rows = _grouped(assignment, rows)
        self._labelled = _grouped(assignment, labelled)

    def of(self, cluster: int) -> tuple[Ints, Ints]:
        return self._rows(cluster), self._labelled(cluster)


def _grouped(assignment: Ints, rows: Ints) -> Callable[[int], Ints]:
    own = assignment[rows]
    order = np.argsort(own, kind="stable")
    sorted_own, sorted_rows = own[order], rows[order]

    def of(cluster: int) -> Ints:
        low, high = np.searchsorted(sorted_own, [cluster, cluster + 1])
        return sorted_rows[low:high]

    return of


@dataclass
class _Walk:
    """Visits clusters; remembers what is left of each."""

    points: Points
    members: _Members
    snapshot: Snapshot
    neighbours: int
    task: Task

    def __post_init__(self) -> None:
        self._left: dict[int, tuple[Ints, npt.NDArray[np.int64]]] = {}

    def most_typical(self, cluster: int) -> tuple[int, float] | None:
        """Return the most typical row left in `cluster` and its typicality; None where empty."""
        if cluster not in self._left:
            self._left[cluster] = self._distinct(cluster)
        rows, copies = self._left[cluster]
        if not len(rows):
            return None
        values = typicality(self.points.block(rows), self.neighbours)
        best = int(np.lexsort((rows, -copies, -values))[0])
        self._left[cluster] = np.delete(rows, best), np.delete(copies, best)
        return int(rows[best]), float(values[best])

    def _distinct(self, cluster: int) -> tuple[Ints, Ints]:
        """Return one row of each kind without labelled copies, and how often each occurs."""
        rows, labelled = self.members.of(cluster)
        if len(rows) > _LARGEST_GROUP:
            rng = np.random.default_rng([self.task.tie_seed, cluster])
            rows = np.sort(rng.choice(rows, _LARGEST_GROUP, replace=False))
        if not len(rows):
            return rows, rows
        features = self.snapshot.features
        hashes = row_hashes(features, rows)
        fresh = first_of_each(hashes, row_hashes(features, labelled))
        _, which, times = np.unique(hashes, return_inverse=True, return_counts=True)
        return rows[fresh], times[which][fresh].astype(np.int64)
