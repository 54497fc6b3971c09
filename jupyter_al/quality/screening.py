"""Which items of a selection do not belong to the class that all of it shall get.

A map in two dimensions tears neighbours apart and lays strangers over one another, so what lies
together on it is looked at again in the features themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.exact_neighbours import exact_neighbours
from jupyter_al.numerics.points import Points

__all__ = ["REASONS", "Screening", "proposed", "screen"]

REASONS = ("label", "duplicate", "predicted", "far", "mixed")
"""Why an item is held back; where several hold, the first of them is told.

``label``: a person gave another one. ``duplicate``: nearly the same as an item of another label.
``predicted``: the model gives the class less than chance. ``far``: farther from its neighbours in
the region than 95 % of the region. ``mixed``: most of its neighbours lie outside of the region.
"""

NEIGHBOURS = 10
FAR = 95.0  # percentile
INSIDE = 0.5
DUPLICATE = 0.13  # of the median distance to the nearest neighbour
WORK = 5e10  # multiplications for the neighbours; a larger region is compared with a sample
FEWEST = 2000  # rows of that sample


@dataclass(frozen=True, eq=False)
class Screening:
    """What became of a region.

    Attributes
    ----------
    rows : (n,) int64
        The screened rows.
    reasons : (n,) int8
        -1 where a row is accepted, else the position in :data:`REASONS`.
    compared : int
        How many rows of the pool the neighbours were looked for in.
    """

    rows: Ints
    reasons: npt.NDArray[np.int8]
    compared: int

    @property
    def accepted(self) -> Ints:
        """Rows that nothing speaks against."""
        return self.rows[self.reasons < 0]


def screen(
    points: Points,
    region: Ints,
    rows: Ints,
    code: int,
    codes: npt.NDArray[np.int32],
    *,
    likely: Floats | None = None,
    n_classes: int = 2,
    rng: np.random.Generator,
    check: Callable[[float], None] = lambda done: None,
) -> Screening:
    """Hold back the rows of a region that may not be of one class.

    Parameters
    ----------
    points : Points
        The pool in the space of its features.
    region : (n,) int64
        Ascending positions of everything that was selected.
    rows : (m,) int64
        Those of them that shall get the label.
    code : int
        The class.
    codes : (N,) int32
        Labels standing now, -1 without one.
    likely : (m,) array, optional
        The model's probability of the class, in the rows; NaN counts for nothing.
    n_classes : int
        K; a probability below 1 / K speaks against a row.
    rng : numpy.random.Generator
        For the sample that a large region is compared with.
    check : callable
        Called with the share that is done; raises to stop.

    Returns
    -------
    Screening
    """
    reasons = np.full(len(rows), -1, dtype=np.int8)
    pool, compared = _reference(points, region, rng)
    k = NEIGHBOURS
    if len(region) > k and len(rows):  # of fewer nearly every one is looked at
        near, _ = exact_neighbours(
            points, rows, k, among=pool, check=lambda done: check(0.6 * done)
        )
        inside = np.isin(near, region)
        reasons[inside.sum(axis=1) < INSIDE * k] = REASONS.index("mixed")
        own = region if pool is None else np.intersect1d(region, pool)
        _, far = exact_neighbours(
            points, region, k, among=own, check=lambda done: check(0.6 + 0.3 * done)
        )
        mean = _mean_of_finite(far)
        some = np.isfinite(mean)
        if some.any():
            limit = np.percentile(mean[some], FAR)
            outlying = region[some & (mean > limit * (1 + 1e-9))]
            reasons[np.isin(rows, outlying)] = REASONS.index("far")
    if likely is not None:
        with np.errstate(invalid="ignore"):
            reasons[likely < 1 / n_classes] = REASONS.index("predicted")
    other = np.flatnonzero((codes >= 0) & (codes != code)).astype(np.int64)
    reasons[np.isin(rows, _copies(points, region, other, check))] = REASONS.index("duplicate")
    reasons[(codes[rows] >= 0) & (codes[rows] != code)] = REASONS.index("label")
    return Screening(rows, reasons, compared)


def proposed(
    predicted: Ints | None, codes: npt.NDArray[np.int32], region: Ints, n_classes: int
) -> int | None:
    """Return the class that most of a region has: predicted, else labelled; None without any."""
    for found in (None if predicted is None else predicted[region], codes[region]):
        if found is not None and (found >= 0).any():
            return int(np.bincount(found[found >= 0], minlength=n_classes).argmax())
    return None


def _reference(points: Points, region: Ints, rng: np.random.Generator) -> tuple[Ints | None, int]:
    """Return the rows to look for neighbours in: all of them (None), or a sample."""
    size = len(points)
    affordable = int(WORK / max(1, len(region) * points.rows.shape[1]))
    if affordable >= size:
        return None, size
    sample = rng.choice(size, size=min(size, max(FEWEST, affordable)), replace=False)
    return np.sort(sample).astype(np.int64), len(sample)


def _mean_of_finite(far: Floats) -> Floats:
    known = np.isfinite(far)
    count = known.sum(axis=1)
    total = np.where(known, far, 0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _copies(points: Points, region: Ints, other: Ints, check: Callable[[float], None]) -> Ints:
    """Return the rows of the region that hang together with one of another label.

    Near-duplicates are nearer than 0.13 of the median distance between nearest neighbours; the
    chains of them are followed within the region.
    """
    if not len(other) or not len(region):
        return np.empty(0, dtype=np.int64)
    outside = np.setdiff1d(other, region)
    near, far = exact_neighbours(
        points,
        region,
        min(NEIGHBOURS, max(1, len(region) - 1)),
        among=_some(region),
        check=lambda done: check(0.9 + 0.05 * done),
    )
    known = far[:, 0][np.isfinite(far[:, 0])]
    limit = DUPLICATE * max(float(np.median(known)) if len(known) else 0.0, 1e-6)
    marked = np.isin(region, other)
    if len(outside):
        _, distance = exact_neighbours(
            points, region, 1, among=outside, check=lambda done: check(0.95 + 0.05 * done)
        )
        marked |= distance[:, 0] < limit
    place = np.searchsorted(region, near)
    close = (near >= 0) & (far < limit)
    left, right = np.nonzero(close)[0], place[close]
    while True:  # as far as a chain of copies reaches
        reached = marked.copy()
        reached[right[marked[left]]] = True
        reached[left[marked[right]]] = True
        if reached.sum() == marked.sum():
            return region[marked]
        marked = reached


def _some(region: Ints) -> Ints:
    """Return the region, or an even part of a very large one."""
    return region[:: max(1, len(region) // 20_000)]
