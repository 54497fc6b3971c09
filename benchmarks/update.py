"""From a label to "the model has learnt, the queue is ranked anew, the map has new colours"."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import _features, _page, _record

TITLE = "Label to model, queue and map"
LIMIT = 300.0  # ms, median, at 100k


def run(quick: bool) -> _record.Outcome:
    """Measure at 100k and 1M items, in the kernel and in the page."""
    # a million rows of float32 would be 1.5 GB: there float16 is what people keep
    cases = [(100_000, "float32"), (100_000, "float16"), (1_000_000, "float16")]
    if quick:
        cases = [(5_000, "float32")]
    settings: dict[str, Any] = {
        "cases": cases,
        "D": 64 if quick else 384,
        "C": _features.CLASSES,
        "labels": 50 if quick else 200,
        "repeats_kernel": 5 if quick else 30,
        "repeats_page": 4 if quick else 20,
        "features": "memory map",
        "strategy": "auto (margin)",
        "learner": "linear",
    }
    outcome = _record.Outcome(TITLE, settings)
    with _page.lab() as lab:
        for n, dtype in cases:
            outcome.details[f"{n} {dtype}"] = found = _one(lab, n, dtype, settings)
            limit = LIMIT if n <= 100_000 else None
            for what, where in (("sent", "kernel"), ("coloured", "page")):
                value = found[where][what]
                outcome.claims.append(
                    _record.Claim(
                        f"label to recoloured map, N = {n:,} ({dtype}), in the {where}",
                        value.get("p50"),
                        limit=limit,
                        how=f"median of {value['n']}, p95 {value.get('p95')}",
                    )
                )
    return outcome


def _one(lab: _page.Lab, n: int, dtype: str, settings: dict[str, Any]) -> dict[str, Any]:
    path = _features.make(lab.folder / f"features{n}.npy", n, settings["D"], dtype)
    show = f"""
session, seconds = side.load({str(path)!r}, store="update{n}{dtype}.db")
truth = _features.truth({n})
side.start(session, truth, {settings["labels"]})
session
"""
    with lab.notebook([_page.CELL, show]) as book:
        book.run_all()
        book.widget(300_000)
        _page.focus(book.page)
        book.execute("side.quiet(session)", 300)
        book.page.wait_for_timeout(2_000)
        truth = _features.truth(n)
        presses: list[dict[str, Any]] = []
        while len(presses) < settings["repeats_page"]:
            book.execute("side.quiet(session)", 300)
            book.page.wait_for_timeout(300)
            item = _page.item(book.page)
            audit = book.python(f"session.loop.sample({item}).slice == 'audit'")
            key = "s" if audit else str(min(int(truth[item]) + 1, 9))
            seen = _page.press(book.page, key, colours=not audit, seconds=60)
            if not audit:  # an audited answer trains nothing
                presses.append(seen)
        repeats = settings["repeats_kernel"]
        kernel = json.loads(
            book.execute(
                f"import json; print(json.dumps(side.updates(session, truth, {repeats})))", 600
            )
        )
        opening = book.python("seconds")
        renderer = book.page.evaluate(
            "document.querySelector('[data-al-renderer]')?.dataset.alRenderer ?? null"
        )
    Path(path).unlink()
    whole = {what: _record.spread(values) for what, values in kernel.items()}
    page = {what: _record.spread(_page.millis(presses, what)) for what in ("arrived", "coloured")}
    return {"kernel": whole, "page": page, "seconds_to_open": opening, "renderer": renderer}


if __name__ == "__main__":
    sys.exit(_record.main("update", run))
