"""What went before a snapshot: earlier predictions, and who asked for each label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import SnapshotError
from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["Past", "Rounds"]


@dataclass(frozen=True, eq=False)
class Rounds:
    """Answers of the models of earlier rounds, oldest first; the model may be a black box.

    Parameters
    ----------
    predicted : (R, N) int array
        The class that each round's model gave each row of the pool; -1 where nobody knows.
    labelled : sequence of R (L_r,) int arrays
        Positions of the rows that each of them was trained on.
    checked : (V,) int array
        Positions of rows with a known answer on which no model was trained; they are not asked.
    answers : (V,) int array
        Their classes.
    """

    predicted: Ints
    labelled: Sequence[Ints]
    checked: Sequence[int] | Ints = ()
    answers: Sequence[int] | Ints = ()

    def __len__(self) -> int:
        return len(self.predicted)

    def fits(self, size: int, classes: int) -> Rounds:
        """Return these rounds.

        Raises
        ------
        SnapshotError
            They have other rows or classes than the snapshot.
        """
        shape = np.shape(self.predicted)
        if len(shape) != 2 or shape[1] != size:
            raise SnapshotError(f"Rounds.predicted must be (rounds, {size}), not {shape}.")
        if len(self.labelled) != shape[0]:
            raise SnapshotError(
                f"Rounds.labelled must hold the labelled rows of each of {shape[0]} rounds, "
                f"not of {len(self.labelled)}."
            )
        for word, parts in (("labelled", self.labelled), ("checked", (self.checked,))):
            for part in map(np.asarray, parts):
                if len(part) and not (part.min() >= 0 and part.max() < size):
                    raise SnapshotError(f"Rounds.{word} must hold positions below {size}.")
        if len(self.checked) != len(self.answers):
            raise SnapshotError(
                f"Rounds.checked has {len(self.checked)} rows and answers {len(self.answers)}."
            )
        if len(self.answers) and not 0 <= np.min(self.answers) <= np.max(self.answers) < classes:
            raise SnapshotError(f"Rounds.answers must hold classes below {classes}.")
        return self


@dataclass(frozen=True, eq=False)
class Past:
    """The history that a few strategies learn from; everything in it is optional.

    A session fills in the fields that the strategy in use names in ``uses_past``.

    Parameters
    ----------
    probabilities : (N, C) array, optional
        Of the model one round earlier, for the same rows; NaN where a row is newer.
    asked_by : sequence of str (L,)
        Who asked for each label: ``"margin"``, or the term ``arm`` of a choice among
        strategies; empty where nobody knows, or nobody asked.
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
