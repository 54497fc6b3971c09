"""The map lives and ends in real JupyterLab: views, sizes, lost contexts, keys alone, no leaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import SETUP
from .host import Notebook, Server
from .look import ROOT, card_of, ink, points, until, until_map_is_drawn

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Open = Callable[..., Notebook]

LABELLED = """
session = al.Session(pool, [str(d) for d in range(10)], strategy="margin", projection="pca")
session.annotate(range(100), y[:100].astype(str).tolist())
"""
# Software draws, and says that it is a graphics card; contexts are counted and not held.
GRAPHICS = """(() => {
  const canvas = HTMLCanvasElement.prototype, gl = WebGL2RenderingContext.prototype;
  const [make, read] = [canvas.getContext, gl.getParameter];
  const [seen, made] = [new WeakSet(), []];
  window.alMade = () => made.length;
  window.alLive = () =>
    made.map(one => one.deref()).filter(one => one && !one.isContextLost());
  canvas.getContext = function (kind, options) {
    if (kind !== "webgl2") return make.call(this, kind, options);
    const context = make.call(this, kind, { ...options, failIfMajorPerformanceCaveat: false });
    if (context && !seen.has(context)) made.push(new WeakRef(context));
    if (context) seen.add(context);
    return context;
  };
  gl.getParameter = function (name) {
    return name === 0x9246 ? "a graphics card" : read.call(this, name);
  };
})()"""

# The share of a 2D canvas that is not of the colour of its corner. A screenshot would show more:
# field and names, which come when the kernel has them.
DRAWN = """canvas => {
  const { width, height } = canvas;
  const pixels = new Uint32Array(
    canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer);
  return pixels.filter(pixel => pixel !== pixels[0]).length / pixels.length;
}"""


def stage_of(root: Locator) -> Locator:
    return root.locator(".al-map-stage")


def live_contexts(page: Page) -> int:
    return int(page.evaluate("alLive().length"))


def test_a_lost_context_does_not_take_the_map(lab: Server, open_notebook: Open, page: Page) -> None:
    page.add_init_script(GRAPHICS)
    book = open_notebook(lab, [SETUP, LABELLED + "session.map()"])
    root = page.locator(ROOT).first
    until_map_is_drawn(root)
    stage = stage_of(root)
    expect(stage).to_have_attribute("data-al-renderer", "webgl")
    assert live_contexts(page) == 1
    page.evaluate("alLive()[0].getExtension('WEBGL_lose_context').loseContext()")
    expect(stage).to_have_attribute("data-al-renderer", "cpu")
    until(lambda: points(root).evaluate(DRAWN) > 0.05)
    assert live_contexts(page) == 0
    stage.focus()
    page.keyboard.press("a")
    expect(root.locator(".al-map-clear")).to_have_text("1,797 selected")
    until(lambda: book.python("len(session.selection)") == 1797)
    assert book.problems == []


def test_two_views_show_one_session(lab: Server, open_notebook: Open, page: Page) -> None:
    cells = [SETUP, LABELLED + "view = session.map()\nview", "view", "session.map()"]
    book = open_notebook(lab, cells)
    roots = page.locator(ROOT)
    expect(roots).to_have_count(3, timeout=60_000)
    for k in range(3):
        roots.nth(k).scroll_into_view_if_needed()
        until_map_is_drawn(roots.nth(k))
    book.execute("session.annotate([1000, 1001], '3')")
    for k in range(3):
        expect(roots.nth(k).locator(".al-map-legend")).to_contain_text("labelled 102")
    first = stage_of(roots.nth(0))
    first.focus()
    page.keyboard.press("]")
    page.keyboard.press("Space")
    until(lambda: book.python("len(session.selection)") == 1)
    for k in range(3):
        expect(roots.nth(k).locator(".al-map-clear")).to_have_text("1 selected")
    # what one looks at is of one view alone
    expect(roots.nth(0).locator(".al-map-preview")).to_be_visible()
    expect(roots.nth(1).locator(".al-map-preview")).to_be_hidden()
    still = points(roots.nth(2)).screenshot()
    first.focus()
    page.keyboard.press("+")
    until(lambda: ink(points(roots.nth(0))) > 0)
    assert points(roots.nth(2)).screenshot() == still
    book.execute("session.selection = []")
    expect(roots.nth(2).locator(".al-map-clear")).to_be_hidden()
    assert book.problems == []


def test_a_pane_without_a_size_draws_when_it_has_one(
    lab: Server, open_notebook: Open, page: Page
) -> None:
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          const style = document.createElement("style");
          style.id = "hidden-map";
          style.textContent = '[data-al-pane="map"] { display: none !important; }';
          document.head.append(style);
        })"""
    )
    book = open_notebook(lab, [SETUP, LABELLED + "session"])
    root = page.locator(ROOT).first
    card_of(root)
    until(lambda: book.python("session.loop.trainer.version") > 0)
    stage = stage_of(root)
    assert stage.get_attribute("data-al-frames") is None
    book.execute("session.annotate(range(100, 120), y[100:120].astype(str).tolist())")
    page.evaluate("document.querySelector('#hidden-map').remove()")
    until_map_is_drawn(root)
    expect(root.locator(".al-map-legend")).to_contain_text("labelled 120")
    stage.focus()
    page.keyboard.press("a")
    until(lambda: book.python("len(session.selection)") == 1797)
    # and back to nothing, and to a size again
    pane = root.locator('[data-al-pane="map"]')
    pane.evaluate("pane => { pane.style.display = 'none' }")
    book.execute("session.selection = [5]")
    pane.evaluate("pane => { pane.style.display = '' }")
    expect(root.locator(".al-map-clear")).to_have_text("1 selected")
    until(lambda: ink(points(root)) > 0.005)
    assert book.problems == []


