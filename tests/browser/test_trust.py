"""The numbers of the curve pane in real JupyterLab: as evidence comes in, and of a test set."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import SETUP
from .host import Notebook, Server
from .look import ROOT, ink, is_dark, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Open = Callable[..., Notebook]

# nobody labels the eleventh class
AUDITED = """
names = [*map(str, range(10)), "none yet"]
def tell(n):
    while n > 0:
        rows = session.query(min(n, 10)).indices
        session.annotate(rows, y[rows].astype(str).tolist())
        n -= len(rows)
session = al.Session(pool, names, audit=0.5, projection="pca")
session.curve()
"""
TESTED = """
session = al.Session(
    al.Pool(X[:1200]), [*map(str, range(10))], audit=0, projection="pca",
    test=(X[1200:], y[1200:].astype(str).tolist()),
)
session.annotate(range(120), y[:120].astype(str).tolist())
session.curve()
"""
NUMBER = re.compile(r"\d\.\d\d \(\d\.\d\d to \d\.\d\d\), n = \d+\. .+, 95 %\.$")
TOO_WIDE = """
root => [root, ...root.querySelectorAll("p, div, ul, li")]
  .filter(el => !el.closest(".al-visually-hidden") && el.scrollWidth > el.clientWidth + 1)
  .filter(el => getComputedStyle(el).overflowX === "visible" && el.clientWidth > 0)
  .map(el => el.className)
"""
INTERVAL = re.compile(r"accuracy (0\.\d\d|1\.00) \((\d\.\d\d) to (\d\.\d\d)\)")


def pane(page: Page) -> Locator:
    return page.locator(ROOT).first.locator('[data-al-pane="curve"]')


def line(page: Page) -> str:
    """The line over the curve."""
    return pane(page).locator(".al-curve-headline").inner_text().replace("\xa0", " ")


def width(page: Page) -> float:
    found = INTERVAL.search(line(page))
    assert found is not None, line(page)
    return round(float(found[3]) - float(found[2]), 2)


def heard(page: Page, key: str) -> str:
    """Press a key on the chart; what a screen reader hears."""
    pane(page).locator(".al-curve-chart").focus()
    page.keyboard.press(key)
    return pane(page).locator("[aria-live]").inner_text()


def test_from_no_evidence_to_a_gain(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [SETUP, AUDITED])
    empty, chart = pane(page).locator(".al-curve-empty"), pane(page).locator(".al-curve-svg")

    # five labels, then thirty: words instead of a curve
    book.execute("tell(5)")
    expect(empty).to_be_visible(timeout=60_000)
    book.execute("tell(25)")
    expect(pane(page).locator(".al-curve-headline")).to_contain_text(
        re.compile("not enough evidence yet: 1. of 20 audited labels"), timeout=60_000
    )
    expect(empty).to_contain_text("No curve yet")
    expect(chart).to_be_hidden()

    # two hundred: the models of the session, those of random labels, a target
    book.execute("session.loop.evaluating.goal = 0.99\ntell(170)")
    for kind in ("active", "random", "fitted", "target", "believed"):
        expect(chart.locator(f".al-curve-{kind}")).to_have_count(1, timeout=120_000)
    expect(empty).to_be_hidden()
    until(lambda: ink(chart) > 0.01)
    assert re.search("from (9.|1..) audited labels", line(page))
    assert "last round moved at most" in line(page)
    expect(pane(page).locator(".al-curve-legend")).to_contain_text("the model believes")
    expect(pane(page).locator(".al-curve-legend")).to_contain_text("accuracy 0.99: ")
    largest = book.python("int(session.evaluate().random_arm.sizes.max())")
    sent = book.python("session.widget('curve').curve['trust']['fitted']['points'][-1][0]")
    assert sent <= 3 * largest

    # every number has its n, its interval and how it was found
    told = {heard(page, "End"), *(heard(page, "ArrowUp") for _ in range(5))}
    numbers = [
        words for words in told if re.search(r"\d\.\d\d \(\d\.\d\d to \d\.\d\d\), n = \d+", words)
    ]
    assert len(numbers) >= 4
    assert any("random labels" in words for words in numbers)
    assert any("not measured" in words for words in numbers)
    assert any(words.startswith("accuracy 0.99: ") for words in told)
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(pane(page).locator(".al-curve-tip")).to_contain_text("n = ")

    # classes, the one that nobody has labelled last
    page.get_by_role("button", name="classes").click()
    rows = pane(page).locator(".al-curve-classes li")
    expect(rows).to_have_count(11)
    expect(rows.last).to_contain_text("none yet")
    expect(rows.last).to_contain_text("no audited labels")
    assert pane(page).locator(".al-curve-track").count() >= 8
    page.get_by_role("button", name="classes").click()

    # everything in words, and what it is
    table = pane(page).locator(".al-curve-table")
    page.get_by_role("button", name="table").click()
    expect(table).to_contain_text("gain over random")
    expect(table).to_contain_text("so accuracy cannot have moved more than predictions changed")
    expect(table.locator("tr.al-muted")).to_contain_text("belief")

    # measure now: apart from the training, and the interval tightens
    before, trained = width(page), book.python("session.loop.trainer.trained_on")
    page.get_by_role("button", name="measure now").click()
    asked = "[s.item for s in session.loop.queue_now()[0] if s.slice == 'test']"
    items = until(lambda: book.python(asked), 60)
    for _ in range(3):
        book.execute(f"rows = {items}\nsession.annotate(rows, y[rows].astype(str).tolist())")
        items = book.python("session.measure(20).indices.tolist()")
    expect(pane(page).locator(".al-curve-headline")).to_contain_text(
        "drawn to measure", timeout=60_000
    )
    until(lambda: width(page) < before)
    assert book.python("session.loop.trainer.trained_on") == trained
    assert book.problems == []


def test_of_a_test_set_dark_and_narrow(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [SETUP, TESTED])
    chart = pane(page).locator(".al-curve-svg")
    expect(chart.locator(".al-curve-active")).to_have_count(1, timeout=60_000)
    assert "from 597 test labels" in line(page)
    expect(pane(page).locator(".al-curve-words")).to_contain_text("the test set you gave")
    expect(page.get_by_role("button", name="measure now")).to_be_hidden()
    assert not is_dark(pane(page))

    book.theme(dark=True)
    until(lambda: is_dark(pane(page)))
    page.add_style_tag(content=f"{ROOT} {{ width: 320px; }}")
    until(lambda: (pane(page).bounding_box() or {"width": 999})["width"] <= 320)
    until(lambda: ink(chart) > 0.01)
    page.get_by_role("button", name="classes").click()
    expect(pane(page).locator(".al-curve-classes li")).to_have_count(10)
    page.get_by_role("button", name="table").click()
    assert pane(page).evaluate(TOO_WIDE) == []
    book.theme(dark=False)
    assert book.problems == []
