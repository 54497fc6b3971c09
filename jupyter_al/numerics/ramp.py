"""Numbers as bytes on a ramp between two real ends."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats

__all__ = ["STEPS", "UNKNOWN", "on_ramp", "ramp_range"]

UNKNOWN = 255
STEPS = 254
TAIL = 0.005  # share of the values beyond each end, where they would squeeze the rest
_SAMPLE = 100_000  # values that say where the tails begin


def ramp_range(values: Floats) -> tuple[float, float]:
    """Return the numbers at both ends of the ramp.

    The least and the largest value; where a few extreme ones would take more than half of the
    ramp, the values that about 0.5 % lie beyond. (0, 0) where no value is finite.

    Parameters
    ----------
    values : (N,) float
        NaN and infinity are left out.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 0.0
    low, high = float(known.min()), float(known.max())
    every = -(-len(known) // _SAMPLE)
    inner = np.quantile(known[::every], [TAIL, 1 - TAIL])
    if 0 < inner[1] - inner[0] < (high - low) / 2:
        return float(inner[0]), float(inner[1])
    return low, high


def on_ramp(values: Floats, low: float, high: float) -> npt.NDArray[np.uint8]:
    """Map [low, high] to 0..254 and what lies beyond to the ends; NaN and infinity become 255."""
    known = np.isfinite(values)
    out = np.full(len(values), UNKNOWN, dtype=np.uint8)
    span = high - low
    if span > 0:
        steps = (values[known] - low) * (STEPS / span)
        out[known] = np.clip(np.rint(steps), 0, STEPS).astype(np.uint8)
    else:
        out[known] = STEPS // 2
    return out
