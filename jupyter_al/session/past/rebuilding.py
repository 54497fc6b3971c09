"""Beliefs from before a restart, computed anew: a model fitted again on the labels of that time."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from jupyter_al.errors import Cancelled
from jupyter_al.session.learning.trainer import taken
from jupyter_al.session.past.beliefs import REBUILT, Beliefs
from jupyter_al.session.past.marks import Mark
from jupyter_al.session.worker import Task
from jupyter_al.snapshot import Snapshot

__all__ = ["Rebuilding"]


class Rebuilding:
    """A job of the worker that fits one old version at a time, so that answers come in between.

    Every fit begins from nothing, with the session's seed and the learner in use: the same labels
    give the same beliefs, whatever else was computed before.

    Parameters
    ----------
    request : callable
        Asks the worker for :meth:`run`.
    """

    def __init__(self, beliefs: Beliefs, request: Callable[[], None]) -> None:
        self._beliefs = beliefs
        self._request = request
        self._lock = threading.Lock()
        self._wanted = self._lacking = False
        self._due: list[Mark] = []
        self._total = 0
        self._stop = threading.Event()

    @property
    def progress(self) -> float | None:
        """Share that is done; None when nothing is computed."""
        with self._lock:
            if self._wanted:
                return 0.0 if self._lacking else None
            return 1 - len(self._due) / self._total if self._due else None

    def begin(self) -> None:
        """Compute what is lacking, soon."""
        lacking = bool(self._beliefs.lacking())
        with self._lock:
            self._wanted, self._lacking = not self._due, lacking
        self._stop.clear()
        self._request()

    def stop(self) -> None:
        """Leave the rest; what is done stays."""
        self._stop.set()
        with self._lock:
            self._wanted, self._due = False, []
        self._beliefs.updates.emit("history")

    def run(self, task: Task) -> None:
        """Fit the next version. A job of the worker."""
        with self._lock:
            wanted, self._wanted = self._wanted, False
        if wanted:
            self._beliefs.steps()  # reads the journal, if nobody has yet
            self._choose()
        with self._lock:
            mark = self._due[0] if self._due else None
        if mark is not None:
            try:
                self._fit(mark, task)
            except BaseException:
                self.stop()
                raise
            with self._lock:
                self._due = self._due[1:]
                more = bool(self._due)
            if more:
                self._request()
        self._beliefs.updates.emit("history")

    def _choose(self) -> None:
        """Choose versions evenly over the journal, the first and the last among them."""
        lacking = self._beliefs.lacking()
        places = np.linspace(0, len(lacking) - 1, min(REBUILT, len(lacking))).round().astype(int)
        chosen = [lacking[place] for place in places]
        versions = {mark.version for mark in chosen}
        self._beliefs.drop([m.version for m in lacking if m.version not in versions])
        kept = {mark.version: mark for mark in self._beliefs.lacking()}
        with self._lock:
            self._due = [kept[mark.version] for mark in chosen]
            self._total = len(self._due)

    def _fit(self, mark: Mark, task: Task) -> None:
        standing, n_classes = self._beliefs.labels_at(mark)
        rows, codes, weights = standing.trains
        if len(np.unique(codes)) < 2:
            return  # no model then
        trainer = self._beliefs.trainer
        pool = trainer.recorder.pool
        task.progress(None, "going back")
        model = trainer.learner.fit(
            pool.inputs[rows],
            codes,
            n_classes,
            seed=trainer.seed,
            cancelled=lambda: task.cancelled() or self._stop.is_set(),
            **taken(trainer.learner, weights),
        )
        snapshot = Snapshot(
            pool.features,
            model=model,
            inputs=pool.inputs,
            n_classes=n_classes,
            version=mark.version,
            seed=trainer.seed,
        )
        if self._stop.is_set():
            raise Cancelled("Cancelled.")
        self._beliefs.keep_again(mark, snapshot, len(rows))
