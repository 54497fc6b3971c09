"""A score and a preview on the map of the digits: the rest of the points is in test_map_grid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import SETUP
from .host import Notebook, Server
from .look import ROOT, until, until_map_is_drawn

pytestmark = pytest.mark.browser
GREYS = """img => {
  const { naturalWidth: width, naturalHeight: height } = img;
  const paper = new OffscreenCanvas(width, height).getContext("2d");
  paper.drawImage(img, 0, 0);
  return Array.from(paper.getImageData(0, 0, width, height).data).filter((_, i) => i % 4 === 0);
}"""

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
    image = preview.locator("img.al-image")
    expect(image).to_be_visible()
    drawn, given = image.evaluate(GREYS), book.python(f"images[{item}].ravel().tolist()")
    assert np.corrcoef(drawn, given)[0, 1] > 0.999
    book.execute(f"session.annotate({item}, '1'); session.undo()")
    expect(preview.locator(".al-told-said")).to_contain_text("labelled 1 · undone")
    expect(rank).to_contain_text("rank")
    # the kernel works for seconds: what the page knows of the next point is there all the same
    book.client.execute("import time; time.sleep(10); slept = True")
    page.keyboard.press("]")
    facts = preview.locator(".al-map-preview-facts")
    expect(facts).to_contain_text("≈ rank", timeout=9000)
    expect(facts).to_contain_text("predicted")
    expect(rank).to_contain_text("rank")
    assert book.python("slept")
