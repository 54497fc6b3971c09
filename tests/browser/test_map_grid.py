"""A map whose points lie apart, so that each can be read from the picture and held against Python.

One notebook for all of it: opening one costs more than the tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from .grid import (
    AUDITED,
    BELIEVED,
    GRID,
    READY,
    by,
    card_item,
    classes,
    colours_are_what_python_says,
    hover,
    marks_are_at_their_items,
    pointed,
    points_alone,
    selected,
)
from .host import Notebook, Server
from .look import ROOT, until
from .places import Places

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def opened(browser: Browser, lab: Server) -> Iterator[Places]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(30_000)
    book = Notebook(lab, page, "map_grid", [GRID, "session", "rows.map()"]).open()
    try:
        book.run_all()
        book.widget()
        until(lambda: book.python(READY), 60)
        root = page.locator(ROOT).first
        points_alone(root)
        yield Places(book, root)
        assert book.problems == []
        assert book.outside == []
    finally:
        book.theme(dark=False)  # the server keeps it for the next page
        book.close()
        context.close()


@pytest.fixture
def grid(opened: Places) -> Places:
    """The map as it was at first: light, all of it in view, nothing selected or pointed at."""
    page, book = opened.book.page, opened.book
    book.theme(dark=False)
    page.mouse.move(2, 2)
    book.execute("session.selection = []")
    expect(opened.root.locator(".al-map-clear")).to_be_hidden()
    opened.stage.blur()  # lets go of what the keys pointed at
    opened.stage.focus()
    page.keyboard.press("0")
    expect(opened.root.locator(".al-map-preview")).to_be_hidden()
    by(opened, "uncertainty")
    return opened


def test_every_mark_is_at_its_item(grid: Places) -> None:
    marks_are_at_their_items(grid)
    legend = grid.root.locator(".al-map-legend")
    for words in ("labelled 24", "asked now", "next", "+ × audit"):
        expect(legend).to_contain_text(words)


def test_a_point_has_the_colour_of_its_class_or_number(grid: Places) -> None:
    colours_are_what_python_says(grid)


def test_all_of_it_in_a_dark_notebook(grid: Places) -> None:
    grid.book.theme(dark=True)
    expect(grid.root).to_have_attribute("data-al-theme", "dark")
    marks_are_at_their_items(grid)
    colours_are_what_python_says(grid)
    believed = grid.book.python(BELIEVED)
    classes(grid)
    chip = grid.root.locator('.al-map-legend [data-al-code="1"]')
    chip.click()
    grid.book.page.mouse.move(2, 2)
    until(lambda: grid.classes() == [code if code == 1 else -1 for code in believed])
    chip.click()


def test_doubt_makes_a_class_pale(grid: Places) -> None:
    believed = np.array(grid.book.python(BELIEVED))
    doubt = np.array(grid.book.python("session.snapshot.uncertainty.tolist()"))
    other = {card_item(grid), *grid.book.python("list(map(int, session.labels.item_id))")}
    one = [k for k in np.flatnonzero(believed == 1).tolist() if k not in other]  # drawn alike
    assert len(one) > 8

    def strength() -> np.ndarray:
        return np.array([np.ptp(p, axis=1).max() for p in grid.around(3.2)])[one]

    classes(grid, fade=True)
    until(lambda: np.corrcoef(doubt[one], strength())[0, 1] < -0.8)
    classes(grid)
    until(lambda: np.ptp(strength()) < 20)


def test_a_class_alone_leaves_the_rest_grey(grid: Places) -> None:
    believed = grid.book.python(BELIEVED)
    alone = [code if code == 1 else -1 for code in believed]
    classes(grid)
    chip = grid.root.locator('.al-map-legend [data-al-code="1"]')
    chip.click()
    grid.book.page.mouse.move(2, 2)
    until(lambda: grid.classes() == alone)
    chip.click()
    grid.book.page.mouse.move(2, 2)
    until(lambda: grid.classes() == believed)
    chip.dblclick()
    selected(grid, [k for k, code in enumerate(believed) if code == 1])


def test_clicks_and_outlines_add_and_take_away(grid: Places) -> None:
    book, page = grid.book, grid.book.page
    classes(grid)
    for item in (16, 18, 40):
        grid.click(item, "Shift")
    selected(grid, [16, 18, 40])
    grid.click(18, "Alt")
    selected(grid, [16, 40])

    def drag(tool: str, items: list[int], key: str | None) -> None:
        """Draw around these items: along their box, a little outside."""
        at = grid.on_page(*items)
        (left, top), (right, bottom) = at.min(0) - 15, at.max(0) + 15
        freehand = [(right, top), (right, bottom), (left, bottom), (left, top + 8)]
        if key:
            page.keyboard.down(key)
        page.mouse.move(left, top)
        page.mouse.down()
        for x, y in freehand if tool == "l" else [(right, bottom)]:
            page.mouse.move(x, y, steps=4)
        page.mouse.up()
        if key:
            page.keyboard.up(key)

    for tool in "lb":
        grid.stage.focus()
        page.keyboard.press(tool)
        drag(tool, [0, 1, 2, 12, 13, 14], None)
        selected(grid, [0, 1, 2, 12, 13, 14])
        drag(tool, [33, 34, 45, 46], "Shift")
        selected(grid, [0, 1, 2, 12, 13, 14, 33, 34, 45, 46])
        drag(tool, [1, 13], "Alt")
        selected(grid, [0, 2, 12, 14, 33, 34, 45, 46])
        page.keyboard.press("Escape")  # the tool goes first, then the selection

    page.keyboard.press("a")
    selected(grid, list(range(60)))
    book.execute("session.selection = [3, 50, 59]")
    selected(grid, [3, 50, 59])
    book.execute("session.selection = []")
    until(lambda: grid.classes() == book.python(BELIEVED))
    # a click alone asks about the item
    asked = next(
        k
        for k in book.python("np.flatnonzero(session.loop.recorder.labels.codes < 0).tolist()")
        if k != card_item(grid)
    )
    grid.click(asked)
    until(lambda: book.python("session.loop.asked_now") == asked)
    expect(grid.root.locator('[data-al-pane="card"]')).to_have_attribute("data-al-item", str(asked))
    page.mouse.move(2, 2)
    until(lambda: grid.with_colour(grid.colour("--al-accent"), 10.5, 14) == [asked])


def test_wheel_keys_drag_and_two_fingers_move_the_map(grid: Places) -> None:
    page = grid.book.page
    i, beside = 28, 29
    # without the focus the wheel is for the notebook
    grid.root.locator('[data-al-pane="card"]').focus()
    ((x, y),) = grid.on_page(i)
    hover(grid, i, x, y)
    before = grid.stage.evaluate("e => e.getBoundingClientRect().top")
    page.mouse.wheel(0, -150)
    expect(grid.root.locator(".al-map-hint")).to_contain_text("click the map")
    until(lambda: grid.stage.evaluate("e => e.getBoundingClientRect().top") > before + 20)

    grid.stage.focus()
    (x, y), (right, _) = grid.on_page(i, beside)
    dx = right - x
    still = grid.stage.evaluate("e => e.getBoundingClientRect().top")
    hover(grid, i, x, y)
    page.mouse.wheel(0, -250)
    wheel = math.exp(250 * 0.0016)
    hover(grid, beside, x + wheel * dx, y)
    hover(grid, i, x, y)  # what is under the mouse stays there
    assert grid.stage.evaluate("e => e.getBoundingClientRect().top") == still

    page.mouse.move(x + 20, y + 20)  # between the points
    page.mouse.down()
    page.mouse.move(x + 60, y + 50, steps=4)
    page.mouse.up()
    hover(grid, i, x + 40, y + 30)
    page.keyboard.press("0")
    hover(grid, beside, x + dx, y)

    # by key: around the point that is pointed at
    page.keyboard.press("+")
    hover(grid, i, x - dx / 2, y)
    page.keyboard.press("-")
    hover(grid, beside, x + dx / 2, y)
    page.keyboard.press("0")
    hover(grid, i, x, y)

    page.mouse.move(2, 2)
    page.keyboard.press("ArrowLeft")
    hover(grid, i, x + 48, y)
    page.mouse.move(2, 2)
    page.keyboard.press("ArrowRight")
    hover(grid, i, x, y)

    # two fingers
    page.mouse.move(2, 2)
    client = page.context.new_cdp_session(page)
    client.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})

    def fingers(kind: str, *apart: float) -> None:
        points = [
            {"x": x + side * d, "y": y, "id": k} for d in apart for k, side in enumerate((-1, 1))
        ]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 40)
    for apart in (45, 55, 70, 80):
        fingers("touchMove", apart)
    fingers("touchEnd")
    client.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    client.detach()
    hover(grid, beside, x + 2 * dx, y)
    grid.stage.focus()
    page.keyboard.press("0")
    hover(grid, beside, x + dx, y)


def test_to_the_asked_point_and_closer(grid: Places) -> None:
    page = grid.book.page
    asked = card_item(grid)
    page.keyboard.press("g")
    expect(pointed(grid)).to_have_text(str(asked))
    for _ in range(3):
        page.keyboard.press("+")
    # where it was: what is pointed at is what one looks closer at
    ((x, y),) = grid.on_page(asked)
    page.keyboard.press("Escape")
    expect(grid.root.locator(".al-map-preview")).to_be_hidden()
    accent = grid.colour("--al-accent")
    until(lambda: asked in grid.with_colour(accent, 10.5, 14))
    hover(grid, asked, x, y)


def test_a_preview_tells_of_texts_and_rows(grid: Places) -> None:
    book, root = grid.book, grid.root
    item = book.python("int(np.flatnonzero(session.loop.recorder.labels.codes < 0)[0])")
    hover(grid, item, *grid.on_page(item)[0])
    preview = root.locator(".al-map-preview")
    expect(preview).to_contain_text(book.python(f"notes[{item}]"))
    expect(preview.locator(".al-told-bar")).to_have_count(3)
    p = book.python(f"session.predict_proba([{item}])[0].tolist()")
    first = preview.locator(".al-told-bar").first
    expect(first).to_contain_text(["calm", "busy", "late"][int(np.argmax(p))])
    assert abs(float(first.locator(".al-p").inner_text()) - max(p)) < 0.06
    expect(preview.locator('[data-al-fact="rank"]')).to_contain_text("margin")
    expect(preview.locator(".al-told-why")).not_to_be_empty()

    table = Places(book, book.page.locator(ROOT).nth(1))
    hover(table, 31, *table.on_page(31)[0])
    shown = table.root.locator(".al-map-preview")
    for words in ("width", "31", "height", "-31"):
        expect(shown).to_contain_text(words)


def test_search_by_text_is_marked_on_the_map(grid: Places) -> None:
    page, book = grid.book.page, grid.book
    hits = book.python("[i for i in range(60) if 'cell 5' in notes[i]]")
    assert len(hits) == 11
    page.keyboard.press("/")
    page.keyboard.type("cell 5")
    cells = grid.root.locator("[data-al-cell]")
    expect(cells).to_have_count(11)
    shown = cells.evaluate_all("all => all.map(e => +e.dataset.alCell)")
    assert sorted(shown) == hits
    other = {card_item(grid), *book.python(AUDITED)}  # signs of their own
    until(lambda: {*grid.with_grey(5, 9)} - other == {*hits} - other)
    page.keyboard.press("Escape")
    expect(grid.root.locator(".al-look")).to_be_hidden()


def test_what_was_asked_before_a_model_is_ringed(grid: Places) -> None:
    book = grid.book
    grid.root.locator('[data-al-action="history"]').click()
    slider = grid.root.get_by_role("slider", name="version of the model")
    expect(slider).to_be_enabled()
    until(lambda: "none" not in book.python("session.history().belief.tolist()"), 60)
    slider.press("Home")
    slider.press("ArrowRight")
    version = book.python("int(session.history().version.iloc[1])")
    text = book.python("session.history().text.iloc[1]")
    asked = book.python("sorted(int(i) for i in session.history().asked.iloc[1])")
    expect(grid.stage).to_have_attribute("data-al-moment", str(version))
    words = grid.root.locator(".al-time-words")
    expect(words).to_have_text(text)
    assert "by margin: " in text  # and the reason
    assert len(asked) > 1

    accent = grid.colour("--al-accent")
    until(lambda: grid.with_colour(accent, 5, 9) == asked)
    slider.press("Escape")
    expect(grid.stage).to_have_attribute("data-al-moment", "now")
    grid.root.locator('[data-al-action="close-history"]').click()


def test_coordinates_of_ones_own_and_what_cannot_be_had(grid: Places) -> None:
    page, book, root = grid.book.page, grid.book, grid.root
    button = root.locator('[data-al-setting="projection"]')
    expect(button).to_have_text("your coordinates")
    button.click()
    why = book.python("__import__('jupyter_al.projection').projection.why_not('pacmap', 60)")
    line = root.locator('[data-al-projection="pacmap"]')
    if why is None:
        expect(line).to_be_enabled()
    else:
        assert "pip install 'jupyter-al[pacmap]'" in why
        expect(line).to_be_disabled()
        expect(line).to_have_text(f"PaCMAP{why}")  # the fix alone: the menu has room for it
    page.keyboard.press("Escape")
    classes(grid)
    until(lambda: grid.classes() == book.python(BELIEVED))
    book.execute("session.project(xy[::-1])")
    turned = Places(book, root)
    assert turned.xy[0].tolist() == grid.xy[59].tolist()
    until(lambda: turned.classes() == book.python(BELIEVED))
    assert book.python("session.projection.name") == "given"
    book.execute("session.project(xy)")
    until(lambda: grid.classes() == book.python(BELIEVED))
