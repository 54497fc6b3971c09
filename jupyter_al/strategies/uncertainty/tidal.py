"""TiDAL: ask what the model was unsure about while it was trained."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.spreads import TopN
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task
from jupyter_al.strategies.uncertainty.training_dynamics import TrainingDynamics

__all__ = ["Tidal"]


@dataclass(frozen=True)
class Tidal(BaseStrategy):
    """Training dynamics for active learning (Kye, Choi, Byun and Chang, ICCV 2023).

    Parameters
    ----------
    measure : str
        ``entropy`` or ``margin``, of the predictions averaged over the epochs.
    epochs : int
        Of the training of a head, where the snapshot has no ``Past.history``.
    logged : int
        Epochs that are averaged then.
    dedupe : bool
        Copies of a row that is chosen or labelled wait until nothing else is left.

    Notes
    -----
    Formula: ``score = H(q)``, or ``-(q1 - q2)`` with ``margin``, of the predictions q averaged over
    the epochs of a training.

    Cost: time O(N C) where the epochs were recorded; else a training of a head, O(L C D) for each
    epoch, and O(N C D) for each epoch that is averaged; memory O(N C).
    """

    measure: str = "entropy"
    epochs: int = 200
    logged: int = 20
    dedupe: bool = True

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``tidal``."""
        return "tidal"

    @property
    def needs(self) -> frozenset[str]:
        """What a model believes; and a history of epochs, or labels to train a head on."""
        return TrainingDynamics.needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        score = TrainingDynamics(self.measure, self.epochs, self.logged)
        return Composition(score, spreading=TopN(self.dedupe), called=self.name)

    def pick(self, task: Task) -> Picks:
        """Follow the training, then rank."""
        picks = self.sentence().pick(task)
        history = task.snapshot.past.history
        if history is not None:
            note = f"Followed the {len(history)} epochs of Past.history."
        else:
            note = (
                "There is no Past.history: followed a linear head that was trained anew on the "
                f"labels for {self.epochs} epochs."
            )
        return replace(picks, notes=(note, *picks.notes))
