"""Photograph the widget in real JupyterLab: ``make shots``.

The pictures that the documents show go to ``docs/shots``, all others to ``shots`` (not kept).
``python scripts/shots.py digits grid`` takes some of them again.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the imports below (E402) need it

from _palette import few_colours  # noqa: E402
from _scenes import NARROW, SCENES, START, WIDE, Scene  # noqa: E402

from tests.browser.host import Notebook, Server, launch, server  # noqa: E402

MAPS = ("history", "layers", "projection", "points", "asked", "legend200")
KEPT = {
    "digits-light",
    "digits-dark",
    "digits-light-narrow",
    "text-light",
    "table-dark",
    "trust-light",
    "trust-dark",
    "trust-light-narrow",
    "grid-light",
    "past-light",
    "strategies-light",
    "pending-light",
    *(f"{name}-{theme}" for name in MAPS for theme in ("light", "dark")),
    "layers-light-narrow",
    "layers-dark-narrow",
}
MOST = 150_000  # bytes of a picture in the repository
WIDGET = '[data-testid="jupyter-al"]'


def set_width(page: Page, width: int) -> None:
    page.evaluate(
        """([selector, width]) => {
          document.querySelector("#shot-width")?.remove();
          const style = document.createElement("style");
          style.id = "shot-width";
          style.textContent = `${selector} { width: ${width}px; }`;
          document.head.append(style);
        }""",
        [WIDGET, width],
    )


def shoot(page: Page, name: str) -> Path:
    """Write a picture of the widget alone."""
    folder = ROOT / "docs" / "shots" if name in KEPT else ROOT / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    widget = page.locator(WIDGET).first
    widget.scroll_into_view_if_needed()
    page.mouse.move(2, 2)
    page.wait_for_timeout(900)
    widget.screenshot(path=path)
    with Image.open(path) as picture:
        small = few_colours(picture)
    small.save(path, optimize=True)
    if path.stat().st_size > MOST:
        print(f"  {path.name} is too large for the repository")
    return path


def settled(page: Page) -> None:
    """Wait until nothing trains and the map, where there is one, has its points."""
    page.wait_for_function(
        """root => {
          const phase = document.querySelector(`${root} [data-al-phase]`)?.dataset.alPhase;
          const map = document.querySelector(`${root} .al-map-stage`);
          const points = map === null ||
            (Number(map.dataset.alFrames ?? 0) > 1 && map.querySelector(".al-map-empty").hidden);
          return points && !["starting", "training", "projecting"].includes(phase);
        }""",
        arg=WIDGET,
        timeout=180_000,
    )


def photograph(scene: Scene, lab: Server, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1500, "height": 2400})
    page = context.new_page()
    book = Notebook(lab, page, scene.name, [START + scene.code, scene.show]).open()
    try:
        book.theme(dark=False)
        book.run_all()
        book.widget(timeout=180_000)
        settled(page)
        page.wait_for_timeout(1000)
        scene.act(book)
        for theme, width in scene.forms:
            book.theme(dark=theme == "dark")
            set_width(page, width)
            name = f"{scene.name}-{theme}" + {WIDE: "", NARROW: "-narrow"}[width]
            path = shoot(page, name)
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB", flush=True)
        for problem in book.problems:
            print(f"  page error in {scene.name}: {problem}")
    finally:
        book.close()
        context.close()


def main(wanted: list[str]) -> None:
    unknown = set(wanted) - {scene.name for scene in SCENES}
    if unknown:
        sys.exit(f"No scene {sorted(unknown)}; there are {[scene.name for scene in SCENES]}.")
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder)) as lab,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for scene in SCENES:
            if not wanted or scene.name in wanted:
                photograph(scene, lab, browser)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
