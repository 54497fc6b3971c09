"""The words that the page and the kernel exchange. Twin: ``js/src/shared/protocol.ts``.

Page to kernel: one message each, checked here before anything else sees it. Kernel to page:
batches of replies, made in :mod:`jupyter_al.widget.dashboard`.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import ProtocolError, nearest

PROTOCOL = 1
MAX_TEXT = 20_000
MAX_ITEMS = 5_000
MAX_VALUE = 10_000
MAX_COMPARED = 2  # strategies at once: more marks on one map cannot be told apart

EVENT_KINDS = (
    "label",
    "skip",
    "unsure",
    "flag",
    "undo",
    "redo",
    "class_add",
    "class_rename",
)
REQUEST_TYPES = (
    "hello",
    "event",
    "ask",
    "select",
    "set",
    "command",
    "preview",
    "past",
    "columns",
    "strategies",
    "compare",
)
REPLY_TYPES = (
    "ack",
    "error",
    "queue",
    "items",
    "past",
    "column",
    "labelled",
    "selection",
    "strategies",
    "comparison",
)
COMMANDS = ("fit", "cancel", "retry_store", "dismiss", "project")
SETTINGS = ("strategy", "learner")
PHASES = ("starting", "labelling", "training", "projecting", "error", "finished")
COLUMNS = ("coordinates", "prediction", "uncertainty", "labels")
MEDIA_KINDS = ("image", "text", "row", "audio", "error")
ERROR_CODES = (
    "protocol",
    "version",
    "item",
    "class",
    "store",
    "nothing_to_undo",
    "nothing_to_redo",
    "busy",
    "internal",
)

_WITH_ITEMS = ("label", "skip", "unsure", "flag")
_WITH_VALUE = ("label", "class_add", "class_rename")
_SLICES = ("seed", "active", "audit", "recheck")


@dataclass(frozen=True)
class EventMessage:
    """One answer of the user, as the page sent it."""

    id: str
    kind: str
    items: tuple[int, ...]
    value: str | None
    old: str | None
    shown_at: float | None
    answered_at: float
    active_seconds: float | None
    options: tuple[str, ...] | None
    asked: tuple[Mapping[str, Any] | None, ...]


@dataclass(frozen=True)
class Request:
    """Any other message of the page; `body` holds its checked fields."""

    type: str
    body: Mapping[str, Any]


def parse(content: object, pool_size: int) -> EventMessage | Request:
    """Check one message of the page.

    Parameters
    ----------
    content : object
        What arrived, of any shape.
    pool_size : int
        Number of items; positions must lie below it.

    Returns
    -------
    EventMessage or Request

    Raises
    ------
    ProtocolError
        With a sentence that names the field at fault.
    """
    if not isinstance(content, Mapping):
        raise ProtocolError("A message must be an object with a 'type'.")
    version = content.get("v")
    if version != PROTOCOL:
        raise ProtocolError(
            f"This page speaks protocol {version!r} and the kernel {PROTOCOL}: "
            "run the cell again, or reload the page, so that both are of one version."
        )
    kind = content.get("type")
    if kind not in REQUEST_TYPES:
        raise ProtocolError(f"Unknown message type {kind!r}{nearest(str(kind), REQUEST_TYPES)}")
    if kind == "event":
        return _event(content, pool_size)
    return Request(str(kind), _CHECKS[str(kind)](content, pool_size))


def _event(content: Mapping[str, Any], pool_size: int) -> EventMessage:
    kind = content.get("kind")
    if kind not in EVENT_KINDS:
        raise ProtocolError(f"Unknown event kind {kind!r}{nearest(str(kind), EVENT_KINDS)}")
    items = _items(content, pool_size)
    if kind in _WITH_ITEMS and not items:
        raise ProtocolError(f"A {kind!r} event must name at least one item.")
    if kind not in _WITH_ITEMS and items:
        raise ProtocolError(f"A {kind!r} event names no items.")
    value = _text(content, "value", MAX_VALUE, required=kind in _WITH_VALUE)
    asked = content.get("asked") or [None] * len(items)
    if not isinstance(asked, list) or len(asked) != len(items):
        raise ProtocolError("'asked' must hold one entry for each item.")
    answered_at = _number(content, "answered_at")
    if answered_at is None:
        raise ProtocolError("'answered_at' must be a time in seconds.")
    options = content.get("options")
    if options is not None and not (
        isinstance(options, list) and all(isinstance(o, str) for o in options)
    ):
        raise ProtocolError("'options' must be a list of class names.")
    return EventMessage(
        id=_identifier(content),
        kind=str(kind),
        items=items,
        value=value,
        old=_text(content, "old", MAX_VALUE, required=kind == "class_rename"),
        shown_at=_number(content, "shown_at"),
        answered_at=answered_at,
        active_seconds=_number(content, "active_seconds"),
        options=None if options is None else tuple(options),
        asked=tuple(_asked(entry) for entry in asked),
    )


def _asked(entry: object) -> Mapping[str, Any] | None:
    if entry is None:
        return None
    if not isinstance(entry, Mapping) or entry.get("slice") not in _SLICES:
        raise ProtocolError("'asked' must say the slice each item was drawn for.")
    for key in ("round", "model_version"):
        value = entry.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
            raise ProtocolError(f"{key!r} in 'asked' must be a whole number from 0.")
    probability = entry.get("selection_probability")
    known = isinstance(probability, (int, float)) and not isinstance(probability, bool)
    if probability is not None and not (known and 0 < probability <= 1):
        raise ProtocolError("'selection_probability' in 'asked' must lie above 0 and up to 1.")
    return entry


def _identifier(content: Mapping[str, Any]) -> str:
    value = content.get("id")
    if not isinstance(value, str) or not 8 <= len(value) <= 64:
        raise ProtocolError("An event needs an 'id' of 8 to 64 characters.")
    return value


def _items(content: Mapping[str, Any], pool_size: int) -> tuple[int, ...]:
    items = content.get("items", [])
    if not isinstance(items, list) or len(items) > MAX_ITEMS:
        raise ProtocolError(f"'items' must be a list of at most {MAX_ITEMS} positions.")
    for item in items:
        if isinstance(item, bool) or not isinstance(item, int) or not 0 <= item < pool_size:
            raise ProtocolError(f"Item {item!r} is not in this pool of {pool_size} items.")
    return tuple(dict.fromkeys(items))


def _text(content: Mapping[str, Any], key: str, limit: int, *, required: bool) -> str | None:
    value = content.get(key)
    if value is None and not required:
        return None
    if not isinstance(value, str) or (required and not value.strip()):
        raise ProtocolError(f"{key!r} must be a text that is not empty.")
    if len(value) > limit:
        raise ProtocolError(f"{key!r} has {len(value)} characters; at most {limit} are taken.")
    return value


def _number(content: Mapping[str, Any], key: str) -> float | None:
    value = content.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ProtocolError(f"{key!r} must be a finite number.")
    return float(value)


def _hello(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    have = content.get("have")
    return {
        "view": str(content.get("view", ""))[:64],
        "base64": bool(content.get("base64")),
        "have": dict(have) if isinstance(have, Mapping) else {},
    }


def _positions(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    return {"items": _items(content, pool_size)}


def _select(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    text = content.get("items_b64")
    if text is None:
        return {"items": np.empty(0, dtype=np.int64)}
    return {"items": unpack_bitmap(text, pool_size)}


def _set(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    name = content.get("name")
    if name not in SETTINGS:
        raise ProtocolError(f"Unknown setting {name!r}{nearest(str(name), SETTINGS)}")
    return {"name": name, "value": _text(content, "value", 200, required=True)}


def _command(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    name = content.get("name")
    if name not in COMMANDS:
        raise ProtocolError(f"Unknown command {name!r}{nearest(str(name), COMMANDS)}")
    return {"name": name}


def _past(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    offset, limit = content.get("offset", 0), content.get("limit", 50)
    for value in (offset, limit):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ProtocolError("'offset' and 'limit' must be whole numbers from 0.")
    return {
        "kind": _text(content, "kind", 20, required=False),
        "class_name": _text(content, "class_name", MAX_VALUE, required=False),
        "offset": offset,
        "limit": min(limit, 200),
    }


def _columns(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    names = content.get("names")
    if not isinstance(names, list) or any(name not in COLUMNS for name in names):
        raise ProtocolError(f"'names' must be a list out of {', '.join(COLUMNS)}.")
    return {"names": tuple(dict.fromkeys(names))}


def _strategies(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    return {}


def _compare(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    names = content.get("names")
    if (
        not isinstance(names, list)
        or len(names) not in (0, MAX_COMPARED)
        or not all(isinstance(name, str) and len(name) <= 200 for name in names)
    ):
        raise ProtocolError(f"'names' must be a list of {MAX_COMPARED} strategies, or empty.")
    return {"names": tuple(dict.fromkeys(names))}


_CHECKS = {
    "hello": _hello,
    "ask": _positions,
    "preview": _positions,
    "select": _select,
    "set": _set,
    "command": _command,
    "past": _past,
    "columns": _columns,
    "strategies": _strategies,
    "compare": _compare,
}


def pack_bitmap(items: npt.NDArray[np.int64], pool_size: int) -> str:
    """Return positions as a base64 bitmap, bit i of byte ``i >> 3``, lowest bit first."""
    bits = np.zeros(pool_size, dtype=bool)
    bits[items] = True
    return base64.b64encode(np.packbits(bits, bitorder="little").tobytes()).decode("ascii")


def unpack_bitmap(text: object, pool_size: int) -> npt.NDArray[np.int64]:
    """Return the positions of a base64 bitmap; the inverse of :func:`pack_bitmap`."""
    size = (pool_size + 7) // 8
    try:
        raw = base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolError("'items_b64' is not base64.") from error
    if len(raw) != size:
        raise ProtocolError(f"A selection of this pool takes {size} bytes; {len(raw)} came.")
    bits = np.unpackbits(np.frombuffer(raw, dtype=np.uint8), bitorder="little")[:pool_size]
    return np.flatnonzero(bits).astype(np.int64)
