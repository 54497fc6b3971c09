"""Time, memory, and an end to what lasts too long; needs nothing but Python itself."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

__all__ = ["Watch", "limit_memory", "own_megabytes", "say"]

EVERY = 0.005  # seconds between two looks at the memory


class Watch:
    """The time that something takes, the memory it has in use at most, and an end to it."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._done = threading.Event()
        self.seconds = 0.0
        self.peak = 0.0

    def __enter__(self) -> Watch:
        # as timeit does: a collection of everything that was imported falls where it likes
        gc.collect()
        gc.disable()
        self._before = own_megabytes()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._started = time.perf_counter()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._started
        self._done.set()
        self._thread.join()
        gc.enable()
        self.peak = max(self.peak, own_megabytes() - self._before)

    def _look(self) -> None:
        while not self._done.wait(EVERY):
            self.peak = max(self.peak, own_megabytes() - self._before)
            if time.perf_counter() - self._started > self._limit:
                say(error=f"over {self._limit:g} s", timed_out=True, memory_mb=round(self.peak))
                os._exit(0)


def own_megabytes() -> float:
    """Return the resident memory without pages of files: those of a memory map can be dropped."""
    try:
        words = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 0.0  # not a Linux
    return (int(words[1]) - int(words[2])) * os.sysconf("SC_PAGE_SIZE") / 2**20


def limit_memory(gigabytes: float) -> None:
    """Let allocations beyond `gigabytes` fail, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = int(gigabytes * 2**30)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def say(**fields: Any) -> None:
    """Print one line of the answer."""
    print(json.dumps(fields), flush=True)
