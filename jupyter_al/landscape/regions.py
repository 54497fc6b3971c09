"""Regions of a map: the hills of its density, as many as can be read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.landscape.grid import Grid
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.weighted_kmeans import weighted_kmeans

__all__ = ["Regions", "find_regions"]

MOST = 30  # a page shows those that fit: about twelve at once, others when it is nearer
CLEAR = 1.5  # a hill stands out when it is three standard deviations above its saddle
ENOUGH = 8  # regions; where fewer stand out, lower hills count too, ...
SLIGHT = 0.75  # ... but not those that chance alone makes everywhere
TOO_LARGE = 0.45  # of all points: such a hill tells nothing and is cut into pieces
FEWEST = 5  # points

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Regions:
    """Points in regions, the largest first.

    Attributes
    ----------
    region_of : (N,) ndarray of int32
        Region of each point, -1 for none.
    sizes : (R,) ndarray of int64
    centres : (R, 2) ndarray
        A place inside of each region, as near to its middle as can be.
    boxes : (R, 4) ndarray
        x0, y0, x1, y1 of each region's cells.
    """

    region_of: Ints
    sizes: npt.NDArray[np.int64]
    centres: npt.NDArray[np.float64]
    boxes: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.sizes)


def find_regions(grid: Grid, most: int = MOST) -> Regions:
    """Divide a map along the valleys of its density.

    Cells are taken from the densest down; each joins the hill beside it, and where two hills meet
    the lower one is merged when it does not stand out (ToMATo; Chazal, Guibas, Oudot & Skraba,
    2013). Heights are square roots of counts, whose standard deviation is 1/2 everywhere
    (Anscombe, 1948), so that one threshold serves dense and sparse parts. When more than `most`
    hills stand out, those that stand out most are kept. A hill with almost half of all points is
    cut by k-means into pieces of about an eighth of them.

    Parameters
    ----------
    grid : Grid
    most : int
        Regions at most.
    """
    # points within the kernel, as many as weigh in a smoothed cell
    height = np.sqrt(grid.density * 4 * np.pi * grid.sigma**2)
    height[grid.density < 1e-6 * grid.density.max()] = 0
    rises = sorted((rise for rise in _hills(height, np.inf)[1].values()), reverse=True)
    least = max(SLIGHT, min([CLEAR, *rises[ENOUGH - 1 : ENOUGH]]))
    if len(rises) > most:
        least = max(least, float(np.nextafter(rises[most], np.inf)))
    hill_of, hills = _hills(height, least)
    kept = [peak for peak, rise in hills.items() if rise >= least]
    number = np.full(height.size + 1, -1, dtype=np.int32)  # the last is for cells of no hill
    number[kept] = np.arange(len(kept))
    of_cell = _cut(grid, number[hill_of], len(kept))
    return _in_order(grid, of_cell, _sizes(grid, of_cell))


def _sizes(grid: Grid, of_cell: Ints) -> npt.NDArray[np.int64]:
    """Return the points in each region."""
    held = of_cell >= 0
    return np.bincount(of_cell[held], weights=grid.counts.ravel()[held]).astype(np.int64)


def _cut(grid: Grid, of_cell: Ints, hills: int) -> Ints:
    """Cut the hills that are too large into pieces with new numbers."""
    counts = grid.counts.ravel()
    whole, count = counts.sum(), hills
    for hill, size in enumerate(_sizes(grid, of_cell)):
        pieces = round(ENOUGH * size / whole)
        if size <= TOO_LARGE * whole or size < pieces * FEWEST * 2:
            continue
        cells = np.flatnonzero(of_cell == hill)
        rng = np.random.default_rng(0)
        groups = weighted_kmeans(
            Points.of(grid.centres(cells)),
            pieces,
            rng=rng,
            use=np.arange(len(cells)),
            weights=counts[cells],
        )
        piece = groups.assignment
        of_cell[cells[piece > 0]] = (count - 1 + piece[piece > 0]).astype(np.int32)
        count += len(groups.centres) - 1
    return of_cell


def _hills(
    height: npt.NDArray[np.float64], least: float
) -> tuple[npt.NDArray[np.int64], dict[int, float]]:
    """Return the hill (its peak's cell, -1 for none) of each cell, and how far each hill rises.

    With an infinite `least` all that meet are merged, and what a merged one rose is kept.
    """
    ny, nx = height.shape
    heights = height.ravel().tolist()
    order = np.argsort(-height.ravel(), kind="stable")[: int(np.count_nonzero(height))].tolist()
    parent: dict[int, int] = {}  # peak -> peak it was merged into, or itself
    rises: dict[int, float] = {}
    hill = [-1] * len(heights)

    def root(peak: int) -> int:
        while parent[peak] != peak:
            parent[peak] = parent[parent[peak]]
            peak = parent[peak]
        return peak

    for cell in order:
        iy, ix = divmod(cell, nx)
        roots: dict[int, float] = {}
        for y in range(max(0, iy - 1), min(ny, iy + 2)):
            for x in range(max(0, ix - 1), min(nx, ix + 2)):
                beside = hill[y * nx + x]
                if beside >= 0:
                    found = root(beside)
                    roots[found] = max(roots.get(found, 0.0), heights[y * nx + x])
        if not roots:
            hill[cell] = parent[cell] = cell
            rises[cell] = heights[cell]  # above the ground
            continue
        own = max(roots, key=lambda peak: roots[peak])  # the steepest way up
        hill[cell] = own
        top = max(roots, key=lambda peak: heights[peak])
        for peak in roots:
            rise = heights[peak] - heights[cell]
            if peak != top and rise < least:
                parent[peak] = top
                if np.isinf(least):
                    rises[peak] = rise
                else:
                    del rises[peak]
    whole = np.array([root(peak) if peak >= 0 else -1 for peak in hill], dtype=np.int64)
    return whole, rises


def _in_order(grid: Grid, of_cell: Ints, sizes: npt.NDArray[np.int64]) -> Regions:
    """Drop what is too small, put the largest first, and find the middles."""
    order = np.argsort(-sizes, kind="stable")
    order = order[sizes[order] >= FEWEST]
    number = np.full(len(sizes) + 1, -1, dtype=np.int32)
    number[order] = np.arange(len(order))
    of_cell = number[of_cell]
    # -1, no place, takes the last entry
    region_of = np.append(of_cell, np.int32(-1))[grid.cells]
    counts = grid.counts.ravel()
    centres, boxes = np.zeros((len(order), 2)), np.zeros((len(order), 4))
    for k in range(len(order)):
        cells = np.flatnonzero((of_cell == k) & (counts > 0))
        at = grid.centres(cells)
        middle = np.average(at, axis=0, weights=counts[cells])
        centres[k] = at[np.square(at - middle).sum(axis=1).argmin()]
        half = grid.cell / 2
        boxes[k] = (*(at.min(axis=0) - half), *(at.max(axis=0) + half))
    return Regions(region_of, sizes[order], centres, boxes)
