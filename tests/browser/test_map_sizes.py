"""The map with very few points, with one class and with two hundred."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .host import Notebook, Server
from .look import ROOT, ink, points, until, until_map_is_drawn

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Open = Callable[..., Notebook]

START = """
import warnings; warnings.filterwarnings("ignore")
import numpy as np
import jupyter_al as al
from IPython.display import display
def made(xy, classes=("a", "b")):
    xy = np.asarray(xy, dtype=float)
    rows = np.arange(2.0 * len(xy)).reshape(-1, 2)
    return al.Session(al.Pool(rows), list(classes), projection=xy, audit=0)
"""
FEW = """
one = made([[0.3, 0.7]])
two = made([[0, 0], [1, 0]])
none = made(np.full((3, 2), np.nan))
some = made([[0, 0], [1, np.nan], [np.nan, np.nan], [1, 1], [0.5, np.inf]])
equal = made(np.ones((50, 2)), ["only"])
for session in (one, two, none, some, equal):
    display(session.map())
"""
MANY = """
from sklearn.datasets import make_blobs
X, y = make_blobs(2000, n_features=8, centers=200, random_state=0)
session = al.Session(al.Pool(X), [f"intent {k:03d}" for k in range(200)], projection="pca", audit=0)
session.annotate(range(600), y[:600])
session.fit()
session.map()
"""

MILLION = """
xy = np.random.default_rng(0).normal(size=(1_000_000, 2)).astype(np.float32)
session = al.Session(al.Pool(xy), ["a", "b"], projection=xy, audit=0)
session.map()
"""


def map_of(root: Locator, page: Page) -> Locator:
    """The stage of a map with the keyboard on it."""
    stage = root.locator(".al-map-stage")
    stage.scroll_into_view_if_needed()
    expect(root.locator(".al-map-empty")).to_be_hidden(timeout=60_000)
    until(lambda: int(stage.get_attribute("data-al-frames") or 0) > 0, 60)
    stage.focus()
    return stage


def test_one_two_equal_and_unplaced_points(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [START, FEW])
    roots = page.locator(ROOT)
    expect(roots).to_have_count(5, timeout=60_000)
    one, two, none, some, equal = (roots.nth(k) for k in range(5))

    stage = map_of(one, page)
    until(lambda: ink(points(one)) > 0)
    page.keyboard.press("]")
    expect(one.locator(".al-map-preview")).to_be_visible()
    page.keyboard.press("a")
    until(lambda: book.python("one.selection.tolist()") == [0])

    stage = map_of(two, page)
    page.keyboard.press("]")
    expect(two.locator(".al-map-preview")).to_be_visible()
    page.keyboard.press("Space")
    until(lambda: book.python("len(two.selection)") == 1)
    first = book.python("int(two.selection[0])")
    page.keyboard.press("ArrowLeft" if first else "ArrowRight")
    page.keyboard.press("Space")
    until(lambda: book.python("two.selection.tolist()") == [0, 1])
    expect(two.locator(".al-map-clear")).to_have_text("2 selected")

    none.scroll_into_view_if_needed()
    expect(none.locator(".al-map-empty")).to_have_text("No item has a place on the map.")
    assert book.python("int(np.isnan(none.loop.projector.coordinates).any(axis=1).sum())") == 3

    stage = map_of(some, page)
    expect(some.locator(".al-map-status")).to_contain_text("3 items have no place on the map")
    page.keyboard.press("a")
    until(lambda: book.python("some.selection.tolist()") == [0, 3])
    expect(some.locator(".al-map-clear")).to_have_text("2 selected")

    stage = map_of(equal, page)
    until(lambda: ink(points(equal)) > 0)
    box = stage.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(equal.locator(".al-map-preview")).to_be_visible()
    page.mouse.move(1, 1)
    stage.focus()
    page.keyboard.press("a")
    until(lambda: book.python("len(equal.selection)") == 50)
    # one class: a legend with one chip, counted as Python counts
    book.execute("equal.annotate(range(7), 'only')")
    equal.get_by_label("colour of the points").select_option("label")
    chips = equal.locator(".al-map-legend [data-al-code]")
    expect(chips).to_have_text(["●only7"])
    assert book.python("len(equal.labels)") == 7
    assert book.problems == []


def test_two_hundred_classes_stay_usable(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [START, MANY])
    root = page.locator(ROOT).first
    until_map_is_drawn(root)
    stage, legend = root.locator(".al-map-stage"), root.locator(".al-map-legend")
    root.get_by_label("colour of the points").select_option("prediction")
    chips = legend.locator("[data-al-code]")
    expect(chips.first).to_be_visible(timeout=60_000)

    def heights() -> list[float]:
        return [part.evaluate("e => e.clientHeight") for part in (legend, stage)]

    folded = chips.count()
    assert 1 < folded < 40
    assert heights()[0] <= 72
    assert heights()[1] >= 200
    legend.locator(".al-map-more").click()
    assert chips.count() == 200
    assert heights()[0] <= 140
    assert heights()[1] >= 200
    page.keyboard.type("intent 15")
    expect(chips).to_have_count(10)
    wanted = "np.flatnonzero(session.snapshot.predicted == 150).tolist()"
    assert book.python(wanted)
    legend.locator('[data-al-code="150"]').dblclick()
    until(lambda: book.python("session.selection.tolist()") == book.python(wanted))
    legend.locator(".al-map-more").click()
    expect(chips).to_have_count(folded)
    assert book.problems == []


def test_a_million_points(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [START, MILLION])
    root = page.locator(ROOT).first
    root.wait_for(timeout=120_000)
    until(lambda: int(root.locator(".al-map-stage").get_attribute("data-al-frames") or 0) > 0, 120)
    until_map_is_drawn(root)
    stage = map_of(root, page)
    box = stage.bounding_box()
    assert box is not None
    x, y, w, h = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(x + w / 2, y + h / 2)
    page.mouse.move(x + w / 2 + 2, y + h / 2 + 1)
    expect(root.locator(".al-map-preview")).to_be_visible(timeout=60_000)
    expect(root.locator(".al-preview-item .al-name")).to_be_visible(timeout=60_000)
    # a freehand outline around the left half
    page.keyboard.press("l")
    page.mouse.move(x + 2, y + 2)
    page.mouse.down()
    for to in ((w / 2, 2), (w / 2, h - 2), (2, h - 2)):
        page.mouse.move(x + to[0], y + to[1], steps=3)
    page.mouse.up()
    n = until(lambda: book.python("len(session.selection)"), 60)
    assert 300_000 < n < 700_000
    expect(root.locator(".al-map-clear")).to_have_text(f"{n:,} selected")
    inside, outside = book.python(
        "[float(xy[session.selection, 0].max()),"
        " float(np.delete(xy[:, 0], session.selection).min())]"
    )
    assert inside <= outside  # exactly those left of the line
    assert book.problems == []
