"""What the models before the one in use believed, kept for the strategies that learn from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.past import Rounds
from jupyter_al.snapshot import Snapshot

__all__ = ["Earlier"]

# a round per answer would say nothing: two models that differ by a label agree nearly everywhere
_GROWTH = 1.1
_AT_LEAST = 5  # labels
_KEPT = 40


@dataclass(frozen=True)
class Earlier:
    """Answers of earlier models; a new value for each fit, so that a dropped fit leaves no trace.

    Parameters
    ----------
    probabilities : (N, C) float32 array, optional
        Of the model one fit before.
    predicted, labelled : tuples of arrays
        (N,) classes of the models of earlier rounds, oldest first, and the rows they were
        trained on. A round begins where the labels have grown by a tenth.
    """

    probabilities: npt.NDArray[np.float32] | None = None
    predicted: tuple[npt.NDArray[np.signedinteger[Any]], ...] = ()
    labelled: tuple[npt.NDArray[np.int64], ...] = ()

    def after(self, snapshot: Snapshot | None, used: Collection[str], n_classes: int) -> Earlier:
        """Return what is earlier once the model of `snapshot` is replaced.

        Parameters
        ----------
        snapshot : Snapshot, optional
            None where the model to be replaced is not that of the last ranking.
        used : collection of str
            The fields of the past that the strategy in use learns from; no other is kept.
        n_classes : int
            Of the model to come.
        """
        found = Earlier()
        if "rounds" in used:
            found = replace(self, probabilities=None)
        if snapshot is None:
            return found
        if "probabilities" in used and snapshot.n_classes == n_classes:
            found = replace(found, probabilities=snapshot.probabilities)
        if "rounds" in used and self._grown(len(snapshot.labelled)):
            narrow = np.int8 if snapshot.n_classes <= np.iinfo(np.int8).max else np.int32
            answers: npt.NDArray[np.signedinteger[Any]] = snapshot.predicted.astype(narrow)
            found = replace(
                found,
                predicted=(*self.predicted, answers)[-_KEPT:],
                labelled=(*self.labelled, snapshot.labelled)[-_KEPT:],
            )
        return found

    @property
    def rounds(self) -> Rounds | None:
        """The rounds as strategies read them; None before the first."""
        if not self.predicted:
            return None
        return Rounds(np.stack(self.predicted), self.labelled)

    def _grown(self, labels: int) -> bool:
        if not self.labelled:
            return True
        before = len(self.labelled[-1])
        return labels >= max(_GROWTH * before, before + _AT_LEAST)
