"""BALD drawn by chance, so that a batch does not repeat itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jupyter_al.strategies.committee.pointwise import OfCommittee
from jupyter_al.strategies.committee.scores import Bald
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.stochastic_spreads import Power, Softmax, Softrank, Stochastic
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["PowerBald", "SoftmaxBald", "SoftrankBald"]


@dataclass(frozen=True)
class _Drawn(OfCommittee):
    """Rows drawn without replacement, the more likely the higher their BALD score.

    Parameters
    ----------
    score_subset : int, optional
        Look at this many rows only, drawn anew each round.
    beta : float
        Above zero: the larger, the nearer to the n best scores.
    """

    spread: ClassVar[type[Stochastic]]
    beta: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.spread(self.beta)

    @property
    def name(self) -> str:
        """Name of the spread and the score."""
        return f"{self.spread.name}-bald"

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return Composition(Bald(), spreading=self.spread(self.beta), called=self.name)

    def choose(self, task: Task) -> Picks:
        """Score and draw."""
        return self.sentence().pick(task)


@dataclass(frozen=True)
class PowerBald(_Drawn):
    """PowerBALD: draw in proportion to ``BALD ** beta`` (Kirsch et al., TMLR 2023).

    Notes
    -----
    Formula: the n largest of ``beta log(BALD) + G`` with G drawn from the Gumbel distribution.
    """

    spread: ClassVar[type[Stochastic]] = Power


@dataclass(frozen=True)
class SoftmaxBald(_Drawn):
    """SoftmaxBALD: draw in proportion to ``exp(beta * BALD)`` (Kirsch et al., TMLR 2023).

    Notes
    -----
    Formula: the n largest of ``beta BALD + G`` with G drawn from the Gumbel distribution.
    """

    spread: ClassVar[type[Stochastic]] = Softmax


@dataclass(frozen=True)
class SoftrankBald(_Drawn):
    """SoftrankBALD: draw in proportion to ``rank ** -beta`` (Kirsch et al., TMLR 2023).

    Notes
    -----
    Formula: the n largest of ``-beta log(rank of BALD) + G`` with G drawn from the Gumbel
    distribution.
    """

    spread: ClassVar[type[Stochastic]] = Softrank
