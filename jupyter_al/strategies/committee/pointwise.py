"""Strategies of a committee: its rows, its notes, and the ones that rank each row by itself."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._members import check_members, looked_at
from jupyter_al.strategies.committee import scores
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.spreads import TopN
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Bald", "MeanStd", "MeanVariationRatio", "OfCommittee", "VariationRatio"]


@dataclass(frozen=True)
class OfCommittee(BaseStrategy):
    """Common part: which rows are looked at, and whose committee it was.

    Parameters
    ----------
    score_subset : int, optional
        Look at this many rows only, drawn anew each round (Atighehchian et al. 2020 report no
        loss). Default: all, or 20,000 where each row costs passes of a whole network.

    Notes
    -----
    Cost: time O(K N C D) for the predictions of the K members and O(K N C) for the score; memory
    O(N), the predictions are made block by block.
    """

    score_subset: int | None = None
    most_rows: ClassVar[int | None] = None

    def __post_init__(self) -> None:
        if self.score_subset is not None:
            whole_numbers(self, "score_subset")

    @property
    def needs(self) -> frozenset[str]:
        """A committee, and what it is evaluated on."""
        return scores.OfMembers.needs

    @abstractmethod
    def choose(self, task: Task) -> Picks:
        """Choose ``task.n`` of ``task.rows``, in all of which every member is finite."""

    def pick(self, task: Task) -> Picks:
        """Draw the rows to look at, choose, and say which committee it was."""
        snapshot = task.snapshot
        if snapshot.n_classes < 2:
            raise NotApplicable(
                f"{self.name!r} compares classes and only one is declared: declare a second class."
            )
        check_members(snapshot, self.name)
        default = None if snapshot.members.slow else self.most_rows
        rows, notes = looked_at(task, self.score_subset or default)
        if not len(rows):
            return Picks(rows, np.empty(0), (), (), notes=tuple(notes))
        picks = self.choose(replace(task, rows=rows, n=min(task.n, len(rows))))
        return replace(picks, notes=(*notes, *picks.notes))


@dataclass(frozen=True)
class _Ranked(OfCommittee):
    """The rows with the highest score.

    Parameters
    ----------
    score_subset : int, optional
        Look at this many rows only, drawn anew each round.
    clip_top : float
        Share of the rows, in [0, 1), that is left out at the uncertain end; they are in
        ``Query.dropped``.
    dedupe : bool
        Copies of a row that is chosen or labelled wait until nothing else is left.
    """

    score: ClassVar[scores.OfMembers]
    clip_top: float = 0.0
    dedupe: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.clip_top < 1:
            raise StrategyError(f"clip_top must be a share in [0, 1), not {self.clip_top!r}.")

    @property
    def name(self) -> str:
        """Name of the score."""
        return self.score.name

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        words = Composition(self.score, spreading=TopN(self.dedupe), called=self.name)
        return words.drop(float(self.clip_top)) if self.clip_top else words

    def choose(self, task: Task) -> Picks:
        """Rank."""
        return self.sentence().pick(task)


@dataclass(frozen=True)
class Bald(_Ranked):
    """BALD: the answers that tell most about the model (Houlsby et al. 2011).

    Notes
    -----
    Formula: ``score = H(mean_k p_k) - mean_k H(p_k)``, at least 0.
    """

    score: ClassVar[scores.OfMembers] = scores.Bald()


@dataclass(frozen=True)
class MeanStd(_Ranked):
    """The largest standard deviation over the members, mean over the classes.

    Notes
    -----
    Formula: ``score = mean_c std_k p_k(c)``.
    """

    score: ClassVar[scores.OfMembers] = scores.MeanStd()


@dataclass(frozen=True)
class VariationRatio(_Ranked):
    """The largest share of votes against the class most members vote for (Freeman 1965).

    Notes
    -----
    Formula: ``score = 1 - f / K`` with f votes for the class with most votes.
    """

    score: ClassVar[scores.OfMembers] = scores.VariationRatio()


@dataclass(frozen=True)
class MeanVariationRatio(_Ranked):
    """The smallest confidence of the averaged prediction.

    Notes
    -----
    Formula: ``score = 1 - max_c mean_k p_k(c)``.
    """

    score: ClassVar[scores.OfMembers] = scores.MeanVariationRatio()
