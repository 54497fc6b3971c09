"""What the models of earlier rounds answered, and what they were trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import SnapshotError
from jupyter_al.numerics.arrays import Ints

__all__ = ["Rounds"]


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
