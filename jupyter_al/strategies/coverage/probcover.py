"""ProbCover: rows whose neighbourhoods hold as much of the pool as possible."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.balls import BallCover
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["ProbCover"]


@dataclass(frozen=True)
class ProbCover(BaseStrategy):
    """ProbCover (Yehuda, Dekel, Hacohen and Weinshall, NeurIPS 2022).

    Where everything is covered the radius shrinks by a quarter (the released code repeats a
    row); rows beyond the last whole block of 500 can be picked too (there they cannot).

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Scale each row to length one first, as with learned representations.
    radius : float or None
        A ball holds what is nearer than this; None takes the largest radius at which at least a
        share `purity` of the balls holds rows of one cluster only.
    purity : float
    most : int
        At most this many candidates and targets are compared; larger pools are sampled.
    ties : str
        ``seeded`` (by contents and seed) or ``lowest`` position in the pool.

    Notes
    -----
    Formula: the row whose ball of the given radius holds most rows that no ball of a labelled or
    picked row holds.

    Cost: M candidates and targets (35,000 at most): time O(M² D) for two passes over all pairs,
    which are not stored; memory O(M D). The radius is found once for the features.
    """

    space: str = "features"
    normalise: bool = True
    radius: float | None = None
    purity: float = 0.95
    most: int = 35_000
    ties: str = "seeded"

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``probcover``."""
        return "probcover"

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = BallCover(self.space, self.normalise, self.radius, self.purity, self.most, self.ties)
        return Composition(None, spreading=step, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Spread."""
        return self.sentence().pick(task)
