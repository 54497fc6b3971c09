"""What a page or a person wants to know and a handler cannot answer in milliseconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any

from jupyter_al.errors import AlError, Cancelled
from jupyter_al.session.worker import Task

__all__ = ["Inquiries"]

Work = Callable[[Task], Any]
Done = Callable[[Any], None]
Failed = Callable[[AlError], None]


class Inquiries:
    """Questions that the worker answers, one after the other, the newest of a kind only.

    Parameters
    ----------
    request : callable
        Asks the worker for :meth:`run`.
    """

    def __init__(self, request: Callable[[], None]) -> None:
        self._waiting: dict[Hashable, tuple[Work, Done, Failed]] = {}
        self._lock = threading.Lock()
        self._request = request

    def ask(self, key: Hashable, work: Work, done: Done, failed: Failed) -> None:
        """Answer a question soon; one of the same `key` that still waits is forgotten.

        Parameters
        ----------
        key : hashable
        work : callable
            ``work(task)`` finds the answer; it may report and be cancelled.
        done, failed : callable
            Called with the answer, or with an error in words, in the worker's thread.
        """
        with self._lock:
            self._waiting.pop(key, None)
            self._waiting[key] = (work, done, failed)
        self._request()

    def run(self, task: Task) -> None:
        """Answer everything that waits. A job of the worker."""
        while True:
            with self._lock:
                if not self._waiting:
                    return
                key = next(iter(self._waiting))
                work, done, failed = self._waiting.pop(key)
            try:
                answer = work(task)
            except Cancelled as error:
                failed(error)
                raise
            except AlError as error:
                failed(error)
            else:
                done(answer)
