"""One server of each kind and one browser for all browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from .host import Notebook, Server, launch, server

PATIENCE = 30_000  # milliseconds for what has to come: a busy machine is no failure
expect.set_options(timeout=PATIENCE)

SETUP = """
import warnings; warnings.filterwarnings("ignore")
from sklearn.datasets import load_digits
import jupyter_al as al
X, y = load_digits(return_X_y=True)
images = X.reshape(-1, 8, 8)
pool = al.Pool(X, items=images)
"""
SHOW = """
session = al.Session(pool, [str(d) for d in range(10)], store="{store}", projection="pca")
session
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("lab"), "lab") as running:
        yield running


@pytest.fixture(scope="session")
def notebook7(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("notebook"), "notebook") as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    yield made
    context.close()


@pytest.fixture
def open_notebook(page: Page, request: pytest.FixtureRequest) -> Iterator[Callable[..., Notebook]]:
    opened: list[Notebook] = []

    def make(where: Server, cells: list[str] | None = None, store: str | None = None) -> Notebook:
        name = request.node.name.replace("[", "-").replace("]", "")
        store = store or f"{name}.db"
        book = Notebook(where, page, name, cells or [SETUP, SHOW.format(store=store)]).open()
        opened.append(book)
        book.run_all()
        book.widget()
        return book

    yield make
    for book in opened:
        book.close()
