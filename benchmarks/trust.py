"""Whether the numbers may be believed: what sessions say of themselves beside what is true.

``python -m benchmarks trust`` simulates a thousand sessions and keeps the result;
``python -m benchmarks.trust --minutes M --keep`` begins nothing after M minutes and keeps what
there is by then. Finished sessions are in ``build/trust``, a line each, with the commit that they
ran on: what was interrupted goes on from there. ``--sessions N`` asks for another number.

Beside the ordinary sessions there are long ones on larger pools (labels saved, labels to a target)
and some that are handed several models and further data.
"""

from __future__ import annotations

import argparse
import itertools
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import _data_sets, _record
from benchmarks._kept import Kept, commit
from benchmarks._trust import handed_in, long, lure, session, tables, worlds
from benchmarks._trust.long import LongCase
from benchmarks._trust.random_curve import DRAWS, SIZES, RandomCurve, random_curve
from benchmarks._trust.session import Case

C = TypeVar("C", bound=Case)

TITLE = "Whether the numbers may be believed"
STORE = Path(__file__).parents[1] / "build" / "trust"
STRATEGIES = ("random", "margin", "auto", "badge")
NOISES = (0.0, 0.1)
SESSIONS = 1040
SLOW = ("tab_letter", "banking77", "fashion_mnist")  # a session takes twice the time
SLOW_REPEATS = 5
LONG, LONG_DRAWS = 4, 8  # repeats; models of random labels of each size
HANDED = 3
SETTING = 3  # another number where sessions are simulated in another way


def run(quick: bool, sessions: int = SESSIONS, minutes: float = math.inf) -> _record.Outcome:
    """Simulate sessions up to `sessions` of them, or until the minutes are over."""
    until = time.monotonic() + 60 * minutes
    there = [name for name in worlds.SETS if name in _data_sets.available()]
    if quick:
        there, sessions = there[:2], 8
    store = STORE / ("quick" if quick else "")

    def ordinary(case: Case) -> dict[str, Any]:
        curve = _curve(store, case.name, case.noise)
        return session.simulate(case, worlds.world(case.name, case.noise, case.seed), curve)

    def long_one(case: LongCase) -> dict[str, Any]:
        curve = _curve(store, case.name, case.noise, long.SIZES)
        world = worlds.world(case.name, case.noise, case.seed, long.POOL)
        return long.simulate(case, world, curve)

    def handed(case: Case) -> dict[str, Any]:
        return handed_in.simulate(case, worlds.world(case.name, case.noise, case.seed))

    found, left = _simulated(store / "sessions.jsonl", _cases(there, sessions), ordinary, until)
    more = [] if quick else list(_long_cases(there))
    longer, left_of_long = _simulated(store / "long.jsonl", more, long_one, until)
    given, left_of_given = _simulated(
        store / "handed_in.jsonl", _handed_cases(there, 1 if quick else HANDED), handed, until
    )
    everything = [*found, *longer, *given]
    settings = {
        "sessions": len(found),
        "long sessions": len(longer),
        "sessions with models handed in": len(given),
        "sets": there,
        "sessions of a set": {n: sum(case.name == n for case, _ in found) for n in there},
        "strategies": list(STRATEGIES),
        "noise": list(NOISES),
        "pool": worlds.POOL,
        "pool of a long session": long.POOL,
        "columns": worlds.WIDTH,
        "answers": sum(session.BATCHES),
        "answers of a long session": sum(long.BATCHES),
        "measured": session.MEASURED,
        "learner": "linear",
        "seconds in sessions": round(sum(one["seconds"] for _, one in everything)),
        "commits": sorted({one["commit"] for _, one in everything}),
        "random curves": f"{DRAWS} models of random labels for each size",
    }
    outcome = _record.Outcome(TITLE, settings)
    missing = [name for name in worlds.SETS if name not in there]
    if missing and not quick:
        outcome.notes.append(f"not beside the checkout: {', '.join(missing)}")
    if waiting := left + left_of_long + left_of_given:
        outcome.notes.append(f"{waiting} sessions are left for another time")
    outcome.details = tables.tables(found, longer, given)
    outcome.details["synthetic"] = _synthetic(store, 40 if quick else 400)
    outcome.claims = tables.claims(outcome.details)
    return outcome


def _simulated(
    path: Path, cases: Iterable[C], simulate: Callable[[C], dict[str, Any]], until: float
) -> tuple[list[tuple[C, dict[str, Any]]], int]:
    """Return every case with what its session said, and how many wait for another time."""
    kept, now = Kept(path), commit()
    found: list[tuple[C, dict[str, Any]]] = []
    waiting = 0
    for case in cases:
        key = (SETTING, case.name, case.strategy, case.noise, case.repeat)
        one = kept.get(*key)
        if one is None and time.monotonic() >= until:
            waiting += 1
            continue
        if one is None:
            one = {"commit": now, **simulate(case)}
            kept.put(*key, found=one)
            _progress(path.stem, len(found) + 1, case)
        found.append((case, one))
    return found, waiting


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


def _long_cases(names: list[str]) -> Iterator[LongCase]:
    """Return the cases of long sessions: fewer where a session takes a minute."""
    for repeat in range(LONG):
        for name in long.SETS:
            if name in names and (repeat < 2 or name != "banking77"):
                for strategy in STRATEGIES:
                    for noise in NOISES:
                        yield LongCase(name, strategy, noise, 1000 + repeat)


def _handed_cases(names: list[str], repeats: int) -> Iterator[Case]:
    for repeat in range(repeats):
        for name in names:
            for strategy in STRATEGIES:
                for noise in NOISES:
                    yield Case(name, strategy, noise, 2000 + repeat)


@cache
def _curve(store: Path, name: str, noise: float, sizes: tuple[int, ...] = SIZES) -> RandomCurve:
    longer = () if sizes == SIZES else ("long",)
    kept = Kept(store / "random.jsonl")
    found = kept.get(name, noise, *longer)
    if found is None:
        curve = random_curve(name, noise, sizes, LONG_DRAWS if longer else DRAWS)
        found = {"sizes": curve.sizes, "accuracies": curve.accuracies}
        kept.put(name, noise, *longer, found=found)
        print(f"random labels on {name}, {100 * noise:.0f} % wrong", flush=True)
    return RandomCurve(tuple(found["sizes"]), tuple(found["accuracies"]))


def _synthetic(store: Path, runs: int) -> list[dict[str, Any]]:
    kept = Kept(store / f"lure_{runs}.jsonl")
    for cell in lure.CELLS:
        if kept.get(*cell) is None:
            kept.put(*cell, found=lure.simulate(*cell, runs=runs))
    return [found for cell in lure.CELLS if (found := kept.get(*cell)) is not None]


def _progress(what: str, done: int, case: Case) -> None:
    if done % 10 == 0:
        told = f"{what}: {done}, {case.name}, {case.strategy}, repeat {case.repeat}"
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
