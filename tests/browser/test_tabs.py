"""Two tabs at once, and a socket that drops."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from .host import Notebook, Server
from .test_labelling import READY, focus_card, in_store, item, press, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Open = Callable[..., Notebook]


# What each key met, noted in the page itself: from outside, another tab may come between a look
# and a key press. A card that is not ready (not painted yet) takes no answers.
KEYED = """
window.keyed = [];
addEventListener("keydown", ({ key }) => {
  const card = document.querySelector('[data-al-pane="card"]');
  if (card.hasAttribute("data-al-ready")) window.keyed.push([Number(card.dataset.alItem), key]);
}, true);
"""


def answer(tab: Page, key: str) -> None:
    """Press the key until a card has taken it."""
    before = tab.evaluate("window.keyed.length")
    while tab.evaluate("window.keyed.length") == before:
        tab.locator(READY).first.wait_for()
        tab.keyboard.press(key)


def test_two_tabs_label_at_once(
    lab: Server, open_notebook: Open, page: Page, browser: Browser
) -> None:
    book = open_notebook(lab, store="tabs.db")
    book.command("docmanager:save")
    page.wait_for_timeout(1000)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    other = context.new_page()
    other.goto(f"{lab.url}/doc/tree/{book.name}.ipynb?token={lab.token}")
    other.locator(READY).first.wait_for(timeout=60_000)
    for tab in (page, other):
        focus_card(tab)
        tab.evaluate(KEYED)
    for _ in range(5):
        answer(page, "1")
        answer(other, "2")
    until(lambda: len(book.python("session.events.event_id.tolist()")) == 10)
    with sqlite3.connect(lab.root / "tabs.db") as db:
        rows = db.execute("select item_id, answer from al_events order by rowid").fetchall()
    # every key is there, under the item that its tab showed
    answered = [tuple(one) for tab in (page, other) for one in tab.evaluate("window.keyed")]
    assert sorted((int(i), a) for i, a in rows) == sorted(answered)
    context.close()


SOCKETS = """
const Socket = window.WebSocket;
window.sockets = [];
window.WebSocket = class extends Socket {
  constructor(...args) { super(...args); window.sockets.push(this); }
  send(data) { if (!window.cut) super.send(data); }
};
"""


def test_answers_that_the_network_swallows_are_sent_again(
    lab: Server, open_notebook: Open, page: Page
) -> None:
    page.add_init_script(SOCKETS)
    book = open_notebook(lab, store="swallowed.db")
    focus_card(page)
    press(page, "1")
    until(lambda: len(in_store(lab, "swallowed.db")) == 1)
    page.evaluate("window.cut = true")  # messages vanish, nobody is told
    lost = {press(page, "2"): "2", press(page, "3"): "3"}
    assert item(page) not in lost
    assert page.locator("[data-al-pending]").first.get_attribute("data-al-pending") == "2"
    page.wait_for_timeout(500)
    assert len(in_store(lab, "swallowed.db")) == 1
    page.evaluate("window.cut = false")
    until(lambda: len(in_store(lab, "swallowed.db")) == 3, 40)
    stored = in_store(lab, "swallowed.db")
    assert {i: stored[i] for i in lost} == lost
    until(lambda: page.locator('[data-al-pending="0"]').count() == 1)
    assert book.python("len(session.events)") == 3


def test_socket_drops_and_comes_back(lab: Server, open_notebook: Open, page: Page) -> None:
    page.add_init_script(SOCKETS)
    book = open_notebook(lab, store="dropped.db")
    focus_card(page)
    press(page, "1")
    until(lambda: len(in_store(lab, "dropped.db")) == 1)
    page.evaluate("window.sockets.forEach(socket => socket.close())")
    lost = {press(page, "4"): "4", press(page, "5"): "5"}
    until(lambda: len(in_store(lab, "dropped.db")) == 3, 60)
    stored = in_store(lab, "dropped.db")
    assert {i: stored[i] for i in lost} == lost
    assert book.python("len(session.events)") == 3
