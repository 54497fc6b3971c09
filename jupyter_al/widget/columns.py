"""Columns of the map as compact buffers: 8 bytes a point for places, 1 for all else.

Of what the model believes only the changes go out, where they take less.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.session.loop import Loop
from jupyter_al.widget.cards import Buffers
from jupyter_al.widget.changes import changes
from jupyter_al.widget.protocol import COLUMNS

__all__ = ["Column", "ColumnsOut", "column"]

BELIEVED = ("prediction", "uncertainty")  # labels are patched item by item, places come whole


@dataclass(frozen=True)
class Column:
    """One encoded column: its protocol name, element type (f32, u8, u16) and values."""

    name: str
    dtype: str
    values: npt.NDArray[Any]

    @property
    def data(self) -> bytes:
        """The bytes that travel."""
        return self.values.tobytes()


class ColumnsOut:
    """What the page has of the columns, and the messages that bring it up to date."""

    def __init__(self) -> None:
        self._had: dict[str, Column] = {}

    def forget(self) -> None:
        """Send whole columns from now on: what was sent may not have arrived."""
        self._had.clear()

    def messages(
        self,
        loop: Loop,
        names: Set[str],
        whole: Set[str],
        revisions: dict[str, int],
        buffers: Buffers,
    ) -> list[dict[str, Any]]:
        """Return the messages for the columns `names`; some of them `whole`, the page asked so."""
        out = []
        for name in COLUMNS:
            encoded = column(loop, name) if name in names else None
            if encoded is None:
                continue
            had = None if name in whole else self._had.get(name)
            if name in BELIEVED:
                self._had[name] = encoded
            revisions[name] += 1
            message: dict[str, Any] = {
                "type": "column",
                "name": name,
                "rev": revisions[name],
                "dtype": encoded.dtype,
            }
            comparable = had is not None and had.dtype == encoded.dtype
            moved = changes(had.values, encoded.values) if had and comparable else None
            if moved is None:
                out.append(message | buffers.add(encoded.data))
            else:
                since = {"since": revisions[name] - 1, "bits": moved.bits}
                out.append(message | since | buffers.add(moved.data))
        return out


def column(loop: Loop, name: str) -> Column | None:
    """Encode a column of the session; None while there is nothing to show yet."""
    if name == "coordinates":
        places = loop.projector.coordinates
        if places is None:
            return None
        return Column(name, "f32", np.ascontiguousarray(places, dtype="<f4"))
    if name == "labels":
        return _codes(name, loop.recorder.labels.codes, len(loop.recorder.classes))
    snapshot = loop.trainer.snapshot
    if snapshot.version == 0:
        return None
    if name == "prediction":
        return _codes(name, snapshot.predicted, snapshot.n_classes)
    return Column(name, "u8", _uncertainty(snapshot.uncertainty))


def _codes(name: str, codes: npt.NDArray[Any], n_classes: int) -> Column:
    """Class codes; the largest value of the type means that there is none."""
    kind, none = (np.dtype("u1"), 255) if n_classes < 255 else (np.dtype("<u2"), 65535)
    encoded = np.where(codes < 0, none, codes).astype(kind)
    return Column(name, "u8" if none == 255 else "u16", encoded)


def _uncertainty(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Map [0, 1] to 0..254; NaN (no prediction) becomes 255."""
    scaled = np.asarray(values, dtype=np.float32) * np.float32(254)
    known = np.isfinite(scaled)
    np.rint(np.maximum(np.minimum(scaled, 254), 0), out=scaled)
    scaled[~known] = 255
    return scaled.astype(np.uint8)
