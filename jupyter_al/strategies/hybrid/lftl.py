"""LFTL: small margins of drifting predictions, classes first that the model is rarely sure of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.hybrid.contrastive import Contrastive
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["LFTL"]


@dataclass(frozen=True)
class LFTL(BaseStrategy):
    """Contrastive active sampling of "Learn from the Learnt" (Lyu et al., ECCV 2024).

    Parameters
    ----------
    step : float
        How far to follow the last change of the probabilities, at least 0; 0 ignores it.
    lam : float
        Weight of the classes that the model is often sure of, at least 0.
    confident : int
        Number of the surest rows that are counted for it.

    Notes
    -----
    Formula: ``score = -(g / max g + lam h)``: g is ``p1 - p2`` after a step along the last change
    of p, h how often the predicted class occurs among the surest rows, over the most frequent one.

    Cost: time O(N C), memory O(N C) with earlier predictions.
    """

    step: float = 0.03
    lam: float = 0.1
    confident: int = 500

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``lftl``."""
        return "lftl"

    @property
    def needs(self) -> frozenset[str]:
        """Probabilities; earlier ones help."""
        return Contrastive.needs

    @property
    def uses_past(self) -> frozenset[str]:
        """The probabilities of the model before, unless their change does not count."""
        return Contrastive.uses_past if self.step else frozenset()

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        return Composition(Contrastive(self.step, self.lam, self.confident), called=self.name)

    def pick(self, task: Task) -> Picks:
        """Rank."""
        picks = self.sentence().pick(task)
        if task.snapshot.past.probabilities is not None or not self.step:
            return picks
        note = "No earlier predictions are known: the direction of change does not count."
        return replace(picks, notes=(note, *picks.notes))
