"""Columns of the map as compact buffers: 8 bytes a point for places, 1 for all else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.session.loop import Loop

__all__ = ["Column", "column"]


@dataclass(frozen=True)
class Column:
    """One encoded column: its protocol name, element type (f32, u8, u16) and bytes."""

    name: str
    dtype: str
    data: bytes


def column(loop: Loop, name: str) -> Column | None:
    """Encode a column of the session; None while there is nothing to show yet."""
    if name == "coordinates":
        places = loop.projector.coordinates
        if places is None:
            return None
        return Column(name, "f32", np.ascontiguousarray(places, dtype="<f4").tobytes())
    if name == "labels":
        return _codes(name, loop.recorder.labels.codes, len(loop.recorder.classes))
    snapshot = loop.trainer.snapshot
    if snapshot.version == 0:
        return None
    if name == "prediction":
        return _codes(name, snapshot.predicted, snapshot.n_classes)
    return Column(name, "u8", _uncertainty(snapshot.uncertainty).tobytes())


def _codes(name: str, codes: npt.NDArray[Any], n_classes: int) -> Column:
    """Class codes; the largest value of the type means that there is none."""
    kind, none = (np.dtype("u1"), 255) if n_classes < 255 else (np.dtype("<u2"), 65535)
    encoded = np.where(codes < 0, none, codes).astype(kind)
    return Column(name, "u8" if none == 255 else "u16", encoded.tobytes())


def _uncertainty(values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Map [0, 1] to 0..254; NaN (no prediction) becomes 255."""
    scaled = np.asarray(values, dtype=np.float32) * np.float32(254)
    known = np.isfinite(scaled)
    out = np.full(len(scaled), 255, dtype=np.uint8)
    out[known] = np.clip(np.rint(scaled[known]), 0, 254).astype(np.uint8)
    return out
