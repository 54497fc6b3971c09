"""Tables that a screen reader can read: a caption, headers with a scope, numbers to the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from jupyter_al.report.markup import Markup, h

__all__ = ["facts", "table"]


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], *, numbers: Sequence[int] = ()
) -> Markup:
    """Return a table, or that there is nothing yet; the first cell of a row is its header.

    Parameters
    ----------
    caption : str
    head : sequence of str
    rows : iterable of sequences
        As many cells as `head`.
    numbers : sequence of int
        Columns of numbers.
    """

    def cell(kind: str, at: int, value: Any, **more: Any) -> Markup:
        return h(kind, value, class_="n" if at in numbers else None, **more)

    body = [
        h(
            "tr",
            cell("th", 0, row[0], scope="row"),
            [cell("td", at, value) for at, value in enumerate(row[1:], start=1)],
        )
        for row in rows
    ]
    if not body:
        return h("p", f"{caption}: none yet.", class_="note")
    made = h(
        "table",
        h("caption", h("span", caption)),
        h("thead", h("tr", [cell("th", at, word, scope="col") for at, word in enumerate(head)])),
        h("tbody", body),
    )
    # a wide table scrolls by itself, and by keyboard
    return h("div", made, class_="wide", tabindex="0", role="region", aria_label=caption)


def facts(caption: str, rows: Iterable[tuple[str, Any]]) -> Markup:
    """Return names with what is known of each; rows without a value are left out."""
    said = [(name, value) for name, value in rows if value not in (None, "")]
    return h(
        "table",
        h("caption", caption, class_="unseen"),
        h("tbody", [h("tr", h("th", name, scope="row"), h("td", value)) for name, value in said]),
        class_="facts",
    )
