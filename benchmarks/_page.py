"""A notebook in a real browser with a stop watch in the page."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.host import Notebook, Server, launch, server

__all__ = ["CELL", "ROOT", "Lab", "focus", "item", "lab", "millis", "press", "wait"]

ROOT = Path(__file__).parents[1]
PROBE = Path(__file__).with_name("_probe.js").read_text()
CELL = f"""
import sys, warnings
warnings.filterwarnings("ignore")
sys.path.insert(0, {str(ROOT)!r})
import time
import numpy as np
from benchmarks import _features, _session_side as side
"""


class Lab:
    """One JupyterLab, one browser; every notebook gets a page of its own."""

    def __init__(self, host: Server, browser: Browser, folder: Path) -> None:
        self.host, self.browser, self.folder = host, browser, folder
        self._books = 0

    @contextlib.contextmanager
    def notebook(
        self, cells: list[str], kernel: str | None = None, probe: str = PROBE
    ) -> Iterator[Notebook]:
        """Open a notebook with a probe in its page; its kernel ends with it."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.add_init_script(probe)
        self._books += 1
        book = Notebook(self.host, page, f"bench{self._books}", cells)
        if kernel is not None:
            text = book.path.read_text()
            book.path.write_text(text.replace('"name": "python3"', f'"name": "{kernel}"'))
        try:
            yield book.open()
        finally:
            book.close()
            context.close()


@contextlib.contextmanager
def lab() -> Iterator[Lab]:
    """Start JupyterLab and Chromium."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = launch(playwright)
        try:
            with server(folder, "lab") as host:
                yield Lab(host, browser, folder)
        finally:
            browser.close()


def wait(page: Page, check: str, seconds: float = 60) -> bool:
    """Wait for a JavaScript expression to be true; False when it did not become so.

    The page looks by itself, seldom: asking from here would take its time while it is measured.
    """
    try:
        page.wait_for_function(check, timeout=1e3 * seconds, polling=25)
    except PlaywrightTimeout:
        return False
    return True


def item(page: Page) -> int:
    """Return the position of the sample on the screen."""
    return int(page.evaluate("document.querySelector('[data-al-item]')?.dataset.alItem ?? 0"))


def focus(page: Page) -> None:
    """Wait for a card that takes answers, and give it the keys."""
    page.wait_for_selector('[data-al-pane="card"][data-al-ready]', timeout=120_000)
    page.locator('[data-al-pane="card"]').first.focus()


def press(page: Page, key: str, *, colours: bool = False, seconds: float = 10) -> dict[str, Any]:
    """Press a key as soon as the card takes it; return what the probe has noted.

    Returns when the next card is painted and the answer acknowledged (with `colours`, when the
    map has new colours as well), or after `seconds` with None for what did not happen.
    """
    wait(page, "document.querySelector('[data-al-pane=card]').hasAttribute('data-al-ready')")
    page.evaluate("alProbe.last = null")
    page.keyboard.press(key)
    done = "alProbe.last?.painted && alProbe.last.twoFrames && alProbe.last.acknowledged"
    wait(page, done + (" && alProbe.last.coloured > 0" if colours else ""), seconds)
    return dict(page.evaluate("alProbe.last") or {"down": 0})


def millis(presses: list[dict[str, Any]], what: str) -> list[float | None]:
    """Return milliseconds from each key press to `what`; None where it did not happen."""
    out: list[float | None] = []
    for one in presses:
        at = one.get(what)
        out.append(None if at is None or at < 0 else round(at - one["down"], 2))
    return out
