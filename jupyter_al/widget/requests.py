"""What each request of the page must hold: ``CHECKS[type](content, pool_size)`` is its body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from jupyter_al.errors import ProtocolError, nearest
from jupyter_al.widget import fields
from jupyter_al.widget.bitmap import unpack_bitmap
from jupyter_al.widget.protocol import (
    COLUMNS,
    COMMANDS,
    LAYERS,
    LOOKS,
    MAX_COMPARED,
    MAX_VALUE,
    SETTINGS,
)

__all__ = ["CHECKS"]


def _hello(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    have = content.get("have")
    return {
        "view": str(content.get("view", ""))[:64],
        "base64": bool(content.get("base64")),
        "have": dict(have) if isinstance(have, Mapping) else {},
    }


def _positions(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    return {"items": fields.items(content, pool_size)}


def _preview(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    by = fields.text(content, "by", 200, required=False)
    return {"items": fields.items(content, pool_size), "by": by}


def _colour(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    return {"by": fields.text(content, "by", 200, required=True)}


def _select(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    text = content.get("items_b64")
    if text is None:
        return {"items": np.empty(0, dtype=np.int64)}
    return {"items": unpack_bitmap(text, pool_size)}


def _set(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    name = content.get("name")
    if name not in SETTINGS:
        raise ProtocolError(f"Unknown setting {name!r}{nearest(str(name), SETTINGS)}")
    return {"name": name, "value": fields.text(content, "value", 200, required=True)}


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
        "kind": fields.text(content, "kind", 20, required=False),
        "class_name": fields.text(content, "class_name", MAX_VALUE, required=False),
        "offset": offset,
        "limit": min(limit, 200),
    }


def _columns(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    return {"names": _names(content, COLUMNS)}


def _layers(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    return {"names": _names(content, LAYERS)}


def _names(content: Mapping[str, Any], known: tuple[str, ...]) -> tuple[str, ...]:
    names = content.get("names")
    if not isinstance(names, list) or any(name not in known for name in names):
        raise ProtocolError(f"'names' must be a list out of {', '.join(known)}.")
    return tuple(dict.fromkeys(names))


def _region(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    index = content.get("index")
    if isinstance(index, bool) or not isinstance(index, int) or index < 0:
        raise ProtocolError("'index' must be the number of a region, from 0.")
    return {"index": index}


def _nothing(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
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


def _history(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    if not isinstance(content.get("open"), bool):
        raise ProtocolError("'open' must be true or false.")
    return {"open": content["open"], "view": fields.text(content, "view", 64, required=True)}


def _moment(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    have = content.get("have")
    for name, value in (("version", content.get("version")), ("have", 1 if have is None else have)):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**31:
            raise ProtocolError(f"{name!r} must be a version of the model, a whole number from 1.")
    view = fields.text(content, "view", 64, required=True)
    return {"view": view, "version": content["version"], "have": have}


def _look(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    what = content.get("what")
    if what not in LOOKS:
        raise ProtocolError(f"Unknown look {what!r}{nearest(str(what), LOOKS)}")
    tolerance = fields.number(content, "tolerance")
    if tolerance is not None and not 0 <= tolerance < 1:
        raise ProtocolError("'tolerance' must be a share from 0 to below 1.")
    return {
        "what": what,
        "serial": fields.text(content, "serial", 64, required=True),
        "items": fields.items(content, pool_size),
        "refused": fields.items({"items": content.get("refused", [])}, pool_size),
        "text": fields.text(content, "text", MAX_VALUE, required=what == "split"),
        "tolerance": 0.1 if tolerance is None else tolerance,
    }


def _ask_in(content: Mapping[str, Any], pool_size: int) -> dict[str, Any]:
    return {"on": bool(content.get("on"))}


CHECKS: Mapping[str, Callable[[Mapping[str, Any], int], dict[str, Any]]] = {
    "hello": _hello,
    "ask": _positions,
    "layers": _layers,
    "region": _region,
    "preview": _preview,
    "select": _select,
    "set": _set,
    "command": _command,
    "past": _past,
    "columns": _columns,
    "strategies": _nothing,
    "compare": _compare,
    "colours": _nothing,
    "colour": _colour,
    "history": _history,
    "moment": _moment,
    "look": _look,
    "ask_in": _ask_in,
}
