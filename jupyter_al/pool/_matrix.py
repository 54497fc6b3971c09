"""Turn what the user gave as features into a matrix, without a copy where possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import PoolError

__all__ = ["Matrix", "as_array", "as_matrix"]


@dataclass(frozen=True)
class Matrix:
    """Features as rows, in the user's own shape, and the columns' names where there are any."""

    features: Any
    inputs: Any
    columns: tuple[str, ...] | None
    notes: tuple[str, ...]


def as_matrix(values: Any) -> Matrix:
    """Check features of any origin.

    Parameters
    ----------
    values : array_like
        NumPy array or memmap, torch tensor, SciPy sparse matrix, DataFrame or nested lists.

    Returns
    -------
    Matrix
        `features` is (N, D), `inputs` is (N, ...).

    Raises
    ------
    PoolError
        When there is no row, no column, or something that is not a number.
    """
    if hasattr(values, "tocsr"):
        return _sparse(values)
    columns = None
    if hasattr(values, "columns") and hasattr(values, "to_numpy"):
        columns = tuple(str(column) for column in values.columns)
    array = _numeric(as_array(values))
    notes: tuple[str, ...] = ()
    if array.ndim == 0:
        raise PoolError("The features are a single number: give a matrix with a row for each item.")
    if len(array) == 0:
        raise PoolError("The features have no rows: a pool needs at least one item.")
    if array.ndim == 1:
        notes = (
            f"The features have one dimension: taken as {len(array)} items with one feature each.",
        )
        array = array.reshape(-1, 1)
    if array.size == 0:
        raise PoolError(f"The features of shape {array.shape} have no columns.")
    return Matrix(array.reshape(len(array), -1), array, columns, notes)


def as_array(values: Any) -> Any:
    """Return `values` as an ndarray (a memmap stays one), sharing memory where possible."""
    if hasattr(values, "detach") and hasattr(values, "cpu"):
        tensor = values.detach().cpu()
        # NumPy has no bfloat16
        return (tensor.float() if "bfloat16" in str(tensor.dtype) else tensor).numpy()
    if isinstance(values, np.ma.MaskedArray):
        return np.ma.filled(values.astype(np.float32), np.nan)
    if isinstance(values, np.memmap):
        return values
    if isinstance(values, (str, bytes)) or not (
        hasattr(values, "__len__") or hasattr(values, "__array__")
    ):
        raise PoolError(
            f"The features are {_kind(values)}: give an array with a row of numbers for each item, "
            "or use Pool.from_texts, Pool.from_frame, Pool.from_folder or Pool.from_dataset."
        )
    try:
        return np.asarray(values)
    except ValueError as error:
        raise PoolError(
            "The rows of the features have different lengths: give the same number of features "
            "for each item."
        ) from error


def _numeric(array: Any) -> Any:
    if array.dtype.kind not in "biuf":
        raise PoolError(
            f"The features are of type {array.dtype}, not numbers: convert them with "
            ".astype('float32'), or use Pool.from_texts for texts and Pool.from_frame for tables."
        )
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype(np.float64)
    # files from machines of the other byte order: torch and BLAS take only the native one
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def _sparse(values: Any) -> Matrix:
    matrix = values.tocsr()
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise PoolError(f"The sparse features of shape {matrix.shape} have no rows or no columns.")
    if matrix.dtype.kind not in "biuf":
        raise PoolError(f"The sparse features are of type {matrix.dtype}, not numbers.")
    return Matrix(matrix, matrix, None, ())


def _kind(value: Any) -> str:
    return "a text" if isinstance(value, (str, bytes)) else f"of type {type(value).__name__}"
