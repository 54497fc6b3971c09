"""Fit, rank and score: what happens between an answer and the next queue."""

from __future__ import annotations

import importlib
import inspect
import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al import learners
from jupyter_al.errors import Cancelled, NeedsModel
from jupyter_al.learners import Learner, Model
from jupyter_al.past import Past
from jupyter_al.session.answers.labels import OPEN
from jupyter_al.session.answers.recorder import Recorder
from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.asking.choosing import ask
from jupyter_al.session.asking.queue import SampleQueue, asked_from_query
from jupyter_al.session.asking.region import Region
from jupyter_al.session.learning.earlier import Earlier
from jupyter_al.session.learning.kept_rounds import written_rounds
from jupyter_al.session.learning.rounds import Rounds
from jupyter_al.session.trust.audit import AuditSlice
from jupyter_al.session.trust.curve import Curve
from jupyter_al.session.trust.held_out import calibration_half, held_out
from jupyter_al.session.worker import Task
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import Query, Strategy
from jupyter_al.strategies import get as get_strategy

__all__ = ["FitRecord", "TestSet", "Trainer", "taken"]

KEPT_FITS = 10
CHOOSING = "choosing samples"


@dataclass(frozen=True)
class FitRecord:
    """One fit: what it was made of and what it took."""

    version: int
    n_labels: int
    seconds: float
    device: str
    learner: str


