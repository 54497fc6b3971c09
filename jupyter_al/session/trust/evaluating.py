"""What a session knows about its model: gathers the arrays and asks `evaluation`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import SessionError
from jupyter_al.evaluation import (
    balanced_accuracy,
    believed_accuracy,
    calibrate,
    macro_f1,
    per_class,
    reliability,
    stop_advice,
    tempered,
)
from jupyter_al.evaluation.calibration.temperature import Temperature
from jupyter_al.evaluation.cost import Cost, cost, target
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.evaluation.shares.skew import skew
from jupyter_al.numerics.duplicates import row_hashes
from jupyter_al.session.answers.labels import OPEN
from jupyter_al.session.answers.recorder import Recorder
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.trust.arms import active_arm, tested_arm
from jupyter_al.session.trust.copies import overlap
from jupyter_al.session.trust.gaining import Gaining
from jupyter_al.session.trust.held_out import HeldOut, calibration_half, estimated, held_out
from jupyter_al.session.updates import Updates
from jupyter_al.session.worker import Task
from jupyter_al.snapshot import Snapshot

__all__ = ["Evaluating"]

BACKGROUND = 5.0  # seconds of fitting for a number that nobody has asked for
SAMPLE = 5000  # items of the pool that class shares and belief are computed on
_TINY = 1e-12


@dataclass(frozen=True, eq=False)
class _State:
    """What belongs together: taken under the lock, looked at without it."""

    snapshot: Snapshot
    held: HeldOut
    training: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
    open: npt.NDArray[np.int64]
    names: list[str]
    cost: Cost
    trained_on: int
    version: int


class Evaluating:
    """Evaluations of one session; what takes long is kept as long as its labels stay.

    Parameters
    ----------
    lock : threading.RLock
        The session's one lock.
    waiting : callable
        Whether a job waits that matters more.

    Attributes
    ----------
    latest : Evaluation or None
        Of the last round, for who looks at the session.
    goal : float or None
        The accuracy that was last asked for as a target.
    price : float or None
        Of an hour of labelling, as it was said last.
    """

    def __init__(
        self,
        trainer: Trainer,
        updates: Updates,
        lock: threading.RLock,
        waiting: Callable[[], bool],
    ) -> None:
        self.latest: Evaluation | None = None
        self.goal: float | None = None
        self.price: float | None = None
        self._trainer = trainer
        self._updates = updates
        self._lock = lock
        self._waiting = waiting
        self._gaining = Gaining(trainer)
        self._hashes: npt.NDArray[np.uint64] | None = None
        self._advised: dict[int, bool] = {}  # by the version of the model that ended a round

    def run(self, task: Task) -> None:
        """Bring :attr:`latest` up to date. A job of the worker, given up for a fit that waits."""
        if self._trainer.curve.source == "none" or self._trainer.model is None:
            self.latest = None
            return

        def cancelled() -> bool:
            return task.cancelled() or self._waiting()

        for patience in (0.0, BACKGROUND):  # what is quick is told first
            self.latest = self.evaluate(patience=patience, hasty=True, cancelled=cancelled)
            self._updates.emit("curve")
            if self.latest.random_arm is not None or cancelled():
                return

    def evaluate(
        self,
        *,
        patience: float = 20.0,
        hasty: bool = False,
        cancelled: Callable[[], bool] | None = None,
    ) -> Evaluation:
        """Return all that is known now.

        Parameters
        ----------
        patience : float
            Seconds for models of random labels.
        hasty, cancelled
            See :meth:`.gaining.Gaining.gain`.

        Raises
        ------
        SessionError
            There is no model, or nothing to measure with.
        """
        trainer = self._trainer
        source = trainer.curve.source
        if source == "none":
            raise SessionError(
                "There is nothing to measure with: 'audit' is 0 and there is no test set. Pass "
                "test=(features, labels), or begin a session with a share for the audit."
            )
        now = self._state()
        model = now.snapshot.model
        if model is None:
            raise SessionError("There is no model yet: label items of at least two classes.")
        rng = np.random.default_rng([trainer.seed, 0xE7A1])
        held, names, uniform = now.held, now.names, now.held.uniform
        predicted = now.snapshot.predicted
        population: int | None = trainer.population
        if trainer.test is None:
            truth, guesses = held.codes, predicted[held.rows]
            even_truth, even_guesses = truth[uniform], guesses[uniform]
            drawn: HeldOut | None = held
        else:
            truth = even_truth = trainer.test.codes
            guesses = even_guesses = model.predict_proba(trainer.test.inputs).argmax(axis=1)
            drawn, population = None, None
        right = guesses == truth
        looks = max(1, now.version)
        accuracy = estimated(right, source, population, drawn)
        anytime = estimated(right, source, population, drawn, look=looks)
        named = np.array(names, dtype=object)
        pair = (named[even_guesses], named[even_truth])
        temperature, probabilities, tested = self._calibrated(now)
        sample = self._sample(now, rng)
        audited = held.rows[uniform]
        audited_right = predicted[audited] == held.codes[uniform]
        belief = None
        if len(tested) and len(sample):
            belief = believed_accuracy(
                tempered(probabilities[tested], temperature),
                audited_right[tested],
                tempered(_logs(now.snapshot, sample), temperature),
                seed=rng,
            )
        active = active_arm(trainer.rounds, held, now.snapshot.predicted, now.trained_on)
        arm, gain = self._gaining.gain(
            audited,
            held.codes[uniform],
            audited_right,
            n_active=now.trained_on,
            n_classes=len(names),
            patience=patience,
            hasty=hasty,
            cancelled=cancelled,
        )
        aim = None
        goal = self.goal
        if goal is not None:
            reached = (accuracy.interval.low, accuracy.interval.high)
            watched = active
            if trainer.test is not None:
                watched = tested_arm(trainer.rounds, trainer.test.codes, right, now.trained_on)
            aim = target(
                goal, reached, now.trained_on, watched.curve, watched.draws(seed=rng),
                now.cost.seconds if now.cost.enough else None, price=self.price,
            )  # fmt: skip
        return Evaluation(
            accuracy=accuracy,
            anytime=anytime,
            classes=per_class(*pair, names, population=population),
            macro_f1=macro_f1(*pair, names, population=population, seed=rng),
            balanced_accuracy=balanced_accuracy(*pair, names, population=population, seed=rng),
            gain=gain,
            random_arm=arm,
            active_arm=active,
            stop=stop_advice(trainer.rounds.rounds, population=trainer.population),
            temperature=temperature,
            reliability=reliability(
                now.snapshot.probabilities[audited].max(axis=1, initial=0.0),
                audited_right,
                seed=rng,
            ),
            skew=skew(
                names,
                held.codes[uniform],
                now.training[1],
                tempered(_logs(now.snapshot, sample), temperature),
                population=trainer.population,
            ),
            belief=belief,
            cost=now.cost,
            target=aim,
            n_labels=now.trained_on,
            version=now.version,
            looks=looks,
            agreed=self._agreed(),
            notes=tuple(self._notes(now)),
        )

    def _state(self) -> _State:
        trainer = self._trainer
        recorder = trainer.recorder
        with self._lock:
            labels = recorder.labels
            return _State(
                snapshot=trainer.snapshot,
                held=held_out(labels, trainer.audit),
                training=labels.training(),
                open=np.flatnonzero((labels.state == OPEN) & recorder.pool.usable),
                names=list(recorder.classes.names),
                cost=_cost(recorder, self.price),
                trained_on=trainer.trained_on,
                version=trainer.version,
            )

    def _calibrated(self, now: _State) -> tuple[Temperature, Any, npt.NDArray[np.int64]]:
        """Return the temperature, log-probabilities of the even labels, and those it left alone.

        One half of them is kept for the temperature.
        """
        rows, codes = now.held.rows[now.held.uniform], now.held.codes[now.held.uniform]
        size = len(self._trainer.recorder.pool)
        half = calibration_half(rows, size, self._trainer.seed)
        logs = _logs(now.snapshot, rows)
        found = calibrate((logs[half], codes[half])) if half.any() else calibrate(None)
        return found, logs, np.flatnonzero(~half)

    def _sample(self, now: _State, rng: np.random.Generator) -> npt.NDArray[np.int64]:
        """Return some items without an answer, drawn evenly."""
        if len(now.open) <= SAMPLE:
            return now.open.astype(np.int64)
        return np.sort(rng.choice(now.open, SAMPLE, replace=False)).astype(np.int64)

    def _agreed(self) -> tuple[int, ...]:
        """Return the training labels of the rounds in which most stop signals agreed."""
        past, known = self._trainer.rounds.past, self._advised
        rounds, population = [each.round for each in past], self._trainer.population
        self._advised = {
            each.version: known[each.version]
            if each.version in known
            else stop_advice(rounds[: at + 1], population=population).may_stop
            for at, each in enumerate(past)
        }
        return tuple(each.n_labels for each in past if self._advised[each.version])

    def _notes(self, now: _State) -> list[str]:
        trainer, held = self._trainer, now.held
        notes = []
        if trainer.audit.released:
            notes.append(
                f"{trainer.audit.released} items of the audit slice that you picked by hand are "
                "left out"
            )
        if held.skipped:
            notes.append(f"{held.skipped} drawn items without a label are left out")
        if trainer.test is not None:
            notes += self._overlap(now)
        return notes

    def _overlap(self, now: _State) -> list[str]:
        """Say how many items of the test set are copies: of items in the pool, of each other."""
        test = self._trainer.test
        if test is None:
            return []
        if self._hashes is None:
            self._hashes = row_hashes(_flat(self._trainer.recorder.pool.inputs))
        mine = row_hashes(_flat(test.inputs))
        trained = self._hashes[now.training[0]]
        return overlap(mine, test.codes, self._hashes, trained)


def _logs(snapshot: Snapshot, rows: npt.NDArray[np.int64]) -> Any:
    """Return log-probabilities (n, K): as good as logits for a temperature."""
    return np.log(np.maximum(snapshot.probabilities[rows].astype(np.float64), _TINY))


def _flat(inputs: Any) -> Any:
    if hasattr(inputs, "toarray"):
        return inputs
    return np.asarray(inputs).reshape(inputs.shape[0], -1)


def _cost(recorder: Recorder, price: float | None) -> Cost:
    seconds = [e.active_seconds for e in recorder.events if e.answer_kind == "label"]
    left = int(recorder.pool.usable.sum()) - recorder.labels.tally["done"]
    return cost(seconds, left, price=price)
