"""A person labels digits in real JupyterLab and Notebook 7."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import SETUP, SHOW
from .host import Notebook, Server
from .look import ROOT, until, until_map_is_drawn

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Open = Callable[..., Notebook]


def card(page: Page) -> Locator:
    return page.locator("[data-al-item]").first


def item(page: Page) -> int:
    return int(card(page).get_attribute("data-al-item") or -1)


def focus_card(page: Page) -> None:
    card(page).wait_for()
    page.locator('[data-al-pane="card"]').first.focus()


READY = "[data-al-ready]"  # the card on the screen takes keys


def press(page: Page, key: str) -> int:
    """Press a key; return the item that was on the screen, when the next one takes keys."""
    page.locator(READY).first.wait_for()
    before = item(page)
    page.keyboard.press(key)
    page.wait_for_function(
        "before => document.querySelector('[data-al-item]')?.dataset.alItem !== String(before)",
        arg=before,
    )
    return before


def label_by_keyboard(book: Notebook, n: int) -> dict[int, int]:
    """Give n true labels by key: a class that is a digit has its own key."""
    truth = book.python("y.tolist()")
    given = {}
    for _ in range(n):
        book.page.locator(READY).first.wait_for()
        digit = truth[item(book.page)]
        given[press(book.page, str(digit))] = digit
    return given


def in_store(server: Server, name: str) -> dict[int, str]:
    with sqlite3.connect(server.root / name) as db:
        rows = db.execute(
            "select item_id, answer from al_events where answer_kind = 'label'"
        ).fetchall()
    return {int(i): a for i, a in rows}


@pytest.mark.parametrize("app", ["lab", "notebook7"])
def test_label_twenty_digits_by_keyboard(
    app: str, open_notebook: Open, request: pytest.FixtureRequest, page: Page
) -> None:
    server: Server = request.getfixturevalue(app)
    book = open_notebook(server, store=f"{app}.db")
    focus_card(page)
    given = label_by_keyboard(book, 20)
    assert len(given) == 20
    expected = {k: str(v) for k, v in given.items()}

    def kernel() -> dict[int, str]:
        pairs = book.python("session.labels[['item_id', 'label']].values.tolist()")
        return {int(i): a for i, a in pairs}

    until(lambda: len(kernel()) == 20)
    assert kernel() == expected
    assert in_store(server, f"{app}.db") == expected
    until(lambda: "20" in (page.locator('[data-testid="jupyter-al"]').inner_text()))
    # undo three: the page, Python and the file agree again
    for left in (19, 18, 17):
        page.keyboard.press("u")
        until(lambda left=left: len(kernel()) == left)
    last_three = list(given)[-3:]
    assert set(expected) - set(kernel()) == set(last_three)
    until(lambda: item(page) == last_three[0])
    assert book.outside == []
    known = "reading 'schema'"  # Notebook 7.6 logs this itself
    assert [p for p in book.problems if known not in p] == []


def test_labelling_goes_on_while_a_cell_runs(lab: Server, open_notebook: Open, page: Page) -> None:
    cells = [SETUP, SHOW.format(store="busy.db"), "import time\ntime.sleep(12)\nprint('slept')"]
    book = open_notebook(lab, cells[:2], store="busy.db")
    focus_card(page)
    book.python("1")
    truth = book.python("y.tolist()")
    book.client.execute("import time; time.sleep(12)")  # the kernel's main shell is busy now
    time.sleep(0.5)
    started = time.monotonic()
    shown = []
    for _ in range(5):
        page.locator(READY).first.wait_for()
        digit = truth[item(page)]
        shown.append((press(page, str(digit)), digit))
    until(lambda: page.locator('[data-al-pending="0"]').count() == 1, 8)
    assert len(in_store(lab, "busy.db")) == 5
    assert time.monotonic() - started < 12, "the answers waited for the cell"


def test_cancel_a_fit(lab: Server, open_notebook: Open, page: Page) -> None:
    slow = """
import time
class Slow(type(al.learners.resolve("linear"))):
    def fit(self, inputs, labels, n_classes, *, progress=None, cancelled=None, **more):
        for step in range(600):
            if cancelled and cancelled(): raise al.errors.Cancelled("Cancelled.")
            if progress: progress(step / 600, "training slowly")
            time.sleep(0.05)
        return super().fit(inputs, labels, n_classes, **more)
