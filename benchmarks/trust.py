"""Whether the numbers may be believed: what sessions say of themselves beside what is true.

``python -m benchmarks trust`` simulates a thousand sessions and keeps the result;
``python -m benchmarks.trust --minutes M --keep`` begins nothing after M minutes and keeps what
there is by then. Finished sessions are in ``build/trust``, a line each, with the commit that they
ran on: what was interrupted goes on from there. ``--sessions N`` asks for another number.
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import _data_sets, _record, _trust_lure, _trust_session, _trust_tables
from benchmarks import _trust_worlds as worlds
from benchmarks._kept import Kept, commit
from benchmarks._trust_random import DRAWS, RandomCurve, random_curve
from benchmarks._trust_session import Case

TITLE = "Whether the numbers may be believed"
STORE = Path(__file__).parents[1] / "build" / "trust"
STRATEGIES = ("random", "margin", "auto", "badge")
NOISES = (0.0, 0.1)
SESSIONS = 1040
SLOW = ("tab_letter", "banking77", "fashion_mnist")  # a session takes twice the time
SLOW_REPEATS = 5
SETTING = 3  # another number where sessions are simulated in another way


def run(quick: bool, sessions: int = SESSIONS, minutes: float = math.inf) -> _record.Outcome:
    """Simulate sessions up to `sessions` of them, or until the minutes are over."""
    until = time.monotonic() + 60 * minutes
    there = [name for name in worlds.SETS if name in _data_sets.available()]
    if quick:
        there, sessions = there[:2], 8
    store = STORE / ("quick" if quick else "")
    curves = {(name, noise): _curve(store, name, noise) for name in there for noise in NOISES}
    kept, now = Kept(store / "sessions.jsonl"), commit()
    found: list[tuple[Case, dict[str, Any]]] = []
    waiting = 0
    for case in list(_cases(there, sessions)):
        key = (SETTING, case.name, case.strategy, case.noise, case.repeat)
        one = kept.get(*key)
        if one is None and time.monotonic() >= until:
            waiting += 1
            continue
        if one is None:
            world = worlds.world(case.name, case.noise, case.seed)
            one = _trust_session.simulate(case, world, curves[case.name, case.noise])
            one = {"commit": now, **one}
            kept.put(*key, found=one)
        found.append((case, one))
        _progress(len(found), sessions, case)
    settings = {
        "sessions": len(found),
        "sets": there,
        "sessions of a set": {n: sum(case.name == n for case, _ in found) for n in there},
        "strategies": list(STRATEGIES),
        "noise": list(NOISES),
        "pool": worlds.POOL,
        "columns": worlds.WIDTH,
        "answers": sum(_trust_session.BATCHES),
        "measured": _trust_session.MEASURED,
        "learner": "linear",
        "seconds in sessions": round(sum(one["seconds"] for _, one in found)),
        "commits": sorted({one["commit"] for _, one in found}),
        "random curves": f"{DRAWS} models of random labels for each size",
    }
    outcome = _record.Outcome(TITLE, settings)
    missing = [name for name in worlds.SETS if name not in there]
    if missing and not quick:
        outcome.notes.append(f"not beside the checkout: {', '.join(missing)}")
    if waiting:
        outcome.notes.append(f"{waiting} sessions are left for another time")
    outcome.details = _trust_tables.tables(found)
    outcome.details["synthetic"] = _synthetic(store, 40 if quick else 400)
    outcome.claims = _trust_tables.claims(outcome.details)
    return outcome


def _cases(names: list[str], sessions: int) -> Iterator[Case]:
    """Return the cases: one repeat of everything after the other."""
    made = (
        Case(name, strategy, noise, repeat)
        for repeat in itertools.count()
        for name in names
        for strategy in STRATEGIES
        for noise in NOISES
        if repeat < SLOW_REPEATS or name not in SLOW
    )
    return itertools.islice(made, sessions)


def _curve(store: Path, name: str, noise: float) -> RandomCurve:
    kept = Kept(store / "random.jsonl")
    found = kept.get(name, noise)
    if found is None:
        curve = random_curve(name, noise)
        found = {"sizes": curve.sizes, "accuracies": curve.accuracies}
        kept.put(name, noise, found=found)
        print(f"random labels on {name}, {100 * noise:.0f} % wrong", flush=True)
    return RandomCurve(tuple(found["sizes"]), tuple(found["accuracies"]))


def _synthetic(store: Path, runs: int) -> list[dict[str, Any]]:
    kept = Kept(store / f"lure_{runs}.jsonl")
    for cell in _trust_lure.CELLS:
        if kept.get(*cell) is None:
            kept.put(*cell, found=_trust_lure.simulate(*cell, runs=runs))
    return [found for cell in _trust_lure.CELLS if (found := kept.get(*cell)) is not None]


def _progress(done: int, of: int, case: Case) -> None:
    if done % 10 == 0 or done == of:
        told = f"{done} of {of} sessions, {case.name}, {case.strategy}, repeat {case.repeat}"
        print(f"{time.strftime('%H:%M:%S')} {told}", flush=True)


def main() -> int:
    """Simulate some sessions; without ``--keep`` the result is only printed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust", description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS, metavar="N")
    parser.add_argument("--minutes", type=float, default=math.inf, metavar="M")
    parser.add_argument("--keep", action="store_true", help="write the JSON file")
    options = parser.parse_args()

    def some(quick: bool) -> _record.Outcome:
        return run(quick, options.sessions, options.minutes)

    if options.keep:
        _record.keep("trust", some, quick=False)
    else:
        for claim in some(False).claims:
            print(f"{claim.value} % ({claim.how}): {claim.what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
