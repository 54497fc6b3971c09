"""Submodular batches: facility location and graph cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from jupyter_al.strategies.composition import Composition, everything
from jupyter_al.strategies.coverage import similar
from jupyter_al.strategies.coverage._sentence import SentenceStrategy

__all__ = ["FacilityLocation", "GraphCut"]


@dataclass(frozen=True)
class FacilityLocation(SentenceStrategy):
    """Rows to which, with the labelled ones, every row of the pool is similar.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    candidates, targets : int
        Rows that may be chosen, and rows to be served, at most; more are sampled.
    """

    called: ClassVar[str] = "facility-location"
    space: str = "embedding"
    candidates: int = 3000
    targets: int = 3000

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = similar.FacilityLocation(self.space, True, self.candidates, self.targets)
        return everything().spread(step)


@dataclass(frozen=True)
class GraphCut(SentenceStrategy):
    """Rows similar to the pool and unlike each other and the labelled ones.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    redundancy : float
        How much similarity within the batch costs (lambda).
    balanced : bool
        Weigh the pool as if it were as large as batch and labels together.
    """

    called: ClassVar[str] = "graph-cut"
    space: str = "embedding"
    redundancy: float = 0.4
    balanced: bool = True

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return everything().spread(
            similar.GraphCut(self.space, True, self.redundancy, self.balanced)
        )
