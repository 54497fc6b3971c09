"""What went before a snapshot: earlier predictions, and who asked for each label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import SnapshotError
from jupyter_al.numerics.arrays import Floats

__all__ = ["Past"]


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
    """

    probabilities: Floats | None = None
    asked_by: Sequence[str] = ()
    asked_in: Sequence[int] = ()

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
        for word in ("asked_by", "asked_in"):
            found = len(getattr(self, word))
            if found and found != labels:
                raise SnapshotError(
                    f"Past.{word} must hold one value for each of {labels} labels, not {found}."
                )
        if len(self.asked_by) != len(self.asked_in):
            raise SnapshotError("Past.asked_by and Past.asked_in belong together: give both.")
        return self
