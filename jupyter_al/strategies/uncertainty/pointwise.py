"""The strategies that rank each row by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jupyter_al.errors import StrategyError
from jupyter_al.strategies import scores
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.spreads import TopN
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Entropy", "LeastConfidence", "Margin", "Pointwise"]


@dataclass(frozen=True)
class Pointwise(BaseStrategy):
    """The rows with the highest score.

    Parameters
    ----------
    clip_top : float
        Share of the rows, in [0, 1), that is left out at the uncertain end (Gonsior et al.
        2022 use 0.05); the rows left out are in ``Query.dropped``.
    dedupe : bool
        Copies of a row that is chosen or labelled wait until nothing else is left.

    Notes
    -----
    Cost: time O(N C), memory O(N).
    """

    score: ClassVar[scores.Score]
    clip_top: float = 0.0
    dedupe: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.clip_top < 1:
            raise StrategyError(f"clip_top must be a share in [0, 1), not {self.clip_top!r}.")

    @property
    def name(self) -> str:
        """Name of the score."""
        return self.score.name

    @property
    def needs(self) -> frozenset[str]:
        """What the score needs."""
        return self.score.needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        words = Composition(self.score, spreading=TopN(self.dedupe), called=self.name)
        return words.drop(float(self.clip_top)) if self.clip_top else words

    def pick(self, task: Task) -> Picks:
        """Rank."""
        return self.sentence().pick(task)


@dataclass(frozen=True)
class LeastConfidence(Pointwise):
    """Least confidence: ``1 - max p`` (Lewis and Gale 1994).

    Notes
    -----
    Formula: ``score = 1 - p1``, from 0 to ``1 - 1 / C``.
    """

    score: ClassVar[scores.Score] = scores.LeastConfidence()


@dataclass(frozen=True)
class Margin(Pointwise):
    """Smallest margin of the two most probable classes (Scheffer et al. 2001).

    Notes
    -----
    Formula: ``score = -(p1 - p2)``, from -1 to 0.
    """

    score: ClassVar[scores.Score] = scores.Margin()


@dataclass(frozen=True)
class Entropy(Pointwise):
    """Largest entropy of the predicted classes.

    Notes
    -----
    Formula: ``score = H(p) = -sum_c p_c log p_c``, from 0 to ``log C``.
    """

    score: ClassVar[scores.Score] = scores.Entropy()
