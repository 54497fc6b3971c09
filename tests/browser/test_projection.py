"""The projection at the map: chosen, computed elsewhere, moved over to, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import SETUP
from .host import Server
from .look import until, until_map_is_drawn

pytestmark = pytest.mark.browser

SESSION = """
import threading, numpy as np
from jupyter_al.session.map import projector
from jupyter_al.projection import Projection
from jupyter_al.errors import Cancelled
go = threading.Event()
def computed(features, name, seed, *, labels, progress, cancelled):  # in place of the process
    progress(0.4, f"{name}: embedding epoch 80 of 200")
    while not go.wait(0.05):
        if cancelled():
            raise Cancelled("cancelled")
    places = np.random.default_rng(0).uniform(-1, 1, (len(features), 2)).astype(np.float32)
    return Projection(name, places, seed, 0.94, 2000, 1.0, placed=9000)
projector.computed = computed
session = al.Session(pool, [str(d) for d in range(10)], projection="pca")
session.map()
"""


def test_a_projection_is_chosen_cancelled_and_moved_over_to(
    lab: Server, open_notebook: Callable[..., Any]
) -> None:
    book = open_notebook(lab, [SETUP, SESSION])
    page, root = book.page, book.widget()
    until_map_is_drawn(root)
    button = root.locator('[data-al-setting="projection"]')
    expect(button).to_have_text("PCA")
    quality = root.locator(".al-map-quality")
    expect(quality).to_contain_text("of neighbourhoods")
    assert "Venna and Kaski" in (quality.get_attribute("title") or "")
    stage = root.locator(".al-map-stage")
    before = stage.screenshot()

    button.click()
    expect(root.locator('[data-al-projection="pca"]')).to_be_focused()
    expect(root.locator('[data-al-projection="pca"]')).to_have_attribute("aria-checked", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # UMAP
    expect(stage).to_contain_text("umap: embedding epoch 80 of 200")
    root.locator('[data-al-command="cancel_projection"]').click()
    expect(stage).not_to_contain_text("embedding")
    expect(button).to_have_text("PCA")
    assert book.python("session.projection.name") == "pca"

    button.click()
    root.locator('[data-al-projection="tsne"]').click()
    expect(stage).to_contain_text("tsne: embedding")
    book.execute("go.set()")
    expect(button).to_have_text("t-SNE")
    expect(quality).to_have_text("keeps 0.94 of neighbourhoods (sample of 2,000)")
    until(lambda: stage.screenshot() != before)
    assert book.python("[session.projection.name, session.projection.trustworthiness]") == [
        "tsne",
        0.94,
    ]
    assert book.problems == []
