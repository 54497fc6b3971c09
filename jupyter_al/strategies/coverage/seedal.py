"""SeedAL: a first batch whose members are as unlike each other as possible."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.errors import StrategyError
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.pairwise import PairwiseUnlike
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["SeedAL"]


@dataclass(frozen=True)
class SeedAL(BaseStrategy):
    """SeedAL (Samet et al., ICCV 2023) for items of one vector and of equal cost.

    The authors describe an item by several prototypes and solve a 0/1 program within a budget;
    with one vector an item the term within an item is 1. Here the choice is greedy, with one
    pass of exchanges.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    swaps : bool
        Make the pass of exchanges.

    Notes
    -----
    Formula: ``sum of 1 - cos(i, j)`` over all pairs of labelled and picked rows is made large: the
    row that adds most first, then one pass of exchanges.

    Cost: time O(N D) a pick, as sums of directions stand for all pairs, and twice that with
    exchanges; memory O(N).
    """

    space: str = "features"
    swaps: bool = True

    def __post_init__(self) -> None:
        if not isinstance(self.swaps, bool):
            raise StrategyError(f"swaps must be True or False, not {self.swaps!r}.")
        self.sentence()

    @property
    def name(self) -> str:
        """``seedal``."""
        return "seedal"

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = PairwiseUnlike(self.space, swaps=self.swaps)
        return Composition(None, spreading=step, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Spread."""
        return self.sentence().pick(task)
