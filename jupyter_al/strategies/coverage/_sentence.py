"""A strategy that is one sentence of the vocabulary, with parameters of its own."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["SentenceStrategy"]


class SentenceStrategy(BaseStrategy):
    """Base of the frozen dataclasses whose parameters fill in a sentence."""

    called: ClassVar[str]

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """Name of the strategy."""
        return self.called

    @property
    def needs(self) -> frozenset[str]:
        """What score and spread need."""
        return self.sentence().needs

    @abstractmethod
    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps; raises for impossible parameters."""

    def pick(self, task: Task) -> Picks:
        """Score, filter and spread."""
        return self.sentence().pick(task)
