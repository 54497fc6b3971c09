"""Runs in processes of their own, several at a time.

The processes are started with a module of this package, not by forking or by importing the
user's program again: a script without a ``__main__`` guard and a notebook both work.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jupyter_al.errors import SimulationError
from jupyter_al.simulate.run import Arm, Settings
from jupyter_al.simulate.world import World

__all__ = ["cores", "in_processes", "why_not"]


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def why_not(settings: Settings) -> str | None:
    """Return why these settings cannot go to another process, None when they can."""
    try:
        packed = pickle.dumps(settings)
    except Exception as error:  # a user's own object can raise anything
        return f"a strategy or the learner cannot be pickled ({error})"
    if b"__main__" in packed:
        return "a strategy or the learner is defined in this notebook or script, not in a module"
    return None


def in_processes(
    world: World, settings: Settings, arms: Sequence[Arm], jobs: int
) -> Iterator[tuple[Arm, dict[str, Any]]]:
    """Yield each run with its outcome, as they end; an outcome may be an ``error``.

    Raises
    ------
    SimulationError
        No process can be started here.
    """
    if not sys.executable:
        raise SimulationError("This host names no Python to start; pass jobs=1.")
    with tempfile.TemporaryDirectory(prefix="jupyter-al-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        world.save(folder)
        (folder / "plan.pickle").write_bytes(pickle.dumps((world.classes, settings)))
        todo = deque(arms)
        ended: queue.Queue[tuple[Arm, dict[str, Any]]] = queue.Queue()
        hands = [_Hand(folder, number, todo, ended) for number in range(min(jobs, len(arms)))]
        try:
            for hand in hands:
                hand.start()
            for _ in arms:
                yield ended.get()
        finally:
            todo.clear()
            for hand in hands:
                hand.stop()


class _Hand(threading.Thread):
    """One thread with one process: hands it a run, waits for the outcome, takes the next."""

    def __init__(
        self,
        folder: Path,
        number: int,
        todo: deque[Arm],
        ended: queue.Queue[tuple[Arm, dict[str, Any]]],
    ) -> None:
        super().__init__(name=f"jupyter-al-simulate-{number}", daemon=True)
        self._folder = folder
        self._errors = folder / f"errors{number}.txt"
        self._todo = todo
        self._ended = ended
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def run(self) -> None:
        """Work until nothing is left to do."""
        while not self._stopped:
            try:
                arm = self._todo.popleft()
            except IndexError:
                return
            try:
                outcome = self._one(arm)
            except (OSError, ValueError) as error:  # could not start, pipe closed, no JSON
                outcome = {"error": self._why(error)}
                self._kill()
            self._ended.put((arm, outcome))

    def stop(self) -> None:
        """End the process at once, and wait for the thread."""
        self._stopped = True
        self._kill()
        if self.ident is not None:
            self.join(timeout=10)

    def _one(self, arm: Arm) -> dict[str, Any]:
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asdict(arm)).encode() + b"\n")
        process.stdin.flush()
        outcome: dict[str, Any] = json.loads(process.stdout.readline())
        return outcome

    def _start(self) -> subprocess.Popen[bytes]:
        seen = [str(Path(__file__).parents[2]), *(path for path in sys.path if path)]
        environment = {
            # one thread each: the processes share the processors among themselves
            **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
            **os.environ,
            "PYTHONPATH": os.pathsep.join(dict.fromkeys(seen)),
        }
        with self._lock, self._errors.open("wb") as errors:
            if self._stopped:
                raise OSError("The simulation was stopped.")
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyter_al.simulate._process", str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=self._folder,
                env=environment,
                start_new_session=True,  # an interrupt is for the parent, which ends them
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            return self._process

    def _why(self, error: Exception) -> str:
        """Say what became of the process."""
        if self._process is None:
            return f"No process could be started: {error}."
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        said = self._errors.read_text("utf-8", "replace").strip().splitlines()[-1:]
        last = f": {said[0]}" if said else ", perhaps for want of memory: try fewer jobs"
        return f"The process ended with code {self._process.returncode}{last}."

    def _kill(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()
