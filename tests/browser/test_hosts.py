"""Hosts do odd things: lose buffers, hide, narrow, show twice, change colours, take the keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import SETUP, SHOW
from .host import Notebook, Server
from .look import ROOT, answer, card_of, ink, is_dark, item, points, until, until_map_is_drawn

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Open = Callable[..., Notebook]
LABELS = "len(session.labels)"


def root_of(page: Page) -> Locator:
    return page.locator(ROOT).first


def style(page: Page, text: str) -> Callable[[], None]:
    """Add a rule to the page, as a host would; the result takes it away again."""
    tag = page.add_style_tag(content=text)
    return lambda: tag.evaluate("e => e.remove()")


def test_buffers_lost(lab: Server, open_notebook: Open, page: Page) -> None:
    """Some hosts drop the binary part of messages: the page asks for text instead."""
    deaf = """
from jupyter_al.widget import Dashboard
whole, lost = Dashboard.send, []
def send(self, content, buffers=None):
    lost.extend(buffers or [])
    whole(self, content)
Dashboard.send = send
"""
    book = open_notebook(lab, [SETUP + deaf, SHOW.format(store="deaf.db")])
    card = card_of(root_of(page))
    card.focus()
    answer(page, card, "1")
    answer(page, card, "2")
    until(lambda: book.python(LABELS) == 2)
    until(lambda: ink(card.locator(".al-item")) > 0.1)
    until_map_is_drawn(root_of(page))
    assert book.python("len(lost)") > 0, "nothing was lost: this test tests nothing"
    assert book.problems == []


def test_two_outputs_agree(lab: Server, open_notebook: Open, page: Page) -> None:
    """Two outputs of one session show the same; one of them may go away."""
    book = open_notebook(lab, [SETUP, SHOW.format(store="both.db"), "session"])
    roots = page.locator(ROOT)
    until(lambda: roots.count() == 2)
    first, second = card_of(roots.nth(0)), card_of(roots.nth(1))
    second.focus()
    answer(page, second, "3")
    for root in (roots.nth(0), roots.nth(1)):
        expect(root).to_contain_text("1 of 1")
        expect(root).to_contain_text("labelled")
    expect(first).not_to_have_attribute("data-al-item", "-1")
    page.evaluate("() => document.querySelectorAll('.jp-CodeCell')[2].scrollIntoView()")
    page.locator(".jp-CodeCell").nth(2).click(position={"x": 60, "y": 15})
    book.command("notebook:clear-cell-output")
    until(lambda: roots.count() == 1)
    left = card_of(roots.first)
    left.focus()
    answer(page, left, "4")
    until(lambda: book.python(LABELS) == 2)
    assert book.problems == []


FITS = """root => {
  const { left, right } = root.getBoundingClientRect();
  const out = [];
  if (root.scrollWidth > root.clientWidth + 1) out.push("the widget itself scrolls");
  for (const e of root.querySelectorAll("*")) {
    const box = e.getBoundingClientRect();
    if (box.width === 0 || e.closest(".al-visually-hidden")) continue;
    let clipped = false;
    for (let p = e.parentElement; p && p !== root; p = p.parentElement) {
      if (getComputedStyle(p).overflowX !== "visible") { clipped = true; break; }
    }
    const name = `${e.tagName} ${e.className?.baseVal ?? e.className}`;
    const beyond = box.right > right + 1 || box.left < left - 1;
    if (beyond && !clipped) out.push(`${name}: ${box.left}..${box.right}`);
    const scrolls = e.scrollWidth > e.clientWidth + 1;
    const x = getComputedStyle(e).overflowX;
    if (scrolls && ["auto", "scroll"].includes(x)) out.push(`${name} scrolls sideways`);
  }
  return out;
}"""
LONG = """
import numpy as np, jupyter_al as al
rng = np.random.default_rng(0)
hebrew = "\\u05e9\\u05dc\\u05d5\\u05dd "
texts = ["word " * 60, "x" * 4000, "https://" + "a/" * 300, hebrew * 40] * 10
names = ["a class with a rather long name that does not fit", "x" * 120, "c"]
session = al.Session(al.Pool(rng.normal(size=(40, 3)), items=texts), names, projection="pca")
session.annotate(range(12), [names[i % 3] for i in range(12)])
session
"""


@pytest.mark.parametrize("content", ["digits", "long words"])
@pytest.mark.parametrize("width", [400, 560, 720])
def test_nothing_overflows_sideways(
    width: int, content: str, lab: Server, open_notebook: Open, page: Page
) -> None:
    cells = [SETUP, SHOW.format(store=f"{width}.db")] if content == "digits" else [LONG]
    open_notebook(lab, cells)
    root = root_of(page)
    style(page, f":has(> {ROOT}) {{ width: {width}px !important; flex: none !important; }}")
    card = card_of(root)
    card.focus()
    for key in ("1", "2", "3"):
        answer(page, card, key)
    until_map_is_drawn(root, 0.0001)
    box = root.bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(width, abs=1)
    for name, key in {"one": "", "help": "?", "grid": "g", "past": "l"}.items():
        if key:
            card.focus()
            page.keyboard.press(key)
            page.wait_for_timeout(300)
        assert root.evaluate(FITS) == [], name
        if key == "?":
            page.keyboard.press("Escape")


def test_drawn_when_it_is_shown_at_last(lab: Server, open_notebook: Open, page: Page) -> None:
    """A collapsed output has no size: everything waits, nothing breaks."""
    book = Notebook(lab, page, "hidden", [SETUP, SHOW.format(store="hidden.db")]).open()
    try:
        show = style(page, ".jp-OutputArea-output { display: none !important; }")
        book.run_all()
        root = root_of(page)
        root.wait_for(state="attached", timeout=60_000)
        until(lambda: book.python("session.loop.projector.coordinates is not None"))
        assert root.bounding_box() is None
        page.wait_for_timeout(1000)
        show()
        card = card_of(root)
        until_map_is_drawn(root)
        until(lambda: ink(card.locator(".al-item")) > 0.1)
        # and once more: hidden, changed, shown
        show = style(page, ".jp-OutputArea-output { display: none !important; }")
        book.execute("session.annotate(range(20), y[:20].astype(str).tolist())")
        page.wait_for_timeout(1000)
        show()
        until_map_is_drawn(root)
        expect(root).to_contain_text("20 of 1")
        assert book.problems == []
    finally:
        book.close()


def test_follows_the_theme(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab)
    root = root_of(page)
    card_of(root)
    until_map_is_drawn(root)
    try:
        for dark in (True, False):
            book.theme(dark=dark)
            expect(root).to_have_attribute("data-al-theme", "dark" if dark else "light")
            until(lambda dark=dark: is_dark(points(root)) is dark)
            for pane in ("card", "map", "curve"):
                area = root.locator(f'[data-al-pane="{pane}"]')
                until(lambda area=area, dark=dark: is_dark(area) is dark)
    finally:
        book.theme(dark=False)
    assert book.problems == []


def test_shown_again_and_again_leaves_nothing_behind(
    lab: Server, open_notebook: Open, page: Page
) -> None:
    """A browser gives a page sixteen WebGL contexts; twenty views must not use them up."""
    warnings: list[str] = []
    page.on("console", lambda m: warnings.append(m.text) if m.type == "warning" else None)
    book = open_notebook(lab, [SETUP, SHOW.format(store="again.db"), "session"])
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    roots = page.locator(ROOT)
    until(lambda: roots.count() == 2)
    page.locator(".jp-CodeCell").nth(2).scroll_into_view_if_needed()
    page.locator(".jp-CodeCell").nth(2).click(position={"x": 60, "y": 15})

    def count() -> dict[str, float]:
        until_map_is_drawn(roots.nth(1))
        for _ in range(2):
            devtools.send("HeapProfiler.collectGarbage")
            page.wait_for_timeout(200)
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        values = {m["name"]: m["value"] for m in metrics}
        return {
            "canvases": page.locator("canvas").count(),
            "listeners": values["JSEventListeners"],
            "nodes": values["Nodes"],
        }

    def again() -> None:
        roots.nth(1).evaluate("e => { e.dataset.old = '1'; }")
        book.command("notebook:run-cell")
        expect(roots.nth(1)).not_to_have_attribute("data-old", "1")
        card_of(roots.nth(1))
        points(roots.nth(1)).wait_for()

    def left_behind(times: int) -> bool:
        before = count()
        for _ in range(times):
            again()
        after = count()
        # less than one view's worth (JupyterLab itself keeps a little of each output)
        return (
            after["canvases"] != before["canvases"]
            or after["listeners"] - before["listeners"] >= times * 3
            or after["nodes"] - before["nodes"] >= times * 40
        )

    again()
    # A leak is there in every round; JupyterLab once makes a toolbar of its own (134 listeners).
    assert not all(left_behind(8) for _ in range(3))
    assert roots.count() == 2
    assert [w for w in warnings if "WebGL" in w] == []
    assert book.problems == []


def test_the_wheel_scrolls_the_notebook(lab: Server, open_notebook: Open, page: Page) -> None:
    filler = ["1"] * 12
    open_notebook(lab, [SETUP, SHOW.format(store="wheel.db"), *filler])
    root = root_of(page)
    card_of(root)
    until_map_is_drawn(root)
    scroller = """() => {
      let e = document.querySelector('[data-testid="jupyter-al"]');
      while (e && !(e.scrollHeight > e.clientHeight + 50 &&
                    /auto|scroll/.test(getComputedStyle(e).overflowY))) e = e.parentElement;
      return e?.scrollTop ?? null;
    }"""
    places = {
        "the sample": ".al-item",
        "the map": '[data-al-pane="map"] .al-map-stage',
        "the curve": '[data-al-pane="curve"]',
        "the header": ".al-header",
    }
    for name, selector in places.items():
        root.locator(selector).first.scroll_into_view_if_needed()
        box = root.locator(selector).first.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        before = page.evaluate(scroller)
        assert before is not None, "nothing to scroll: the test tests nothing"
        for dy in (120, -120) if before < 100 else (-120, 120):
            page.mouse.wheel(0, dy)
            page.wait_for_timeout(250)
            if page.evaluate(scroller) != before:
                break
        assert page.evaluate(scroller) != before, f"the wheel is caught by {name}"


def test_keys_act_only_with_the_focus_inside(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [SETUP, SHOW.format(store="keys.db"), "2 + 2"])
    card = card_of(root_of(page))
    before = item(card)
    page.locator(".jp-InputPrompt").nth(2).click()  # the notebook's command mode
    for key in ("1", "2", "s", "u", "q", "f", "g", "l", "n", "Enter", "Escape"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert book.python("len(session.events)") == 0
    assert item(card) == before
    assert not card.evaluate("e => e.hasAttribute('data-al-keys')")
    expect(card).to_have_attribute("data-al-view", "card")
    # and inside the notebook does not hear them: no new cell by "b", none deleted by "d d"
    cells = page.locator(".jp-Cell").count()
    card.focus()
    for key in ("b", "a", "d", "d", "z", "m", "h", "1"):
        page.keyboard.press(key)
    until(lambda: book.python(LABELS) == 1)
    assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".jp-Dialog").count() == 0


def test_tab_reaches_every_control_and_leaves(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [SETUP, SHOW.format(store="tab.db"), "2 + 2"])
    root = root_of(page)
    card = card_of(root)
    card.focus()
    answer(page, card, "1")
    answer(page, card, "2")
    expect(root).to_contain_text("trained")
    book.execute("session.loop.worker.finish()")
    page.wait_for_timeout(1000)  # the last fit is on the page: no control comes or goes now
    controls = root.evaluate(
        """root => {
          const all = root.querySelectorAll("button, select, input, a[href], summary, [tabindex]");
          let n = 0;
          for (const e of all) {
            if (e.disabled || e.tabIndex < 0 || !e.checkVisibility()) continue;
            e.dataset.tabTest = String(n++);
          }
          return n;
        }"""
    )
    assert controls > 20
    root.locator("[data-tab-test]").first.focus()
    reached: set[str] = set()
    for _ in range(controls + 25):
        if not root.evaluate("e => e.contains(document.activeElement)"):
            break
        reached.add(page.evaluate("() => document.activeElement.dataset.tabTest ?? ''"))
        page.keyboard.press("Tab")
    missing = [
        root.locator(f'[data-tab-test="{n}"]').evaluate("e => e.outerHTML.slice(0, 120)")
        for n in range(controls)
        if str(n) not in reached
    ]
    assert missing == []
    assert not root.evaluate("e => e.contains(document.activeElement)"), "Tab does not leave"
    # every action of the card has a button among them
    for action in ("skip", "unsure", "flag", "undo"):
        button = root.locator(f'[data-al-action="{action}"]')
        assert button.get_attribute("data-tab-test") in reached


@pytest.mark.parametrize("pane", ["card", "map"])
def test_escape_leaves(pane: str, lab: Server, open_notebook: Open, page: Page) -> None:
    """With nothing open, Escape gives the keyboard back to the notebook."""
    book = open_notebook(lab, [SETUP, SHOW.format(store=f"escape-{pane}.db"), "2 + 2"])
    root = root_of(page)
    card = card_of(root)
    target = card if pane == "card" else root.locator(".al-map-stage")
    target.wait_for()
    target.focus()
    if pane == "card":
        page.keyboard.press("?")
        expect(root.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(root.get_by_role("dialog", name="Keys")).to_be_hidden()
        page.wait_for_timeout(100)
        assert card.evaluate("e => e === document.activeElement")  # keys work on
    page.keyboard.press("Escape")
    until(lambda: not root.evaluate("e => e.contains(document.activeElement)"))
    assert page.evaluate("document.activeElement.closest('.jp-Notebook') !== null")
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    assert book.python(LABELS) == 0