@dataclass(frozen=True)
class TestSet:
    """Items handed in by the user for measuring: inputs (M, ...) and class codes (M,)."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    inputs: npt.NDArray[np.generic]
    codes: npt.NDArray[np.int64]


class Trainer:
    """Learner, strategy, queue and curve of one session.

    Parameters
    ----------
    recorder : Recorder
        The labels.
    lock : threading.RLock
        The session's one lock; held only to read labels and to install results.
    ahead : int
        Length of the queue.
    """

    def __init__(
        self,
        recorder: Recorder,
        *,
        learner: Learner,
        strategy: Strategy,
        audit: AuditSlice,
        test: TestSet | None,
        seed: int,
        lock: threading.RLock,
        ahead: int,
    ) -> None:
        self.recorder = recorder
        self.learner = learner
        self.strategy = strategy
        self.audit = audit
        self.test = test
        self.seed = seed
        self.ahead = ahead
        self.queue = SampleQueue()
        self.asked: dict[int, Asked] = {}
        self.fits: list[FitRecord] = []
        self.version = 0
        self.trained_on = 0
        self.fitted_events = 0  # events of the journal when the fit of the model in use began
        self._unusable = ~recorder.pool.usable
        self.population = population = int((recorder.pool.usable | recorder.labels.held_out).sum())
        if test is None:
            self.curve = Curve("audit" if audit.size else "none", population)
        else:
            self.curve = Curve("test", None)
        self.region = Region(len(recorder.pool))
        self.model: Model | None = None
        self._lock = lock
        self._epoch = 0
        self._generation = 0
        self._fitted_generation = -1
        self._earlier = Earlier()
        tested = None if test is None else test.inputs
        self.rounds = Rounds(recorder.pool.usable, audit.order, seed, tested)
        self.text = ""  # what the strategy does now, in a sentence
        self.snapshot = self._make_snapshot(None)
        self.ranked = self.snapshot  # what the reasons in the queue were made from

    # -- what is out of date ---------------------------------------------------------------

    def labels_changed(self, *, taken_back: bool = False) -> None:
        """Note new labels. A label taken back makes a running fit stale: it is dropped."""
        self._generation += 1
        if taken_back:
            self._epoch += 1

    def forget_model(self) -> None:
        """Drop the model (another learner, other classes): nothing of it may be used again."""
        self._earlier = Earlier()
        self._epoch += 1
        self._generation += 1

    @property
    def is_stale(self) -> bool:
        """Whether labels have changed since the model in use was fitted."""
        return self._generation != self._fitted_generation

    @property
    def open(self) -> npt.NDArray[np.bool_]:
        """(N,) what a strategy may be asked about: usable, no answer, not kept for the audit."""
        closed = self._unusable | self.audit.reserved | (self.recorder.labels.state > 0)
        return np.logical_not(closed)

    def prepare(self, task: Task) -> None:
        """Load what the first fit needs before there is a first fit to wait for."""
        if self.learner.name in learners.names():
            importlib.import_module("torch")

    # -- the two jobs ----------------------------------------------------------------------

    def fit(self, task: Task) -> bool:
        """Fit on the labels standing now; False when the result was stale and is dropped.

        Raises
        ------
        Cancelled
            The user cancelled.
        """
        with self._lock:
            rows, codes = self.recorder.labels.training()
            weights = self.recorder.labels.weights(rows)
            n_classes = len(self.recorder.classes)
            epoch, generation, learner = self._epoch, self._generation, self.learner
            warm, events = self.model, len(self.recorder.events)
        task.progress(None, "training")
        started = time.perf_counter()
        model = None
        if len(np.unique(codes)) >= 2:
            model = learner.fit(
                self.recorder.pool.inputs[rows],
                codes,
                n_classes,
                warm=warm,
                seed=self.seed,
                progress=task.progress,
                cancelled=task.cancelled,
                **taken(learner, weights),
            )
        seconds = time.perf_counter() - started
        earlier = self._replaced(warm, n_classes, anew=generation == self._fitted_generation)
        with self._lock:
            if epoch != self._epoch:
                return False  # labels were taken back or the learner changed meanwhile
            self._earlier = earlier
            self._fitted_generation = generation
            self.model = model
            if model is not None:
                self.version += 1
                self.curve.last_version = self.version
                self.trained_on, self.fitted_events = len(rows), events
                record = FitRecord(self.version, len(rows), seconds, model.device, learner.name)
                self.fits = [record, *self.fits][:KEPT_FITS]
        snapshot = self._make_snapshot(model)
        with self._lock:
            self.snapshot = snapshot
        if model is not None and self.rounds.due(len(rows), model.n_classes, learner.name):
            self._begin_round(model, rows, codes, learner.name)
        return True

    def _begin_round(
        self, model: Model, rows: npt.NDArray[np.int64], codes: npt.NDArray[np.int64], learner: str
    ) -> None:
        """Note what the model says of the stop set, by calibrated doubt where there are labels."""
        labels, pool = self.recorder.labels, self.recorder.pool
        with self._lock:
            held = held_out(labels, self.audit)
            unlabelled = labels.state[self.rounds.stop_set] == OPEN
        even, answers = held.rows[held.uniform], held.codes[held.uniform]
        half = calibration_half(even, len(pool), self.seed)
        doubt = self.rounds.doubt(model, pool.inputs, even[half], answers[half], unlabelled)
        self.rounds.add(
            model,
            pool.inputs,
            rows,
            codes,
            version=self.version,
            learner=learner,
            uncertainty=doubt,
        )
        self.recorder.journal.set_meta(
            "rounds", written_rounds(self.rounds.past, self.rounds.test_mark)
        )

    def rank(self, task: Task) -> None:
        """Rank again with the model in use (another strategy, a skip, an empty queue)."""
        self._rank(task, self._make_snapshot(self.model))

    def _make_snapshot(self, model: Model | None) -> Snapshot:
        pool = self.recorder.pool
        with self._lock:
            labels = self.recorder.labels
            rows, codes = labels.training()
            unavailable = ~self.open | self.region.outside
            weights = taken(self.learner, labels.weights(rows))
            answered = self.recorder.answered
            classes = tuple(self.recorder.classes.names)
            if model is not None and model.n_classes != len(classes):
                model = None  # of another class list; the next fit is on its way
            version = self.version if model is not None else 0
            before = getattr(self, "snapshot", None)
            past = self._past(rows, model)
        return Snapshot(
            pool.features,
            model=model,
            inputs=pool.inputs,
            labelled=rows,
            labels=codes,
            n_classes=len(classes),
            unavailable=unavailable,
            version=version,
            round=answered,
            seed=self.seed,
            classes=classes,
            past=past,
            **weights,
            device=_device_of(model),
            shared_with=before,  # what hangs on the pool or on the same model is computed once
        )

    def _replaced(self, model: Model | None, n_classes: int, *, anew: bool) -> Earlier:
        """Return what is earlier once `model` is replaced.

        A fit `anew` on the same labels leaves the earlier models the earlier ones.
        """
        used = uses_past(self.strategy)
        if anew and used:
            return self._earlier
        snapshot = self.snapshot
        known = model is not None and snapshot.model is model
        return self._earlier.after(snapshot if known else None, used, n_classes)

    def _past(self, rows: npt.NDArray[np.int64], model: Model | None) -> Past:
        """Return what the strategy in use learns from, and no more. Needs the lock."""
        used, earlier = uses_past(self.strategy), self._earlier
        known = earlier.probabilities if model is not None and "probabilities" in used else None
        rounds = earlier.rounds if "rounds" in used else None
        by, when = self.recorder.labels.asked_by(rows.tolist()) if "asked_by" in used else ((), ())
        return Past(known, by, when, rounds=rounds)

    def snapshot_now(self) -> Snapshot:
        """Return a snapshot of the labels standing now and the model in use."""
        return self._make_snapshot(self.model)

    def select(self, snapshot: Snapshot, n: int, task: Task | None = None) -> Query:
        """Ask the strategy; without a model a model-based one hands over to a cold start."""
        how: dict[str, Any] = {}
        if task is not None:
            how = {
                "cancelled": task.cancelled,
                "progress": lambda done: task.progress(done, CHOOSING),
            }
        try:
            return ask(self.strategy, snapshot, n, **how)
        except NeedsModel:
            return ask(get_strategy("auto"), snapshot, n, **how)

    def _rank(self, task: Task, snapshot: Snapshot) -> None:
        task.progress(None, CHOOSING)
        query = self.select(snapshot, 3 * self.ahead, task)
        if task.cancelled():
            raise Cancelled("Cancelled.")
        with self._lock:
            self.snapshot = self.ranked = snapshot
            self.text = self.region.named(describe(query))
            picks = asked_from_query(query, snapshot.round, snapshot.version)
            picks = self.region.explained(picks)
            self.refill(picks)

    # -- the queue -------------------------------------------------------------------------

    def refill(self, picks: list[Asked] | None = None) -> None:
        """Fill the queue from new picks, or from what the last ranking left. Needs the lock."""
        labels = self.recorder.labels
        self.queue.fill(
            picks,
            audit=self.audit,
            taken=(labels.state > 0) | self._unusable,
            asked=labels.tally["asked"],
            audited=labels.tally["audited"],
            length=self.ahead,
            round_=self.recorder.answered,
            version=self.version,
        )
        for sample in self.queue.samples:
            self.asked[sample.item] = sample

    # -- how good is it --------------------------------------------------------------------

    def score(self) -> None:
        """Score the model in use on the test set or the audit slice; adds a curve point."""
        with self._lock:
            model, snapshot, version = self.model, self.snapshot, self.version
            held = held_out(self.recorder.labels, self.audit)
            trained_on = self.trained_on
        if model is None:
            self.curve.estimate = None
        if model is None or snapshot.version != version or self.curve.source == "none":
            return
        if self.test is not None:
            predicted = model.predict_proba(self.test.inputs).argmax(axis=1).astype(np.int64)
            right = predicted == self.test.codes
        else:
            right = snapshot.predicted[held.rows] == held.codes
        with self._lock:
            self.curve.released = self.audit.released
            drawn = held if self.test is None else None
            self.curve.add(right, n_labels=trained_on, version=version, drawn=drawn)


def uses_past(strategy: Strategy) -> frozenset[str]:
    """Return the fields of the past that a strategy learns from; one of a user may say none."""
    return frozenset(getattr(strategy, "uses_past", ()))


def taken(learner: Learner, weights: Any) -> dict[str, Any]:
    """Return the weights of the labels for a learner that knows weights; not every one does."""
    if weights is None or "weights" not in inspect.signature(learner.fit).parameters:
        return {}
    return {"weights": weights}


def _device_of(model: Model | None) -> str | None:
    """Return the device for strategies: that of the model where it is a graphics card."""
    device = getattr(model, "device", "cpu")
    return device if device.startswith("cuda") else None


def describe(query: Query) -> str:
    """Say in a few words what the strategy does now ("auto: margin" reads "margin")."""
    text = query.strategy.rpartition(": ")[2]
    return f"{text} ({query.fallback})" if query.fallback else text
