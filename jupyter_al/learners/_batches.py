"""Cutting rows into batches of nearly the same size."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["batches"]


def batches(rows: NDArray[np.int64], size: int, chance: np.random.Generator) -> list[NDArray[Any]]:
    """Shuffle and cut; sizes differ by one at most, so that no batch of a single row is left."""
    return np.array_split(chance.permutation(rows), -(-len(rows) // size))
