"""Where the items of a map lie in its picture, and what colours are drawn there."""

from __future__ import annotations

import io
import math
import re

import numpy as np
import numpy.typing as npt
from PIL import Image
from playwright.sync_api import FloatRect, Locator

from .host import Notebook

FEWEST = 3  # pixels of a line
PADDING = 20  # CSS pixels that the whole map leaves free at each side
COLOUR_OF = """(e, name) => {
  const probe = e.appendChild(document.createElement("span"));
  probe.style.color = `var(${name})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}"""
Colour = npt.NDArray[np.int64]


def rgb(text: str) -> Colour:
    """A computed colour: ``rgb(11, 107, 203)``."""
    return np.array([int(part) for part in re.findall(r"\d+", text)[:3]])


class Places:
    """The items of a map that shows the whole of it, by their places on the screen."""

    def __init__(self, book: Notebook, root: Locator) -> None:
        self.book, self.root = book, root
        self.stage = root.locator(".al-map-stage")
        found = book.python("session.projection.coordinates.tolist()")
        self.xy: npt.NDArray[np.float64] = np.array(found, dtype=float)

    def box(self) -> FloatRect:
        self.stage.scroll_into_view_if_needed()
        box = self.stage.bounding_box()
        assert box is not None
        return box

    def inside(self) -> npt.NDArray[np.float64]:
        """Pixels from the upper left corner of the stage, (N, 2)."""
        width, height, border = self.stage.evaluate(
            "e => [e.clientWidth, e.clientHeight, e.clientLeft]"
        )
        low, high = self.xy.min(0), self.xy.max(0)
        room = np.array([width, height]) - 2 * np.minimum(PADDING, np.array([width, height]) / 8)
        unit = float((room / (high - low)).min())
        away = (self.xy - (low + high) / 2) * [unit, -unit]
        return away + np.array([width, height]) / 2 + border

    def on_page(self, *items: int) -> npt.NDArray[np.float64]:
        """Where items are in the page, (n, 2)."""
        box = self.box()
        return self.inside()[list(items)] + [box["x"], box["y"]]

    def around(self, outer: float, inner: float = 0) -> list[Colour]:
        """The pixels so far from each item, (n, 3) each, as they are on the screen."""
        box = self.box()
        with Image.open(io.BytesIO(self.stage.screenshot())) as picture:
            pixels = np.asarray(picture.convert("RGB"), dtype=np.int64)
        # a picture begins with a whole pixel
        corner = [box["x"] - math.floor(box["x"]), box["y"] - math.floor(box["y"])]
        found = []
        for x, y in self.inside() + corner:
            left, top = (max(0, int(v - outer)) for v in (x, y))
            crop = pixels[top : int(y + outer) + 1, left : int(x + outer) + 1]
            down, across = np.indices(crop.shape[:2]) + 0.5
            away = (left + across - x) ** 2 + (top + down - y) ** 2
            found.append(crop[(away >= inner**2) & (away <= outer**2)])
        return found

    def colour(self, name: str) -> Colour:
        """A colour of the theme, such as ``--al-accent``."""
        return rgb(self.root.evaluate(COLOUR_OF, name))

    def with_colour(self, colour: Colour, inner: float, outer: float) -> list[int]:
        """Items with lines of this colour between two distances from them."""
        near = [np.abs(p - colour).max(axis=1) < 48 for p in self.around(outer, inner)]
        return [item for item, seen in enumerate(near) if seen.sum() >= FEWEST]

    def with_grey(self, inner: float, outer: float) -> list[int]:
        """Items with grey lines that stand out from the ground, between two distances."""
        ground = self.colour("--al-bg")
        lines = [
            (np.ptp(p, axis=1) < 30) & (np.abs(p - ground).max(axis=1) > 90)
            for p in self.around(outer, inner)
        ]
        return [item for item, seen in enumerate(lines) if seen.sum() >= FEWEST]

    def with_lines(self, radius: float) -> list[int]:
        """Items whose dot is not of one colour."""
        return [k for k, p in enumerate(self.around(radius)) if np.ptp(p, axis=0).max() > 40]

    def classes(self) -> list[int]:
        """The class that each item has by its colour in the picture; -1: it is grey."""
        marks = self.root.locator(".al-map-legend [data-al-code] .al-map-mark")
        codes = marks.evaluate_all(
            "all => all.map(e => e.closest('[data-al-code]').dataset.alCode)"
        )
        colours = marks.evaluate_all("all => all.map(e => getComputedStyle(e).color)")
        wanted = np.stack([rgb(colour) for colour in colours])
        seen = []
        for pixels in self.around(3.2):
            strongest = pixels[np.ptp(pixels, axis=1).argmax()]
            best = int(np.abs(wanted - strongest).sum(axis=1).argmin())
            seen.append(int(codes[best]) if np.ptp(strongest) > 40 else -1)
        return seen

    def shades(self) -> npt.NDArray[np.float64]:
        """How far along the ramp of a number each item is, in no unit."""
        middles = [np.median(pixels, axis=0) for pixels in self.around(1.5)]
        return np.array([middle[0] - middle[2] for middle in middles])

    def click(self, item: int, key: str | None = None) -> None:
        """A click on an item, with a key held down."""
        page = self.book.page
        (x, y), *_ = self.on_page(item)
        if key:
            page.keyboard.down(key)
        page.mouse.click(x, y)
        if key:
            page.keyboard.up(key)
