"""What went before a snapshot: earlier predictions, and who asked for each label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import SnapshotError
from jupyter_al.numerics.arrays import Floats
from jupyter_al.past_rounds import Rounds

__all__ = ["Past"]


@dataclass(frozen=True, eq=False)
class Past:
    """The history that a few strategies learn from; everything in it is optional.

    Parameters
    ----------
    probabilities : (N, C) array, optional
        Of the model one round earlier, for the same rows; NaN where a row is newer.
    asked_by : sequence of str (L,)
        Who asked for each label: ``"margin"``, or the term ``arm`` of a choice among
        strategies; empty where nobody knows.
    asked_in : sequence of int (L,)
        The round in which each label was asked for.
    history : (T, N, C) array, optional
        Probabilities of the same rows after each of T epochs of the training of the model.
    rounds : Rounds, optional
        Answers of the models of earlier rounds.
    """

    probabilities: Floats | None = None
    asked_by: Sequence[str] = ()
    asked_in: Sequence[int] = ()
    history: Floats | None = None
    rounds: Rounds | None = None

    def fits(self, size: int, classes: int, labels: int) -> Past:
        """Return this past.

        Raises
        ------
        SnapshotError
            It has other rows, classes or labels than the snapshot.
        """
        if self.probabilities is not None:
            shape = np.shape(self.probabilities)
            if shape != (size, classes):
                raise SnapshotError(f"Past.probabilities must be ({size}, {classes}), not {shape}.")
        if self.history is not None:
            shape = np.shape(self.history)
            if len(shape) != 3 or shape[1:] != (size, classes) or not shape[0]:
                raise SnapshotError(
                    f"Past.history must be (epochs, {size}, {classes}), not {shape}."
                )
        if self.rounds is not None:
            self.rounds.fits(size, classes)
        for word in ("asked_by", "asked_in"):
            found = len(getattr(self, word))
            if found and found != labels:
                raise SnapshotError(
                    f"Past.{word} must hold one value for each of {labels} labels, not {found}."
                )
        if len(self.asked_by) != len(self.asked_in):
            raise SnapshotError("Past.asked_by and Past.asked_in belong together: give both.")
        return self
