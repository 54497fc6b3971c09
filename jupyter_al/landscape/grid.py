"""The map in square cells: which cell a point lies in, and how dense the points are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Grid", "make_grid"]

LONG = 96  # cells on the longer side: about five pixels each in a pane of usual size
MARGIN = 0.06  # of the longer side, free all around
SHARPER = 0.4  # of Scott's bandwidth, which is made for one hill and hides that there are several

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Grid:
    """Square cells over the places of a map.

    Attributes
    ----------
    x0, y0 : float
        Lower corner, in the map's own units.
    cell : float
        Side of a cell.
    nx, ny : int
        Cells on either axis.
    cells : (N,) ndarray of int32
        Cell ``iy * nx + ix`` of each point; -1 for a point without a place.
    counts : (ny, nx) ndarray
        Points in each cell.
    sigma : float
        Bandwidth of `density`, in cells.
    density : (ny, nx) ndarray
        The counts, smoothed by a Gaussian.
    """

    x0: float
    y0: float
    cell: float
    nx: int
    ny: int
    cells: npt.NDArray[np.int32]
    counts: Floats
    sigma: float
    density: Floats

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Lower and upper corner: x0, y0, x1, y1."""
        return (
            self.x0,
            self.y0,
            self.x0 + self.nx * self.cell,
            self.y0 + self.ny * self.cell,
        )

    def centres(self, cells: npt.NDArray[Any]) -> Floats:
        """Return the (n, 2) centres of some cells."""
        iy, ix = np.divmod(cells, self.nx)
        return np.stack(
            [self.x0 + (ix + 0.5) * self.cell, self.y0 + (iy + 0.5) * self.cell], axis=1
        )


def make_grid(xy: npt.NDArray[Any], long: int = LONG) -> Grid | None:
    """Lay cells over a map.

    The bandwidth of the density is 0.4 of Scott's, h = n^(-1/6) s with the standard deviation s
    (Scott, 1979), and at least a cell.

    Parameters
    ----------
    xy : (N, 2) array
        Rows that are not finite have no place.
    long : int
        Cells on the longer side.

    Returns
    -------
    Grid, or None when no point has a place
    """
    placed = np.isfinite(xy).all(axis=1)
    n = int(placed.sum())
    if n == 0:
        return None
    whole = n == len(xy)
    at = np.asarray(xy if whole else xy[placed], dtype=np.float64)
    low, high = at.min(axis=0), at.max(axis=0)
    centre, size = (low + high) / 2, high - low
    span = float(size.max())
    if span <= 1e-9 * max(1.0, float(np.abs(centre).max())):  # all points are one
        span, size = 2.0, np.array([2.0, 2.0])
    cell = span * (1 + 2 * MARGIN) / long
    nx, ny = (max(1, int(np.ceil((s + 2 * MARGIN * span) / cell - 1e-6))) for s in size)
    x0, y0 = centre[0] - nx * cell / 2, centre[1] - ny * cell / 2
    ix = np.clip(((at[:, 0] - x0) / cell).astype(np.int32), 0, nx - 1)
    iy = np.clip(((at[:, 1] - y0) / cell).astype(np.int32), 0, ny - 1)
    inside = iy * np.int32(nx) + ix
    cells = inside if whole else np.full(len(xy), -1, dtype=np.int32)
    if not whole:
        cells[placed] = inside
    counts = np.bincount(inside, minlength=nx * ny).reshape(ny, nx).astype(np.float64)
    spread = float(at.std(axis=0).mean()) / cell
    sigma = float(np.clip(SHARPER * n ** (-1 / 6) * spread, 1.0, long / 12))
    return Grid(float(x0), float(y0), cell, nx, ny, cells, counts, sigma, smooth(counts, sigma))


def smooth(values: Floats, sigma: float) -> Floats:
    """Return a (ny, nx) plane smoothed by a Gaussian of `sigma` cells; nothing lies outside."""
    from scipy.ndimage import gaussian_filter

    out: Floats = gaussian_filter(values, sigma, mode="constant", truncate=4.0)
    return out
