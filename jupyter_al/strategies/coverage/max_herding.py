"""MaxHerding: rows that together are similar to as much of the pool as possible."""

from __future__ import annotations

from dataclasses import dataclass

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.herding import Herding
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["MaxHerding"]


@dataclass(frozen=True)
class MaxHerding(BaseStrategy):
    """MaxHerding (Bae, Noh and Sutherland, ECCV 2024): greedy soft coverage.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Scale each row to length one first, as with learned representations; without it the
        bandwidth is in the unit of the features.
    bandwidth : float
        h of the kernel ``exp(-(d / h)²)``.
    most : int
        At most this many candidates and targets are compared; larger pools are sampled.

    Notes
    -----
    Formula: ``f(S) = mean_j max_{i in S} exp(-(d(i, j) / h)²)``, labelled rows in S; the row that
    adds most first.

    Cost: M candidates and targets (35,000 at most): time O(M² D) for a first pass over all pairs,
    which are not stored, and less for each pick, as few gains are computed again; memory O(M D).
    Rounds that follow on the same features need no such pass: the gains of the round before bound
    the new ones.
    """

    space: str = "features"
    normalise: bool = True
    bandwidth: float = 1.0
    most: int = 35_000

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``max-herding``."""
        return "max-herding"

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = Herding(self.space, self.normalise, self.bandwidth, self.most)
        return Composition(None, spreading=step, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Spread."""
        return self.sentence().pick(task)