session = al.Session(pool, [str(d) for d in range(10)], learner=Slow(), audit=0, projection="pca")
session
"""
    book = open_notebook(lab, [SETUP, slow])
    focus_card(page)
    press(page, "1")
    press(page, "2")
    phase = page.locator("[data-al-phase]").first
    expect(phase).to_contain_text("training slowly")  # not the choosing of samples before it
    page.get_by_role("button", name="cancel").first.click()
    expect(phase).to_have_attribute("data-al-phase", "labelling")
    assert book.python("session.loop.trainer.version") == 0


def test_reload_keeps_everything(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab)
    focus_card(page)
    label_by_keyboard(book, 3)
    until(lambda: book.python("len(session.labels)") == 3)
    book.command("docmanager:save")
    page.wait_for_timeout(1000)
    page.reload()
    book.widget()
    card(page).wait_for()
    focus_card(page)
    label_by_keyboard(book, 2)
    until(lambda: book.python("len(session.labels)") == 5)


def test_kernel_killed_and_labels_resent(lab: Server, open_notebook: Open, page: Page) -> None:
    """Answers the kernel never acknowledged are in the journal after the restart, once."""
    book = open_notebook(lab, store="killed.db")
    focus_card(page)
    first = label_by_keyboard(book, 3)
    until(lambda: len(in_store(lab, "killed.db")) == 3)
    pid = book.python("__import__('os').getpid()")
    book.forget_client()
    import os
    import signal

    os.kill(pid, signal.SIGSTOP)  # deaf: what is answered now is not acknowledged
    answered = [press(page, "1"), press(page, "2")]
    os.kill(pid, signal.SIGKILL)
    until(lambda: book.kernel().get("execution_state") in ("idle", "starting"), 30)
    page.wait_for_timeout(3000)
    for name in ("Ok", "Dismiss"):
        button = page.get_by_role("button", name=name)
        if button.count():
            button.first.click()
    book.wait_idle()
    book.run_all()
    until(lambda: len(in_store(lab, "killed.db")) == 5, 40)
    stored = in_store(lab, "killed.db")
    assert set(stored) == set(first) | set(answered)
    assert [stored[i] for i in answered] == ["1", "2"]


def test_two_views_of_one_session(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [SETUP, SHOW.format(store="two.db"), "session"])
    roots = page.locator('[data-testid="jupyter-al"]')
    until(lambda: roots.count() == 2)
    first = roots.nth(0).locator("[data-al-item]").first
    second = roots.nth(1).locator("[data-al-item]").first
    first.wait_for()
    second.wait_for()
    shown = int(first.get_attribute("data-al-item") or -1)
    roots.nth(0).locator('[data-al-pane="card"]').focus()
    page.keyboard.press("3")
    until(lambda: book.python("len(session.labels)") == 1)
    # the other view does not go on asking about an item that has an answer
    until(lambda: int(second.get_attribute("data-al-item") or -1) != shown)
    assert book.python("session.labels.item_id.tolist()") == [str(shown)]


def test_lasso_selects_in_python(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab)
    pane = page.locator('[data-al-pane="map"]').first
    pane.scroll_into_view_if_needed()
    until(lambda: book.python("session.loop.projector.coordinates is not None"))
    until_map_is_drawn(page.locator(ROOT).first)
    pane.get_by_role("button", name="lasso").first.click()
    box = pane.locator("canvas").first.bounding_box()
    assert box is not None
    x, y, w, h = box["x"], box["y"], box["width"], box["height"]
    corners = [(0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95), (0.05, 0.06)]
    page.mouse.move(x + corners[0][0] * w, y + corners[0][1] * h)
    page.mouse.down()
    for cx, cy in corners[1:]:
        page.mouse.move(x + cx * w, y + cy * h, steps=12)
    page.mouse.up()
    chosen = until(lambda: book.python("len(session.selection)"))
    assert chosen > 1000
    book.execute("session.selection = []")
    assert book.python("len(session.selection)") == 0


def test_click_on_the_map_asks_about_that_point(
    lab: Server, open_notebook: Open, page: Page
) -> None:
    book = open_notebook(lab)
    pane = page.locator('[data-al-pane="map"]').first
    pane.scroll_into_view_if_needed()
    until(lambda: book.python("session.loop.projector.coordinates is not None"))
    until_map_is_drawn(page.locator(ROOT).first)
    before = item(page)
    canvas = pane.locator("canvas").first
    box = canvas.bounding_box()
    assert box is not None
    for fraction in (0.5, 0.45, 0.55, 0.4):
        page.mouse.click(box["x"] + box["width"] * fraction, box["y"] + box["height"] * fraction)
        page.wait_for_timeout(500)
        if item(page) != before:
            break
    asked = item(page)
    assert asked != before
    assert book.python("session.loop.asked_now") == asked


def test_switching_the_strategy_leaves_the_sample_where_it_is(
    lab: Server, open_notebook: Open, page: Page
) -> None:
    """The map shows what two strategies would ask; choosing one ranks anew behind the card."""
    labelled = """
