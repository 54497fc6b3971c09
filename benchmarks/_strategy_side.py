"""The process that measures one strategy.

``python -m benchmarks._strategy_side FOLDER NAME LIMIT`` prints lines of JSON as it gets
further; what is printed before the limit counts.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._watch import Watch, limit_memory, say
from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot


def main(folder: Path, name: str, limit: float) -> None:
    """Choose twice, on snapshots that follow one another."""
    case = pickle.loads((folder / "case.pickle").read_bytes())
    limit_memory(case["limit_gb"])
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
