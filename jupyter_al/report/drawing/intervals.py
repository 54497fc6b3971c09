"""One row for each class: a share with its interval, and another one beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_al.report.drawing.frame import figure, steps
from jupyter_al.report.drawing.keys import key, mark
from jupyter_al.report.markup import Markup, h

__all__ = ["MOST", "Row", "intervals"]

MOST = 24
"""Rows that a drawing holds; the table holds all."""
_ROW, _TOP, _RIGHT = 20.0, 6.0, 388.0
_LETTERS, _LETTER = 17, 7.0


@dataclass(frozen=True)
class Row:
    """A class.

    Attributes
    ----------
    name : str
    estimate, low, high : float
        Of the mark with an interval; NaN draws none.
    other : float or None
        Of the mark without one.
    """

    name: str
    estimate: float
    low: float
    high: float
    other: float | None = None


def intervals(
    title: str, below: str, rows: Sequence[Row], names: Sequence[tuple[str, str]], whole: bool
) -> Markup | None:
    """Draw shares in [0, 1] with their intervals; None without a row.

    Parameters
    ----------
    title, below : str
        Of the figure, and of its axis.
    rows : sequence of Row
        The first :data:`MOST` are drawn.
    names : sequence of (kind, words)
        The key.
    whole : bool
        Draw the axis from 0 to 1, also where all is small.
    """
    shown = rows[:MOST]
    if not shown:
        return None
    most = max([r.high for r in shown if r.high == r.high] + [r.other or 0.0 for r in shown])
    most = 1.0 if whole else max(0.05, min(1.0, 1.05 * most))
    foot = _TOP + _ROW * len(shown)
    left = 20 + _LETTER * min(_LETTERS, max(len(row.name) for row in shown))

    def x(value: float) -> float:
        return left + (_RIGHT - left) * value / most

    out = []
    for value in steps(0.0, most, 6):
        out.append(h("line", class_="grid", x1=x(value), x2=x(value), y1=_TOP, y2=foot))
        word = f"{value:.2f}".rstrip("0").rstrip(".") or "0"
        out.append(h("text", word, class_="tick", x=x(value), y=foot + 15, text_anchor="middle"))
    for at, row in enumerate(shown):
        y = _TOP + _ROW * (at + 0.5)
        name = row.name if len(row.name) <= _LETTERS else row.name[: _LETTERS - 1] + "…"
        out.append(h("text", name, class_="name", x=left - 8, y=y + 4, text_anchor="end"))
        if row.other is not None:
            out.append(mark("other", x(row.other), y))
        if row.low == row.low:
            ends = {"x1": x(row.low), "x2": x(min(row.high, most))}
            out.append(h("line", class_="interval here", y1=y, y2=y, **ends))
        if row.estimate == row.estimate:
            out.append(mark("here", x(row.estimate), y))
    middle = (left + _RIGHT) / 2
    out.append(h("text", below, class_="tick", x=middle, y=foot + 32, text_anchor="middle"))
    more = len(rows) - len(shown)
    said = f"{title}, one row for each of {len(shown)} classes; the numbers are in the table."
    note = h("span", f"and {more} more classes in the table", class_="key") if more else ""
    return figure(title, out, key=[key(*names), note], said=said, height=foot + 38)
