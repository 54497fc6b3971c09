"""k-center, D² sampling and RALIF on a device, beside the time to move the bytes they must read."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from benchmarks import _features, _record
from jupyter_al import strategies
from jupyter_al.learners import Linear
from jupyter_al.snapshot import Snapshot

__all__ = ["measure"]

BATCH, LABELS, TIMES = 100, 500, 5
ALLOWED = 2.0  # times the floor


def measure(outcome: _record.Outcome, device: str, n: int, width: int) -> None:
    """Add the times for (n, width) features; the rows are on the device before the clock runs."""
    import torch

    chance = np.random.default_rng(0)
    classes = _features.CLASSES
    centres = chance.normal(size=(classes, width)).astype(np.float32)
    truth = chance.integers(classes, size=n)
    X = chance.standard_normal((n, width), dtype=np.float32)
    X += centres[truth]
    labelled = np.sort(chance.choice(n, LABELS, replace=False))
    model = Linear(device=device).fit(X[labelled], truth[labelled], classes)
    known = np.asarray(model.predict_proba(X), dtype=np.float32)

    def snapshot(before: Snapshot | None = None) -> Snapshot:
        return Snapshot(
            X, probabilities=known, head=model.head, regularisation=model.regularisation,
            labelled=labelled, labels=truth[labelled], n_classes=classes, device=device,
            shared_with=before,
        )  # fmt: skip

    first = snapshot()
    strategies.get("k-center").select(first, 2)  # sends the rows

    def synchronised(call: Callable[[], Any]) -> float:
        seconds = []
        for _ in range(TIMES):
            started = time.perf_counter()
            call()
            if device.startswith("cuda"):
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - started)
        return median(seconds)

    read = synchronised(_reading(torch.from_numpy(X).to(device)))
    kept = strategies.RALIF().cand_frac
    reads = {  # of the whole matrix: a pick reads all rows that may be picked
        "k-center": 1 + BATCH,
        "badge": BATCH,
        "d2 in embedding": 1 + BATCH,
        "ralif": 2 + kept * (1 + BATCH),
    }
    score = strategies.RALIF()
    asked = {
        "k-center": strategies.get("k-center"),
        "badge": strategies.get("badge"),
        "d2 in embedding": strategies.everything().spread("d2"),
        "ralif": score,
    }
    found: dict[str, Any] = {"seconds to read the rows once": read, "N": n, "D": width}
    for name, strategy in asked.items():
        took = synchronised(lambda s=strategy: s.select(snapshot(first), BATCH))
        found[name] = {"seconds": took, "floor": reads[name] * read, "reads": reads[name]}
        _claim(outcome, f"{name}, batch {BATCH}, {device}", n, width, took, reads[name] * read)

    def influence() -> None:
        here = snapshot(first)
        score.scorer().values(here, here.candidates)

    took = synchronised(influence)
    found["ralif scores"] = {"seconds": took, "floor": 2 * read, "reads": 2}
    _claim(outcome, f"ralif scores, {device}", n, width, took, 2 * read)
    outcome.details["strategies"] = found


def _reading(rows: Any) -> Callable[[], Any]:
    vector = rows.new_ones(rows.shape[1])
    return lambda: rows @ vector


def _claim(
    outcome: _record.Outcome, what: str, n: int, width: int, took: float, floor: float
) -> None:
    outcome.claims.append(
        _record.Claim(
            f"{what}, N = {n:,}, D = {width}: times the bytes-moved floor",
            round(took / floor, 2), "", ALLOWED if "cuda" in what else None,
            how=f"{took * 1e3:.1f} ms, floor {floor * 1e3:.1f} ms, median of {TIMES}",
        )
    )  # fmt: skip
