"""Items by their id or by words of their text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from jupyter_al.pool._items import Rows

__all__ = ["find_items"]

_PART = 20_000


def find_items(
    ids: list[str],
    items: Any,
    text: str,
    most: int,
    check: Callable[[float], None] = lambda done: None,
) -> list[int]:
    """Return at most `most` positions: the id itself first, then ids and texts that contain it.

    Upper and lower case are the same. Texts are items that are strings, and the cells of a
    table's columns of text.

    Parameters
    ----------
    check : callable
        Called with the share that is done; raises to stop.
    """
    wanted = " ".join(text.split()).casefold()
    if not wanted or most < 1:
        return []
    exact: list[int] = []
    within: list[int] = []
    for start in range(0, len(ids), _PART):
        check(0.3 * start / len(ids))
        for position, name in enumerate(ids[start : start + _PART], start=start):
            folded = name.casefold()
            if folded == wanted:
                exact.append(position)
            elif wanted in folded and len(within) < most:
                within.append(position)
    found = dict.fromkeys([*exact, *within])
    for start, texts in _texts(items):
        if len(found) >= most:
            break
        check(0.3 + 0.7 * start / len(ids))
        for position, said in enumerate(texts, start=start):
            if isinstance(said, str) and wanted in " ".join(said.split()).casefold():
                found[position] = None
    return list(found)[:most]


def _texts(items: Any) -> Iterator[tuple[int, Any]]:
    """Yield (first position, texts) of parts of the items; nothing of items without text."""
    if isinstance(items, Rows):
        columns = [name for name, kind in items.kinds() if kind in ("object", "string", "str")]
        sources = [items.column(name) for name in columns]
    else:
        sources = [items] if items is not None and len(items) and isinstance(items[0], str) else []
    for source in sources:
        for start in range(0, len(source), _PART):
            yield start, source[start : start + _PART]
