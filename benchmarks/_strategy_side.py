"""The process that measures one strategy.

``python -m benchmarks._strategy_side FOLDER NAME LIMIT`` prints lines of JSON as it gets
further; what is printed before the limit counts.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot

EVERY = 0.005  # seconds between two looks at the memory


class Watch:
    """The time that something takes, the memory it has in use at most, and an end to it."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._done = threading.Event()
        self.seconds = 0.0
        self.peak = 0.0

    def __enter__(self) -> Watch:
        self._before = own_megabytes()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._started = time.perf_counter()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._started
        self._done.set()
        self._thread.join()
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


def say(**fields: Any) -> None:
    """Print one line of the answer."""
    print(json.dumps(fields), flush=True)


def main(folder: Path, name: str, limit: float) -> None:
    """Choose twice, on snapshots that follow one another."""
    case = pickle.loads((folder / "case.pickle").read_bytes())
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = int(case["limit_gb"] * 2**30)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    features = np.load(folder / "features.npy", mmap_mode="r")
    strategy = strategies.get(name)
    first = snapshot_of(features, case, case["labels"], 1, None)
    with Watch(limit) as watch:
        query = strategy.select(first, case["batch"])
    say(
        first=round(watch.seconds, 3),
        memory_mb=round(watch.peak),
        notes=list(query.notes),
        picks=len(query),
    )
    second = snapshot_of(features, case, case["labels"] + case["batch"], 2, first)
    with Watch(limit) as watch:
        strategy.select(second, case["batch"])
    say(again=round(watch.seconds, 3))


def snapshot_of(
    features: Any, case: dict[str, Any], labels: int, round_: int, before: Snapshot | None
) -> Snapshot:
    """Return a snapshot whose probabilities are there already: the widget has shown them."""
    made = Snapshot(
        features,
        model=case["model"],
        labelled=case["rows"][:labels],
        labels=case["codes"][:labels],
        n_classes=case["classes"],
        version=1,
        round=round_,
        shared_with=before,
    )
    made.uncertainty  # noqa: B018 - computed at the first look
    made.candidates  # noqa: B018
    return made


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
    except (StrategyError, MemoryError) as problem:
        say(error=f"{type(problem).__name__}: {problem}")
