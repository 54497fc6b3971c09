"""How good the models of the rounds so far were, all on the same items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.evaluation.gain.active_arm import ActiveArm
from jupyter_al.session.learning.rounds import Past, Rounds
from jupyter_al.session.trust.held_out import HeldOut

__all__ = ["active_arm", "tested_arm"]


def active_arm(
    rounds: Rounds, held: HeldOut, predicted: npt.NDArray[Any], trained_on: int
) -> ActiveArm:
    """Score the models of the rounds so far, and the one in use, on the even labels.

    Parameters
    ----------
    rounds : Rounds
    held : HeldOut
        The labels of now that train no model.
    predicted : (N,) int
        Classes that the model in use predicts.
    trained_on : int
        Training labels of it.
    """
    order = np.argsort(held.rows[held.uniform])  # that of the random arm
    rows, codes = held.rows[held.uniform][order], held.codes[held.uniform][order]
    place = {int(row): at for at, row in enumerate(rounds.watched)}
    kept = np.array([int(row) in place for row in rows], dtype=bool)
    at = np.array([place[int(row)] for row in rows[kept]], dtype=np.int64)
    past = _growing(rounds.past, trained_on)
    answers = [each.watched[at] == codes[kept] for each in past]
    return _arm(past, answers, trained_on, predicted[rows[kept]] == codes[kept])


def tested_arm(
    rounds: Rounds, codes: npt.NDArray[Any], right: npt.NDArray[Any], trained_on: int
) -> ActiveArm:
    """Score them on the test set; of rounds before it was handed in nothing is known.

    Parameters
    ----------
    rounds : Rounds
    codes : (T,) int
        Classes of the test set.
    right : (T,) bool
        Whether the model in use is right.
    trained_on : int
    """
    past = [each for each in _growing(rounds.past, trained_on) if len(each.tested)]
    answers = [each.tested == codes[rounds.tested] for each in past]
    return _arm(past, answers, trained_on, right[rounds.tested])


def _growing(past: Sequence[Past], trained_on: int) -> list[Past]:
    """Return the rounds since which labels were only added: some may have been taken back."""
    past = [each for each in past if each.n_labels < trained_on]
    before = [each.n_labels for each in past]
    return [p for i, p in enumerate(past) if p.n_labels < min(before[i + 1 :], default=2**62)]


def _arm(
    past: Sequence[Past], answers: Sequence[Any], trained_on: int, right: npt.NDArray[Any]
) -> ActiveArm:
    sizes = [*(each.n_labels for each in past), trained_on]
    correct = np.array([*answers, right], dtype=np.float64)
    return ActiveArm(np.array(sizes, dtype=np.int64), correct)
