"""Coordinates that fill the square of the map."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["scaled"]


def scaled(coordinates: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Return (N, 2) coordinates within [-1, 1], both axes by the same factor.

    The wider axis reaches both ends; rows of NaN stay so; a single point lies in the middle.
    """
    places = coordinates.astype(np.float64)
    finite = np.isfinite(places).all(axis=1)
    result = np.full(places.shape, np.nan, dtype=np.float32)
    if finite.any():
        low, high = places[finite].min(axis=0), places[finite].max(axis=0)
        half = float((high - low).max()) / 2 or 1.0
        result[finite] = np.clip((places[finite] - (low + high) / 2) / half, -1.0, 1.0)
    return result
