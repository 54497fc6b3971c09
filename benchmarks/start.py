"""How long it takes to begin: the import, and the first card after ``display``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import _features, _page, _record

TITLE = "Import, and first card"
IMPORT = 1.0  # s
FIRST_CARD = 2.0  # s, at 100k
HEAVY = ("torch", "sklearn", "scipy", "pandas", "umap", "plotly", "sqlalchemy", "PIL", "anywidget")
IMPORTS = {
    "import jupyter_al": "import jupyter_al",
    "and Pool and Session": "import jupyter_al as al; al.Pool; al.Session",
}
PROGRAM = """
import sys, time, json
t = time.perf_counter()
{statement}
print(json.dumps([time.perf_counter() - t, sorted({heavy!r} & sys.modules.keys())]))
"""


def run(quick: bool) -> _record.Outcome:
    """Import in fresh processes; show a session in fresh kernels at 100k and 1M items."""
    settings: dict[str, Any] = {
        "imports": 2 if quick else 7,
        "sizes": [3_000] if quick else [100_000, 1_000_000],
        "D": 64 if quick else 384,
        "displays": 1 if quick else 5,
    }
    outcome = _record.Outcome(TITLE, settings)
    for name, statement in IMPORTS.items():
        found = _import(statement, settings["imports"])
        outcome.details[name] = found
        value = found["seconds"]
        outcome.claims.append(
            _record.Claim(name, value["p50"], "s", IMPORT if name == "import jupyter_al" else None,
                          f"median of {value['n']} fresh processes, max {value['max']}; "
                          f"heavy modules loaded: {', '.join(found['heavy']) or 'none'}")
        )  # fmt: skip
    with _page.lab() as lab:
        for n in settings["sizes"]:
            found = _first_card(lab, n, settings)
            outcome.details[f"first card, N = {n:,}"] = found
            value = found["seconds"]
            limit = FIRST_CARD if n <= 100_000 else None
            how = f"median of {value['n']} fresh kernels, max {value.get('max')}"
            outcome.claims.append(
                _record.Claim(
                    f"first card after display, N = {n:,}", value.get("p50"), "s", limit, how
                )
            )
    return outcome


def _import(statement: str, times: int) -> dict[str, Any]:
    heavy: list[str] = []
    seconds: list[float | None] = []
    for _ in range(times):
        program = PROGRAM.format(statement=statement, heavy=set(HEAVY))
        done = subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True
        )
        took, heavy = json.loads(done.stdout)
        seconds.append(took)
    return {"seconds": _record.spread(seconds, 3), "heavy": heavy}


def _first_card(lab: _page.Lab, n: int, settings: dict[str, Any]) -> dict[str, Any]:
    path = _features.make(lab.folder / f"features{n}.npy", n, settings["D"])
    load = f"session, seconds = side.load({str(path)!r})"
    show = "from IPython.display import display\nbegan = time.time()\ndisplay(session)"
    seconds: list[float | None] = []
    opening: dict[str, list[float | None]] = {"pool": [], "session": []}
    for _ in range(settings["displays"]):
        with lab.notebook([_page.CELL, load, show]) as book:
            book.run_all()
            came = _page.wait(book.page, "alProbe.firstCard", 300)
            at = book.page.evaluate("alProbe.firstCard")
            seconds.append(at / 1e3 - book.python("began", 300) if came else None)
            for what, took in book.python("seconds").items():
                opening[what].append(took)
    Path(path).unlink()
    before = {f"seconds to make the {what}": _record.spread(v, 3) for what, v in opening.items()}
    return {"seconds": _record.spread(seconds, 2), **before}


if __name__ == "__main__":
    sys.exit(_record.main("start", run))