HOLDER = """
import ipywidgets
from IPython.display import display
holder = ipywidgets.Output()
def show():
    global view
    view = session.map()
    holder.append_display_data(view)
def hide():
    view.close()
    holder.outputs = ()
show()
holder
"""


def counters(page: Page) -> dict[str, float]:
    """Nodes, listeners and heap of the page after a collection."""
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")
    for _ in range(3):
        client.send("HeapProfiler.collectGarbage")
    found: dict[str, Any] = client.send("Memory.getDOMCounters")
    metrics = {m["name"]: m["value"] for m in client.send("Performance.getMetrics")["metrics"]}
    client.detach()
    return {
        "nodes": found["nodes"],
        "listeners": found["jsEventListeners"],
        "heap": metrics["JSHeapUsedSize"],
    }


def test_twenty_maps_opened_and_closed_leave_nothing(
    lab: Server, open_notebook: Open, page: Page
) -> None:
    page.add_init_script(GRAPHICS)
    book = open_notebook(lab, [SETUP, LABELLED + HOLDER])
    roots = page.locator(ROOT)

    def once() -> None:
        until(lambda: roots.count() == 1)
        until(lambda: int(stage_of(roots).get_attribute("data-al-frames") or 0) > 0)
        expect(stage_of(roots)).to_have_attribute("data-al-renderer", "webgl")
        book.execute("hide()")
        expect(roots).to_have_count(0)

    once()
    canvases = page.locator("canvas").count()
    before = counters(page)
    for _ in range(20):
        book.execute("show()")
        once()
    assert page.evaluate("alMade()") >= 21
    assert live_contexts(page) == 0
    assert page.locator("canvas").count() == canvases
    after = counters(page)
    grown = {name: after[name] - before[name] for name in after}
    one_map = 200  # nodes of a map, about; twenty of them would be thousands
    assert grown["nodes"] < 10 * one_map, grown
    assert grown["listeners"] < 10 * 20, grown
    assert grown["heap"] < 20e6, grown
    assert book.python("len(session.loop.updates._listeners)") <= 3
    assert book.problems == []


def test_keys_alone(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [SETUP, LABELLED + "session"])
    root = page.locator(ROOT).first
    card = card_of(root)
    until_map_is_drawn(root)
    until(lambda: book.python("session.loop.worker.task is None and session.snapshot.version > 0"))
    stage = stage_of(root)
    here = "stage => stage === document.activeElement"
    card.focus()

    def tab_until(check: Callable[[], bool], most: int = 60) -> bool:
        for _ in range(most):
            if check():
                return True
            page.keyboard.press("Tab")
        return check()

    assert tab_until(lambda: bool(stage.evaluate(here)))
    assert stage.evaluate("stage => getComputedStyle(stage).outlineStyle") != "none"
    # from the most uncertain point to one beside it; both are told
    page.keyboard.press("]")
    preview = root.locator(".al-map-preview")
    expect(preview).to_be_visible()
    name = preview.locator(".al-preview-item .al-name")
    expect(name).to_be_visible()
    item = name.inner_text()
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    expect(name).not_to_have_text(item)
    page.keyboard.press("Space")
    until(lambda: book.python("len(session.selection)") == 1)
    item = name.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(name).not_to_have_text(item)
    page.keyboard.press("Space")
    until(lambda: book.python("len(session.selection)") == 2)
    # label the selection in bulk, take it back, ask about a point
    book.execute("session.selection = [i for i in range(100, 900) if y[i] == 0]")
    expect(root.locator(".al-map-clear")).to_contain_text("selected")
    page.keyboard.press("t")
    expect(root.locator('[data-al-action="label-region"]')).to_be_visible(timeout=60_000)
    page.keyboard.press("Enter")
    bulk = "int((session.labels.answer_kind == 'bulk').sum())"
    until(lambda: book.python(bulk) > 10)
    page.keyboard.press("u")
    until(lambda: book.python(bulk) == 0)
    page.keyboard.press("Escape")
    if not stage.evaluate(here):
        assert tab_until(lambda: bool(stage.evaluate(here)))
    page.keyboard.press("]")
    page.keyboard.press("Enter")
    pointed = until(lambda: book.python("session.loop.asked_now"))
    expect(card).to_have_attribute("data-al-item", str(pointed))
    # Tab leaves the map, Escape lets go of what is pointed at and selected
    if not stage.evaluate(here):
        assert tab_until(lambda: bool(stage.evaluate(here)))
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.keyboard.press("Escape")
    until(lambda: book.python("len(session.selection)") == 0)
    page.keyboard.press("Tab")
    assert not stage.evaluate(here)
    assert book.problems == []
