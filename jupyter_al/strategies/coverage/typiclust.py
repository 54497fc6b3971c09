"""TypiClust: the typical row of each cluster that has no label."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.typical import Typical
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["TypiClust"]


@dataclass(frozen=True)
class TypiClust(BaseStrategy):
    """TypiClust: the typical row of each uncovered cluster (Hacohen et al., ICML 2022).

    Distances are plain Euclidean ones (the released code averages squared ones).

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Scale each row to length one first, as the authors do with learned representations; off
        here, since it destroys plain measurements.
    neighbours : int
        Neighbours that count, at most half of the cluster.
    smallest : int
        Clusters of at most this many rows are passed over.
    most_clusters : int
        Upper limit on the number of clusters.
    growth : float
        Once there are labels, the number of clusters grows in steps of this share; 0 clusters
        anew for each label.

    Notes
    -----
    Formula: ``typicality = 1 / (mean distance to the nearest neighbours in the cluster)``; the most
    typical row of each cluster, by (labels in it, size).

    Cost: with k clusters (L + n, at most ``most_clusters``), time O(N k D) for each step of
    k-means, once for several rounds, and O(s² D) for each cluster of s rows that is asked from;
    memory O(N + k D).
    """

    space: str = "features"
    normalise: bool = False
    neighbours: int = 20
    smallest: int = 5
    most_clusters: int = 500
    growth: float = 0.2

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``typiclust``."""
        return "typiclust"

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = Typical(
            self.space,
            self.normalise,
            self.neighbours,
            self.smallest,
            self.most_clusters,
            self.growth,
        )
        return Composition(None, spreading=step, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Cluster and spread."""
        return self.sentence().pick(task)
