"""The process that measures strategies on one pool, each in a fork of its own.

``python -m benchmarks._strategy_side FOLDER LIMIT NAME ...`` prints lines of JSON as it gets
further; what is printed before the limit counts. The features are read and the probabilities
computed once, before the first fork: at a million rows that takes longer than most choices.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._watch import Watch, limit_memory, say
from jupyter_al import strategies
from jupyter_al.snapshot import Snapshot


def main(folder: Path, limit: float, names: Sequence[str]) -> None:
    """Measure each strategy in a fork; the last line of each says how its process ended."""
    case = pickle.loads((folder / "case.pickle").read_bytes())
    limit_memory(case["limit_gb"])
    features = np.load(folder / "features.npy", mmap_mode="r")
    first = snapshot_of(features, case, case["labels"], 1, None)
    for name in names:
        child = os.fork()
        if not child:
            try:
                measure(name, limit, features, case, first)
            except Exception as problem:
                say(error=f"{type(problem).__name__}: {problem}")
            finally:
                os._exit(0)
        say(name=name, ended=_ended(child, 3 * limit))


def measure(name: str, limit: float, features: Any, case: dict[str, Any], first: Snapshot) -> None:
    """Choose twice, on snapshots that follow one another."""
    strategy = strategies.get(name)
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


def _ended(child: int, most: float) -> int:
    """Wait for a fork, kill it after `most` seconds, and return its exit code."""
    until = time.monotonic() + most
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            until = float("inf")
        time.sleep(0.05)


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
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
