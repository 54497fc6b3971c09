"""The comparison that a session keeps up to date while somebody looks at it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from jupyter_al.session.asking.comparison import Comparison, compare
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.updates import Updates
from jupyter_al.session.worker import Task
from jupyter_al.strategies import Strategy

__all__ = ["Comparing"]


class Comparing:
    """Which strategies are compared, and what they would ask now.

    Parameters
    ----------
    lock : threading.RLock
        The session's one lock.
    request : callable
        Asks the worker for :meth:`run`.
    """

    def __init__(
        self,
        trainer: Trainer,
        updates: Updates,
        lock: threading.RLock,
        request: Callable[[], None],
    ) -> None:
        self.found: Comparison | None = None
        self._named: dict[str, Strategy] = {}
        self._trainer = trainer
        self._updates = updates
        self._lock = lock
        self._request = request

    def show(self, named: Mapping[str, Strategy]) -> None:
        """Keep showing what these strategies would ask next; without any, stop it."""
        with self._lock:
            self._named = dict(named)
            if not named:
                self.found = None
        if named:
            self._request()
        else:
            self._updates.emit("comparison")

    def again(self) -> None:
        """Compare anew with another model, if anybody looks."""
        if self._named:
            self._request()

    def run(self, task: Task) -> None:
        """Ask the strategies. A job of the worker."""
        with self._lock:
            named = dict(self._named)
        if not named:
            return
        task.progress(None, "comparing strategies")
        trainer = self._trainer
        found = compare(named, trainer.snapshot_now(), trainer.ahead, task.cancelled)
        with self._lock:
            if named != self._named:
                return  # asked for something else meanwhile; that job is on its way
            self.found = found
        self._updates.emit("comparison")
