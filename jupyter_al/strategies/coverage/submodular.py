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

    Notes
    -----
    Formula: ``f(S) = sum_i max_{j in S} s_ij`` with ``s = (1 + cos) / 2``, labelled rows in S; the
    row that adds most first.

    Cost: M candidates and T targets (3,000 each by default): time O(M T D) for the similarities
    and, as few gains are computed again, about O(n T) to O(n M T) for the picks; memory O(M T).
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

    Notes
    -----
    Formula: ``f(S) = sum_{i in pool, j in S} s_ij - redundancy sum_{i, j in S} s_ij`` with ``s = (1
    + cos) / 2``; the row that adds most first.

    Cost: time O(N D) a pick, memory O(N): sums of directions stand for all pairs.
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
