"""What lies between the points: the field, the contours and the names of regions."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from .host import Notebook, Server
from .look import ROOT, until, until_map_is_drawn

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
Open = Callable[..., Notebook]

GROUPS = """
import warnings; warnings.filterwarnings("ignore")
import numpy as np
import jupyter_al as al
rng = np.random.default_rng(0)
y = np.arange(600) % 3
xy = np.array([[-1.0, -0.4], [1.0, -0.4], [0.0, 0.8]])[y] + rng.normal(0, 0.1, (600, 2))
words = ["match coach league", "shares bonds bank", "chip software orbit"]
pool = al.Pool(xy, items=[f"the {words[k]} today" for k in y])
session = al.Session(pool, ["sports", "business"], projection=xy, audit=0)
told = [i for i in range(12) if y[i] < 2]
session.annotate(told, y[told])
"""


def colours(area: Locator) -> np.ndarray:
    """The pixels of an area, (n, 3)."""
    with Image.open(io.BytesIO(area.screenshot())) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.int64).reshape(-1, 3)


def quiet(area: Locator) -> float:
    """The share of pixels that are coloured faintly: neither the ground nor a point."""
    pixels = colours(area)
    ground = np.bincount(pixels @ [65536, 256, 1]).argmax()
    away = np.abs(pixels - [ground >> 16, (ground >> 8) & 255, ground & 255]).max(axis=1)
    return float(((away > 3) & (away < 70)).mean())


def layers(page: Page) -> Locator:
    return page.locator(".al-map-layers")


def test_regions_field_and_contours(lab: Server, open_notebook: Open, page: Page) -> None:
    book = open_notebook(lab, [GROUPS, "session.map()"])
    root = page.locator(ROOT).first
    until_map_is_drawn(root)
    stage = root.locator(".al-map-stage")

    # names: two from labels, and the region that has none is told apart and named by its words
    bare = root.locator('.al-map-region[data-al-bare="true"][data-al-seen="true"]')
    expect(bare).to_have_count(1, timeout=60_000)
    expect(bare).to_contain_text("orbit")
    expect(bare).to_contain_text("no labels")
    names = root.locator('.al-map-region[data-al-seen="true"] b')
    assert sorted(names.all_inner_texts()) == sorted(
        book.python("session.regions()['name'].tolist()")
    )

    # the field: quiet colour between the points, of the model's classes or its uncertainty
    field = root.locator("canvas.al-map-field")
    expect(field).to_have_attribute("data-al-field", "uncertainty")
    root.locator('select[aria-label="colour of the points"]').select_option("prediction")
    expect(field).to_have_attribute("data-al-field", "classes")
    with_field = until(lambda: (share := quiet(stage)) > 0.02 and share)
    before = field.evaluate("canvas => canvas.toDataURL()")

    # it moves with the camera and is not made anew
    place = field.evaluate("canvas => canvas.style.transform")
    stage.focus()
    page.keyboard.press("ArrowRight")
    until(lambda: field.evaluate("canvas => canvas.style.transform") != place)
    assert field.evaluate("canvas => canvas.toDataURL()") == before
    page.keyboard.press("0")

    # another model, another field
    others = book.python("[i for i in range(600) if y[i] == 2][:30]")
    book.execute(f"session.annotate({others}, 'business')")
    until(lambda: field.evaluate("canvas => canvas.toDataURL()") != before)
    expect(root.locator('.al-map-region[data-al-bare="true"]')).to_have_count(0)

    # contours, and no background
    layers(page).locator("button").first.click()
    layers(page).locator('[data-al-layer="contours"]').check()
    lines = root.locator("canvas.al-map-contours")
    expect(lines).to_be_visible(timeout=30_000)
    layers(page).locator("select").select_option("off")
    expect(field).to_be_hidden()
    layers(page).locator('[data-al-layer="contours"]').uncheck()
    expect(lines).to_be_hidden()
    layers(page).locator('[data-al-layer="names"]').uncheck()
    page.keyboard.press("Escape")
    expect(layers(page).locator(".al-map-panel")).to_be_hidden()
    until(lambda: quiet(stage) < 0.7 * with_field)
    assert book.problems == []
    assert book.outside == []


def test_the_list_finds_the_region_without_labels(
    lab: Server, open_notebook: Open, page: Page
) -> None:
    book = open_notebook(lab, [GROUPS, "session.map()"])
    root = page.locator(ROOT).first
    until_map_is_drawn(root)
    layers(page).locator("button").first.focus()
    page.keyboard.press("Enter")
    first = layers(page).locator(".al-map-regions button").first
    expect(first).to_have_attribute("data-al-bare", "true", timeout=60_000)
    expect(layers(page).locator(".al-map-panel")).to_contain_text("3 regions, 1 without labels")
    first.focus()
    page.keyboard.press("Enter")
    expect(layers(page).locator(".al-map-panel")).to_be_hidden()
    until(lambda: book.python("len(session.selection)") == 200)
    assert book.python("sorted(set(y[session.selection].tolist()))") == [2]
    expect(root.locator(".al-map-clear")).to_contain_text("200 selected")
