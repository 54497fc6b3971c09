"""The same widget in real marimo: as an app, and in the editor."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from .host import free_port
from .look import ROOT, card_of, ink, label, until, until_map_is_drawn

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]
CHECKOUT = Path(__file__).parents[2]
NOTEBOOK = CHECKOUT / "notebooks" / "03_marimo.py"


class Marimo:
    """One marimo server on 127.0.0.1, in a folder of its own."""

    def __init__(self, folder: Path, mode: str, file: Path) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        self.log = folder / "marimo.log"
        home = folder / "home"
        home.mkdir()
        environment = dict(
            os.environ,
            HOME=str(home),
            XDG_CONFIG_HOME=str(home),
            XDG_CACHE_HOME=str(home),
            XDG_STATE_HOME=str(home),
            PYTHONPATH=str(CHECKOUT),
        )
        # marimo takes other ways when it finds itself inside of pytest
        for name in ("PYTEST_CURRENT_TEST", "PYTEST_VERSION"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "marimo",
                "--quiet",
                mode,
                str(file),
                "--headless",
                "--no-token",
                "--host=127.0.0.1",
                f"--port={port}",
            ],
            cwd=folder,
            env=environment,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/health", timeout=5).read()
                return
            time.sleep(0.1)
        raise RuntimeError(f"marimo did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str, Path], Marimo]]:
    running: list[Marimo] = []

    def make(mode: str, file: Path) -> Marimo:
        running.append(Marimo(tmp_path, mode, file))
        return running[-1]

    yield make
    for each in running:
        each.stop()


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """The shipped notebook, with a store that the test can read and a fresh cell below."""
    file = tmp_path / "notebook.py"
    shutil.copy(NOTEBOOK, file)
    source = file.read_text()
    assert 'projection="pca"' in source
    file.write_text(source.replace('projection="pca"', 'projection="pca", store="marimo.db"'))
    return file


class Watch:
    """What went wrong in a page, and what it asked of other machines."""

    def __init__(self, page: Page, url: str) -> None:
        self.problems: list[str] = []
        self.outside: list[str] = []
        allowed = (url, url.replace("http", "ws"), "data:", "blob:", "about:")
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith(allowed) else self.outside.append(r.url),
        )


def stored(file: Path) -> dict[int, str]:
    """Standing labels, read from the store as another program would."""
    if not file.exists():
        return {}
    with contextlib.closing(sqlite3.connect(file)) as db:
        rows = db.execute(
            "select item_id, answer from al_events where answer_kind = 'label' and event_id not in"
            " (select supersedes from al_events where answer_kind = 'undo')"
        ).fetchall()
    return {int(i): a for i, a in rows}


def run_cell(page: Page) -> None:
    """Run the last cell, and those it needs that have not run yet."""
    page.locator(".cm-content").last.click()
    page.keyboard.press("ControlOrMeta+Enter")


def run_editor(page: Page) -> None:
    """Run the notebook; an editor that is still loading does not hear the first key."""
    widget = page.locator(ROOT).first
    for _ in range(6):
        run_cell(page)
        with contextlib.suppress(TimeoutError):
            widget.wait_for(timeout=15_000)
            return


@pytest.mark.parametrize("mode", ["run", "edit"])
def test_label_in_marimo(
    mode: str, start: Callable[[str, Path], Marimo], notebook: Path, page: Page, tmp_path: Path
) -> None:
    marimo = start(mode, notebook)
    watch = Watch(page, marimo.url)
    page.goto(marimo.url)
    if mode == "edit":
        run_editor(page)
    root = page.locator(ROOT).first
    root.wait_for(timeout=90_000)
    card = card_of(root)
    # it lives in a shadow root: styles and focus must work there
    assert card.evaluate("e => e.getRootNode() instanceof ShadowRoot")
    assert card.evaluate("e => getComputedStyle(e).display") != "inline"
    card.focus()
    expect(card).to_have_attribute("data-al-keys", "")
    given = {label(page, card, str(n)): str(n) for n in range(6)}
    until(lambda: stored(tmp_path / "marimo.db") == given)
    page.keyboard.press("u")
    until(lambda: len(stored(tmp_path / "marimo.db")) == 5)
    expect(root).to_contain_text("5 of 1797 labelled")
    # custom messages with binary buffers: the media of the card, the columns of the map
    until(lambda: ink(card.locator(".al-item")) > 0.1)
    until_map_is_drawn(root)
    until(lambda: "audited" in root.locator('[data-al-pane="curve"]').inner_text())
    assert watch.problems == []
    assert watch.outside == []


def test_showing_again_in_marimo(
    start: Callable[[str, Path], Marimo], notebook: Path, page: Page, tmp_path: Path
) -> None:
    """Running the cell that shows again, or reloading, gives a widget that works."""
    marimo = start("edit", notebook)
    watch = Watch(page, marimo.url)
    page.goto(marimo.url)
    run_editor(page)
    root = page.locator(ROOT).first
    root.wait_for(timeout=90_000)
    card = card_of(root)
    card.focus()
    given = {label(page, card, "0"): "0"}
    until(lambda: stored(tmp_path / "marimo.db") == given)
    root.evaluate("e => { e.dataset.old = '1'; }")
    run_cell(page)
    expect(root).not_to_have_attribute("data-old", "1", timeout=30_000)
    card = card_of(root)
    card.focus()
    given[label(page, card, "1")] = "1"
    until(lambda: stored(tmp_path / "marimo.db") == given)
    page.reload()
    expect(card).to_have_attribute("data-al-ready", "", timeout=60_000)
    card.focus()
    given[label(page, card, "2")] = "2"
    until(lambda: stored(tmp_path / "marimo.db") == given)
    assert watch.problems == []
