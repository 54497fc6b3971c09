"""A session whose points lie apart on the map, and what a test does with it."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from .look import until
from .places import Places

GRID = """
import warnings; warnings.filterwarnings("ignore")
import numpy as np, pandas as pd
import jupyter_al as al
cell = np.arange(60)
xy = np.stack([cell % 12, cell // 12], 1).astype(float)
y = np.minimum(2, xy[:, 0] // 4).astype(int)
X = np.random.default_rng(0).normal(size=(60, 6)); X[cell, y] += 1.5
kinds = ["calm", "busy", "late"]
notes = [f"a {kinds[k]} note in cell {i}" for i, k in enumerate(y)]
pool = al.Pool(X, items=notes)
session = al.Session(pool, kinds, projection=xy, audit=0.3, strategy="margin")
while len(session.labels) < 24:
    query = session.query(4)
    session.annotate(query.indices, y[query.indices])
rows = al.Session(al.Pool.from_frame(pd.DataFrame({"width": cell, "height": -cell})), kinds,
                  projection=xy, audit=0)
"""
AUDITED = "session.loop.recorder.labels.audited()[0].tolist()"
BELIEVED = "session.snapshot.predicted.tolist()"
READY = "session.loop.worker.task is None and session.snapshot.version > 0"


def by(grid: Places, value: str) -> None:
    grid.root.get_by_label("colour of the points").select_option(value)


def classes(grid: Places, *, fade: bool = False) -> None:
    by(grid, "prediction")
    button = grid.root.get_by_role("button", name="fade what is unsure")
    if button.get_attribute("aria-pressed") != str(fade).lower():
        button.click()
    grid.book.page.mouse.move(2, 2)


def card_item(grid: Places) -> int:
    card = grid.root.locator('[data-al-pane="card"]')
    return int(card.get_attribute("data-al-item") or -1)


def pointed(grid: Places) -> Locator:
    return grid.root.locator(".al-map-preview .al-preview-item .al-name")


def hover(grid: Places, item: int, x: float, y: float) -> None:
    """The mouse goes there, and finds this item."""
    grid.book.page.mouse.move(x + 1, y + 1)
    grid.book.page.mouse.move(x, y)
    expect(pointed(grid)).to_have_text(str(item))


def selected(grid: Places, items: list[int]) -> None:
    """Python, the line over the map and the points say that these items are selected."""
    until(lambda: grid.book.python("session.selection.tolist()") == items)
    expect(grid.root.locator(".al-map-clear")).to_have_text(f"{len(items)} selected")
    grid.book.page.mouse.move(2, 2)
    believed = grid.book.python(BELIEVED)
    wanted = [believed[k] if k in items else -1 for k in range(60)]
    until(lambda: grid.classes() == wanted)
