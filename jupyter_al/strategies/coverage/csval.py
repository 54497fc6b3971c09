"""CSVAL: a first batch of hard rows, one of each pseudo-class in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.pseudo_classes import PseudoClasses
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["CSVAL"]


@dataclass(frozen=True)
class CSVAL(BaseStrategy):
    """CSVAL (Chen et al. 2022): hard-to-contrast rows of each pseudo-class, for a cold start.

    The pseudo-classes are clusters of the features (the authors cluster a map of them). Without
    the data map of a contrastive run, a row is easy that is like its neighbours and unlike
    others: an approximation of this package, not of the paper.

    Parameters
    ----------
    criterion : str
        ``hard``, ``easy`` or ``ambiguous`` (needs `variability`).
    clusters : int
        Pseudo-classes: clusters of the features by k-means.
    neighbours : int
        Neighbours that count where there is no data map.
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    confidence : sequence of float, optional
        (N,), how surely the run matches two views of a row, on average over its epochs: from
        ``numerics.dataset_map.confidence_and_variability(history)``.
    variability : sequence of float, optional
        (N,), the standard deviation of that over the epochs: from the same function.

    Notes
    -----
    Formula: one row of each cluster in turn, by ``mean cosine to its neighbours - mean cosine to
    others`` (hard: lowest first), or by the given data map.

    Cost: time O(M² D) for M rows that are compared, large pools being sampled, and O(M k D) for
    each step of k-means with k clusters; memory O(M D).
    """

    criterion: str = "hard"
    clusters: int = 30
    neighbours: int = 20
    space: str = "features"
    confidence: Sequence[float] | None = None
    variability: Sequence[float] | None = None

    def __post_init__(self) -> None:
        for word in ("confidence", "variability"):
            values = getattr(self, word)
            if values is not None:
                object.__setattr__(self, word, tuple(float(value) for value in values))
        self.sentence()

    @property
    def name(self) -> str:
        """``csval``."""
        return "csval"

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = PseudoClasses(
            self.space,
            criterion=self.criterion,
            clusters=self.clusters,
            neighbours=self.neighbours,
            confidence=None if self.confidence is None else tuple(self.confidence),
            variability=None if self.variability is None else tuple(self.variability),
        )
        return Composition(None, spreading=step, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Spread."""
        return self.sentence().pick(task)
