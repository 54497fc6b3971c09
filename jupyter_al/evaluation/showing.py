"""Lines of numbers as text and as a quiet HTML table; every text is escaped."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Line", "as_html", "as_text"]

_WIDTH = 100
_LEFT = 20


@dataclass(frozen=True)
class Line:
    """One line: its name (empty: goes with the line above), a sentence, a remark.

    Attributes
    ----------
    name, text, remark : str
    believed : bool
        Not measured: drawn in grey.
    about : str
        What the number is, for who asks "what is this?".
    """

    name: str
    text: str
    remark: str = ""
    believed: bool = False
    about: str = ""


def as_text(title: str, lines: Sequence[Line]) -> str:
    """Return the lines in two columns."""
    out = [title]
    for line in lines:
        said = f"{line.text} [{line.remark}]" if line.remark else line.text
        # names of classes may hold line breaks
        words = textwrap.wrap(" ".join(said.split()), _WIDTH - _LEFT) or [""]
        out.append(f"{line.name:<{_LEFT}}{words[0]}".rstrip())
        out.extend(" " * _LEFT + more for more in words[1:])
    return "\n".join(out)


def as_html(title: str, lines: Sequence[Line]) -> str:
    """Return a table in the colours and the font of the page it stands in."""
    grey = "color:color-mix(in srgb, currentColor 60%, transparent)"
    rows = []
    for line in lines:
        style = f' style="text-align:left;{grey}"' if line.believed else ' style="text-align:left"'
        remark = f' <small style="{grey}">{html.escape(line.remark)}</small>' if line.remark else ""
        name = f'<th scope="row" style="text-align:left;font-weight:600">{html.escape(line.name)}'
        rows.append(f"<tr>{name}</th><td{style}>{html.escape(line.text)}{remark}</td></tr>")
    caption = f'<caption style="text-align:left">{html.escape(title)}</caption>'
    return f'<table style="font-variant-numeric:tabular-nums">{caption}{"".join(rows)}</table>'
