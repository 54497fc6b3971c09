"""What a model believes of each row, in two bytes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["LEVELS", "STEP", "UNKNOWN", "belief_bytes"]

LEVELS = 63  # of the uncertainty; more of them would change with every model and show nothing
STEP = 4
UNKNOWN = 255
_PART = 1 << 16  # rows at once: they stay in the processor's cache


def belief_bytes(
    predicted: npt.NDArray[np.integer[Any]],
    uncertainty: npt.NDArray[np.floating[Any]],
    n_classes: int,
) -> tuple[npt.NDArray[Any], npt.NDArray[np.uint8]]:
    """Return class codes and uncertainty of N rows as narrow columns.

    Parameters
    ----------
    predicted : (N,) int
        -1 for none.
    uncertainty : (N,) float in [0, 1]
        NaN for unknown.
    n_classes : int

    Returns
    -------
    (N,) uint8, or uint16 from 255 classes on
        The largest value means none.
    (N,) uint8
        0 to 252 in steps of four, to the nearest; 255 unknown.
    """
    codes = predicted.astype(np.uint8 if n_classes < UNKNOWN else np.uint16)  # -1: the largest
    out = np.empty(len(uncertainty), dtype=np.uint8)
    for begin in range(0, len(out), _PART):
        levels = uncertainty[begin : begin + _PART].astype(np.float32)
        levels *= LEVELS
        levels += np.float32(0.5)
        unknown = np.isnan(levels)
        levels[unknown] = 0
        part = out[begin : begin + _PART]
        part[:] = np.clip(levels, 0, LEVELS, out=levels)  # rounded down: to the nearest level
        part *= STEP
        part[unknown] = UNKNOWN
    return codes, out
