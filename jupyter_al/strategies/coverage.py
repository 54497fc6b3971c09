"""The strategies that look at where rows lie, not at what a model believes."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.strategies.composition import Composition, everything
from jupyter_al.strategies.distance_spreads import KCenter as KCenterSpread
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task
from jupyter_al.strategies.typical import Typical

__all__ = ["KCenter", "TypiClust"]


@dataclass(frozen=True)
class KCenter(BaseStrategy):
    """CoreSet: k-center greedy in the embedding (Sener and Savarese, ICLR 2018).

    Parameters
    ----------
    space : str
        ``embedding`` (the features where there is no model), ``features``, ``probabilities``
        or ``gradient``.
    normalise : bool
        Compare directions: scale each row to length one first.
    """

    space: str = "embedding"
    normalise: bool = False

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``k-center``."""
        return "k-center"

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return everything().spread(KCenterSpread(self.space, self.normalise))

    def pick(self, task: Task) -> Picks:
        """Spread."""
        return self.sentence().pick(task)


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
