"""Submodular batches: facility location, graph cut, and SIMILAR."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from jupyter_al.strategies.composition import Composition, everything
from jupyter_al.strategies.coverage import similar
from jupyter_al.strategies.coverage._sentence import SentenceStrategy
from jupyter_al.strategies.coverage.targeted import Targeted

__all__ = ["FacilityLocation", "GraphCut", "Similar"]


@dataclass(frozen=True)
class FacilityLocation(SentenceStrategy):
    """Rows to which, with the labelled ones, every row of the pool is similar.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    candidates : int
        Rows that may be chosen, at most; more are sampled.
    targets : int
        Rows to be served, at most; more are sampled.

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


@dataclass(frozen=True)
class Similar(SentenceStrategy):
    """Rows like those that are looked for and unlike those to avoid (Kothawade et al., 2021).

    Parameters
    ----------
    target : class name or position, or several
        Classes (names or positions) whose labelled rows show what is looked for. By default the
        labelled class with fewest labels; with `avoid` alone, all other labelled rows.
    avoid : class name or position, or several
        Classes (names or positions) whose labelled rows show what to avoid; by default none.
    query : tuple of int
        Positions in the pool of more rows that show what is looked for; they need no label.
    private : tuple of int
        Positions in the pool of more rows that show what to avoid; they need no label.
    eta : float
        How much nearness to what is looked for counts.
    nu : float
        How strictly what is to be avoided is kept away from.
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    candidates : int
        Rows that may be chosen, at most (where something is avoided).
    targets : int
        Rows to be served, at most (where something is avoided).
    exemplars : int
        Rows that show what is looked for, at most; more are sampled.

    Notes
    -----
    Formula: with rows Q that are looked for, ``f(S) = sum_{q in Q} max_{j in S} s_jq + eta sum_{j
    in S} max_{q in Q} s_jq`` and ``s = (1 + cos) / 2``; with rows P to avoid, ``sum_i max(0,
    min(max_{j in S} s_ij, eta max_{q in Q} s_iq) - nu max_{p in P} s_ip)``; the row that adds most
    first.

    Cost: M candidates, and Q exemplars or T rows to be served: time O(M Q D), or O(M T D) where
    rows are avoided, and as few gains are computed again, less for each pick; memory O(M Q) or O(M
    T).
    """

    called: ClassVar[str] = "similar"
    target: Any = None
    avoid: Any = None
    query: Any = ()
    private: Any = ()
    eta: float = 1.0
    nu: float = 1.0
    space: str = "embedding"
    candidates: int = 3000
    targets: int = 3000
    exemplars: int = 200

    def __post_init__(self) -> None:
        step = self.step()
        for name in ("target", "avoid", "query", "private"):
            object.__setattr__(self, name, getattr(step, name))

    def step(self) -> Targeted:
        """Return the spread."""
        return Targeted(
            space=self.space,
            target=self.target,
            avoid=self.avoid,
            query=self.query,
            private=self.private,
            eta=self.eta,
            nu=self.nu,
            candidates=self.candidates,
            targets=self.targets,
            exemplars=self.exemplars,
        )

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return everything().spread(self.step())
