"""An area with two axes: where a number lies in a drawing, and the round numbers beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jupyter_al.report.markup import Markup, h

__all__ = ["Frame", "figure", "steps"]

WIDTH, HEIGHT = 400.0, 250.0
_LEFT, _RIGHT, _TOP, _FOOT = 34.0, 392.0, 10.0, 212.0


@dataclass(frozen=True)
class Frame:
    """Two ranges of numbers laid over the drawing.

    Attributes
    ----------
    across, up : (float, float)
        Smallest and largest number along x and y.
    """

    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        """Return where a number lies from the left."""
        return _LEFT + (_RIGHT - _LEFT) * _part(value, self.across)

    def y(self, value: float) -> float:
        """Return where a number lies from the top."""
        return _FOOT - (_FOOT - _TOP) * _part(value, self.up)

    def axes(self, below: str, *, decimals: int = 2) -> list[Markup]:
        """Return hairlines, round numbers and the name of the axis below."""
        out = []
        for value in steps(*self.up, 6):
            at = self.y(value)
            out.append(h("line", class_="grid", x1=_LEFT, x2=_RIGHT, y1=at, y2=at))
            word = f"{value:.{decimals}f}"
            out.append(h("text", word, class_="tick", x=_LEFT - 6, y=at + 3.5, text_anchor="end"))
        for value in steps(*self.across, 6):
            at = self.x(value)
            word = f"{value:,.0f}" if self.across[1] > 2 else f"{value:.1f}"
            out.append(h("line", class_="axis", x1=at, x2=at, y1=_FOOT, y2=_FOOT + 4))
            out.append(h("text", word, class_="tick", x=at, y=_FOOT + 17, text_anchor="middle"))
        out.append(h("line", class_="axis", x1=_LEFT, x2=_RIGHT, y1=_FOOT, y2=_FOOT))
        middle = (_LEFT + _RIGHT) / 2
        out.append(h("text", below, class_="tick", x=middle, y=HEIGHT - 4, text_anchor="middle"))
        return out

    def path(self, points: Sequence[tuple[float, float]]) -> str:
        """Return a line through points."""
        return "M" + "L".join(f"{self.x(x):.1f} {self.y(y):.1f}" for x, y in points)

    def area(self, points: Sequence[tuple[float, float, float]]) -> str:
        """Return the area between ``(x, low)`` and ``(x, high)``."""
        there = [(x, high) for x, _, high in points]
        back = [(x, low) for x, low, _ in reversed(points)]
        return self.path(there + back) + "Z"


def figure(title: str, drawn: Any, *, key: Any = "", said: str = "", height: float = 0) -> Markup:
    """Return a drawing with its title, its key and what it says in words.

    Parameters
    ----------
    title : str
    drawn : list of Markup
    key : Markup
        What the marks stand for.
    said : str
        The same in words, for who cannot see it; a table with the numbers stands beside it.
    height : float
        Default that of a `Frame`.
    """
    box = f"0 0 {WIDTH:.0f} {height or HEIGHT:.0f}"
    return h(
        "figure",
        h("figcaption", h("b", title), key),
        h("svg", drawn, viewBox=box, role="img", aria_label=said or title),
    )


def steps(low: float, high: float, most: int) -> list[float]:
    """Return at most `most` round numbers from `low` to `high`."""
    span = high - low
    if not span > 0:
        return [low]
    size = 10.0 ** math.floor(math.log10(span / most))
    for by in (1, 2, 5, 10, 20):
        step = size * by
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            break
    return [round(step * i, 10) for i in range(first, last + 1)]


def _part(value: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return (value - low) / (high - low) if high > low else 0.5
