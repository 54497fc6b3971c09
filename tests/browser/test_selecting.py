"""What one does with a selection on the map, in real JupyterLab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import SETUP
from .host import Notebook, Server
from .look import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Open = Callable[..., Notebook]

LABELLED = """
session = al.Session(pool, [str(d) for d in range(10)], strategy="margin", projection="pca")
session.annotate(range(100), y[:100].astype(str).tolist())
session"""


@pytest.fixture
def book(lab: Server, open_notebook: Open, page: Page) -> Notebook:
    made = open_notebook(lab, [SETUP, LABELLED])
    stage(page).scroll_into_view_if_needed()
    until(lambda: made.python("session.loop.trainer.version") > 0)
    until(lambda: int(stage(page).get_attribute("data-al-frames") or 0) > 1, 60)
    return made


def stage(page: Page) -> Locator:
    return page.locator(".al-map-stage").first


def cells(page: Page) -> Locator:
    return page.locator("[data-al-cell]")


def select(book: Notebook, page: Page, items: str) -> int:
    """Select from Python; return how many the map says are selected."""
    book.execute(f"session.selection = {items}")
    chip = page.locator(".al-map-clear")
    expect(chip).to_be_visible(timeout=30_000)
    size = book.python("len(session.selection)")
    expect(chip).to_contain_text(f"{size} selected")
    return int(size)


def counts(book: Notebook) -> dict[str, int]:
    found: dict[str, Any] = book.python("session.labels.answer_kind.value_counts().to_dict()")
    return {kind: int(n) for kind, n in found.items()}


def test_label_a_region_with_a_guard_by_keys_and_undo_it(book: Notebook, page: Page) -> None:
    select(book, page, "[i for i in range(100, 900) if y[i] == 0]")
    stage(page).focus()
    page.keyboard.press("t")
    done = page.locator('[data-al-action="label-region"]')
    expect(done).to_be_visible(timeout=60_000)
    expect(page.locator(".al-look-note")).to_contain_text("kept for the audit")
    # the first card has the focus: mark it as wrong, and take that back
    page.keyboard.press("Space")
    expect(done).to_have_count(0)
    expect(page.locator(".al-look-note")).to_contain_text("1 of ")
    page.keyboard.press("Space")
    expect(done).to_be_visible()
    assert counts(book) == {"label": 100}
    page.keyboard.press("Enter")
    until(lambda: counts(book).get("bulk", 0) > 20)
    labelled = set(book.python("session.labels.query(\"answer_kind == 'bulk'\").label.tolist()"))
    assert labelled == {"0"}
    expect(page.locator(".al-looks-bar")).to_contain_text("labelled 0 in one step")
    page.keyboard.press("u")
    until(lambda: counts(book) == {"label": 100})
    assert book.problems == []


def test_more_like_these_by_keys(book: Notebook, page: Page) -> None:
    select(book, page, "[i for i in range(100) if y[i] == 4][:3]")
    stage(page).focus()
    page.keyboard.press("m")
    confirm = page.locator('[data-al-action="confirm"]')
    expect(confirm).to_contain_text("label 12 as 4", timeout=60_000)
    shown = [int(c.get_attribute("data-al-cell") or -1) for c in cells(page).all()]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    until(lambda: counts(book)["label"] == 111)
    given = {int(i) for i in book.python("session.labels.item_id.tolist()")}
    assert given & set(shown) == set(shown) - {shown[1]}
    expect(page.locator(".al-look-note")).to_contain_text("11 items found so far", timeout=60_000)
    again = {int(c.get_attribute("data-al-cell") or -1) for c in cells(page).all()}
    assert not again & set(shown)


def test_ask_only_in_the_selection_and_everywhere_again(book: Notebook, page: Page) -> None:
    select(book, page, "[i for i in range(100, 1797) if y[i] == 7]")
    stage(page).focus()
    page.keyboard.press("r")
    expect(page.locator(".al-looks-region")).to_contain_text("asking in ", timeout=30_000)
    active = "[s.item for s in session.loop.trainer.queue.samples if s.slice != 'audit']"
    until(lambda: {int(y) for y in book.python(f"y[{active}].tolist()")} == {7})
    page.locator('[data-al-action="everywhere"]').click()
    until(lambda: book.python("session.region is None"))
    until(lambda: len({int(y) for y in book.python(f"y[{active}].tolist()")}) > 1)


def test_search_and_neighbours_are_marked_and_asked(book: Notebook, page: Page) -> None:
    stage(page).focus()
    page.keyboard.press("/")
    page.keyboard.type("1234")
    expect(cells(page)).to_have_count(1, timeout=30_000)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    until(lambda: book.python("session.loop.asked_now") == 1234)
    page.keyboard.press("Escape")
    expect(page.locator(".al-look")).to_be_hidden()
    card = page.locator('[data-al-pane="card"]')
    expect(card).to_have_attribute("data-al-item", "1234")
    page.keyboard.press("g")  # to the sample on the card
    page.keyboard.press("n")
    expect(cells(page).first).to_be_visible(timeout=30_000)
    shown = [int(c.get_attribute("data-al-cell") or -1) for c in cells(page).all()]
    assert shown == book.python(f"session.neighbours(1234, {len(shown)}).tolist()")
