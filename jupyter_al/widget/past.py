"""The list of past answers, newest first."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from jupyter_al.errors import PoolError
from jupyter_al.journal import Event
from jupyter_al.pool import Media
from jupyter_al.session.loop import Loop
from jupyter_al.widget.cards import Buffers, media

__all__ = ["past"]

THUMBNAIL = 96  # pixels
SHORT_TEXT = 140  # characters


def past(loop: Loop, body: Mapping[str, Any], buffers: Buffers) -> dict[str, Any]:
    """Return one page of standing answers, filtered by kind and class."""
    rows = [
        (position, event)
        for event in list(loop.recorder.labels.history.current.values())
        if (position := _position(loop, event)) is not None
        and _matches(loop, event, position, body)
    ]
    rows.sort(key=lambda row: row[1].answered_at, reverse=True)
    offset, limit = body["offset"], body["limit"]
    return {
        "type": "past",
        "total": len(rows),
        "offset": offset,
        "rows": [_row(loop, *row, buffers) for row in rows[offset : offset + limit]],
    }


def _position(loop: Loop, event: Event) -> int | None:
    try:
        return loop.recorder.pool.position(str(event.item_id))
    except PoolError:
        return None


def _matches(loop: Loop, event: Event, position: int, body: Mapping[str, Any]) -> bool:
    if body["kind"] == "flag":
        return position in loop.recorder.labels.flagged
    if body["kind"] and event.answer_kind != body["kind"]:
        return False
    return not body["class_name"] or _class_name(loop, position) == body["class_name"]


def _class_name(loop: Loop, position: int) -> str | None:
    code = int(loop.recorder.labels.codes[position])
    return loop.recorder.classes.names[code] if code >= 0 else None


def _row(loop: Loop, position: int, event: Event, buffers: Buffers) -> dict[str, Any]:
    snapshot = loop.trainer.snapshot
    code = int(snapshot.predicted[position]) if snapshot.version else -1
    return {
        "item": position,
        "id": event.item_id,
        "kind": event.answer_kind,
        "answer": _class_name(loop, position),
        "answered_at": event.answered_at,
        "active_seconds": event.active_seconds,
        "strategy": event.strategy,
        "annotator": event.annotator,
        "flag": loop.recorder.labels.history.flags.get(str(event.item_id)),
        "predicted": loop.recorder.classes.names[code] if code >= 0 else None,
        "thumbnail": media(_small(loop.recorder.pool.media(position)), buffers),
    }


def _small(item: Media) -> Media:
    """Return a version small enough for a list."""
    if item.kind == "image" and max(item.width, item.height) > THUMBNAIL:
        from PIL import Image

        with Image.open(io.BytesIO(item.data)) as image:
            image.thumbnail((THUMBNAIL, THUMBNAIL))
            out = io.BytesIO()
            image.convert("RGB").save(out, "JPEG", quality=80)
            return Media("image", "image/jpeg", out.getvalue(), "", (), *image.size)
    if item.kind == "text":
        return Media("text", text=item.text[:SHORT_TEXT])
    if item.kind == "row":
        return Media("row", rows=item.rows[:2])
    return item if item.kind in ("image", "error") else Media(item.kind, text=item.kind)
