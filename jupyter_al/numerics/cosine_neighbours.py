"""The nearest neighbours of each row by cosine, within the set of rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points

__all__ = ["EXACT_UP_TO", "cosine_neighbours"]

EXACT_UP_TO = 8192
_PROBES = 4


def cosine_neighbours(
    units: Floats,
    k: int,
    *,
    rng: np.random.Generator,
    of: Ints | None = None,
    exact_up_to: int = EXACT_UP_TO,
    check: Callable[[], None] = lambda: None,
) -> tuple[Ints, Floats]:
    """Return the k nearest other rows of each row, the nearest first, and their cosines.

    Up to `exact_up_to` rows all pairs are compared, block by block. Above it the rows are
    clustered into ``2 sqrt(M)`` cells and compared with those of the cells nearest to their own.

    Parameters
    ----------
    units : (M, D) array
        Rows of length one (or zero), M > 1.
    k : int
        At most M - 1 are returned.
    rng : numpy.random.Generator
        For the cells.
    of : (Q,) int64, optional
        Only the neighbours of these few rows, all pairs with them being compared.
    exact_up_to : int
    check : callable
        Called for each block; raises to stop.

    Returns
    -------
    (M, k) int64 and (M, k) float, or (Q, k)
        Equal cosines in the order of the rows.
    """
    size = len(units)
    k = min(k, size - 1)
    everything = np.arange(size)
    if of is not None or size <= exact_up_to:
        return _among(units, k, everything if of is None else of, everything, check)
    near = np.empty((size, k), dtype=np.int64)
    cosines = np.empty((size, k), dtype=units.dtype)
    for own, others in _cells(units, k, rng):
        near[own], cosines[own] = _among(units, k, own, others, check)
    return near, cosines


def _among(
    units: Floats, k: int, own: Ints, others: Ints, check: Callable[[], None]
) -> tuple[Ints, Floats]:
    """Return the nearest of `others` to each of `own`, which are among them."""
    near = np.empty((len(own), k), dtype=np.int64)
    cosines = np.empty((len(own), k), dtype=units.dtype)
    theirs = units if len(others) == len(units) else units[others]
    for part in blocks(len(own), len(others) * 8):
        check()
        near[part], cosines[part] = _nearest(units[own[part]], theirs, own[part], others, k)
    return near, cosines


def _nearest(rows: Floats, theirs: Floats, own: Ints, others: Ints, k: int) -> tuple[Ints, Floats]:
    alike = rows @ theirs.T
    alike[np.arange(len(own)), np.searchsorted(others, own)] = -np.inf
    at = np.arange(len(own))[:, None]
    cut = len(others) - k
    best = np.argpartition(alike, cut, axis=1)[:, cut:] if cut > 0 else None
    if best is None:
        best = np.tile(np.arange(len(others)), (len(own), 1))
    best = np.sort(best, axis=1)  # so that the stable sort puts equal ones in order
    best = np.take_along_axis(best, np.argsort(-alike[at, best], axis=1, kind="stable"), axis=1)
    return others[best], alike[at, best]


def _cells(units: Floats, k: int, rng: np.random.Generator) -> list[tuple[Ints, Ints]]:
    """Return the rows of each cell, and the rows of the cells around it (ascending)."""
    clusters = kmeans(Points.of(units), int(2 * np.sqrt(len(units))), rng=rng, per_centre=16)
    count = len(clusters.centres)
    members = np.split(
        np.argsort(clusters.assignment, kind="stable"),
        np.cumsum(np.bincount(clusters.assignment, minlength=count))[:-1],
    )
    sizes = np.einsum("ij,ij->i", clusters.centres, clusters.centres)
    far = sizes - 2 * (clusters.centres @ clusters.centres.T)
    groups = []
    for cell, own in enumerate(members):
        if not len(own):
            continue
        order = np.argsort(far[cell], kind="stable")
        order = np.concatenate([[cell], order[order != cell]])
        held = np.cumsum([len(members[c]) for c in order])
        # more cells where a few hold too few rows
        probes = max(_PROBES, int(np.searchsorted(held, k + 1)) + 1)
        around = np.sort(np.concatenate([members[c] for c in order[:probes]]))
        groups.append((np.sort(own), around))
    return groups
