"""The loop behind a session: takes answers, keeps the model and the queue in step.

Thread rules: `lock` guards everything that changes; it is held for milliseconds. Answers come
from any thread (the main one, a subshell's); fitting, ranking and projecting happen in the
worker; listeners are called outside the lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import SessionError
from jupyter_al.journal import HELD_OUT
from jupyter_al.learners import Learner
from jupyter_al.session.answers.recorder import Answer, Recorded, Recorder
from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.asking.comparing import Comparing
from jupyter_al.session.asking.rechecks import Rechecks
from jupyter_al.session.asking.scoring import Scoring
from jupyter_al.session.asking.why import unasked, why_asked
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.map.inquiries import Inquiries
from jupyter_al.session.map.landscape import Landscape
from jupyter_al.session.map.projector import Projector
from jupyter_al.session.past.beliefs import Beliefs
from jupyter_al.session.past.rebuilding import Rebuilding
from jupyter_al.session.phase import Phase, phase_of
from jupyter_al.session.remembering import remember
from jupyter_al.session.trust.choosing_model import ChoosingModel
from jupyter_al.session.trust.evaluating import Evaluating
from jupyter_al.session.trust.measuring import Measuring
from jupyter_al.session.updates import Updates
from jupyter_al.session.worker import Task, Worker
from jupyter_al.strategies import Strategy

__all__ = ["Loop"]

SETTLE = 0.04  # seconds after an answer that belong to the next sample's way to the screen
SHOW = 0.3  # seconds from a view's making to its first message


class Loop:
    """Glue between the recorder, the trainer, the projector and the worker.

    Parameters
    ----------
    retrain_every : int
        New training labels between two fits.
    """

    def __init__(
        self,
        recorder: Recorder,
        trainer: Trainer,
        projector: Projector,
        *,
        lock: threading.RLock,
        updates: Updates,
        retrain_every: int,
    ) -> None:
        self.recorder = recorder
        self.trainer = trainer
        self.projector = projector
        self.updates = updates
        self.retrain_every = retrain_every
        self.selection: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.notes: list[str] = list(recorder.pool.notes)
        self.asked_now: int | None = None  # what the page shall show at once (undo, map click)
        self._askable = int(recorder.pool.usable.sum())
        self._lock = lock
        self._unfitted = 0
        self._ranked = False
        self._closed = False
        self.worker = Worker(
            {
                "fit": self._fit,
                "rank": self._rank,
                "score": self._score,
                "measure": lambda task: self.measuring.run(task),
                "compare": lambda task: self.comparing.run(task),
                "evaluate": lambda task: self.evaluating.run(task),
                "column": lambda task: self.scoring.run(task),
                "look": lambda task: self.inquiries.run(task),
                "project": self.projector.run,
                "prepare": trainer.prepare,
                "rebuild": lambda task: self.rebuilding.run(task),
            },
            on_change=lambda: updates.emit("phase"),
        )
        self.measuring = Measuring(
            trainer, updates, lock, show=lambda item: setattr(self, "asked_now", item)
        )
        self.choosing_model = ChoosingModel(trainer, self.measuring, lock)
        self.evaluating = Evaluating(
            trainer, updates, lock, waiting=lambda: self.worker.waiting("fit", "rank", "score")
        )
        self.comparing = Comparing(trainer, updates, lock, lambda: self.worker.request("compare"))
        self.scoring = Scoring(
            recorder,
            trainer,
            updates,
            lock,
            request=lambda: self.worker.request("column"),
            waiting=lambda: self.worker.started and self.worker.waiting("fit", "rank"),
        )
        self.rechecks = Rechecks(recorder.labels)
        self.rechecks.saw(recorder.events)  # of an earlier session: counted, and said already
        self.inquiries = Inquiries(request=lambda: self.worker.request("look"))
        self.beliefs = Beliefs(trainer, updates)
        self.rebuilding = Rebuilding(self.beliefs, lambda: self.worker.request("rebuild"))
        self.landscape = Landscape(recorder, trainer, projector, updates, self.worker)
        self.worker.request("fit")

    # -- jobs ------------------------------------------------------------------------------

    def start(self) -> None:
        """Run jobs in a thread of their own from now on (somebody is looking)."""
        if not self.worker.started:
            # a map whose places are known goes to the page first, at full speed
            after = SHOW if self.projector.coordinates is not None else 0.0
            for job in ("rank", "prepare", "project", "evaluate"):
                self.worker.request(job, after=after)
            if not self.worker.start():
                self.worker.finish()

    def refresh(self) -> None:
        """Bring model and queue up to date with the labels, then return."""
        if self.trainer.is_stale:
            self.worker.request("fit")
        self.worker.finish("fit", "rank", "score")

    def _fit(self, task: Task) -> None:
        self._unfitted = 0
        if not self.trainer.fit(task):
            return
        try:  # a strategy that cannot use this model must not keep the model from being used
            if self.worker.started:  # without a view, `query` ranks itself
                self.trainer.rank(task)
                self._ranked = True
        finally:
            self.trainer.score()
            self.updates.emit("model", "queue", "curve", "settings")
            self.comparing.again()
            self.beliefs.note(keep=self.worker.started)
            if self.worker.started:  # somebody looks
                self.worker.request("evaluate")
        if self.trainer.model is not None:
            self.recorder.journal.set_meta("curve", self.trainer.curve.as_json())

    def _rank(self, task: Task) -> None:
        self.trainer.rank(task)
        self._ranked = True
        self.updates.emit("queue", "settings")
        self.comparing.again()

    def _score(self, task: Task) -> None:
        self.trainer.score()
        self.updates.emit("curve")

    # -- answers ---------------------------------------------------------------------------

    def answer(
        self,
        answers: Sequence[Answer],
        told: Sequence[Mapping[str, Any] | None] | None = None,
        *,
        chosen: str | None = None,
    ) -> Recorded:
        """Record answers; `told` is what the page says of why its items were asked.

        With `chosen` (the word for it) nobody asked for them: the user chose the items.
        """
        self._check_open()
        with self._lock:
            pairs = []
            for answer in answers:
                hints = told if told is not None else [None] * len(answer.items)
                why = [
                    unasked(i, chosen) if chosen else why_asked(self.recorder, self.trainer, i, h)
                    for i, h in zip(answer.items, hints, strict=True)
                ]
                pairs.append((answer, why))
            before = len(self.recorder.events)
            recorded = self.recorder.record(pairs)
            if not recorded.duplicate:
                self._after(recorded)
            doubts = self.rechecks.saw(self.recorder.events[before:])
            self.notes.extend(doubts)
        self._tell(recorded)
        return recorded

    def undo(
        self,
        event_id: str | None = None,
        annotator: str | None = None,
        bulk: str | None = None,
    ) -> Recorded:
        """Take back the latest step, or that of a bulk, and ask about its items again."""
        self._check_open()
        with self._lock:
            asked = dict(self.trainer.asked)
            classes = list(self.recorder.classes.names)
            recorded = self.recorder.undo(event_id, annotator, bulk)
            if not recorded.duplicate:
                self._after(recorded)
                for item in reversed(recorded.restored[: self.trainer.ahead]):
                    if self.recorder.labels.state[item] == 0:
                        sample = asked.get(item) or why_asked(
                            self.recorder, self.trainer, item, None
                        )
                        self.trainer.asked[item] = sample
                        self.trainer.queue.put_first(sample)
                        self.asked_now = item
            other = self._classes_moved(classes)
        self._tell(recorded, *other)
        return recorded

    def redo(self, event_id: str | None = None, annotator: str | None = None) -> Recorded:
        """Bring back what was undone last."""
        self._check_open()
        with self._lock:
            classes = list(self.recorder.classes.names)
            recorded = self.recorder.redo(event_id, annotator)
            if not recorded.duplicate:
                self._after(recorded)
            other = self._classes_moved(classes)
        self._tell(recorded, *other)
        return recorded

    def change_classes(self, change: Callable[[], Recorded]) -> Recorded:
        """Add or rename a class; `change` is the recorder's own call."""
        self._check_open()
        with self._lock:
            classes = list(self.recorder.classes.names)
            recorded = change()
            other = self._classes_moved(classes)
        self._tell(recorded, *other)
        return recorded

    def _classes_moved(self, before: list[str]) -> tuple[str, ...]:
        """Fit anew when there are more or fewer classes; return what to tell. Needs the lock."""
        now = self.recorder.classes.names
        if len(now) != len(before):
            self.trainer.forget_model()
            self.worker.request("fit")
        return ("classes",) if now != before else ()

    def _check_open(self) -> None:
        if self._closed:
            raise SessionError(
                "This session is closed. Open it again: al.Session.open(store, pool)."
            )

    def _after(self, recorded: Recorded) -> None:
        """Queue, audit slice and training follow an answer. Needs the lock."""
        trainer, labels = self.trainer, self.recorder.labels
        changed = np.asarray(recorded.changed, dtype=np.int64)
        for item in changed:
            if (
                labels.state[item] > 0
                and trainer.audit.reserved[item]
                and not labels.held_out[item]
            ):
                trainer.audit.release(int(item))
        trainer.queue.drop(int(i) for i in changed)
        self.asked_now = None
        if labels.trained or labels.untrained:
            trainer.labels_changed(taken_back=labels.untrained > 0)
            self._unfitted += labels.trained
            if self._unfitted >= self.retrain_every or labels.untrained:
                self.worker.request("fit", after=SETTLE)
        elif len(changed):
            self.worker.request("score")
        if len(trainer.queue) < trainer.ahead:
            trainer.refill()
        if trainer.queue.spare < trainer.ahead // 2:
            self.worker.request("rank")
        if trainer.region.done(trainer.open):
            self.notes.append("Everything in the region is answered: the whole pool is asked now.")
            self.ask_in(None)

    def _tell(self, recorded: Recorded, *other: str) -> None:
        if not recorded.duplicate:
            self.updates.emit("labels", "queue", *other, detail=list(recorded.changed))
        if self.recorder.journal.trouble is not None or not recorded.saved:
            self.updates.emit("store")

    # -- what to ask, with what ------------------------------------------------------------

    def ask(self, item: int) -> None:
        """Ask about this item next: the user chose it on the map."""
        if not self.recorder.pool.usable[item]:
            raise SessionError(f"Item {item} cannot be shown: its row or its file is not usable.")
        with self._lock:
            sample = self.trainer.asked.get(item)
            if sample is None or sample.slice in HELD_OUT:
                sample = Asked(item, "chosen", reasons=("you chose it",), slice="active")
            self.trainer.asked[item] = sample
            self.trainer.queue.put_first(sample)
            self.asked_now = item
        self.updates.emit("queue")

    def ask_in(self, items: npt.NDArray[np.int64] | None) -> None:
        """Restrict the strategy to some items; None: it may ask everywhere again."""
        with self._lock:
            self.trainer.region.ask_in(items, self.trainer.open)
        self.worker.request("rank")
        self.updates.emit("settings", "notes")

    def set_strategy(self, strategy: Strategy, spec: object) -> None:
        """Switch the query strategy; the queue is ranked anew."""
        with self._lock:
            self.trainer.strategy = strategy
        remember(self.recorder.journal, "strategy", spec)
        self.worker.request("rank")
        self.updates.emit("settings")

    def set_learner(self, learner: Learner, spec: object) -> None:
        """Switch the learner; the model is fitted anew, a running fit is dropped."""
        with self._lock:
            self.trainer.learner = learner
            self.trainer.model = None
            self.trainer.forget_model()
        self.worker.cancel()
        remember(self.recorder.journal, "learner", spec)
        self.worker.request("fit")
        self.updates.emit("settings")

    def sample(self, item: int) -> Asked:
        """Return what is known of an item that may not be in the queue (a map preview)."""
        return self.trainer.asked.get(item) or Asked(item, "chosen")

    def queue_now(self) -> tuple[list[Asked], int | None]:
        """Return the queue, and the item that the page shall show at once, if any."""
        with self._lock:
            return list(self.trainer.queue.samples), self.asked_now

    def prefill(self) -> None:
        """Have something to show before the first ranking: the audit's next draws."""
        with self._lock:
            if not self._ranked and not len(self.trainer.queue):
                self.trainer.refill([])
                changed = bool(len(self.trainer.queue))
            else:
                changed = False
        if changed:
            self.updates.emit("queue")

    def select(self, items: npt.NDArray[np.int64]) -> None:
        """Set the selection: positions in any order, twice is once."""
        chosen = np.zeros(len(self.recorder.pool), dtype=bool)
        chosen[items] = True  # np.unique takes a hundred times as long for a third of a million
        with self._lock:
            self.selection = np.flatnonzero(chosen).astype(np.int64)
        self.updates.emit("selection")

    @property
    def audited(self) -> npt.NDArray[np.int64]:
        """Positions of the labelled items of the audit slice."""
        return self.recorder.labels.audited()[0]

    def retry_store(self) -> bool:
        """Try to write what could not be written; True when all is on disk."""
        self.recorder.journal.retry()
        self.updates.emit("store")
        return self.recorder.journal.trouble is None

    @property
    def left(self) -> int:
        """How many items can still be asked."""
        return self._askable - self.recorder.labels.tally["done"]

    @property
    def excluded(self) -> int:
        """How many items can never be asked."""
        return len(self.recorder.pool) - self._askable

    @property
    def phase(self) -> Phase:
        """What goes on now."""
        return phase_of(
            self.worker.task,
            self.worker.failure,
            queued=len(self.trainer.queue),
            left=self.left,
            ranking_due=not self._ranked,
            trouble=self.recorder.journal.trouble,
        )

    def close(self) -> None:
        """Stop the worker and close the store. A second call does nothing."""
        self._closed = True
        self.worker.stop()
        self.projector.stop()
        self.recorder.journal.close()
