"""Cluster-Margin: small margins, taken from clusters in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.agglomerative import agglomerative
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.ranking import rank
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._words import count
from jupyter_al.strategies.composition import Composition, score
from jupyter_al.strategies.coverage._sentence import SentenceStrategy
from jupyter_al.strategies.coverage.weights import KeepPerPick
from jupyter_al.strategies.distance_spreads import InSpace, filled
from jupyter_al.strategies.scores import Margin
from jupyter_al.strategies.spaces import check_space, points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["ClusterMargin", "ClustersInTurn", "in_turn"]


def in_turn(clusters: Ints, sizes: Ints, order: Ints) -> Ints:
    """Return `order` rearranged: one of each cluster, from the smallest cluster to the largest.

    Parameters
    ----------
    clusters : (M,) int64
        The cluster of each row.
    sizes : (K,) int64
        Size of each cluster; of equal ones that with the best row comes first.
    order : (M,) int64
        All rows, the best first.

    Returns
    -------
    (M,) int64
    """
    own = clusters[order]
    by_cluster = np.argsort(own, kind="stable")
    starts = np.flatnonzero(np.diff(own[by_cluster], prepend=-1))
    lengths = np.diff(np.append(starts, len(order)))
    turn = np.empty(len(order), dtype=np.int64)
    turn[by_cluster] = np.arange(len(order)) - np.repeat(starts, lengths)
    best = np.empty(len(order), dtype=np.int64)
    best[by_cluster] = np.repeat(by_cluster[starts], lengths)
    return order[np.lexsort((best, sizes[own], turn))]


@dataclass(frozen=True)
class ClustersInTurn(InSpace):
    """The best row of each cluster in turn, from the smallest cluster to the largest.

    The pool is clustered once for an embedding (Citovsky et al. 2021): average linkage, of
    more than 1000 rows by way of as many k-means cells.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    size : int
        Rows of a cluster, on average.
    most_clusters : int
        Upper limit on the number of clusters.
    """

    name: ClassVar[str] = "clusters-in-turn"
    size: int = 10
    most_clusters: int = 200

    def __post_init__(self) -> None:
        check_space(self.space)
        if self.space == "gradient":
            raise StrategyError(f"spread({self.name!r}) clusters vectors; use space='embedding'.")
        for word in ("size", "most_clusters"):
            if getattr(self, word) < 1:
                raise StrategyError(f"{word} must be at least 1, not {getattr(self, word)!r}.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the best rows of the clusters; the gain is the score."""
        if scores is None:
            raise StrategyError(f"spread({self.name!r}) ranks rows: put a score before it.")
        assignment = self._clusters(task.snapshot)
        task.check()
        sizes = np.bincount(assignment[assignment >= 0])
        order = in_turn(assignment[rows], sizes, rank(scores, rows, task.tie_seed))
        order = order[Seen.labelled(task.snapshot).first(rows[order])][: task.n]
        terms: list[dict[str, Any]] = []
        for index in order:
            cluster = int(assignment[rows[index]])
            terms.append({"cluster": cluster, "size": int(sizes[cluster])})
        reasons = [f"from a cluster of {count(part['size'], 'sample')}" for part in terms]
        seen = Seen.labelled(task.snapshot)
        seen.add(rows[order])
        gains = np.asarray(scores[order], dtype=np.float64)
        return filled(self, task, rows, seen, order, gains, terms, reasons, scores)

    def _clusters(self, snapshot: Snapshot) -> Ints:
        points, _ = points_of(snapshot, self.space, self.normalise)
        use = np.flatnonzero(np.isfinite(points.lengths)).astype(np.int64)
        k = min(self.most_clusters, max(1, len(use) // self.size))

        def make() -> Ints:
            # of the session's seed alone: the same clusters serve all rounds
            rng = np.random.default_rng([snapshot.seed % 2**64, k])
            return agglomerative(points, k, use=use, rng=rng)

        key = ("merged clusters", self.normalise, k, snapshot.seed)
        return snapshot.of_space(self.space, key, make, clusters=True)


@dataclass(frozen=True)
class ClusterMargin(SentenceStrategy):
    """Cluster-Margin: small margins from clusters in turn (Citovsky et al., NeurIPS 2021).

    Parameters
    ----------
    space : str
        ``embedding`` (the features where there is no model), ``features`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    times : float
        The ``times * n`` smallest margins take part.
    size : int
        Average size of a cluster.
    most_clusters : int
        Largest number of clusters.

    Notes
    -----
    Formula: the ``times n`` rows of smallest ``p1 - p2``, one of each cluster in turn, the smallest
    cluster first.

    Cost: the pool is clustered once, time O(m N D) for each step of k-means with m = 1,000 cells at
    most and O(m² log m) to merge them; a batch then takes O(N C); memory O(N + m²).
    """

    called: ClassVar[str] = "cluster-margin"
    space: str = "embedding"
    normalise: bool = False
    times: float = 1.25
    size: int = 10
    most_clusters: int = 200

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = ClustersInTurn(self.space, self.normalise, self.size, self.most_clusters)
        return score(Margin()).filter(KeepPerPick(self.times)).spread(step)
