"""Information density: doubt times how much of the pool is like the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import share
from jupyter_al.strategies.composition import Composition, score
from jupyter_al.strategies.coverage._sentence import SentenceStrategy
from jupyter_al.strategies.coverage.density import check_similarity, density, stand_ins
from jupyter_al.strategies.coverage.similar import sample_note
from jupyter_al.strategies.scores import Entropy, LeastConfidence, Margin
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["InformationDensity", "InformationDensityScore"]

_DOUBTS = ("entropy", "margin", "least-confidence")


@dataclass(frozen=True)
class InformationDensityScore(Margin):
    """``doubt * (mean similarity to the pool) ^ beta`` (Settles and Craven 2008).

    Parameters
    ----------
    beta : float
        0 leaves the doubt alone; more prefers dense parts of the pool.
    similarity : str
        ``cosine``, ``distance`` for ``1 / (1 + distance)`` to all rows, or ``neighbours`` for
        that to the nearest rows alone.
    doubt : str
        ``entropy`` (over log C), ``margin`` (one minus it) or ``least-confidence``.
    space : str
        ``embedding`` or ``features``.
    neighbours : int
        Nearest rows that count (similarity ``neighbours``).
    """

    name: ClassVar[str] = "information-density"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "probabilities"})
    beta: float = 1.0
    similarity: str = "cosine"
    doubt: str = "entropy"
    space: str = "embedding"
    neighbours: int = 20

    def __post_init__(self) -> None:
        check_similarity(self.similarity)
        if self.doubt not in _DOUBTS:
            raise StrategyError(f"Unknown doubt {self.doubt!r}{nearest(self.doubt, _DOUBTS)}")
        if self.space not in ("embedding", "features"):
            raise StrategyError(f"space must be 'embedding' or 'features', not {self.space!r}.")
        if not 0 <= self.beta < np.inf:
            raise StrategyError(f"beta must not be negative, not {self.beta!r}.")
        if self.neighbours < 1:
            raise StrategyError(f"neighbours must be at least 1, not {self.neighbours!r}.")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return doubt times density, in [0, 1]; the density alone where nothing is doubtful."""
        doubt = self._doubt(snapshot, rows)
        if not doubt.max(initial=0) > 0:
            doubt = np.ones(len(rows))
        with np.errstate(under="ignore"):
            out: Floats = doubt * self._density(snapshot, rows) ** self.beta
        return out

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes, doubt and density of each row."""
        found = super().terms(snapshot, rows)
        parts = self._doubt(snapshot, rows), self._density(snapshot, rows)
        for terms, doubt, dense in zip(found, *parts, strict=True):
            terms["doubt"], terms["density"] = float(doubt), float(dense)
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say which classes compete and how typical the row is."""
        return f"{super().reason(terms)}; {share(terms['density'])} similar to the pool on average"

    def _doubt(self, snapshot: Snapshot, rows: Ints) -> Floats:
        if self.doubt == "entropy":
            values = Entropy().values(snapshot, rows).astype(np.float64)
            scaled: Floats = np.clip(values / np.log(max(2, snapshot.n_classes)), 0, 1)
            return scaled
        if self.doubt == "margin":
            return snapshot.uncertainty[rows].astype(np.float64)
        return LeastConfidence().values(snapshot, rows).astype(np.float64)

    def _density(self, snapshot: Snapshot, rows: Ints) -> Floats:
        return density(snapshot, self.similarity, self.space, self.neighbours)[rows]


@dataclass(frozen=True)
class InformationDensity(SentenceStrategy):
    """The best ``doubt * density ^ beta`` (Settles and Craven, EMNLP 2008).

    Parameters
    ----------
    beta, similarity, doubt, space, neighbours
        As in :class:`InformationDensityScore`.

    Notes
    -----
    Formula: ``score = doubt (mean similarity to the pool) ^ beta``, doubt ``H(p) / log C`` by
    default.

    Cost: time O(N (C + D)) with the cosine, whose mean over the pool is one product with the mean
    direction; memory O(N). The other similarities take a sample of the pool or a search for
    neighbours.
    """

    called: ClassVar[str] = "information-density"
    beta: float = 1.0
    similarity: str = "cosine"
    doubt: str = "entropy"
    space: str = "embedding"
    neighbours: int = 20

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return score(
            InformationDensityScore(
                self.beta, self.similarity, self.doubt, self.space, self.neighbours
            )
        )

    def pick(self, task: Task) -> Picks:
        """Rank; say where a sample stood for the pool."""
        picks = super().pick(task)
        every = int(np.count_nonzero(task.snapshot.finite))
        if self.similarity == "cosine" or stand_ins(every) == every:
            return picks
        note = sample_note(stand_ins(every), every, "stand for the pool")
        return replace(picks, notes=(*picks.notes, *note))
