"""Markdown: wrapped text, tables, the names of headings."""

from __future__ import annotations

import re
import textwrap

__all__ = ["anchor", "table", "wrapped"]

_KEPT_TOGETHER = 90  # characters of a formula that stays on one line


def wrapped(text: str, indent: str = "") -> list[str]:
    """Return lines in which no short formula is broken, and none of which begins like a list."""
    whole = re.sub(
        r"`[^`]+`",
        lambda found: found[0].replace(" ", "\0") if len(found[0]) < _KEPT_TOGETHER else found[0],
        text,
    )
    whole = re.sub(r" ([-+*]) ", "\0\\1 ", whole)
    lines = textwrap.wrap(
        whole, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace("\0", " ") for line in lines]


def table(head: list[str], rows: list[list[str]], right: str = "") -> list[str]:
    """Return the lines of a table; `right` has an ``r`` for each column of numbers."""
    marks = ["---:" if place < len(right) and right[place] == "r" else "---"
             for place in range(len(head))]  # fmt: skip
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return ["| " + " | ".join(row) + " |" for row in [head, marks, *cells]]


def anchor(title: str) -> str:
    """Return the name under which a heading can be linked to."""
    return re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
