"""One field of a message of the page, checked; what is refused is named in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from jupyter_al.errors import ProtocolError
from jupyter_al.widget.protocol import MAX_ITEMS

__all__ = ["items", "number", "text"]


def items(content: Mapping[str, Any], pool_size: int) -> tuple[int, ...]:
    """Return the positions of the message, each once."""
    items = content.get("items", [])
    if not isinstance(items, list) or len(items) > MAX_ITEMS:
        raise ProtocolError(f"'items' must be a list of at most {MAX_ITEMS} positions.")
    for item in items:
        if isinstance(item, bool) or not isinstance(item, int) or not 0 <= item < pool_size:
            raise ProtocolError(f"Item {item!r} is not in this pool of {pool_size} items.")
    return tuple(dict.fromkeys(items))


def text(content: Mapping[str, Any], key: str, limit: int, *, required: bool) -> str | None:
    """Return a text of at most `limit` characters; None where it may be left out."""
    value = content.get(key)
    if value is None and not required:
        return None
    if not isinstance(value, str) or (required and not value.strip()):
        raise ProtocolError(f"{key!r} must be a text that is not empty.")
    if len(value) > limit:
        raise ProtocolError(f"{key!r} has {len(value)} characters; at most {limit} are taken.")
    return value


def number(content: Mapping[str, Any], key: str) -> float | None:
    """Return a finite number; None where it is left out."""
    value = content.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ProtocolError(f"{key!r} must be a finite number.")
    return float(value)
