"""What strategies share that train a model of their own on the labels."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jupyter_al.errors import NotApplicable
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.max_herding import MaxHerding
from jupyter_al.strategies.scores import Score
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["LearnedScore", "LearnedStrategy"]


def _never() -> None:
    pass


class LearnedScore(Score):
    """A score by a model that is trained once for a snapshot."""

    @abstractmethod
    def trained(self, snapshot: Snapshot, check: Callable[[], None] = _never) -> Any:
        """Return the model, trained at the first call; `check` is called now and then."""

    @abstractmethod
    def too_little(self, snapshot: Snapshot) -> str | None:
        """Return why there is too little to train on, as a sentence; None where there is not."""

    @abstractmethod
    def notes(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Return what is to be said about the model, a sentence each."""

    def applicable(self, snapshot: Snapshot) -> None:
        """Raise `NotApplicable` where more labels would not help."""
        super().check(snapshot)

    def check(self, snapshot: Snapshot) -> None:
        """Raise `NotApplicable` where the score says nothing about this problem, or not yet."""
        self.applicable(snapshot)
        why = self.too_little(snapshot)
        if why:
            raise NotApplicable(f"{why} Until then take 'max-herding', which needs no labels.")


class LearnedStrategy(BaseStrategy):
    """The best of a learned score; MaxHerding while there is too little to learn from."""

    def __post_init__(self) -> None:
        self.scorer()

    @property
    def name(self) -> str:
        """Name of the strategy, which is the one of its score."""
        return self.scorer().name

    @property
    def needs(self) -> frozenset[str]:
        """What the score needs."""
        return self.scorer().needs

    @abstractmethod
    def scorer(self) -> LearnedScore:
        """Return the score; raises for impossible parameters."""

    def pick(self, task: Task) -> Picks:
        """Train, score and take the best."""
        scorer, snapshot = self.scorer(), task.snapshot
        scorer.applicable(snapshot)
        why = scorer.too_little(snapshot)
        if why:
            note = f"{why} Until then samples that stand for the pool are asked."
            picks = MaxHerding().pick(task)
            return replace(picks, fallback="max-herding", notes=(note, *picks.notes))
        scorer.trained(snapshot, task.check)
        picks = Composition(scorer, called=self.name).pick(task)
        return replace(picks, notes=(*scorer.notes(snapshot), *picks.notes))
