"""The map goes back in time in real JupyterLab: by slider, by key, after a restart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import SETUP
from .host import Notebook, Server
from .look import card_of, points, until, until_map_is_drawn

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Open = Callable[..., Notebook]
MADE = """
session = al.Session(
    pool, [str(d) for d in range(10)], store="{store}", strategy="margin", projection="pca"
)
for _ in range(5):
    query = session.query(4)
    session.annotate(query.indices, y[query.indices])
    session.fit()
"""
SHOWN = MADE + "session"
RESUMED = (
    MADE + 'session.close()\nsession = al.Session.open("{store}", pool, projection="pca")\nsession'
)
MORE = "q = session.query(4); session.annotate(q.indices, y[q.indices]); session.fit()"


def history_of(page: Page) -> tuple[Locator, Locator]:
    """Open the history of the widget; return the slider and the map's stage."""
    root = page.locator('[data-testid="jupyter-al"]').first
    until_map_is_drawn(root)
    root.locator('[data-al-action="history"]').click()
    slider = root.get_by_role("slider", name="version of the model")
    expect(slider).to_be_enabled(timeout=60_000)
    return slider, root.locator(".al-map-stage")


def kernel(book: Notebook, code: str) -> Any:
    return book.python(f"session.{code}")


def test_the_map_shows_what_was_believed(lab: Server, open_notebook: Open, page: Page) -> None:
    cells = [SETUP, SHOWN.format(store="history.db")]
    book = open_notebook(lab, cells, store="history.db")
    root = page.locator('[data-testid="jupyter-al"]').first
    card_of(root)
    for _ in range(3):
        book.execute(MORE)
    slider, stage = history_of(page)
    page.select_option(".al-map-colour", "prediction")
    until(lambda: "none" not in kernel(book, "history().belief.tolist()"), 60)
    versions = kernel(book, "history().version.tolist()")
    expect(slider).to_have_attribute("max", str(len(versions) - 1))
    now = points(root).screenshot()
    field = root.locator("canvas.al-map-field")
    drawn = "canvas => canvas.toDataURL()"
    expect(field).to_have_attribute("data-al-field", "classes", timeout=60_000)
    believed = field.evaluate(drawn)
    legend = root.locator(".al-map-legend")
    expect(legend).to_contain_text("asked now")

    slider.press("Home")
    expect(stage).to_have_attribute("data-al-moment", str(versions[0]))
    expect(slider).to_have_attribute("aria-valuetext", kernel(book, "history().text.iloc[0]"))
    until(lambda: points(root).screenshot() != now)
    expect(legend).to_contain_text("asked before this model")
    expect(legend).not_to_contain_text("asked now")
    expect(field).to_be_visible()
    formerly = field.evaluate(drawn)
    assert formerly != believed
    labelled = kernel(book, f"loop.beliefs.moment({versions[0]}).labels.codes.tolist()")
    first = str(labelled[0])
    expect(root.locator(f'.al-map-chip[data-al-code="{first}"]')).to_have_attribute(
        "aria-label", re.compile(f"{labelled.count(labelled[0])} labelled")
    )

    page.keyboard.press(".")
    expect(stage).to_have_attribute("data-al-moment", str(versions[1]))
    page.keyboard.press(",")
    expect(stage).to_have_attribute("data-al-moment", str(versions[0]))
    until(lambda: field.evaluate(drawn) == formerly)

    book.execute(MORE)  # a new model disturbs nothing, and is told
    expect(root.locator(".al-time-dot")).to_be_visible()
    expect(stage).to_have_attribute("data-al-moment", str(versions[0]))
    assert field.evaluate(drawn) == formerly

    slider.press("Escape")
    expect(stage).to_have_attribute("data-al-moment", "now")
    expect(root.locator(".al-time-dot")).to_be_hidden()
    expect(legend).to_contain_text("asked now")
    until(lambda: field.evaluate(drawn) not in (formerly, believed))  # of the new model


def test_labelling_leads_back_to_now(lab: Server, open_notebook: Open, page: Page) -> None:
    open_notebook(lab, [SETUP, SHOWN.format(store="back.db")], store="back.db")
    card = card_of(page.locator('[data-testid="jupyter-al"]').first)
    slider, stage = history_of(page)
    slider.press("Home")
    expect(stage).not_to_have_attribute("data-al-moment", "now")
    card.focus()
    page.keyboard.press("s")
    expect(stage).to_have_attribute("data-al-moment", "now")


def test_it_plays_to_now(lab: Server, open_notebook: Open, page: Page) -> None:
    open_notebook(lab, [SETUP, SHOWN.format(store="plays.db")], store="plays.db")
    _, stage = history_of(page)
    stage.evaluate(
        """stage => { window.alSeen = []; new MutationObserver(() =>
             window.alSeen.push(stage.dataset.alMoment)
           ).observe(stage, { attributeFilter: ["data-al-moment"] }) }"""
    )
    page.get_by_role("button", name="play from the first version to now").click()
    page.wait_for_function("window.alSeen.at(-1) === 'now'", timeout=60_000)
    seen = page.evaluate("window.alSeen")
    shown = [int(version) for version in seen[:-1]]
    # a background that comes late has the moment on the screen drawn once more
    assert len(set(shown)) >= 3
    assert shown == sorted(shown)


def test_after_a_restart_old_beliefs_are_computed_anew(
    lab: Server, open_notebook: Open, page: Page
) -> None:
    cells = [SETUP, RESUMED.format(store="resumed.db")]
    book = open_notebook(lab, cells, store="resumed.db")
    card_of(page.locator('[data-testid="jupyter-al"]').first)
    assert "none" in kernel(book, "history().belief.tolist()")
    slider, stage = history_of(page)
    until(lambda: "none" not in kernel(book, "history().belief.tolist()"), 60)
    slider.press("Home")
    expect(stage).to_have_attribute("data-al-moment", "1")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("recomputed$"))
