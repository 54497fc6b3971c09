"""How far the accuracy of a model moves when other labels, as many, are drawn to learn from."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from jupyter_al.numerics.arrays import Floats

__all__ = ["training_spread"]


def training_spread(repeats: Sequence[tuple[int, Floats]], room: int) -> float:
    """Return the standard deviation of the accuracy between training sets of `room` labels.

    Parameters
    ----------
    repeats : sequence of (labels, (R, h) array)
        For R training sets of so many labels each, drawn from the same `room` ones: whether
        each of h items was predicted right.
    room : int
        Labels to draw from.

    Returns
    -------
    float
        0 where nothing was repeated.

    Notes
    -----
    What the items of one model have in common is the mean covariance of two of them over the
    repeats, ``(h var(mean) - mean(var)) / (h - 1)``. Sets drawn without replacement from `room`
    labels are too alike by ``1 - n / room``, and the variance falls as 1/n. A mean over subsets
    of one slice varies between slices as a model of the whole slice does (the leading term of
    Hoeffding, 1948), so one number serves all sizes.
    """
    found, weights = [], []
    for n, right in repeats:
        times, h = right.shape
        if times < 2 or h < 2 or n >= room:
            continue
        of_mean = right.mean(axis=1).var(ddof=1)
        of_items = right.var(axis=0, ddof=1).mean()
        common = (h * of_mean - of_items) / (h - 1)
        found.append(common / (1 - n / room) * n / room)
        weights.append((times - 1) * (1 - n / room))  # of a set of nearly all little is known
    if not found:
        return 0.0
    return math.sqrt(max(0.0, float(np.average(found, weights=weights))))
