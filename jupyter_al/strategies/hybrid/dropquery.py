"""DropQuery: rows whose prediction changes under dropout, spread by k-means."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.hybrid._one_class import typical_instead
from jupyter_al.strategies.hybrid.central import Central
from jupyter_al.strategies.hybrid.dropout_disagreement import Disagreeing, DropoutDisagreement
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["DropQuery"]


@dataclass(frozen=True)
class DropQuery(BaseStrategy):
    """DropQuery (Gupte, Aklilu, Nirschl and Yeung-Levy, TMLR 2024).

    As the authors' code computes it: 3 passes with inverted dropout on the input of the linear
    head, candidates are the rows that most passes predict otherwise (fewer passes where that
    leaves less than 25 times the batch), k-means on their directions, the row nearest to each
    centre. The embedding is not standardised first.

    Parameters
    ----------
    passes : int
        Predictions with hidden features.
    rate : float
        Share of the features that each hides, in [0, 1).
    pool_factor : int
        Candidates wanted for each row of the batch.
    most : int
        Candidates clustered for each row of the batch; a random part of more.

    Notes
    -----
    Formula: ``#{t : argmax head(x mask_t / (1 - rate)) != argmax head(x)} > passes / 2``, then n
    clusters by k-means of the directions and the row nearest to each centre.

    Cost: T passes: time O(T N C D), and O(m n D) for each step of k-means with m candidates, ``most
    n`` at most; memory O(N + m D).
    """

    passes: int = 3
    rate: float = 0.75
    pool_factor: int = 25
    most: int = 50

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``dropquery``."""
        return "dropquery"

    @property
    def needs(self) -> frozenset[str]:
        """A linear head and what it sees."""
        return DropoutDisagreement.needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        words = Composition(DropoutDisagreement(self.passes, self.rate), called=self.name)
        candidates = Disagreeing(self.passes, self.pool_factor, self.most)
        return words.dedupe().filter(candidates).spread(Central("embedding"))

    def pick(self, task: Task) -> Picks:
        """Score, keep the rows that disagree, and spread."""
        score = DropoutDisagreement(self.passes, self.rate)
        score.check(task.snapshot)
        instead = typical_instead(task)
        if instead is not None:
            return instead
        picks = self.sentence().pick(task)
        terms, reasons = [], []
        for value, own, said in zip(picks.scores, picks.terms, picks.reasons, strict=True):
            part = {**own, "changed": int(value), "passes": self.passes}
            terms.append(part)
            tail = said.partition("; ")[2]
            reasons.append("; ".join(text for text in (score.reason(part), tail) if text))
        steady = int(np.count_nonzero(picks.scores == 0))
        if not steady:
            return replace(picks, terms=terms, reasons=reasons)
        note = f"{steady} of {task.n} predictions never change: drawn at random to fill the batch."
        return replace(
            picks, terms=terms, reasons=reasons, fallback="random", notes=(note, *picks.notes)
        )
