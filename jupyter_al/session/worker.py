"""The one thread that fits, ranks and projects.

A job asked for twice before it starts runs once. Where threads cannot be started (Pyodide),
or while nobody looks at the session, the same jobs run in the caller's thread.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping

from jupyter_al.errors import Cancelled

__all__ = ["Failure", "Task", "Worker"]

NICE = 10  # of 19: a tenth of the processor where others want it, all of it where nobody does
QUIET = 0.25  # seconds: a job that ends sooner is not announced, the phase line would only flicker
MIN_PROGRESS_GAP = 0.1  # seconds: at most ten progress reports a second


def give_way() -> None:
    """Let this thread run behind the person's own: answers, the cell, the browser beside it.

    On Linux niceness belongs to the thread (and to those it starts, as a math library does).
    """
    if hasattr(os, "setpriority") and sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


class Failure:
    """An error of a job: a sentence for the user, the traceback behind it."""

    def __init__(self, job: str, error: BaseException) -> None:
        self.job = job
        self.error = error
        text = str(error).strip() or type(error).__name__
        self.text = text if text.endswith((".", "!", "?")) else f"{text}."
        self.detail = "".join(traceback.format_exception(error))


class Task:
    """What a running job may ask and say."""

    def __init__(self, job: str, on_progress: Callable[[], None]) -> None:
        self.job = job
        self.fraction: float | None = None
        self.text = ""
        self._started = time.monotonic()
        self._cancelled = threading.Event()
        self._on_progress = on_progress
        self._last = 0.0

    @property
    def lasting(self) -> bool:
        """Whether it has run for long enough to be worth a word."""
        return time.monotonic() - self._started >= QUIET

    def progress(self, fraction: float | None, text: str = "") -> None:
        """Report how far the job is, 0 to 1."""
        self.fraction, self.text = fraction, text
        now = time.monotonic()
        if now - self._last >= MIN_PROGRESS_GAP:
            self._last = now
            self._on_progress()

    def cancel(self) -> None:
        """Ask the job to stop at its next look."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether the job shall stop."""
        return self._cancelled.is_set()


class Worker:
    """Runs named jobs one at a time, in their order of importance.

    Parameters
    ----------
    jobs : mapping of str to callable
        ``job(task)`` by name; earlier names run first.
    on_change : callable
        Called without arguments when a job lasts, reports, ends or fails.
    """

    def __init__(
        self, jobs: Mapping[str, Callable[[Task], None]], on_change: Callable[[], None]
    ) -> None:
        self._jobs = dict(jobs)
        self._on_change = on_change
        self._wanted: set[str] = set()
        self._wake = threading.Condition()
        self._one_at_a_time = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._not_before = 0.0
        self.task: Task | None = None
        self.failure: Failure | None = None

    def add(self, name: str, job: Callable[[Task], None]) -> None:
        """Know one more job, less important than those before."""
        self._jobs[name] = job

    @property
    def started(self) -> bool:
        """Whether a thread of its own runs the jobs."""
        return self._thread is not None

    def start(self) -> bool:
        """Start the thread; False where threads cannot be started."""
        with self._wake:
            if self._thread is None and not self._stopping:
                thread = threading.Thread(target=self._loop, name="jupyter-al", daemon=True)
                try:
                    thread.start()
                except RuntimeError:
                    return False
                self._thread = thread
        return True

    def request(self, job: str, *, after: float = 0.0) -> None:
        """Ask for a job; it runs soon in the thread, or with the next :meth:`finish`.

        Parameters
        ----------
        job : str
        after : float
            Seconds in which no job begins, unless somebody waits for it.
        """
        with self._wake:
            self._wanted.add(job)
            self._not_before = max(self._not_before, time.monotonic() + after)
            self._wake.notify_all()

    def waiting(self, *jobs: str) -> bool:
        """Whether one of these jobs is asked for and has not begun."""
        return not self._wanted.isdisjoint(jobs)

    def cancel(self) -> bool:
        """Cancel what runs now, and the same again where it waits; False when nothing runs."""
        with self._wake:
            task = self.task
            if task is None:
                return False
            self._wanted.discard(task.job)
            task.cancel()
        return True

    def finish(self, *only: str) -> None:
        """Return when these jobs (default: all) are neither wanted nor running.

        Errors of a job that runs in the caller's thread are raised here.
        """
        names = only or tuple(self._jobs)
        if self._thread is None or self._thread is threading.current_thread():
            while True:
                with self._wake:
                    job = self._next(names)
                if job is None:
                    return
                self._run(job, reraise=True)
        with self._wake:
            self._not_before = 0.0
            self._wake.notify_all()
            self._wake.wait_for(
                lambda: (
                    self._stopping or not (self._wanted.intersection(names) or self._running(names))
                )
            )

    def stop(self) -> None:
        """Cancel, end the thread, and take no more jobs."""
        with self._wake:
            self._stopping = True
            self._wanted.clear()
            self._wake.notify_all()
        self.cancel()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)

    def _running(self, names: tuple[str, ...]) -> bool:
        return self.task is not None and self.task.job in names

    def _next(self, names: tuple[str, ...]) -> str | None:
        for name in self._jobs:
            if name in self._wanted and name in names:
                self._wanted.discard(name)
                # set under the lock, so that `finish` never sees a gap between two jobs
                self.task = Task(name, self._on_change)
                return name
        return None

    def _loop(self) -> None:
        give_way()
        names = tuple(self._jobs)
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._stopping or self._wanted)
                while not self._stopping and (left := self._not_before - time.monotonic()) > 0:
                    self._wake.wait(left)
                if self._stopping:
                    return
                job = self._next(names)
            if job is not None:
                self._run(job, reraise=False)

    def _run(self, job: str, *, reraise: bool) -> None:
        with self._one_at_a_time:
            task = self.task if self.task and self.task.job == job else Task(job, self._on_change)
            self.task = task
            announcement = threading.Timer(QUIET, self._on_change)
            announcement.daemon = True
            with contextlib.suppress(RuntimeError):  # no threads here
                announcement.start()
            try:
                self._jobs[job](task)
                if self.failure is not None and self.failure.job == job:
                    self.failure = None
            except Cancelled:
                pass
            except Exception as error:
                if reraise:
                    raise
                self.failure = Failure(job, error)
            finally:
                announcement.cancel()
                with self._wake:
                    self.task = None
                    self._wake.notify_all()
                self._on_change()
