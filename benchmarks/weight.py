"""What the widget weighs: the bundle, and how much a saved notebook grows by it."""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import _record

TITLE = "Weight of the bundle and of a saved notebook"
ROOT = Path(__file__).parents[1]
STATIC = ROOT / "jupyter_al" / "widget" / "static"
MINIFIED, GZIPPED, SPARE = 200.0, 70.0, 50.0  # kB


def run(quick: bool) -> _record.Outcome:
    """Weigh the files; execute the quickstart and save it with the widgets' state."""
    notebook = ROOT / "notebooks" / "01_quickstart.ipynb"
    outcome = _record.Outcome(TITLE, {"notebook": notebook.name, "kB": 1000})
    files = [STATIC / "widget.js", STATIC / "widget.css"]
    raw = sum(len(file.read_bytes()) for file in files)
    zipped = sum(len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files)
    outcome.details["bundle"] = {file.name: len(file.read_bytes()) for file in files}
    outcome.claims += [
        _record.Claim("bundle, minified", _kb(raw), "kB", MINIFIED, "JavaScript and styles"),
        _record.Claim("bundle, gzip -9", _kb(zipped), "kB", GZIPPED, "JavaScript and styles"),
    ]
    found = _saved(notebook)
    outcome.details["notebook"] = found
    rest = found["saved with widget state"] - found["saved without"] - raw
    outcome.claims += [
        _record.Claim("saved notebook, growth by the widget's state", _kb(raw + rest), "kB",
                      _kb(raw) + SPARE, "limit: the bundle and 50 kB"),
        _record.Claim("of that, beside the bundle", _kb(rest), "kB", SPARE,
                      f"{found['widget models']} widget models saved"),
    ]  # fmt: skip
    return outcome


def _saved(path: Path) -> dict[str, Any]:
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(path, as_version=4)
    before = len(nbformat.writes(book).encode())
    with tempfile.TemporaryDirectory() as folder:
        resources = {"metadata": {"path": folder}}
        NotebookClient(
            book, timeout=300, resources=resources, store_widget_state=True, kernel_name="python3"
        ).execute()
    whole = len(nbformat.writes(book).encode())
    widgets = book.metadata.pop("widgets", {})
    state = widgets.get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    return {
        "not executed": before,
        "saved without": len(nbformat.writes(book).encode()),
        "saved with widget state": whole,
        "widget models": len(state),
        "bytes by trait of the largest model": _largest(state),
    }


def _largest(state: dict[str, Any]) -> dict[str, int]:
    sizes: list[dict[str, int]] = [
        {key: len(json.dumps(value)) for key, value in model["state"].items()}
        for model in state.values()
    ]
    biggest = max(sizes, key=lambda model: sum(model.values()), default={})
    return {key: size for key, size in biggest.items() if size > 500}


def _kb(size: float) -> float:
    return round(size / 1e3, 1)


if __name__ == "__main__":
    sys.exit(_record.main("weight", run))
