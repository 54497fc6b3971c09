"""How often the models of earlier rounds were wrong in each group of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.snapshot import Snapshot

__all__ = ["Answers", "answers_of"]


@dataclass(frozen=True)
class Answers:
    """What each model of R rounds answered; oldest first.

    Parameters
    ----------
    predicted : sequence of (N,) int arrays
        Classes; -1 where nobody knows.
    labelled : sequence of (L,) int arrays
    checked, answers : (V,) int64
        Rows with a known answer that no model was trained on. Without any, an error is a
        prediction that changed since the round before.
    """

    predicted: Sequence[Ints]
    labelled: Sequence[Ints]
    checked: Ints
    answers: Ints

    def errors(self, groups: Ints) -> tuple[Floats, Floats, Floats]:
        """Return labels, share of errors and number of rows judged by, (R, G) each.

        Parameters
        ----------
        groups : (N,) int array
            From -1, which is no group.
        """
        shape = len(self.predicted), int(groups.max(initial=-1)) + 1
        counts, errors, weights = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        for place, (now, rows) in enumerate(zip(self.predicted, self.labelled, strict=True)):
            counts[place] = _sums(groups[rows], shape[1])
            if len(self.checked):
                own, guess, right = groups[self.checked], now[self.checked], self.answers
            elif place:
                own, guess, right = groups, now, self.predicted[place - 1]
            else:
                continue
            use = (guess >= 0) & (right >= 0)
            weights[place] = _sums(own[use], shape[1])
            wrong = _sums(own[use & (guess != right)], shape[1])
            errors[place] = wrong / np.maximum(weights[place], 1)
        return counts, errors, weights


def answers_of(snapshot: Snapshot, *, changes: bool) -> Answers | None:
    """Return the answers of ``Past.rounds`` and of the model of now; None without the first.

    Parameters
    ----------
    snapshot : Snapshot
    changes : bool
        Judge by changed predictions even where there are checked rows.
    """
    rounds = snapshot.past.rounds
    if rounds is None:
        return None
    predicted = list(np.asarray(rounds.predicted))
    labelled = [np.asarray(rows, dtype=np.int64).reshape(-1) for rows in rounds.labelled]
    # the last of the rounds may be that of now
    told = bool(labelled) and np.array_equal(np.sort(labelled[-1]), np.sort(snapshot.labelled))
    if snapshot.has("probabilities") and not told:
        predicted.append(snapshot.predicted)
        labelled.append(snapshot.labelled)
    checked = np.asarray(() if changes else rounds.checked, dtype=np.int64)
    answers = np.asarray(() if changes else rounds.answers, dtype=np.int64)
    return Answers(predicted, labelled, checked, answers)


def _sums(groups: Ints, size: int) -> Floats:
    return np.bincount(groups[groups >= 0], minlength=size).astype(np.float64)
