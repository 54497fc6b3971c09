"""Key press to the next sample on the screen, and to its acknowledgement, in a real browser.

Side by side with superintendent 0.6.0 in the same JupyterLab and browser.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks import _features, _page, _record, _superintendent

TITLE = "Key press to next sample, and to acknowledgement"
PAINT = 50.0  # ms, p95
ACK = 70.0  # ms, median, kernel free; twice that while a cell runs
DISK = 5.0  # ms, median, in the kernel
CELLS = {
    "sleeping cell": "import time; time.sleep({})",
    "computing cell": "import time; _t = time.time() + {}\nwhile time.time() < _t: sum(range(999))",
}


def run(quick: bool) -> _record.Outcome:
    """Measure at 10k, 100k and 1M items, with the kernel free, training, and running a cell."""
    settings: dict[str, Any] = {
        "sizes": [3_000] if quick else [10_000, 100_000, 1_000_000],
        "D": 64 if quick else 384,
        "presses": 8 if quick else 100,
        "pace_s": 0.2,
        "cell_s": 6 if quick else 30,
        "labels": 50 if quick else 200,
        "items": "64 x 64 colour pictures",
        "painted": "the browser's own word for when the picture was presented (Element Timing)",
        "conditions": {
            "idle": "no fit while labelling (retrain_every is out of reach)",
            "learning": "as it ships: every answer is followed by fit, ranking, recolouring",
            "training": "fits, rankings and recolourings one after the other without a pause",
            "sleeping cell": "a cell sleeps; every answer is followed by a fit",
            "computing cell": "a cell runs a pure Python loop; every answer is followed by a fit",
        },
    }
    outcome = _record.Outcome(TITLE, settings)
    with tempfile.TemporaryDirectory() as name:
        trouble = _superintendent.kernel(Path(name))
        with _page.lab() as lab:
            for n in settings["sizes"]:
                found = _one(lab, n, settings)
                outcome.details[str(n)] = found
                _claim(outcome, n, found)
            if trouble is None:
                trouble = _other(outcome, lab, quick)
    if trouble is not None:
        outcome.notes.append(trouble)
    return outcome


def _one(lab: _page.Lab, n: int, settings: dict[str, Any]) -> dict[str, Any]:
    path = _features.make(lab.folder / f"features{n}.npy", n, settings["D"])
    show = f"""
session, seconds = side.load({str(path)!r}, store="labelling{n}.db")
truth = _features.truth({n})
side.start(session, truth, {settings["labels"]})
session
"""
    found: dict[str, Any] = {}
    with lab.notebook([_page.CELL, show]) as book:
        book.run_all()
        book.widget(300_000)
        _page.focus(book.page)
        book.execute("side.quiet(session)", 300)
        book.page.wait_for_timeout(2_000)
        truth = _features.truth(n)
        often = "session.loop.retrain_every = 1"
        for condition in settings["conditions"]:
            never = condition == "idle"
            book.execute("session.loop.retrain_every = 10**9" if never else often, 120)
            with _condition(book, condition, settings["cell_s"]) as before_press:
                presses = _presses(book.page, truth, settings, before_press)
            found[condition] = {
                what: _record.spread(_page.millis(presses, what))
                for what in ("painted", "twoFrames", "acknowledged")
            }
            book.execute("side.quiet(session)", 300)
            book.page.wait_for_timeout(1_000)
        found["in the kernel"] = _in_kernel(book, settings["presses"])
        found["problems in the page"] = book.problems[:5]
    Path(path).unlink()
    return found


def _presses(
    page: Any, truth: Any, settings: dict[str, Any], before_press: Callable[[], None]
) -> list[dict[str, Any]]:
    presses = []
    for _ in range(settings["presses"]):
        before_press()
        started = time.monotonic()
        presses.append(_page.press(page, str(min(int(truth[_page.item(page)]) + 1, 9))))
        time.sleep(max(0.0, settings["pace_s"] - (time.monotonic() - started)))
    return presses


@contextlib.contextmanager
def _condition(book: Any, condition: str, seconds: float) -> Iterator[Callable[[], None]]:
    """Keep the kernel in this condition; what is given back is called before each press."""
    cell = CELLS.get(condition)
    if cell is not None:
        began = [-1e9]

        def keep_running() -> None:
            left = began[0] + seconds - time.monotonic()
            if left < 2:  # the next answer would see the end of the cell
                time.sleep(max(0.0, left) + 1)
                book.client.execute(cell.format(seconds))
                began[0] = time.monotonic()
                time.sleep(0.5)

        yield keep_running
        time.sleep(max(0.0, began[0] + seconds - time.monotonic()))
    elif condition == "training":
        book.execute("training = side.Busy(session); training.__enter__()")
        yield lambda: None
        book.execute("training.__exit__()", 300)
    else:
        yield lambda: None


def _in_kernel(book: Any, n: int) -> dict[str, Any]:
    out = {}
    for condition, every in (("idle", "10**9"), ("learning", "1")):
        book.execute(f"session.loop.retrain_every = {every}", 120)
        code = f"import json; print(json.dumps(side.handling(session, truth, {n}, 0.1)))"
        times = json.loads(book.execute(code, 600))
        out[condition] = {what: _record.spread(values, 2) for what, values in times.items()}
        book.execute("side.quiet(session)", 300)
    return out


def _claim(outcome: _record.Outcome, n: int, found: dict[str, Any]) -> None:
    def add(what: str, value: dict[str, Any], which: str, limit: float | None) -> None:
        name, other = ("median", "p95") if which == "p50" else ("p95", "p50")
        missing = f", {value['missing']} missing" if value["missing"] else ""
        how = f"{name} of {value['n']}{missing}, {other} {value.get(other)}"
        outcome.claims.append(
            _record.Claim(f"{what}, N = {n:,}", value.get(which), limit=limit, how=how)
        )

    for condition in outcome.settings["conditions"]:
        add(f"key to next sample painted, {condition}", found[condition]["painted"], "p95", PAINT)
    for condition in outcome.settings["conditions"]:
        # fits without a pause are harder than any use: told, without a limit of its own
        limit = 2 * ACK if condition in CELLS else None if condition == "training" else ACK
        add(f"answer acknowledged in the page, {condition}",
            found[condition]["acknowledged"], "p50", limit)  # fmt: skip
    for condition, values in found["in the kernel"].items():
        add(f"answer on disk, in the kernel, {condition}", values["disk"], "p50", DISK)


def _other(outcome: _record.Outcome, lab: _page.Lab, quick: bool) -> str | None:
    rows, presses, retrains = (500, 5, 1) if quick else (10_000, 100, 5)
    try:
        found = _superintendent.measure(lab, rows, presses, retrains)
    except Exception as error:  # it is not ours to mend; the JSON says what happened
        return f"superintendent 0.6.0 was set up and failed: {type(error).__name__}: {error}"[:500]
    outcome.details["superintendent 0.6.0"] = found
    for what, key in (("click to next sample", "click"), ("retrain to next sample", "retrain")):
        value = found[key]
        how = f"median of {value['n']}, p95 {value.get('p95')}"
        outcome.claims.append(
            _record.Claim(f"superintendent 0.6.0, {what}, N = {rows:,}, D = 64",
                          value.get("p50"), how=how)
        )  # fmt: skip
    outcome.claims.append(
        _record.Claim(
            "superintendent 0.6.0, labels clicked while it retrains that land on another sample",
            found["labels_on_the_wrong_sample"],
            unit=f"of {found['labels_during_retrain']}",
        )
    )
    return None


if __name__ == "__main__":
    sys.exit(_record.main("labelling", run))
