"""Every strategy that a peer library has: ours and theirs side by side, on the same arrays.

``python -m benchmarks peers`` measures all of them and keeps the result.
``python -m benchmarks.peers --only badge,ralif [--sizes 10000,100000]`` measures some of them and
prints. What was measured is kept beside the results until a whole run is kept, so that a run that
was stopped goes on where it was; ``--afresh`` forgets it.

The peers live in an environment of their own: ``make peers-env`` makes it, ``PEERS_ENV`` names
another folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import _features, _machine, _record
from benchmarks._kept import Kept
from benchmarks._peer_calls import CALLS

TITLE = "Beside the peer libraries: seconds for one batch"
SIZES = (10_000, 100_000)
WIDTH, CLASSES, BATCH, LABELS, MEMBERS = 128, 10, 100, 500, 10
LIMIT = 120.0  # seconds for one call
GIGABYTES = 12.0
PREPARING = 180.0  # seconds to import and to load, on top
# a pool ten times larger takes at least ten times as long; whether memory is enough is soon found
TOO_LONG = 60.0
OURS, ACTIVEML, SMALL = "jupyter_al", "scikit-activeml", "small-text"
FACTORS = {  # how many times faster than this peer on the larger pool
    ("badge", ACTIVEML): 50,
    ("typiclust", ACTIVEML): 15,
    ("k-center", ACTIVEML): 5,
    ("dropquery", ACTIVEML): 10,
    ("anchoral", SMALL): 50,
}
ROOT = Path(__file__).parents[1]
PART = _record.RESULTS / "peers.part.jsonl"
Found = dict[str, Any]


def run(
    quick: bool, only: Sequence[str] = (), sizes: Sequence[int] = (), finish: bool = True
) -> _record.Outcome:
    """Measure the methods called `only` (default all) on pools of these `sizes`."""
    sizes = tuple(sizes) or ((1_000,) if quick else SIZES)
    limit = 20.0 if quick else LIMIT
    settings: dict[str, Any] = {
        "N": sizes, "D": WIDTH, "C": CLASSES, "batch": 20 if quick else BATCH,
        "labels": LABELS, "members": MEMBERS, "limit_s": limit, "limit_gb": GIGABYTES,
        "threads": 1,
        "start": "features, probabilities, members' probabilities and a linear head as arrays; "
        "of them are made before the call, nothing computed in them: the peers' data sets, "
        "estimators, positions without a label; our snapshot, in the seconds called snapshot",
        "times": "median of 9 calls, of 3 above 0.5 s, of 1 above 20 s; the first counts too; "
        "below 0.05 s of 41 more, back to back",
        "next round": "ours, with the same features and everything else anew; claims do not use it",
    }  # fmt: skip
    outcome = _record.Outcome(TITLE, settings)
    python = environment()
    kept = Kept(None if quick else PART)
    for n in sizes:
        with tempfile.TemporaryDirectory() as folder:
            prepared = False
            for method, peers in CALLS.items():
                if only and method not in only:
                    continue
                cell: dict[str, Found] = {}
                for library in (OURS, *peers):
                    found = kept.get(method, library, n) or _too_long(
                        kept.get(method, library, sizes[0]), sizes[0], n, limit
                    )
                    if found is None:
                        if not prepared:
                            _prepare(Path(folder), n, settings)
                            prepared = True
                        found = _one(Path(folder), library, method, limit, python)
                        kept.put(method, library, n, found=found)
                    settings.setdefault("versions", {}).update(found.pop("versions", {}))
                    cell[library] = found
                    print(f"{method:<26} N={n:<7} {library:<34} {_said(found)}", flush=True)
                outcome.details.setdefault(method, {})[f"N={n}"] = cell
    outcome.claims.extend(_claims(outcome.details, sizes))
    if not only or "ralif" in only:
        _ralif(outcome, quick, kept)
    if kept.reused:
        outcome.notes.append(f"{kept.reused} of the figures are from an earlier, stopped run.")
    if finish and not quick:
        PART.unlink(missing_ok=True)
    return outcome


def environment() -> str:
    """Return the Python of the peers' environment."""
    home = Path(os.environ.get("PEERS_ENV") or ROOT / ".venv-peers")
    python = home / "bin" / "python"
    if not python.exists():
        raise RuntimeError(f"{python} is missing: run `make peers-env`, or set PEERS_ENV.")
    return str(python)


