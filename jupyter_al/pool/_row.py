"""Table rows as pairs of short texts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.pool._missing import is_missing
from jupyter_al.pool.media import Media

__all__ = ["row_from_pairs", "row_from_sparse", "row_from_values"]

_MAX_COLUMNS = 12
_NOTHING = "—"


def row_from_pairs(pairs: Iterable[tuple[Any, Any]]) -> Media:
    """Return all columns of a row, values written out."""
    return Media("row", rows=tuple((str(column), cell(value)) for column, value in pairs))


def row_from_values(values: npt.NDArray[Any], columns: tuple[str, ...] | None = None) -> Media:
    """Return the first features of an item, and how many more there are."""
    shown = values[:_MAX_COLUMNS]
    names = columns or [f"x{i}" for i in range(len(shown))]
    rows = [(name, cell(value)) for name, value in zip(names, shown, strict=False)]
    if len(values) > _MAX_COLUMNS:
        rows.append(("…", f"{len(values) - _MAX_COLUMNS} more"))
    return Media("row", rows=tuple(rows))


def cell(value: Any) -> str:
    """Write one value: floats with six digits, what is missing as a dash."""
    if is_missing(value):
        return _NOTHING
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, np.ndarray) and value.ndim:
        return f"array {value.shape}" if value.size > 8 else str(value.tolist())
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (float, np.floating)):
        return f"{float(value):.6g}"
    return str(value)


def row_from_sparse(matrix: Any, position: int) -> Media:
    """Return the largest features of an item that are not zero, and how many more there are."""
    start, end = int(matrix.indptr[position]), int(matrix.indptr[position + 1])
    columns, values = matrix.indices[start:end], matrix.data[start:end]
    order = np.argsort(-np.abs(values), kind="stable")
    rows = [(f"x{columns[k]}", cell(values[k])) for k in order[:_MAX_COLUMNS]]
    if len(order) > _MAX_COLUMNS:
        rows.append(("…", f"{len(order) - _MAX_COLUMNS} more"))
    return Media("row", rows=tuple(rows))
