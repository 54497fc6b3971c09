"""The report in a real Chromium: opened as a file, without a network, with evil names in it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from playwright.sync_api import Browser

import jupyter_al as al

pytestmark = pytest.mark.browser

EVIL = [
    "<script>window.bad=1</script>",
    '<img src="http://127.0.0.1:9/x.png" onerror="window.bad=2">',
    '</td></table><svg onload="window.bad=3"><style>body{display:none}</style>',
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(0)
    y = np.arange(600) % 3
    X = rng.normal(size=(600, 5)) + 1.2 * np.eye(5)[y]
    pool = al.Pool(X, items=[f"{i} {EVIL[i % 3]}" for i in range(600)])
    session = al.Session(pool, EVIL, projection="pca", audit=0.4, annotator=EVIL[1])
    for _ in range(26):
        query = session.query(10)
        session.annotate(query.indices, y[query.indices])
    folder = tmp_path_factory.mktemp("report")
    return session.report(folder / "r.html", title=EVIL[0], about=EVIL[2], examples=2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 420])
def test_it_opens_by_itself_and_executes_nothing(
    browser: Browser, report: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        offline=True,
    )
    page = context.new_page()
    requests: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    assert [url for url in requests if not url.startswith("data:")] == [report.as_uri()]
    assert said == []
    assert page.evaluate("window.bad") is None
    assert page.locator("script, img:not([src^='data:']), [onload], [onerror]").count() == 0
    for evil in EVIL:
        assert page.get_by_text(evil, exact=False).first.is_visible()
    # the page itself never scrolls sideways, and its style is in force
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    back = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (back == "rgb(255, 255, 255)") == (scheme == "light")
    assert page.locator("figure svg[role=img]").count() == 4
    context.close()


def test_it_prints_black_on_white_with_its_tables_open(browser: Browser, report: Path) -> None:
    context = browser.new_context(viewport={"width": 673, "height": 900}, color_scheme="dark")
    page = context.new_page()
    page.goto(report.as_uri())
    closed = page.locator("details table").first
    assert not closed.is_visible()
    page.emulate_media(media="print")
    assert closed.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 673  # A4 within its margins
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    context.close()
