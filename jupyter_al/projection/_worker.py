"""The process that computes projections: ``python -m jupyter_al.projection._worker FOLDER``.

Each line on the standard input is a job as JSON: ``{"id", "method", "input", "output", "labels",
"seed", "sample"}`` (.npy files), or ``{"cancel": id}``; its end means that the parent is gone.
Each line on the standard output is JSON with the ``id`` of the job: ``{"text", "fraction"}``,
``{"error"}``, ``{"cancelled"}``, or ``{"done", "sample"}``. It stays for the next job, because what
it has compiled stays with it, and goes when none has come for ten minutes.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from jupyter_al.errors import Cancelled
from jupyter_al.projection import _layouts

IDLE = 600.0  # seconds


class Report:
    """What a method says, and where it hears that it shall stop."""

    def __init__(self, job: dict[str, Any], send: Callable[..., None], stopped: set[int]) -> None:
        self._job = job
        self._send = send
        self._stopped = stopped
        self._last: tuple[str, int] | None = None

    def __call__(self, text: str, fraction: float | None = None) -> None:
        """Say how far it is; raises `Cancelled` when nobody waits for it any more."""
        if self._job["id"] in self._stopped:
            raise Cancelled("The projection was cancelled.")
        now = (text, -1 if fraction is None else int(200 * fraction))
        if now != self._last:
            self._last = now
            self._send(id=self._job["id"], text=text, fraction=fraction)


def main(folder: str, methods: dict[str, Any] | None = None, idle: float = IDLE) -> None:
    """Compute projections until the parent is gone, or has wanted none for a while."""
    # what libraries print must not come between the lines of the protocol
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    writing = threading.Lock()

    def send(**fields: Any) -> None:
        with writing:
            lines.write(json.dumps(fields) + "\n")
            lines.flush()

    jobs: queue.Queue[dict[str, Any]] = queue.Queue()
    stopped: set[int] = set()
    arguments = (folder, jobs, stopped)
    threading.Thread(target=_listen, args=arguments, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(10)  # the user's own cells go first
    while True:
        try:
            job = jobs.get(timeout=idle)
        except queue.Empty:
            _end(folder, 0)
        _compute(job, methods or _layouts.METHODS, send, stopped)


def _compute(
    job: dict[str, Any], methods: dict[str, Any], send: Callable[..., None], stopped: set[int]
) -> None:
    try:
        features = np.load(job["input"], mmap_mode="r")
        labels = np.load(job["labels"]) if job.get("labels") else None
        layout = methods[job["method"]]
        report = Report(job, send, stopped)
        places, sample = _layouts.laid_out(layout, features, labels, job, report)
        np.savez(job["output"], places=places, sample=sample)
        send(id=job["id"], done=True)
    except Cancelled:
        send(id=job["id"], cancelled=True)
    except ModuleNotFoundError as error:
        sentence = f"it needs the Python package {error.name!r}, which is not installed"
        send(id=job["id"], error=sentence)
    except Exception as error:
        send(id=job["id"], error=f"{type(error).__name__}: {error}")


def _listen(folder: str, jobs: queue.Queue[dict[str, Any]], stopped: set[int]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in sys.stdin:
            message = json.loads(line)
            if "cancel" in message:
                stopped.add(message["cancel"])
            else:
                jobs.put(message)
    _end(folder, 1)


def _end(folder: str, code: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1])
