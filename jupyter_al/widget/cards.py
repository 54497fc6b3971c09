"""Cards: a sample as the page shows it."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from jupyter_al.pool import Media
from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.loop import Loop
from jupyter_al.snapshot import Snapshot
from jupyter_al.widget.protocol import MAX_TEXT

__all__ = ["Buffers", "Known", "card", "media"]

MOST_PROBABILITIES = 20
KEPT = 256


class Buffers:
    """Binary parts of one batch; as base64 for hosts that lose buffers.

    Parameters
    ----------
    as_text : bool
        Put the bytes into the message itself.
    """

    def __init__(self, as_text: bool = False) -> None:
        self.parts: list[bytes] = []
        self._as_text = as_text

    def add(self, data: bytes) -> dict[str, Any]:
        """Return what refers to these bytes in a message."""
        if self._as_text:
            return {"b64": base64.b64encode(data).decode("ascii")}
        self.parts.append(data)
        return {"buffer": len(self.parts) - 1}


class Known:
    """Items whose media the page has: they are not sent again.

    The page keeps the media of the last :data:`KEPT` items it got, in the order it got them;
    half of that is counted on here, so that several views never disagree about it.
    """

    def __init__(self) -> None:
        self._items: dict[int, None] = {}

    def add(self, item: int) -> bool:
        """Note that an item is sent now; True when the page had it already."""
        if item in self._items:
            return True
        self._items[item] = None
        while len(self._items) > KEPT // 2:
            del self._items[next(iter(self._items))]
        return False

    def forget(self) -> None:
        """Send everything again: a page has just opened."""
        self._items.clear()


def media(item: Media, buffers: Buffers) -> dict[str, Any]:
    """Return the message form of a media item; long text is cut and says by how much."""
    out: dict[str, Any] = {"kind": item.kind}
    if item.mime:
        out["mime"] = item.mime
    if item.text:
        out["text"] = item.text[:MAX_TEXT]
        if len(item.text) > MAX_TEXT:
            out["truncated"] = len(item.text) - MAX_TEXT
    if item.rows:
        out["rows"] = [[name[:200], value[:2000]] for name, value in item.rows[:200]]
    if item.width:
        out["width"], out["height"] = item.width, item.height
    if item.data:
        out.update(buffers.add(item.data))
    return out


def card(
    loop: Loop,
    sample: Asked,
    buffers: Buffers,
    snapshot: Snapshot,
    known: Known | None = None,
) -> dict[str, Any]:
    """Return one sample with its media, its reasons, and what the model of `snapshot` believes.

    The media are None when the page has them already.
    """
    shown = known is not None and known.add(sample.item)
    code = int(loop.recorder.labels.codes[sample.item])
    return {
        "item": sample.item,
        "id": loop.recorder.pool.ids[sample.item],
        "media": None if shown else media(loop.recorder.pool.media(sample.item), buffers),
        "asked": {
            "strategy": sample.strategy,
            "round": sample.round,
            "model_version": sample.model_version,
            "selection_probability": sample.selection_probability,
            "slice": sample.slice,
        },
        "score": sample.score,
        "rank": sample.rank,
        "considered": sample.considered,
        "reasons": list(sample.reasons),
        "probabilities": _probabilities(snapshot, sample.item),
        "label": code if code >= 0 else None,
    }


def _probabilities(snapshot: Snapshot, item: int) -> list[list[float]]:
    if snapshot.version == 0:
        return []
    row = np.asarray(snapshot.probabilities[item], dtype=np.float64)
    if not np.isfinite(row).all():
        return []
    best = np.argsort(-row, kind="stable")[:MOST_PROBABILITIES]
    return [[int(c), round(float(row[c]), 4)] for c in best]
