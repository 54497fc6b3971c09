"""The random arm of a session: models of the audited labels alone, which nobody else uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import Cancelled
from jupyter_al.evaluation.cost import minutes
from jupyter_al.evaluation.gain.gain import FEWEST_AUDITED, Gain, gain_over_random
from jupyter_al.evaluation.gain.random_arm import RandomArm, random_arm
from jupyter_al.learners import Learner
from jupyter_al.numerics.duplicates import row_hashes
from jupyter_al.session.learning.trainer import Trainer

__all__ = ["Gaining"]

FOLDS = 5
REPEATS = 10
_SMALLER = 3  # sizes below the largest, each fitted once a repeat
_GROWTH = 1.1  # audited labels, from which an arm is worth fitting anew in the background

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Kept:
    learner: Learner
    n_classes: int
    rows: Ints
    codes: Ints
    arm: RandomArm


class Gaining:
    """Random arms, kept as long as the audited labels, the learner and the classes stay.

    Parameters
    ----------
    trainer : Trainer
        Its learner is used, its model is not touched.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._kept: _Kept | None = None

    def gain(
        self,
        rows: Ints,
        codes: Ints,
        right: npt.NDArray[np.bool_],
        *,
        n_active: int,
        n_classes: int,
        patience: float,
        hasty: bool = False,
        cancelled: Callable[[], bool] | None = None,
    ) -> tuple[RandomArm | None, Gain]:
        """Compare the model in use with models of as many random labels.

        Parameters
        ----------
        rows, codes : (n,) int64
            The audited labels.
        right : (n,) bool
            Whether the model in use is right on them.
        n_active, n_classes : int
            Training labels of the model in use, and classes.
        patience : float
            Seconds that fitting may take; with less time fewer repeats are fitted.
        hasty : bool
            Be content with an arm of nearly all of the labels.
        cancelled : callable, optional
            Asked before each fit.

        Raises
        ------
        Cancelled
        """

        def no(reason: str) -> tuple[None, Gain]:
            return None, Gain(None, None, float("nan"), n_active, reason)

        if len(rows) < FEWEST_AUDITED:
            return no(f"{len(rows)} of {FEWEST_AUDITED} audited labels")
        # an order of their own: that of the draws would make another arm of the same labels
        order = np.argsort(rows)
        rows, codes, right = rows[order], codes[order], right[order]
        kept = self._usable(rows, codes, n_classes, hasty)
        if kept is None:
            trainer = self._trainer
            seconds = trainer.fits[0].seconds if trainer.fits else 0.0
            repeats = _repeats(seconds, patience)
            if not repeats:
                least = minutes(FOLDS * (_SMALLER + 1) * seconds)
                return no(
                    f"models of random labels take about {least} to fit; "
                    "session.evaluate(patience=seconds) waits for them"
                )
            groups = self._copies(rows)
            if len(np.unique(groups)) < FOLDS:
                return no("the audited items are copies of a few")
            kept = self._fitted(rows, codes, groups, n_classes, repeats, cancelled)
            self._kept = kept
        if not n_active:
            return no("no training labels")
        mine = np.isin(rows, kept.rows)
        return kept.arm, gain_over_random(kept.arm, right[mine], n_active, seed=self._trainer.seed)

    def _usable(self, rows: Ints, codes: Ints, n_classes: int, hasty: bool) -> _Kept | None:
        kept = self._kept
        if kept is None or kept.learner is not self._trainer.learner:
            return None
        mine = np.isin(rows, kept.rows)
        if kept.n_classes != n_classes or mine.sum() < len(kept.rows):
            return None
        if not np.array_equal(codes[mine], kept.codes):
            return None
        most = _GROWTH * len(kept.rows) if hasty else len(kept.rows)
        return kept if len(rows) <= most else None

    def _copies(self, rows: Ints) -> Ints:
        """Return the same number for rows that are exact copies of each other."""
        flat = self._trainer.recorder.pool.inputs[rows]
        flat = flat if hasattr(flat, "toarray") else np.asarray(flat).reshape(len(rows), -1)
        _, groups = np.unique(row_hashes(flat), return_inverse=True)
        return np.asarray(groups.reshape(-1), dtype=np.int64)

    def _fitted(
        self,
        rows: Ints,
        codes: Ints,
        groups: Ints,
        n_classes: int,
        repeats: int,
        cancelled: Callable[[], bool] | None,
    ) -> _Kept:
        trainer = self._trainer
        learner, inputs = trainer.learner, trainer.recorder.pool.inputs

        def fit_predict(train: Ints, held: Ints) -> Any:
            if cancelled is not None and cancelled():
                raise Cancelled("Cancelled.")
            model = learner.fit(inputs[rows[train]], codes[train], n_classes, seed=trainer.seed)
            return model.predict_proba(inputs[rows[held]]).argmax(axis=1)

        arm = random_arm(
            fit_predict, codes, groups=groups, folds=FOLDS, repeats=repeats, seed=trainer.seed
        )
        return _Kept(learner, n_classes, rows, codes, arm)


def _repeats(seconds: float, patience: float) -> int:
    """Return how often the smaller sizes can be fitted, 0 where not even once."""
    fits = patience / max(seconds, 1e-4) / FOLDS
    return int(min(REPEATS, max(0.0, (fits - 1) / _SMALLER)))
