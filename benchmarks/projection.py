"""How long a map of the pool takes: PCA, which must be there at once, and those in a process.

``python -m benchmarks projection`` measures all and keeps the result; with names of projections
(``python -m benchmarks.projection umap``) it measures those and prints.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import _features, _record

TITLE = "Maps of the pool"
AT_ONCE = 1.0  # seconds of PCA at 100,000 rows
STOPPED = 5.0  # seconds from "cancel" to the end
WIDTHS = (128, 512)
LARGEST = 1_000_000


def run(quick: bool, names: Sequence[str] = ()) -> _record.Outcome:
    """Compute PCA of several pools, and each other map of 10,000, 50,000 and a million rows."""
    from jupyter_al import projection
    from jupyter_al.projection.process import WarmProcess

    chosen = list(names) or [name for name in projection.KINDS if name != "umap-labels"]
    sizes = (2_000,) if quick else (10_000, 50_000)
    settings: dict[str, Any] = {
        "projections": chosen,
        "pca": [(2_000, 64)] if quick else [(100_000, d) for d in WIDTHS] + [(LARGEST, 128)],
        "others": [(n, WIDTHS[0]) for n in sizes],
        "large": None if quick else (LARGEST, WIDTHS[0]),
        "features": "ten overlapping clouds, a memory map (float32; float16 at a million rows)",
        "repeats": 2 if quick else 5,
    }
    outcome = _record.Outcome(TITLE, settings)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "pca" in chosen:
            for n, d in settings["pca"]:
                _principal(outcome, _rows(folder, n, d), settings["repeats"])
        for kind in (k for k in chosen if k != "pca"):
            if (why := projection.why_not(kind, LARGEST)) is not None:
                outcome.notes.append(why)
                continue
            process = WarmProcess()  # of its own, so that the first map of each kind is cold
            try:
                for k, (n, d) in enumerate(settings["others"]):
                    _other(outcome, kind, _rows(folder, n, d), process, cold=k == 0)
                if settings["large"] and kind == "umap":
                    _other(outcome, kind, _rows(folder, *settings["large"]), process)
                if kind == "umap":
                    _cancelled(outcome, _rows(folder, *settings["others"][-1]), process)
            finally:
                process.close()
    return outcome


def _rows(folder: Path, n: int, d: int) -> Any:
    path = folder / f"{n}_{d}.npy"
    if not path.exists():
        _features.make(path, n, d, "float16" if n >= LARGEST else "float32")
    return np.load(path, mmap_mode="r")


def _principal(outcome: _record.Outcome, rows: Any, repeats: int) -> None:
    from jupyter_al.projection import principal

    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        principal(rows)
        seconds.append(time.perf_counter() - started)
    found = _record.spread(seconds, 3)
    n, d = rows.shape
    outcome.details[f"pca {n} x {d}"] = found
    aim = AT_ONCE if n == 100_000 else None
    how = f"median of {repeats}, max {found['max']}"
    outcome.claims.append(
        _record.Claim(f"PCA, N = {n:,}, D = {d}", found["p50"], "s", aim, how)
    )  # fmt: skip


def _other(
    outcome: _record.Outcome, name: str, rows: Any, process: Any, *, cold: bool = False
) -> None:
    """Compute one map once; the first of a process a second time."""
    from jupyter_al.projection import computed, kind

    for again in (False, True) if cold else (False,):
        found = computed(rows, name, process=process)
        n, d = rows.shape
        first = cold and not again
        words = f"{kind(name).title}, N = {n:,}, D = {d}" + (", a new process" if first else "")
        trusted = found.trustworthiness
        outcome.details[words] = {
            "seconds": round(found.seconds, 2),
            "fitted on": found.fitted_on,
            "trustworthiness": None if trusted is None else round(trusted, 3),
        }
        how = f"fitted on {found.fitted_on:,}" + (
            "" if trusted is None else f", trustworthiness {trusted:.2f}"
        )
        outcome.claims.append(_record.Claim(words, round(found.seconds, 1), "s", None, how))


def _cancelled(outcome: _record.Outcome, rows: Any, process: Any) -> None:
    """Cancel a map in the middle; say how long its thread still took."""
    from jupyter_al.errors import Cancelled
    from jupyter_al.projection import computed

    stop, ended = threading.Event(), threading.Event()
    asked: list[float] = []

    def work() -> None:
        try:
            computed(rows, "umap", seed=1, process=process, cancelled=stop.is_set)
        except Cancelled:
            asked.append(time.perf_counter())
        ended.set()

    threading.Thread(target=work, daemon=True).start()
    time.sleep(3)
    began = time.perf_counter()
    stop.set()
    ended.wait(60)
    took = round(asked[0] - began, 2) if asked else None
    outcome.claims.append(
        _record.Claim("UMAP, from cancel to its end", took, "s", STOPPED, "after 3 s of work")
    )


def main() -> int:
    """Measure the named projections and print."""
    for claim in run(False, sys.argv[1:]).claims:
        print(f"{claim.value} {claim.unit} ({claim.how}): {claim.what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
