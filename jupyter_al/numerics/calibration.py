"""How far confidence and accuracy are apart, and the temperature that brings them together."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.softmax import softmax

__all__ = ["TEMPERATURES", "best_temperature", "calibration_error"]

TEMPERATURES = np.arange(10, 200) / 10.0
"""1.0, 1.1, ..., 19.9: the grid of Bae, Oliveira and Sutherland (2025)."""


def calibration_error(probabilities: Floats, labels: Ints, bins: int = 15) -> float:
    """Return the expected calibration error (Naeini et al. 2015; Guo et al. 2017).

    ``sum over bins of share * |accuracy - mean confidence|`` for equally wide bins of the
    largest probability, each open below and closed above.
    """
    known = np.asarray(probabilities, dtype=np.float64)
    if not len(known):
        return 0.0
    confidence, right = known.max(axis=1), known.argmax(axis=1) == labels
    bin_ = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    gap = np.bincount(bin_, weights=right - confidence, minlength=bins)
    return float(np.abs(gap).sum() / len(known))


def best_temperature(logits: Floats, labels: Ints) -> float:
    """Return the temperature of the grid with the least calibration error, the lowest of a tie."""
    logits = np.asarray(logits, dtype=np.float64)
    with np.errstate(under="ignore"):
        errors = [calibration_error(softmax(logits / t), labels) for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(errors))])
