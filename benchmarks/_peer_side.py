"""The process that times one library on one method.

``python -m benchmarks._peer_side FOLDER LIBRARY METHOD LIMIT GIGABYTES`` prints lines of JSON as it
gets further. Runs in the peers' environment, or in ours for the library ``jupyter_al``.
"""

from __future__ import annotations

import gc
import sys
import time
import warnings
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks import _peer_calls
from benchmarks._peer_case import Call, Fresh
from benchmarks._watch import Watch, limit_memory, say

OURS = "jupyter_al"
SHORT, LONG = 0.5, 20.0  # seconds: a quick call is timed 9 times, a long one once, others 3 times
INSTANT, MANY = 0.05, 41  # below this, calls back to back: looking at the memory would disturb


def main(folder: Path, library: str, method: str, limit: float, gigabytes: float) -> None:
    """Choose, and again where that is quick."""
    warnings.filterwarnings("ignore")
    case = _peer_calls.Case.load(folder / "case.npz")
    if library == OURS:
        from benchmarks import _peer_ours

        fresh = _peer_ours.CALLS[method](case)
        say(snapshot=_to_make(fresh))
    else:
        fresh = partial(_the_same, _peer_calls.CALLS[method][library](case))
        say(versions=_peer_calls.versions())
    limit_memory(gigabytes)
    times: list[float] = []
    peak = 0.0
    while not times or len(times) < _repeats(times[0]):
        ask = fresh()
        with Watch(limit) as watch:
            found = ask()
        times.append(watch.seconds)
        peak = max(peak, watch.peak)
        picks = getattr(found, "indices", found)
        say(
            times=[round(seconds, 6) for seconds in times],
            memory_mb=round(peak),
            picks=len(np.unique(np.asarray(picks))),
            notes=list(getattr(found, "notes", ())),
        )
    if median(times) < INSTANT:
        say(
            watched=[round(seconds, 6) for seconds in times],
            times=[round(seconds, 6) for seconds in _back_to_back(fresh)],
        )
    if library == OURS:
        _next_round(case, method, limit, times[0])


def _repeats(seconds: float) -> int:
    return 9 if seconds < SHORT else 3 if seconds <= LONG else 1


def _the_same(ask: Call) -> Call:
    """Return the call of a peer: it keeps nothing from one time to the next."""
    return ask


def _to_make(fresh: Fresh) -> float:
    """Return the seconds that making the snapshot takes, which is no part of the call."""
    times = []
    for _ in range(MANY):
        started = time.perf_counter()
        fresh()
        times.append(time.perf_counter() - started)
    return round(median(times), 6)


def _back_to_back(fresh: Fresh) -> list[float]:
    """Return the seconds of many calls, without a collection of garbage as ``timeit`` does."""
    times = []
    gc.collect()
    gc.disable()
    for _ in range(MANY):
        ask = fresh()
        started = time.perf_counter()
        ask()
        times.append(time.perf_counter() - started)
    gc.enable()
    return times


def _next_round(case: _peer_calls.Case, method: str, limit: float, first: float) -> None:
    """Time ours once more, where a session has the work on the features behind it."""
    from benchmarks import _peer_ours

    fresh = _peer_ours.AGAIN[method](case)
    times: list[float] = []
    while len(times) < _repeats(first):
        ask = fresh()
        with Watch(limit) as watch:
            ask()
        times.append(watch.seconds)
    if median(times) < INSTANT:
        times = _back_to_back(fresh)
    say(next_round=round(median(times), 6))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), *sys.argv[2:4], float(sys.argv[4]), float(sys.argv[5]))
    except MemoryError as problem:
        say(error=f"out of memory: {problem}", out_of_memory=True)
    except Exception as problem:
        memory = "alloc" in str(problem).lower() and "memory" in str(problem).lower()
        what = "out of memory" if memory else type(problem).__name__
        say(error=f"{what}: {problem}", out_of_memory=memory)
