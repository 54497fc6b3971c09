"""The points of the map in real JupyterLab: numbers, confidence, audit, legend, preview."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from .conftest import SETUP
from .host import Notebook, Server
from .look import ROOT, points, until, until_map_is_drawn

pytestmark = pytest.mark.browser

LABELLED = """
session = al.Session(pool, [str(d) for d in range(10)], projection="pca", strategy="entropy",
                     store="{store}")
while len(session.labels) < 160:
    query = session.query(20)
    session.annotate(query.indices, y[query.indices])
session
"""


@pytest.fixture
def book(
    open_notebook: Callable[..., Notebook], lab: Server, request: pytest.FixtureRequest
) -> Notebook:
    store = f"{request.node.name}.db"
    made = open_notebook(lab, [SETUP, LABELLED.format(store=store)], store)
    until_map_is_drawn(made.page.locator(ROOT).first)
    until(lambda: made.python("session.loop.worker.task is None and session.snapshot.version > 0"))
    return made


def by(root: Locator, value: str) -> None:
    root.get_by_label("colour of the points").select_option(value)


def colours(area: Locator) -> dict[tuple[int, ...], int]:
    with Image.open(io.BytesIO(area.screenshot())) as picture:
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3)
    kinds, counts = np.unique(pixels, axis=0, return_counts=True)
    return {tuple(int(v) for v in kind): int(n) for kind, n in zip(kinds, counts, strict=True)}


def test_a_score_is_shown_with_its_real_ends_and_follows_the_model(
    book: Notebook, page: Page
) -> None:
    root = page.locator(ROOT).first
    legend = root.locator(".al-map-legend")
    by(root, "=in-use")
    expect(legend).to_contain_text("entropy")
    low, high = book.python(
        "[float(f(-(session.predict_proba() * __import__('numpy').log("
        "session.predict_proba())).sum(1))) for f in (min, max)]"
    )
    words = legend.locator(".al-map-sign").first.inner_text()
    assert f"{low:.3g}" in words
    assert f"{high:.3g}" in words
    before = book.python("session.loop.scoring.found['in-use'].version")
    book.execute("session.annotate(range(40), y[:40])")
    until(lambda: book.python("session.loop.scoring.found['in-use'].version") > before)
    until(lambda: legend.locator(".al-map-sign").first.inner_text() != words)
    option = root.locator(".al-map-colour option", has_text="choose batches")
    expect(option).to_be_disabled()


def test_doubt_fades_a_predicted_class(book: Notebook, page: Page) -> None:
    root = page.locator(ROOT).first
    by(root, "prediction")
    fade = root.get_by_role("button", name="fade what is unsure")
    expect(fade).to_have_attribute("aria-pressed", "true")
    until(lambda: len(colours(points(root))) > 50)
    faded = len(colours(points(root)))
    fade.click()
    expect(fade).to_have_attribute("aria-pressed", "false")
    until(lambda: len(colours(points(root))) < 0.9 * faded)


def test_the_audit_is_right_or_wrong_as_python_says(book: Notebook, page: Page) -> None:
    root = page.locator(ROOT).first
    by(root, "audit")
    rows = "session.loop.recorder.labels.audited()"
    right = book.python(f"int((session.snapshot.predicted[{rows}[0]] == {rows}[1]).sum())")
    total = book.python(f"len({rows}[0])")
    chips = root.locator(".al-map-legend [data-al-code]")
    assert total > 10
    expect(chips).to_have_text([f"×wrong{total - right}", f"+right{right}"])


def test_a_double_click_on_a_class_selects_it_in_python(book: Notebook, page: Page) -> None:
    root = page.locator(ROOT).first
    by(root, "prediction")
    chip = root.locator('.al-map-legend [data-al-code="3"]')
    expect(chip).to_be_visible()
    chip.dblclick()
    expected = book.python(
        "__import__('numpy').flatnonzero(session.snapshot.predicted == 3).tolist()"
    )
    until(lambda: book.python("session.selection.tolist()") == expected)
    expect(root.locator(".al-map-clear")).to_have_text(f"{len(expected)} selected")


def test_a_preview_tells_rank_and_history_and_all_it_knows_while_the_kernel_is_busy(
    book: Notebook, page: Page
) -> None:
    root = page.locator(ROOT).first
    stage, preview = root.locator(".al-map-stage"), root.locator(".al-map-preview")
    stage.focus()
    page.keyboard.press("]")
    rank = preview.locator('[data-al-fact="rank"]')
    expect(rank).to_contain_text("entropy")
    expect(preview.locator(".al-told-bar")).to_have_count(3)
    item = int(preview.locator(".al-preview-item .al-name").inner_text())
    book.execute(f"session.annotate({item}, '1'); session.undo()")
    expect(preview.locator(".al-told-said")).to_contain_text("labelled 1 · undone")
    expect(rank).to_contain_text("rank")
    # the kernel works for seconds: what the page knows of the next point is there all the same
    book.client.execute("import time; time.sleep(4); slept = True")
    page.keyboard.press("]")
    facts = preview.locator(".al-map-preview-facts")
    expect(facts).to_contain_text("≈ rank", timeout=3000)
    expect(facts).to_contain_text("predicted")
    expect(rank).to_contain_text("rank", timeout=30_000)
    assert book.python("slept")


def test_label_quality_colours_what_has_a_label(book: Notebook, page: Page) -> None:
    root = page.locator(ROOT).first
    before = colours(points(root))
    by(root, "=quality")
    found = "session.loop.scoring.found.get('quality')"
    until(lambda: book.python(f"{found} is not None"), 60)
    until(lambda: colours(points(root)) != before)
    expect(root.locator(".al-map-legend")).to_contain_text("label quality")
    assert book.python(f"int(__import__('numpy').isfinite({found}.values).sum())") == 160


def test_a_click_on_a_class_greys_the_others(book: Notebook, page: Page) -> None:
    root = page.locator(ROOT).first
    by(root, "prediction")
    chip = root.locator('.al-map-legend [data-al-code="3"]')
    until(lambda: len(colours(points(root))) > 50)
    all_of_them = len(colours(points(root)))
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    until(lambda: len(colours(points(root))) < 0.6 * all_of_them)
    assert book.python("len(session.selection)") == 0
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "false")
    until(lambda: len(colours(points(root))) > 0.9 * all_of_them)
