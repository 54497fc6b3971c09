"""Batches by k-means: plain, weighted by uncertainty, and CLUE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jupyter_al.strategies.composition import Composition, everything, score
from jupyter_al.strategies.coverage._sentence import SentenceStrategy
from jupyter_al.strategies.coverage.representatives import KMeans as Spread
from jupyter_al.strategies.coverage.weights import KeepPerPick, OneMinusMargin, TemperedEntropy

__all__ = ["Clue", "KMeans", "WeightedKMeans"]


@dataclass(frozen=True)
class KMeans(SentenceStrategy):
    """One row for each of n clusters of the rows without a label.

    Parameters
    ----------
    space : str
        ``embedding`` (the features where there is no model), ``features`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first, as is usual for learned
        representations.

    Notes
    -----
    Formula: centres m that make ``sum_x min_m ||x - m||²`` small; the row nearest to each.

    Cost: time O(N n D) for each step of k-means, memory O(N + n D).
    """

    called: ClassVar[str] = "k-means"
    space: str = "embedding"
    normalise: bool = False

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return everything().spread(Spread(self.space, self.normalise))


@dataclass(frozen=True)
class WeightedKMeans(SentenceStrategy):
    """Diverse mini-batches: k-means of the uncertain rows, weighted (Zhdanov 2019).

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    times : float
        The ``times * n`` most uncertain rows are clustered (beta of the paper).

    Notes
    -----
    Formula: centres m that make ``sum_x w min_m ||x - m||²`` small over the ``times n`` rows of
    largest ``w = 1 - (p1 - p2)``; the row nearest to each.

    Cost: time O(N C) for the weights and O(times n² D) for each step of k-means; memory O(N + n D).
    """

    called: ClassVar[str] = "weighted-k-means"
    space: str = "embedding"
    normalise: bool = False
    times: float = 10.0

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = Spread(self.space, self.normalise, weighted=True)
        return score(OneMinusMargin()).filter(KeepPerPick(self.times)).spread(step)


@dataclass(frozen=True)
class Clue(SentenceStrategy):
    """CLUE: k-means of the whole pool, weighted by entropy (Prabhu et al., ICCV 2021).

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    normalise : bool
        Compare directions: scale each row to length one first.
    temperature : float
        The weights are the entropies of ``softmax(logits / temperature)``.

    Notes
    -----
    Formula: centres m that make ``sum_x w min_m ||x - m||²`` small with ``w = H(softmax(logits /
    temperature))``; the row nearest to each.

    Cost: time O(N C) for the weights and O(N n D) for each step of k-means; memory O(N + n D).
    """

    called: ClassVar[str] = "clue"
    space: str = "embedding"
    normalise: bool = False
    temperature: float = 0.1

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = Spread(self.space, self.normalise, weighted=True)
        return score(TemperedEntropy(self.temperature)).spread(step)
