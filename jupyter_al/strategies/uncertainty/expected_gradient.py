"""EGL and the ratio of the two best classes, as strategies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jupyter_al.strategies import scores
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.spreads import TopN
from jupyter_al.strategies.uncertainty.gradient_length import GradientLength
from jupyter_al.strategies.uncertainty.pointwise import Pointwise
from jupyter_al.strategies.uncertainty.ratio import Ratio as RatioScore

__all__ = ["ExpectedGradientLength", "Ratio"]


@dataclass(frozen=True)
class Ratio(Pointwise):
    """Largest ratio of the second to the first probability.

    Notes
    -----
    Formula: ``score = p2 / p1``, from 0 to 1.
    """

    score: ClassVar[scores.Score] = RatioScore()


@dataclass(frozen=True)
class ExpectedGradientLength(Pointwise):
    """Longest expected gradient of the last layer (Settles, Craven and Ray, NIPS 2007).

    Parameters
    ----------
    clip_top : float
        Share of the rows, in [0, 1), that is left out at the uncertain end.
    dedupe : bool
        Copies of a row that is chosen or labelled wait until nothing else is left.
    kind : str
        ``length``, ``squared`` (Gini impurity) or ``entropy`` (gradient of the entropy).
    normalise : bool
        Count each row as of length one; without it the longest rows are asked, mostly.
    bias : bool
        The row has a constant one for the bias (without `normalise`).

    Notes
    -----
    Formula: ``score = ||x~|| sum_c p_c ||p - e_c||`` with ``||x~|| = 1`` where rows are normalised;
    kind ``squared``: ``||x~||² (1 - ||p||²)``; kind ``entropy``: ``||x~|| ||p (log p + H(p))||``.

    Cost: time O(N (C + D)), memory O(N): no gradient is stored.
    """

    score: ClassVar[scores.Score] = GradientLength()
    kind: str = "length"
    normalise: bool = True
    bias: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self._scorer()

    def _scorer(self) -> GradientLength:
        return GradientLength(self.kind, self.normalise, self.bias)

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        words = Composition(self._scorer(), spreading=TopN(self.dedupe), called=self.name)
        return words.drop(float(self.clip_top)) if self.clip_top else words
