"""Coordinates that fill the square of the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Square", "scaled"]


@dataclass(frozen=True)
class Square:
    """The shift and the one factor for both axes that bring some points into [-1, 1]."""

    middle: tuple[float, float]
    half: float

    @classmethod
    def around(cls, places: npt.NDArray[Any]) -> Square:
        """Return the square whose wider axis the finite `places` (N, 2) fill."""
        finite = places[np.isfinite(places).all(axis=1)].astype(np.float64)
        if not len(finite):
            return cls((0.0, 0.0), 1.0)
        low, high = finite.min(axis=0), finite.max(axis=0)
        x, y = (low + high) / 2
        return cls((float(x), float(y)), float((high - low).max()) / 2 or 1.0)

    def scaled(self, places: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
        """Return `places` in units of the square; rows that are not finite become NaN."""
        result = np.full(places.shape, np.nan, dtype=np.float32)
        finite = np.isfinite(places).all(axis=1)
        result[finite] = (places[finite].astype(np.float64) - self.middle) / self.half
        return result


def scaled(coordinates: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Return (N, 2) coordinates within [-1, 1], both axes by the same factor.

    The wider axis reaches both ends; rows of NaN stay so; a single point lies in the middle.
    """
    return np.clip(Square.around(coordinates).scaled(coordinates), -1.0, 1.0)
