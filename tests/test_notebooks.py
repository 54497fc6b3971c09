"""The notebooks run from top to bottom, and stay small."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
STATIC = ROOT / "jupyter_al" / "widget" / "static"


@pytest.mark.notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    # widget state on: what "save widget state" and `nbconvert --execute` would write
    client = NotebookClient(book, timeout=300, kernel_name="python3", store_widget_state=True)
    client.execute(cwd=str(path.parent))
    grown = len(nbformat.writes(book)) - path.stat().st_size
    # the module as it stands in a notebook: a JSON string
    module = sum(len(json.dumps(file.read_text())) for file in STATIC.glob("widget.*s"))
    assert grown <= module + 50_000


@pytest.mark.notebook
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_is_committed_without_outputs(path: Path) -> None:
    book = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in book.cells)
    assert "widgets" not in book.metadata
