"""A session whose points lie apart on the map, and what a test does with it."""

from __future__ import annotations

import numpy as np
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


def points_alone(root: Locator) -> None:
    """Neither a background nor names, so that a colour is that of a point."""
    root.locator(".al-map-layers button").first.click()
    root.get_by_label("background of the map").select_option("off")
    names = root.locator('[data-al-layer="names"]')
    names.uncheck()
    names.press("Escape")


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


def marks_are_at_their_items(grid: Places) -> None:
    audited = sorted(grid.book.python(AUDITED))
    labelled = grid.book.python("sorted(map(int, session.labels.item_id))")
    queue = grid.book.python("[s.item for s in session.loop.trainer.queue.samples]")
    asked = card_item(grid)
    assert len(audited) > 3
    assert set(audited) < set(labelled)
    assert asked not in labelled
    accent = grid.colour("--al-accent")
    by(grid, "uncertainty")
    # four short lines across the ring; diamonds around the queue
    until(lambda: grid.with_colour(accent, 10.5, 14) == [asked])
    until(lambda: grid.with_colour(accent, 6, 14) == sorted({asked, *queue[:12]}))
    # a ring on what has a label; through the middle, a sign of the audit
    until(lambda: grid.with_lines(2.9) == labelled)
    until(lambda: grid.with_grey(0, 1.5) == audited)


def colours_are_what_python_says(grid: Places) -> None:
    book = grid.book
    believed = book.python(BELIEVED)
    audited = book.python(AUDITED)
    told = book.python("[int(c) for c in session.loop.recorder.labels.codes]")
    uncertainty = np.array(book.python("session.snapshot.uncertainty.tolist()"))
    plain = [k for k in range(60) if k not in audited]  # a sign of the audit lies over the colour

    def follows(values: np.ndarray, sign: int = 1) -> bool:
        known = [k for k in plain if np.isfinite(values[k])]
        return sign * float(np.corrcoef(values[known], grid.shades()[known])[0, 1]) > 0.97

    by(grid, "uncertainty")
    until(lambda: follows(uncertainty))
    classes(grid)
    until(lambda: grid.classes() == believed)
    # the mark of the class, for every colour vision; the ring covers that of the asked point
    until(lambda: len(grid.with_lines(3)) >= 59)
    by(grid, "label")
    until(lambda: grid.classes() == told)
    by(grid, "audit")
    verdict = [int(believed[k] == told[k]) if k in audited else -1 for k in range(60)]
    until(lambda: grid.classes() == verdict)
    chips = grid.root.locator(".al-map-legend [data-al-code]")
    expect(chips).to_have_text([f"×wrong{verdict.count(0)}", f"+right{verdict.count(1)}"])
    # of what has a label, and nothing else: low stands out
    by(grid, "=quality")
    found = "session.loop.scoring.found.get('quality')"
    until(lambda: book.python(f"{found} is not None"), 60)
    quality = np.array(book.python(f"[float(v) for v in {found}.values]"))
    assert np.isfinite(quality).tolist() == [code >= 0 for code in told]
    until(lambda: follows(quality, -1))
    expect(grid.root.locator(".al-map-legend")).to_contain_text("label quality")
    # a strategy's score: the expected influence of RALIF
    by(grid, "=ralif")
    found = "session.loop.scoring.found.get('ralif')"
    until(lambda: book.python(f"{found} is not None"), 60)
    low, high = book.python(f"[{found}.ramp.low, {found}.ramp.high]")
    influence = np.array(book.python(f"[float(v) for v in {found}.values]"))
    until(lambda: follows(np.clip(influence, low, high)))
    words = grid.root.locator(".al-map-legend .al-map-sign")
    ends = [f"{value:.3g}".replace("-", "−") for value in (low, high)]
    assert words.first.inner_text().split() == ends
    expect(words.nth(1)).to_contain_text("ralif")
