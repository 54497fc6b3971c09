"""CoreSet: the row farthest from all that is labelled or chosen."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.strategies.composition import Composition, everything
from jupyter_al.strategies.distance_spreads import KCenter as KCenterSpread
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["KCenter"]


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

    Notes
    -----
    Formula: ``argmax_x min ||x - y||`` over all labelled and picked y; the largest distance left is
    at most twice the best possible one.

    Cost: time O(N D (L + n)), memory O(N); the distances to labels are the larger part where labels
    are many.
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
