"""Rows of features, whatever holds them: array, memory map or CSR matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_al.errors import LearnerError
from jupyter_al.learners.base import Array, Inputs, Labels

__all__ = ["as_rows", "chunks", "finite", "frozen", "is_sparse", "labelled_rows", "row_weights"]


def is_sparse(inputs: Inputs) -> bool:
    """Tell whether this is a SciPy sparse matrix or array."""
    return hasattr(inputs, "tocsr")


def as_rows(inputs: Inputs) -> Inputs:
    """Return the inputs as an indexable array or a CSR matrix; nothing usable is copied."""
    if is_sparse(inputs):
        return inputs.tocsr()
    rows = inputs if isinstance(inputs, np.ndarray) else np.asarray(inputs)
    if rows.dtype.kind not in "fiub":
        raise LearnerError(
            f"The features are of type {rows.dtype}; a learner needs numbers. "
            "Turn them into a numeric array first."
        )
    if rows.ndim < 2:
        raise LearnerError(
            f"The features have shape {rows.shape}; give one row per item, (items, features)."
        )
    return rows


def finite(rows: Inputs) -> NDArray[np.bool_]:
    """Tell for each row whether all its numbers are finite."""
    if is_sparse(rows):
        good = np.ones(rows.shape[0], dtype=bool)
        bad = ~np.isfinite(rows.data)
        if bad.any():
            good[np.searchsorted(rows.indptr, np.flatnonzero(bad), side="right") - 1] = False
        return good
    if rows.dtype.kind in "iub":
        return np.ones(len(rows), dtype=bool)
    return np.asarray(np.isfinite(rows).reshape(len(rows), -1).all(axis=1))


def chunks(rows: Inputs, bytes_each: int = 1 << 24) -> Iterator[slice]:
    """Cut the rows into slices of about `bytes_each` bytes when dense float32."""
    width = int(np.prod(rows.shape[1:], dtype=np.int64))
    step = max(1, bytes_each // max(1, 4 * width))
    for start in range(0, rows.shape[0], step):
        yield slice(start, min(start + step, rows.shape[0]))


def row_weights(weights: Any, inputs: Inputs, labels: Any) -> Array | None:
    """Check the (L,) weights of labels; return those of the finite rows, None without any.

    Raises
    ------
    LearnerError
        Not one for each label, or not positive numbers.
    """
    if weights is None:
        return None
    given: Array = np.asarray(weights, dtype=np.float64)
    if given.shape != np.shape(labels) or not (np.isfinite(given).all() and (given > 0).all()):
        raise LearnerError("'weights' must hold one positive number for each label.")
    return given[finite(as_rows(inputs))]


def labelled_rows(inputs: Inputs, labels: Any, n_classes: int) -> tuple[Inputs, Labels, int]:
    """Check a training set and leave out its rows that are not finite.

    Returns
    -------
    rows : (L, ...) array or CSR matrix
    labels : (L,) int64
    dropped : int
        Number of rows left out because a feature was NaN or infinite.

    Raises
    ------
    LearnerError
        Lengths differ, a label is out of range, or no usable row is left.
    """
    rows = as_rows(inputs)
    codes: Array = np.asarray(labels)
    if n_classes < 1:
        raise LearnerError("No class is declared; declare at least one class before fitting.")
    if codes.ndim != 1 or len(codes) != rows.shape[0]:
        raise LearnerError(
            f"There are {rows.shape[0]} rows of features and labels of shape {codes.shape}; "
            "give one label per row."
        )
    if len(codes) == 0:
        raise LearnerError("There is no label yet; label at least one item before fitting.")
    if codes.dtype.kind not in "iu":
        raise LearnerError(
            f"Labels are of type {codes.dtype}; give class positions, whole numbers from 0 "
            f"to {n_classes - 1}."
        )
    outside = codes[(codes < 0) | (codes >= n_classes)]
    if len(outside):
        raise LearnerError(
            f"Label {int(outside[0])} is out of range: {n_classes} classes are declared, so "
            f"labels go from 0 to {n_classes - 1}. Declare the class first."
        )
    good = finite(rows)
    dropped = int(len(good) - good.sum())
    if dropped == len(good):
        raise LearnerError(
            f"All {len(good)} labelled rows have a feature that is NaN or infinite; "
            "repair the features or label other items."
        )
    if dropped:
        rows, codes = rows[good], codes[good]
    return rows, codes.astype(np.int64, copy=False), dropped


def frozen(array: Array) -> Array:
    """Return the array, contiguous and read-only."""
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return array
