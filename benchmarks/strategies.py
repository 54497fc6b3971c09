"""How long every registered strategy takes to choose a batch, and how much memory it takes.

``python -m benchmarks strategies`` measures all of them, for hours, and keeps the result.
``python -m benchmarks.strategies NAME ... [--up-to N] [--limit SECONDS]`` measures some of them and
only prints; with ``--keep --minutes M`` it begins nothing after M minutes and keeps what there is.
Finished figures lie in ``build/strategies``, each with its commit: a run that was stopped goes on
from there, on a machine without that folder from the kept result; ``--afresh`` forgets those of the
named strategies.

Each strategy and size has a process of its own, on one thread, with a time limit; one that runs
out of time is not tried on larger pools. Those of one pool are forks of one that has read it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import _features, _record
from benchmarks._kept import Kept, commit

TITLE = "Every strategy: seconds and memory for one batch"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
WIDTHS = (128, 512)
CLASSES = (10, 100)
BATCH, LABELS = 100, 500
LIMIT = 120.0  # seconds for one choice
GIGABYTES = 12.0
NOT_TRIED = "not tried"
AIMS = {100_000: 10.0, 1_000_000: 60.0}  # seconds, for 128 features and 10 classes
ROOT = Path(__file__).parents[1]
PART = ROOT / "build" / "strategies" / "measured.jsonl"


def run(
    quick: bool,
    names: Sequence[str] | None = None,
    limit: float | None = None,
    largest: int = SIZES[-1],
    minutes: float = math.inf,
    kept: Kept | None = None,
) -> _record.Outcome:
    """Measure the strategies called `names`, by default every one that is registered."""
    from jupyter_al import strategies

    until = time.monotonic() + 60 * minutes
    kept = kept or (Kept(None) if quick else _measured_before())
    limit = limit or (20.0 if quick else LIMIT)
    cases = [(n, d, c) for c in CLASSES for d in WIDTHS for n in SIZES if n <= largest]
    if quick:
        cases = [(1_000, 32, 10), (3_000, 32, 10)]
    settings: dict[str, Any] = {
        "cases (N, D, C)": cases,
        "batch": 20 if quick else BATCH,
        "labels": 100 if quick else LABELS,
        "limit_s": limit,
        "limit_gb": GIGABYTES,
        "features": "memory map, float32 (float16 at a million rows)",
        "model": "linear head, probabilities computed beforehand",
        "threads": 1,
        "first": "seconds of the first choice on these features",
        "again": "seconds of the next one, with the same model, a batch of labels later",
        "memory_mb": "what the first choice had in use at most, on top of what was there before",
    }
    every = list(names or strategies.names())
    outcome = _record.Outcome(TITLE, settings)
    slow: set[tuple[str, int, int]] = set()
    left = 0
    for n, d, c in cases:
        here = [x for x in every if kept.get(x, n, d, c) is None and (x, d, c) not in slow]
        if here and time.monotonic() < until:
            with tempfile.TemporaryDirectory() as folder:
                _prepare(Path(folder), n, d, c, settings)
                for name, figures in _measured(Path(folder), here, limit, until):
                    kept.put(name, n, d, c, found=figures | {"commit": commit()})
                    print(f"{name:<28} N={n:<8} D={d:<4} C={c:<4} {_said(figures)}", flush=True)
        for name in every:
            found = kept.get(name, n, d, c)
            if found is None and (name, d, c) in slow:
                found = {"error": f"{NOT_TRIED}: over {limit:g} s on a smaller pool"}
            if found is None:
                left += 1
                continue
            if found.get("timed_out"):
                slow.add((name, d, c))
            outcome.details.setdefault(name, {})[_title(n, d, c)] = found
    if left:
        outcome.notes.append(f"{left} pairs of strategy and case are left for another time.")
    if kept.reused:
        outcome.notes.append(f"{kept.reused} of the figures are from an earlier, stopped run.")
    for name in every:
        for n, aim in AIMS.items():
            measured = outcome.details.get(name, {}).get(_title(n, WIDTHS[0], CLASSES[0]))
            if measured is not None:
                outcome.claims.append(
                    _record.Claim(f"{name}, N = {n:,}", measured.get("first"), "s", aim,
                                  how=_said(measured))
                )  # fmt: skip
    return outcome


def _measured_before() -> Kept:
    """Return the figures of a run that was stopped; without one, those of the kept result."""
    result = _record.RESULTS / "strategies.json"
    if not PART.exists() and result.exists():
        part = Kept(PART)
        for name, cases in json.loads(result.read_text())["details"].items():
            for case, found in cases.items():
                if not str(found.get("error", "")).startswith(NOT_TRIED):
                    part.put(name, *_sizes(case), found=found)
    return Kept(PART)  # read anew: these count as reused


def _title(n: int, d: int, c: int) -> str:
    return f"N={n} D={d} C={c}"


def _sizes(title: str) -> list[int]:
    """Return what :func:`_title` was given."""
    return [int(part.split("=")[1]) for part in title.split()]


def _prepare(folder: Path, n: int, d: int, c: int, settings: dict[str, Any]) -> None:
    """Write features, labels and a fitted model, the same for all strategies."""
    from jupyter_al.learners import Linear

    dtype = "float16" if n >= 1_000_000 else "float32"
    _features.make(folder / "features.npy", n, d, dtype, classes=c)
    y = _features.truth(n, classes=c)
    rows = np.random.default_rng(4).choice(n, settings["labels"] + settings["batch"], replace=False)
    first = rows[: settings["labels"]]
    X = np.load(folder / "features.npy", mmap_mode="r")
    model = Linear(device="cpu").fit(X[first], y[first], c)
    case = {**settings, "model": model, "rows": rows, "codes": y[rows], "classes": c}
    (folder / "case.pickle").write_bytes(pickle.dumps(case))


def _measured(
    folder: Path, names: Sequence[str], limit: float, until: float
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what each strategy took, until the time is up."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    seen = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    side = subprocess.Popen(
        [sys.executable, "-m", "benchmarks._strategy_side", str(folder), str(limit), *names],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **one, "PYTHONPATH": seen},
        start_new_session=True,
    )
    assert side.stdout is not None
    found: dict[str, Any] = {}
    for line in side.stdout:
        said = json.loads(line)
        if "name" not in said:
            found |= said
            continue
        if "again" not in found and "error" not in found:
            found["error"] = f"ended with code {said['ended']}"
        yield said["name"], found
        found = {}
        if time.monotonic() > until:
            os.killpg(side.pid, signal.SIGKILL)  # the next fork may be at work already
            side.wait()
            return
    if side.wait():
        raise RuntimeError(f"the process that measures ended with code {side.returncode}")


def _said(found: dict[str, Any]) -> str:
    if "error" in found:
        return str(found["error"])[:150]
    notes = f"; {' '.join(found['notes'])}" if found["notes"] else ""
    return f"first {found['first']} s, again {found['again']} s, {found['memory_mb']} MB{notes}"


def main() -> int:
    """Measure some strategies; without ``--keep`` the result is only printed."""
    from jupyter_al import strategies

    parser = argparse.ArgumentParser(prog="python -m benchmarks.strategies", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for one choice")
    parser.add_argument("--up-to", type=int, default=SIZES[-1], help="rows of the largest pool")
    parser.add_argument("--minutes", type=float, default=math.inf, metavar="M")
    parser.add_argument("--keep", action="store_true", help="write the JSON file")
    parser.add_argument("--afresh", action="store_true", help="forget what was measured before")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(strategies.names()))
    if unknown:
        parser.error(f"there is no strategy {', '.join(unknown)}")
    kept = _measured_before()
    if options.afresh:
        kept.forget(lambda name, *case: not options.names or name in options.names)

    def some(quick: bool) -> _record.Outcome:
        found = run(quick, options.names, options.limit, options.up_to, options.minutes, kept)
        if not options.keep:
            return found
        # what is known of the others and of larger pools is kept with it
        return run(quick, None, options.limit, SIZES[-1], 0, kept)

    if options.keep:
        _record.keep("strategies", some, quick=False)
    else:
        some(False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
