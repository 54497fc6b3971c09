"""Which strategies reach an accuracy with fewer labels than random ones, on which data.

``python -m benchmarks label_efficiency`` runs all strategies on all sets and keeps the result.
``python -m benchmarks.label_efficiency NAME ... [--sets SET ...]`` runs some and only prints;
with ``--minutes M --keep`` it begins nothing after M minutes and keeps what there is by then,
earlier runs included. Finished runs are kept in ``build/label_efficiency``, and packed beside the
result: what was interrupted goes on from there, also on another machine.

With a low budget the strategies begin without a label and see each class a few times; with a
high one they begin with a random batch.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import jupyter_al as al
from benchmarks import _data_sets, _record

TITLE = "Accuracy for the same number of labels"
STORE = Path(__file__).parents[1] / "build" / "label_efficiency"
RUNS = STORE / "runs.jsonl"
PACKED = _record.RESULTS / "label_efficiency.runs.jsonl.gz"
SEEDS = 5
QUICK = ("badge", "typiclust")
PART = 8  # strategies that go over all sets before the next ones do


def budgets(classes: int, items: int) -> dict[str, dict[str, int]]:
    """Return the settings of the low and the high budget for so many classes."""
    low, high = max(5, classes), max(50, classes)
    found = {
        "low": {"initial": 0, "batch": low, "budget": 6 * low},
        "high": {"initial": high, "batch": high, "budget": 10 * high},
    }
    # half of a small pool: with nearly all labels every strategy ends alike
    for settings in found.values():
        settings["budget"] = min(settings["budget"], items // 2 // low * low)
    return found


def run(
    quick: bool,
    names: Sequence[str] | None = None,
    sets: Sequence[str] | None = None,
    minutes: float = math.inf,
    pack: bool = True,
) -> _record.Outcome:
    """Run `names` (default: every registered strategy) on `sets` (default: all that are there)."""
    until = time.monotonic() + 60 * minutes
    _unpack()
    chosen = list(names or (QUICK if quick else al.strategies.names()))
    there = list(sets or (["digits"] if quick else _data_sets.available()))
    seeds = 2 if quick else SEEDS
    settings: dict[str, Any] = {
        "strategies": chosen,
        "sets": there,
        "seeds": seeds,
        "learner": "linear",
        "area": "under the accuracy over the number of labels, divided by its width",
        "gain": "of area over random, in the same seed: the same first labels, the same test set",
    }
    outcome = _record.Outcome(TITLE, settings)
    missing = [name for name in _data_sets.LOADERS if name not in _data_sets.available()]
    if missing and not quick:
        outcome.notes.append(f"not beside the checkout: {', '.join(missing)}")
    cases = [case for name in there for case in _cases(name)]
    stored = _stored()
    done: dict[str, list[str]] = {}
    for part in (chosen[k : k + PART] for k in range(0, len(chosen), PART)):
        for case in cases:
            ready = part
            if time.monotonic() >= until:
                ready = [name for name in part if case.has(stored, name, seeds)]
            if ready:
                done.setdefault(case.title, []).extend(ready)
                print(case.title, flush=True)
                print(case.run(ready, seeds), flush=True)
    for case in cases:
        if case.title in done:
            outcome.details[case.title] = _kept(case.run(done[case.title], seeds))
    if pack and not quick and RUNS.exists():
        PACKED.write_bytes(gzip.compress(RUNS.read_bytes(), mtime=0))
    rest = sum(len(chosen) - len(done.get(case.title, ())) for case in cases)
    if rest:
        outcome.notes.append(f"{rest} pairs of strategy and case are left for another time")
    for budget in ("low", "high"):
        outcome.claims += _claims(outcome.details, budget, seeds)
    return outcome


class _Case:
    """One data set and one budget."""

    def __init__(self, title: str, data: _data_sets.DataSet, pool: al.Pool, sizes: Any) -> None:
        self.title = title
        self._data, self._pool, self._sizes = data, pool, sizes

    def has(self, stored: Mapping[str, set[int]], strategy: str, seeds: int) -> bool:
        """Return whether all runs of a strategy are in the store."""
        own = {**self._sizes, "items": len(self._data.y), "classes": len(np.unique(self._data.y))}
        return stored.get(_key(own, strategy), set()) >= set(range(seeds))

    def run(self, strategies: Sequence[str], seeds: int) -> al.simulate.Simulation:
        """Simulate what is not in the store yet."""
        return al.simulate(
            self._pool,
            self._data.y,
            strategies=strategies,
            seeds=seeds,
            test=self._data.test,
            store=STORE,
            **self._sizes,
        )


def _stored() -> dict[str, set[int]]:
    """Return the seeds of the finished runs, by what they were runs of."""
    found: dict[str, set[int]] = {}
    for line in RUNS.read_text().splitlines() if RUNS.exists() else ():
        own = json.loads(line)["settings"]
        strategy = own["strategy"]
        if strategy["is"] == repr(al.strategies.get(strategy["name"])):
            own["classes"] = len(own["classes"])
            found.setdefault(_key(own, strategy["name"]), set()).add(own["seed"])
    return found


def _unpack() -> None:
    """Add the runs of the kept result that this machine lacks."""
    if PACKED.exists():
        STORE.mkdir(parents=True, exist_ok=True)
        own = set(RUNS.read_text().splitlines()) if RUNS.exists() else set()
        packed = gzip.decompress(PACKED.read_bytes()).decode().splitlines()
        with RUNS.open("a") as file:
            file.writelines(f"{line}\n" for line in packed if line not in own)


def _key(settings: Mapping[str, Any], strategy: str) -> str:
    known = [settings[word] for word in ("items", "classes", "initial", "batch", "budget")]
    return json.dumps([*known, strategy])


def _cases(name: str) -> list[_Case]:
    data = _data_sets.LOADERS[name](_data_sets.FOLDER)
    pool = al.Pool(data.X)
    sizes = budgets(len(np.unique(data.y)), len(data.y))
    return [_Case(f"{name} {budget}", data, pool, of) for budget, of in sizes.items()]


def _kept(found: al.simulate.Simulation) -> dict[str, Any]:
    """Return the table, the settings and the mean curves as plain values."""
    table = found.table()
    mean = found.frame.groupby(["strategy", "n_labels"])["accuracy"].mean()
    curves: dict[str, list[list[float]]] = {}
    for (strategy, n), accuracy in mean.items():
        curves.setdefault(strategy, []).append([int(n), round(float(accuracy), 4)])
    seconds: dict[str, list[float]] = {}
    for one in found.runs:
        seconds.setdefault(one.strategy, []).append(one.seconds_asking)
    return {
        "settings": dict(found.settings),
        "ranking": found.ranking(),
        "target": round(table.attrs["target"], 4),
        "strategies": {
            strategy: {column: _plain(value) for column, value in row.items()}
            for strategy, row in table.to_dict("index").items()
        },
        "curves": curves,
        "seconds_asking": {s: round(float(np.mean(v)), 2) for s, v in seconds.items()},
        "not compared": list(found.left_out),
        "failures": [f"{f.strategy}, seed {f.seed}: {f.sentence}" for f in found.failures],
    }


def _plain(value: Any) -> float | int | None:
    """Return a number that JSON knows; None for infinity and NaN."""
    number = float(value)
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else round(number, 5)


def _claims(details: dict[str, Any], budget: str, seeds: int) -> list[_record.Claim]:
    """Return the mean gain of each strategy over all sets."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, found in details.items():
        if name.endswith(f" {budget}"):
            for strategy, row in found["strategies"].items():
                if strategy != "random":
                    rows.setdefault(strategy, []).append(row)
    claims = []
    for strategy, of_sets in rows.items():
        better = sum((row["gain_low"] or -1) > 0 for row in of_sets)
        worse = sum((row["gain_high"] or 1) < 0 for row in of_sets)
        how = f"{len(of_sets)} set{'s' * (len(of_sets) > 1)}, {seeds} seeds"
        if seeds >= 5:
            how += f"; better than random in {better}, worse in {worse}, open in the others"
        gain = round(100 * float(np.mean([row["gain"] for row in of_sets])), 2)
        what = f"{strategy}, {budget} budget: mean gain of area over random"
        claims.append((len(of_sets), _record.Claim(what, gain, "points", how=how)))
    if seeds >= 5:  # means over other sets do not compare: those over all sets come first
        claims.sort(key=lambda one: (-one[0], -float(one[1].value or 0)))
    return [claim for _, claim in claims]


def main() -> int:
    """Run some strategies on some sets; without ``--keep`` the result is only printed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.label_efficiency",
                                     description=__doc__)  # fmt: skip
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--sets", nargs="+", choices=_data_sets.available(), metavar="SET")
    parser.add_argument("--minutes", type=float, default=math.inf, metavar="M")
    parser.add_argument("--keep", action="store_true", help="write the JSON file")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(al.strategies.names()))
    if unknown:
        parser.error(f"there is no strategy {', '.join(unknown)}")

    def some(quick: bool) -> _record.Outcome:
        found = run(quick, options.names, options.sets, options.minutes, pack=options.keep)
        # what is known of the others is kept with it
        return run(quick, minutes=0) if options.keep else found

    if options.keep:
        _record.keep("label_efficiency", some, quick=False)
    else:
        some(False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
