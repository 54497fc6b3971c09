"""The field, the contours and the regions of the map as the page draws them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.landscape import Contours, Field, Region
from jupyter_al.session.loop import Loop
from jupyter_al.widget.cards import Buffers

__all__ = ["field_reply", "layers"]

MOST_CLASSES = 255  # on one field: one byte a cell


def layers(loop: Loop, dirty: Collection[str], buffers: Buffers) -> list[dict[str, Any]]:
    """Return a message for each layer that changed."""
    held = loop.landscape
    out = []
    if "field" in dirty:
        out.append(field_reply(held.field, buffers))
    if "contours" in dirty:
        out.append(_contours(held.contours, buffers))
    if "regions" in dirty:
        out.append({"type": "regions", "rows": [_region(region) for region in held.regions]})
    return out


def field_reply(found: Field | None, buffers: Buffers) -> dict[str, Any]:
    """Four planes of one byte a cell: place in `classes`, strength, uncertainty, near."""
    if found is None:
        return {"type": "field", "box": [0, 0, 1, 1], "nx": 0, "ny": 0, "classes": []}
    present, counts = np.unique(found.codes[found.codes >= 0], return_counts=True)
    classes = present[np.argsort(-counts, kind="stable")][:MOST_CLASSES]
    place = np.full(int(found.codes.max(initial=0)) + 2, -1)  # the last: no class
    place[classes] = np.arange(len(classes))
    index = place[found.codes]
    planes = [
        np.maximum(index, 0).astype(np.uint8),
        _bytes(np.where(index < 0, 0, found.strength)),
        _bytes(found.uncertainty),
        _bytes(found.near),
    ]
    grid = found.grid
    return {
        "type": "field",
        "box": list(grid.box),
        "nx": grid.nx,
        "ny": grid.ny,
        "classes": classes.tolist(),
        **buffers.add(np.stack(planes).tobytes()),
    }


def _bytes(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    out: npt.NDArray[np.uint8] = np.clip(np.rint(values * 255), 0, 255).astype(np.uint8)
    return out


def _contours(found: Contours | None, buffers: Buffers) -> dict[str, Any]:
    if found is None:
        return {"type": "contours", "lines": []}
    segments = np.concatenate(found.segments).astype("<f4")
    return {
        "type": "contours",
        "lines": [len(line) for line in found.segments],
        **buffers.add(segments.tobytes()),
    }


def _region(region: Region) -> dict[str, Any]:
    return {
        "index": region.index,
        "name": region.name,
        "size": region.size,
        "labelled": region.labelled,
        "label": region.label,
        "agreeing": region.agreeing,
        "predicted": region.predicted,
        "share": _number(region.share),
        "uncertainty": _number(region.uncertainty),
        "centre": list(region.centre),
        "box": list(region.box),
        "words": list(region.words),
    }


def _number(value: float) -> float | None:
    """Return three decimals; None for NaN, which JSON does not have."""
    return None if np.isnan(value) else round(value, 3)
