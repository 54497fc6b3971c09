"""One warm process that computes projections, with progress and cancel.

umap-learn compiles for half a minute in every new process and holds the interpreter lock while it
does; in the kernel that would stop the user's cells and the widget. So a kernel keeps one process
for all its sessions: started when first wanted, gone when idle.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_al.errors import AlError, Cancelled

__all__ = ["WarmProcess", "shared"]

_PATIENCE = 0.1  # seconds between two looks at whether to stop
_GRACE = 10.0  # seconds in which a cancelled job may end by itself and leave the process warm
_HURRY = 1.0  # the same where another job waits

Progress = Callable[["float | None", str], None]


class WarmProcess:
    """A process that computes one projection at a time.

    Parameters
    ----------
    worker : str
        The module that runs in it.
    """

    def __init__(self, worker: str = "jupyter_al.projection._worker") -> None:
        self._worker = worker
        self._turn = threading.Lock()
        self._running: _Running | None = None
        self._next = 0

    @property
    def pid(self) -> int | None:
        """The id of the process; None while there is none."""
        running = self._running
        return running.process.pid if running is not None and running.alive else None

    def run(
        self,
        prepare: Callable[[Path], dict[str, Any]],
        take: Callable[[Path], Any],
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> Any:
        """Compute one projection; blocks, so call it on a thread of its own.

        Parameters
        ----------
        prepare : callable
            Writes the input into a folder and returns the job, see ``_worker``.
        take : callable
            Reads the result out of the folder.
        progress : callable
            Called with a fraction in [0, 1], or None where it is unknown, and a short text.
        cancelled : callable
            Asked about ten times a second.

        Raises
        ------
        Cancelled
        AlError
            When it failed; the sentence says why.
        """
        while not self._turn.acquire(timeout=_PATIENCE):
            progress(None, "waiting for another map")
            if cancelled():
                raise Cancelled("The projection was cancelled.")
        try:
            running = self._ready()
            self._next += 1
            folder = Path(running.folder, str(self._next))
            folder.mkdir()
            try:
                job = {**prepare(folder), "id": self._next}
                running.send(job)
                self._follow(running, self._next, progress, cancelled)
                return take(folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            self.close()
            raise AlError(f"The projection could not be computed: {error}.") from error
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process; the next job starts another one."""
        running, self._running = self._running, None
        if running is not None:
            running.end()

    def _ready(self) -> _Running:
        """Return a process that waits for a job."""
        running = self._running
        if running is not None and not (running.alive and running.idle(_HURRY)):
            self.close()
            running = None
        if running is None:
            running = self._running = _Running(self._worker)
        return running

    def _follow(
        self,
        running: _Running,
        job: int,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> None:
        """Pass on what the worker says until it is done."""
        while True:
            if cancelled():
                running.cancel(job)
                later = threading.Timer(_GRACE, self._end_if_busy, (running,))
                later.daemon = True
                later.start()
                raise Cancelled("The projection was cancelled.")
            message = running.listen(_PATIENCE)
            if message is None:
                continue
            if "gone" in message:
                self.close()
                raise AlError(f"The projection ended unexpectedly{message['gone']}.")
            if "error" in message:
                raise AlError(f"The projection failed: {message['error']}.")
            if "done" in message:
                return
            progress(message["fraction"], message["text"])

    def _end_if_busy(self, running: _Running) -> None:
        if self._running is running and running.busy and self._turn.acquire(blocking=False):
            try:
                if not running.idle(0):
                    self.close()
            finally:
                self._turn.release()


class _Running:
    """A started process and the lines that it says."""

    def __init__(self, worker: str) -> None:
        if not sys.executable:
            raise AlError("The projection needs a Python to start, and this host names none.")
        self.folder = tempfile.mkdtemp(prefix="jupyter-al-")
        self.busy: int | None = None  # a cancelled job that has not ended yet
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        # The packages that this process sees, and none that lie in its working directory. An
        # OpenMP thread that waits must not keep a core busy.
        seen = [str(Path(__file__).parents[2]), *(path for path in sys.path if path)]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(dict.fromkeys(seen)),
            "OMP_WAIT_POLICY": "PASSIVE",
        }
        try:
            with Path(self.folder, "errors.txt").open("wb") as errors:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", worker, self.folder],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    cwd=self.folder,
                    env=environment,
                    start_new_session=True,  # interrupting a cell must not interrupt the map
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
        except OSError:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        threading.Thread(target=self._read, name="jupyter-al-projection", daemon=True).start()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def _read(self) -> None:
        # closing the pipe while a line is awaited raises ValueError
        with contextlib.suppress(ValueError, OSError):
            for line in self.process.stdout or ():
                self._lines.put(line)
        self._lines.put(None)

    def send(self, message: dict[str, Any]) -> None:
        if self.process.stdin is None:
            return
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def listen(self, timeout: float) -> dict[str, Any] | None:
        """Return what it says next; None when it says nothing, ``gone`` when it has ended."""
        try:
            line = self._lines.get(timeout=timeout)
        except queue.Empty:
            return None
        if line is not None:
            message: dict[str, Any] = json.loads(line)
            return message
        with contextlib.suppress(OSError):
            said = Path(self.folder, "errors.txt").read_text("utf-8", "replace").strip()
            last = said.splitlines()[-1:]
            return {"gone": f" (exit code {self.process.wait()}){': ' + last[0] if last else ''}"}
        return {"gone": ""}

    def cancel(self, job: int) -> None:
        self.busy = job
        with contextlib.suppress(OSError):
            self.send({"cancel": job})

    def idle(self, timeout: float) -> bool:
        """Wait until a cancelled job has ended; False when it goes on, or the process is gone."""
        deadline = time.monotonic() + timeout
        while self.busy is not None:
            left = deadline - time.monotonic()
            message = self.listen(max(0.0, left)) if left > 0 or not self._lines.empty() else None
            if message is None or "gone" in message:
                return False
            if message.get("id") == self.busy and "text" not in message:
                self.busy = None
        return True

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_shared = WarmProcess()


def shared() -> WarmProcess:
    """Return the process of this kernel."""
    return _shared
