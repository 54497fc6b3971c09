"""Put one array for each item into one matrix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import PoolError
from jupyter_al.pool._matrix import as_array
from jupyter_al.pool._missing import is_missing

__all__ = ["stack"]


def stack(rows: Iterable[Any]) -> npt.NDArray[Any]:
    """Return (N, ...) from N arrays of one shape; a row that is None becomes NaN.

    Raises
    ------
    PoolError
        When the shapes differ.
    """
    arrays = [None if is_missing(row) else as_array(row) for row in rows]
    given = [array for array in arrays if array is not None]
    shapes = {array.shape for array in given}
    if not shapes:
        raise PoolError("No item has features.")
    if len(shapes) > 1:
        some = ", ".join(map(str, sorted(shapes)[:3]))
        raise PoolError(
            f"The features of the items have different shapes ({some}): give features of one shape."
        )
    if len(given) < len(arrays):
        empty = np.full(shapes.pop(), np.nan, dtype=np.float32)
        arrays = [empty if array is None else array for array in arrays]
    return np.stack(arrays)  # type: ignore[arg-type]  # no None is left