session = al.Session(pool, [str(d) for d in range(10)], strategy="margin", projection="pca")
session.annotate(range(60), y[:60].astype(str).tolist())
session"""
    book = open_notebook(lab, [SETUP, labelled])
    focus_card(page)
    until(lambda: book.python("len(session.loop.trainer.queue)") == 12, 60)
    on_screen = item(page)
    queued = "[s.item for s in session.loop.trainer.queue.samples][1:]"
    before = book.python(queued)
    page.locator('[data-al-setting="strategy"]').click()
    page.locator('[data-al-compare="k-center"]').click()
    compared = page.locator(".al-compared")
    expect(compared).to_contain_text("k center", timeout=60_000)
    expect(compared).to_contain_text("of 12 shared")
    page.keyboard.press("Escape")
    page.locator('[data-al-setting="strategy"]').click()
    page.keyboard.type("k-center farthest")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    until(lambda: book.python("session.strategy.name") == "k-center")
    until(lambda: book.python(queued) != before, 60)
    page.wait_for_timeout(500)
    assert item(page) == on_screen
    assert book.problems == []


@pytest.mark.parametrize("menu", [False, True])
def test_no_serious_accessibility_fault(
    menu: bool, lab: Server, open_notebook: Open, page: Page
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    book = open_notebook(lab)
    focus_card(page)
    label_by_keyboard(book, 4)
    if menu:
        page.locator('[data-al-setting="strategy"]').click()
        page.locator('[data-al-strategy="margin"]').wait_for()
    found = Axe().run(page, context='[data-testid="jupyter-al"]').response["violations"]
    serious = [
        (v["id"], v["nodes"][0]["html"][:200])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


PAYLOADS = [
    "<script>window.__pwned = 1</script>",
    "<img src=x onerror='window.__pwned = 2'>",
    "<svg onload='window.__pwned = 3'></svg>",
    "<iframe src='javascript:parent.__pwned = 4'></iframe>",
    "data:text/html,<script>window.__pwned = 5</script>",
    "<a href='javascript:window.__pwned = 6'>click</a>",
    "\u202eright to left override <b>bold</b>",
    "{{constructor.constructor('window.__pwned = 7')()}}",
    "<style>* { display: none }</style>",
    "x" * 1_000_000,
]


def test_item_text_never_executes(lab: Server, open_notebook: Open, page: Page) -> None:
    show = f"""
import numpy as np
payloads = {PAYLOADS[:-1]!r} + ["x" * 1_000_000]
texts = payloads * 3
rng = np.random.default_rng(0)
session = al.Session(al.Pool(rng.normal(size=(len(texts), 4)), items=texts),
                     ["<b onclick=alert(1)>a</b>", "b"], projection="pca", audit=0)
session
"""
    open_notebook(lab, ["import jupyter_al as al", show])
    focus_card(page)
    width = page.locator('[data-testid="jupyter-al"]').first.bounding_box()
    for _ in range(len(PAYLOADS)):
        press(page, "2")
    assert page.evaluate("window.__pwned ?? null") is None
    root = page.locator('[data-testid="jupyter-al"]').first
    assert root.locator("script, iframe, [onerror], [onload], [onclick]").count() == 0
    after = root.bounding_box()
    assert width is not None
    assert after is not None
    assert after["width"] == pytest.approx(width["width"], abs=2)
