"""The random arm of a session: models of the audited labels alone, which nobody else uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from jupyter_al.evaluation.cost import minutes
from jupyter_al.evaluation.gain.gain import FEWEST_AUDITED, Gain, gain_over_random
from jupyter_al.evaluation.gain.random_arm import RandomArm, random_arm
from jupyter_al.numerics.duplicates import row_hashes
from jupyter_al.session.trainer import Trainer

if TYPE_CHECKING:
    from jupyter_al.session.evaluating import _State

__all__ = ["Gaining"]

FOLDS = 5
REPEATS = 10
_SMALLER = 3  # sizes below the largest, each fitted once a repeat

Ints = npt.NDArray[np.int64]


class Gaining:
    """Random arms, kept as long as the audited labels, the learner and the classes stay.

    Parameters
    ----------
    trainer : Trainer
        Its learner is used, its model is not touched.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._kept: tuple[Any, RandomArm] | None = None

    def gain(
        self, rows: Ints, codes: Ints, right: npt.NDArray[np.bool_], now: _State, patience: float
    ) -> tuple[RandomArm | None, Gain]:
        """Compare the model in use with models of as many random labels.

        Parameters
        ----------
        rows, codes : (n,) int64
            The audited labels.
        right : (n,) bool
            Whether the model in use is right on them.
        now : _State
        patience : float
            Seconds that fitting may take; with less time fewer repeats are fitted.
        """

        def no(reason: str) -> tuple[None, Gain]:
            return None, Gain(None, None, float("nan"), now.trained_on, reason)

        if len(rows) < FEWEST_AUDITED:
            return no(f"{len(rows)} of {FEWEST_AUDITED} audited labels")
        # an order of their own: that of the draws would make another arm of the same labels
        order = np.argsort(rows)
        rows, codes, right = rows[order], codes[order], right[order]
        trainer = self._trainer
        learner, n_classes = trainer.learner, len(now.names)
        key = (rows.tobytes(), codes.tobytes(), id(learner), n_classes)
        if self._kept is None or self._kept[0] != key:
            seconds = trainer.fits[0].seconds if trainer.fits else 0.0
            repeats = _repeats(seconds, patience)
            if not repeats:
                least = minutes(FOLDS * (_SMALLER + 1) * seconds)
                return no(
                    f"models of random labels take about {least} to fit; "
                    "session.evaluate(patience=seconds) waits for them"
                )
            inputs = trainer.recorder.pool.inputs

            def fit_predict(train: Ints, held: Ints) -> Any:
                model = learner.fit(inputs[rows[train]], codes[train], n_classes, seed=trainer.seed)
                return model.predict_proba(inputs[rows[held]]).argmax(axis=1)

            flat = inputs[rows]
            flat = flat if hasattr(flat, "toarray") else np.asarray(flat).reshape(len(rows), -1)
            _, groups = np.unique(row_hashes(flat), return_inverse=True)
            if len(np.unique(groups)) < FOLDS:
                return no("the audited items are copies of a few")
            arm = random_arm(
                fit_predict, codes, groups=groups, folds=FOLDS, repeats=repeats, seed=trainer.seed
            )
            self._kept = (key, arm)
        arm = self._kept[1]
        if not now.trained_on:
            return no("no training labels")
        return arm, gain_over_random(arm, right, now.trained_on, seed=trainer.seed)


def _repeats(seconds: float, patience: float) -> int:
    """Return how often the smaller sizes can be fitted, 0 where not even once."""
    fits = patience / max(seconds, 1e-4) / FOLDS
    return int(min(REPEATS, max(0.0, (fits - 1) / _SMALLER)))