def _prepare(folder: Path, n: int, settings: dict[str, Any]) -> None:
    """Write the arrays that all libraries start from."""
    from jupyter_al.learners import Linear

    _features.make(folder / "features.npy", n, WIDTH, "float32", classes=CLASSES)
    X = np.load(folder / "features.npy")
    y = _features.truth(n, classes=CLASSES)
    rng = np.random.default_rng(4)
    labelled = np.sort(rng.choice(n, settings["labels"], replace=False))
    model = Linear(device="cpu").fit(X[labelled], y[labelled], CLASSES)
    members = []
    for _ in range(settings["members"]):
        drawn = rng.choice(labelled, len(labelled))
        members.append(Linear(device="cpu").fit(X[drawn], y[drawn], CLASSES).predict_proba(X))
    weight, bias = model.head
    np.savez(
        folder / "case.npz",
        X=X,
        P=np.asarray(model.predict_proba(X), dtype=np.float32),
        members=np.asarray(members, dtype=np.float32),
        weight=np.asarray(weight, dtype=np.float32),
        bias=np.asarray(bias, dtype=np.float32),
        labelled=labelled,
        labels=y[labelled],
        batch=settings["batch"],
    )


def _one(folder: Path, library: str, method: str, limit: float, python: str) -> Found:
    """Measure one library on one method, in a process of its own."""
    mine = sys.executable if library == OURS else python
    command = [mine, "-m", "benchmarks._peer_side", str(folder), library, method]
    return _lines([*command, str(limit), str(GIGABYTES)], PREPARING + 2 * limit, 1)


def _lines(command: list[str], limit: float, threads: int) -> Found:
    """Run, and return the fields of all lines of JSON that are printed within the limit."""
    many = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    seen = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    env = {**os.environ, **dict.fromkeys(many, str(threads)), "PYTHONPATH": seen}
    before = _machine.load()[:1]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=env
    )
    try:
        out, errors = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        out, errors = process.communicate()
        errors += f"\nnot done within {limit:g} s"
    found: Found = {"load": before}
    for line in out.splitlines():
        if line.startswith("{"):
            found |= json.loads(line)
    if "times" in found:
        found["seconds"] = median(found["times"])
    elif "error" not in found:
        last = errors.strip().splitlines()[-1:] or [f"ended with code {process.returncode}"]
        found["error"] = last[0]
    return found


def _too_long(smaller: Found | None, size: int, n: int, limit: float) -> Found | None:
    """Return why a pool of `n` is not tried; None where it is."""
    if smaller is None or n == size:
        return None
    if smaller.get("timed_out"):
        return {"error": f"not tried: over {limit:g} s at N = {size:,}", "timed_out": True}
    if smaller.get("seconds", 0) > TOO_LONG:
        took = f"{smaller['seconds']:.0f} s at N = {size:,}"
        return {"error": f"not tried: {took}", "timed_out": True}
    return None


def _said(found: Found) -> str:
    if "error" in found:
        return str(found["error"])[:90]
    later = f" (next round {found['next_round']:.3g} s)" if "next_round" in found else ""
    return f"{found['seconds']:.3g} s{later}, {found['memory_mb']} MB"


