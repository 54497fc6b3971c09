"""Messages of the page, checked here before anything else sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jupyter_al.errors import ProtocolError, nearest
from jupyter_al.journal import SLICES
from jupyter_al.widget import fields
from jupyter_al.widget.protocol import EVENT_KINDS, MAX_VALUE, PROTOCOL, REQUEST_TYPES
from jupyter_al.widget.requests import CHECKS

__all__ = ["EventMessage", "Request", "parse"]

_WITH_ITEMS = ("label", "skip", "unsure", "flag")
_WITH_VALUE = ("label", "bulk", "class_add", "class_rename")


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
    return Request(str(kind), CHECKS[str(kind)](content, pool_size))


def _event(content: Mapping[str, Any], pool_size: int) -> EventMessage:
    kind = content.get("kind")
    if kind not in EVENT_KINDS:
        raise ProtocolError(f"Unknown event kind {kind!r}{nearest(str(kind), EVENT_KINDS)}")
    items = fields.items(content, pool_size)
    if kind in _WITH_ITEMS and not items:
        raise ProtocolError(f"A {kind!r} event must name at least one item.")
    if kind not in _WITH_ITEMS and items:
        raise ProtocolError(f"A {kind!r} event names no items.")
    value = fields.text(content, "value", MAX_VALUE, required=kind in _WITH_VALUE)
    asked = content.get("asked") or [None] * len(items)
    if not isinstance(asked, list) or len(asked) != len(items):
        raise ProtocolError("'asked' must hold one entry for each item.")
    answered_at = fields.number(content, "answered_at")
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
        old=fields.text(content, "old", MAX_VALUE, required=kind == "class_rename"),
        shown_at=fields.number(content, "shown_at"),
        answered_at=answered_at,
        active_seconds=fields.number(content, "active_seconds"),
        options=None if options is None else tuple(options),
        asked=tuple(_asked(entry) for entry in asked),
    )


def _asked(entry: object) -> Mapping[str, Any] | None:
    if entry is None:
        return None
    if not isinstance(entry, Mapping) or entry.get("slice") not in SLICES:
        raise ProtocolError("'asked' must say the slice each item was drawn for.")
    for key in ("round", "model_version"):
        value = entry.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
            raise ProtocolError(f"{key!r} in 'asked' must be a whole number from 0.")
    probability = entry.get("selection_probability")
    known = isinstance(probability, (int, float)) and not isinstance(probability, bool)
    if probability is not None and not (known and 0 < probability <= 1):
        raise ProtocolError("'selection_probability' in 'asked' must lie above 0 and up to 1.")
    if entry["slice"] == "test" and probability is None:
        raise ProtocolError("'asked' of the slice 'test' must hold its 'selection_probability'.")
    return entry


def _identifier(content: Mapping[str, Any]) -> str:
    value = content.get("id")
    if not isinstance(value, str) or not 8 <= len(value) <= 64:
        raise ProtocolError("An event needs an 'id' of 8 to 64 characters.")
    return value
