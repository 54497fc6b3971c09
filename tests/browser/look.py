"""What the browser tests look at in a page."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

ROOT = '[data-testid="jupyter-al"]'


def until(check: Callable[[], Any], timeout: float = 30) -> Any:
    """Return the first true value of `check`."""
    deadline = time.monotonic() + timeout
    while not (value := check()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)
    return value


def card_of(root: Locator) -> Locator:
    """The card pane of a widget, with a sample on it that takes answers."""
    card = root.locator('[data-al-pane="card"]')
    expect(card).to_have_attribute("data-al-ready", "", timeout=60_000)
    return card


def item(card: Locator) -> int:
    return int(card.get_attribute("data-al-item") or -1)


def answer(page: Page, card: Locator, key: str) -> int:
    """Press a key that answers; return the item that was asked, once the next one is there."""
    before = item(card)
    page.keyboard.press(key)
    expect(card).not_to_have_attribute("data-al-item", str(before))
    expect(card).to_have_attribute("data-al-ready", "")
    return before


def label(page: Page, card: Locator, name: str) -> int:
    """Give the class its key has now (of more than nine the likeliest have one), or a click."""
    button = card.locator(f'[data-al-class="{name}"]')
    key = button.locator(".al-kbd").inner_text()
    if key:
        return answer(page, card, key)
    before = item(card)
    button.click()
    expect(card).not_to_have_attribute("data-al-item", str(before))
    return before


def ink(area: Locator) -> float:
    """The share of pixels that are not of the most frequent colour."""
    with Image.open(io.BytesIO(area.screenshot())) as picture:
        pixels = np.asarray(picture.convert("RGB"), dtype=np.int64)
    codes = (pixels[..., 0] << 16) | (pixels[..., 1] << 8) | pixels[..., 2]
    counts = np.unique(codes, return_counts=True)[1]
    return 1 - float(counts.max()) / codes.size


def points(root: Locator) -> Locator:
    """The picture of the map, drawn and without the marks over it."""
    return root.locator('[data-al-pane="map"] canvas.al-map-scene')


def until_map_is_drawn(root: Locator, least: float = 0.005) -> None:
    points(root).wait_for(timeout=60_000)
    expect(root.locator(".al-map-empty")).to_be_hidden(timeout=60_000)  # its words are ink too
    until(lambda: ink(points(root)) > least)


def is_dark(area: Locator) -> bool:
    """Whether the most frequent colour is a dark one."""
    with Image.open(io.BytesIO(area.screenshot())) as picture:
        colours = picture.convert("L").getcolors() or []
    return max(colours)[1] < 128
