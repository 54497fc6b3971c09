"""HTML and SVG as Python calls; every text is escaped unless it was made here."""

from __future__ import annotations

import html
from typing import Any

__all__ = ["Markup", "h", "join"]

_EMPTY = frozenset({"circle", "img", "line", "meta", "path", "rect"})


class Markup(str):
    """Markup that stands as it is; any other text is escaped."""

    __slots__ = ()


def join(*parts: Any) -> Markup:
    """Return parts one after the other; None and "" are left out, texts are escaped."""
    out: list[str] = []
    for part in parts:
        if isinstance(part, (list, tuple)):
            out.append(join(*part))
        elif part is not None:
            out.append(part if isinstance(part, Markup) else html.escape(_clean(str(part))))
    return Markup("".join(out))


def h(name: str, /, *children: Any, **attributes: Any) -> Markup:
    """Return an element.

    Parameters
    ----------
    name : str
        Such as ``td``.
    *children
        Elements, texts, or lists of them.
    **attributes
        ``class_`` is class, ``aria_label`` is aria-label; None leaves one out. Numbers are
        rounded to one digit: places in a drawing need no more.

    Examples
    --------
    >>> h("td", "<b>", class_="n")
    '<td class="n">&lt;b&gt;</td>'
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _EMPTY and not children:
        return Markup(f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{join(*children)}</{name}>")


def _value(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else _clean(str(value))


def _clean(text: str) -> str:
    """Return what HTML may hold: no control characters, no half of a surrogate pair."""
    kept = "".join(c if c >= " " or c in "\n\t" else " " for c in text)
    return kept.encode("utf-8", "replace").decode("utf-8")