def _claims(details: dict[str, Any], sizes: Sequence[int]) -> list[_record.Claim]:
    special, general = [], []
    for method, by_size in details.items():
        for n in sizes:
            cell = by_size[f"N={n}"]
            ours, peers = cell[OURS], {k: v for k, v in cell.items() if k != OURS}
            for (named, library), factor in FACTORS.items():
                if named == method and n == SIZES[-1]:
                    special.append(_against(method, n, ours, library, peers[library], factor))
            done = {name: found for name, found in peers.items() if "seconds" in found}
            if done:
                fastest = min(done, key=lambda name: done[name]["seconds"])
                general.append(_against(method, n, ours, fastest, done[fastest], 1, "fastest, "))
            else:
                how = "; ".join(f"{name}: {_said(found)}" for name, found in peers.items())
                what = f"{method}, N = {n:,}: finishes where no peer does"
                general.append(_record.Claim(what, _round(ours.get("seconds")), "s", LIMIT, how))
    return [*special, *general]


def _against(
    method: str, n: int, ours: Found, library: str, theirs: Found, factor: int, which: str = ""
) -> _record.Claim:
    """Return our time as a share of the peer's; a peer that was stopped counts with the limit."""
    mine, other = ours.get("seconds"), theirs.get("seconds")
    how = f"{which}{library}: {_said(theirs)}; ours: {_said(ours)}"
    if other is None and theirs.get("timed_out"):
        other = LIMIT
    share = None if mine is None or other is None else mine / other
    if share is not None:
        how += f"; {1 / share:.3g} times as fast"
    what = f"{method}, N = {n:,}: of the time of {library}"
    return _record.Claim(what, _round(share), "", _round(1 / factor), how)


def _round(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.3g}")


def _ralif(outcome: _record.Outcome, quick: bool, kept: Kept) -> None:
    """A batch, and its scores beside a loop of single backward passes."""
    n = 2_000 if quick else 50_000
    found = kept.get("ralif", OURS, n)
    if found is None:
        command = [sys.executable, "-m", "benchmarks._ralif_loop", str(n)]
        found = _lines(command, 600, os.cpu_count() or 1)
        kept.put("ralif", OURS, n, found=found)
    outcome.details["ralif"] = found
    if "batch_s" not in found:
        outcome.notes.append(f"ralif: {_said(found)}")
        return
    case = f"N = {n:,}, D = 512, C = 10, 1,000 labels"
    loop = found["loop_s"]
    outcome.claims[:0] = [
        _record.Claim(f"ralif, {case}: a batch of {found['picks']}", found["batch_s"], "s", 3.0,
                      "median of 3"),
        _record.Claim(f"ralif, {case}: scores, of the time of a loop of backward passes",
                      _round(found["scores_s"] / loop), "", 1 / 400,
                      f"{found['scores_s']:.3f} s, {loop / found['scores_s']:.0f} times as fast as "
                      f"{loop:.0f} s; the loop is extrapolated from {found['passes']} passes of "
                      f"{found['pass_ms']:.3f} ms (median of 3)"),
        _record.Claim(f"ralif, {case}: whole batch, of the time of the loop's scores alone",
                      _round(found["batch_s"] / loop), "", None,
                      f"{loop / found['batch_s']:.0f} times as fast"),
    ]  # fmt: skip


def main() -> int:
    """Measure some methods and print."""
    names = (*CALLS, "ralif")
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--only", default="", help="methods, separated by commas")
    parser.add_argument("--sizes", default="", help="rows of the pools, separated by commas")
    parser.add_argument("--afresh", action="store_true", help="forget what a stopped run measured")
    parser.add_argument("--quick", action="store_true", help="a tiny pool: does it run?")
    options = parser.parse_args()
    only = tuple(filter(None, options.only.split(",")))
    unknown = sorted(set(only) - set(names))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(names)}")
    if options.afresh:
        PART.unlink(missing_ok=True)
    started = time.time()
    outcome = run(options.quick, only, [int(n) for n in options.sizes.split(",") if n],
                  finish=False)  # fmt: skip
    result = {"title": outcome.title, "seconds": round(time.time() - started),
              "load_before": _machine.load(), "notes": outcome.notes,
              "claims": [vars(claim) | {"met": claim.met} for claim in outcome.claims]}  # fmt: skip
    print(_record.table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
