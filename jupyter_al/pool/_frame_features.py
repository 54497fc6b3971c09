"""Numbers from the columns of a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import PoolError

__all__ = ["frame_features"]

_MAX_VALUES = 20


def frame_features(
    frame: Any, columns: Iterable[int], *, chosen: bool
) -> tuple[npt.NDArray[np.float32], tuple[str, ...]]:
    """Return standardised numbers and one-hot texts of some columns of a table.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : iterable of int
        Positions of the columns.
    chosen : bool
        Whether the user named them: a column that gives no features is then an error, else it
        is left out and named in the notes.

    Returns
    -------
    features : (N, D) ndarray of float32
        Numbers have mean 0 and standard deviation 1 over the finite values; a constant column
        is 0.
    notes : tuple of str
    """
    blocks: list[npt.NDArray[np.float32]] = []
    left_out = []
    for j in columns:
        series = frame.iloc[:, j]
        numbers = _numbers(series)
        block = _one_hot(series) if numbers is None else _standardised(numbers)
        if block is not None:
            blocks.append(block)
        elif chosen:
            raise PoolError(
                f"The column {frame.columns[j]!r} gives no features: it holds neither numbers nor "
                f"texts of at most {_MAX_VALUES} different values. Leave it out, or pass "
                "embeddings of it."
            )
        else:
            left_out.append(repr(frame.columns[j]))
    if not blocks:
        raise PoolError(
            "No column of the table gives features: name columns of numbers with features=[...], "
            "or pass embeddings=..."
        )
    notes: tuple[str, ...] = ()
    if left_out:
        notes = (
            f"Not used as features, because they hold neither numbers nor at most {_MAX_VALUES} "
            f"different texts: {', '.join(left_out[:8])}{', …' if len(left_out) > 8 else ''}.",
        )
    return np.hstack(blocks), notes


def _numbers(series: Any) -> npt.NDArray[np.float64] | None:
    import pandas as pd
    from pandas.api import types

    if types.is_datetime64_any_dtype(series):
        series = (series - series.min()) / pd.Timedelta(1, "D")
    elif types.is_timedelta64_dtype(series):
        series = series / pd.Timedelta(1, "D")
    if not types.is_numeric_dtype(series) or types.is_complex_dtype(series):
        return None
    numbers: npt.NDArray[np.float64] = series.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers


def _standardised(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    finite = numbers[np.isfinite(numbers)]
    if finite.size:
        # a column of huge numbers must not overflow in its own square
        scale = float(np.abs(finite).max()) or 1.0
        numbers, finite = numbers / scale, finite / scale
        deviation = float(finite.std())
        # rounding leaves a constant column a deviation just above zero
        constant = deviation <= 1e-12
        numbers = (numbers - finite.mean()) / (1.0 if constant else deviation)
        if constant:
            numbers = np.where(np.isfinite(numbers), 0.0, numbers)
    return numbers.astype(np.float32)[:, None]


def _one_hot(series: Any) -> npt.NDArray[np.float32] | None:
    try:
        values = series.dropna().unique()
    except TypeError:  # lists and other things that cannot be compared
        return None
    if not 0 < len(values) <= _MAX_VALUES:
        return None
    names = sorted(map(str, values))
    texts = series.astype(object).map(str, na_action="ignore").to_numpy()
    return np.stack([texts == name for name in names], axis=1).astype(np.float32)
