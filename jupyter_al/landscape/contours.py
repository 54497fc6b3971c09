"""Lines of equal density, by marching squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.landscape.grid import Grid

__all__ = ["Contours", "contours"]

SHARES = (0.95, 0.8, 0.6, 0.4, 0.2)  # of the points lie inside of a line

Floats = npt.NDArray[np.float64]

# Corners of a square: 1 lower left, 2 lower right, 4 upper right, 8 upper left; edges: 0 bottom,
# 1 right, 2 top, 3 left. For each set of corners inside, the pairs of edges that a line joins.
_JOINS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),), 2: ((0, 1),), 3: ((3, 1),), 4: ((1, 2),), 6: ((0, 2),), 7: ((3, 2),),
    8: ((2, 3),), 9: ((2, 0),), 11: ((2, 1),), 12: ((1, 3),), 13: ((1, 0),), 14: ((0, 3),),
}  # fmt: skip
# Two opposite corners inside: the middle says whether they hang together.
_SADDLES = {
    5: (((3, 2), (1, 0)), ((3, 0), (1, 2))),  # joined, apart
    10: (((0, 3), (2, 1)), ((0, 1), (2, 3))),
}


@dataclass(frozen=True, eq=False)
class Contours:
    """Lines as loose segments.

    Attributes
    ----------
    shares : tuple of float
        Share of the points inside of each line, from the outermost to the innermost.
    segments : tuple of (S, 4) ndarray of float32
        x, y, x, y of the segments of each line, in the map's own units.
    """

    shares: tuple[float, ...]
    segments: tuple[npt.NDArray[np.float32], ...]


def contours(grid: Grid, shares: tuple[float, ...] = SHARES) -> Contours:
    """Return the lines that enclose the densest shares of the points (Hyndman, 1996)."""
    padded = np.pad(grid.density, 1)  # so that every line is closed
    falling = np.sort(grid.density.ravel())[::-1]
    mass = np.cumsum(falling)
    lines = []
    for share in shares:
        level = float(falling[min(int(np.searchsorted(mass, share * mass[-1])), len(falling) - 1)])
        found = marching_squares(padded, level) - 0.5  # padding: half a cell, then in the middle
        scaled = found * grid.cell + np.tile([grid.x0, grid.y0], 2)
        lines.append(scaled.astype(np.float32))
    return Contours(tuple(shares), tuple(lines))


def marching_squares(values: Floats, level: float) -> Floats:
    """Return the segments where a plane crosses a level (Lorensen & Cline, 1987, in the plane).

    Parameters
    ----------
    values : (ny, nx) ndarray
    level : float

    Returns
    -------
    (S, 4) ndarray
        x, y, x, y in units of the grid; values lie on whole numbers.
    """
    inside = values >= level
    a, b, c, d = values[:-1, :-1], values[:-1, 1:], values[1:, 1:], values[1:, :-1]
    corners = (inside[:-1, :-1], inside[:-1, 1:], inside[1:, 1:], inside[1:, :-1])
    case = np.zeros(a.shape, dtype=np.int8)
    for bit, corner in enumerate(corners):
        case |= corner.astype(np.int8) << bit
    joined = (a + b + c + d) / 4 >= level
    out: list[Floats] = []

    def take(squares: npt.NDArray[np.bool_], pair: tuple[int, int]) -> None:
        iy, ix = np.nonzero(squares)
        ends = [_crossing(edge, a, b, c, d, level, iy, ix) for edge in pair]
        out.append(np.concatenate(ends, axis=1))

    for number, pairs in _JOINS.items():
        for pair in pairs:
            take(case == number, pair)
    for number, (together, apart) in _SADDLES.items():
        for pairs, middle in ((together, joined), (apart, ~joined)):
            for pair in pairs:
                take((case == number) & middle, pair)
    return np.concatenate(out)


def _crossing(
    edge: int,
    a: Floats,
    b: Floats,
    c: Floats,
    d: Floats,
    level: float,
    iy: npt.NDArray[np.intp],
    ix: npt.NDArray[np.intp],
) -> Floats:
    """Return the (n, 2) points where an edge of some squares crosses the level, linearly."""
    low, high = ((a, b), (b, c), (d, c), (a, d))[edge]
    v, w = low[iy, ix], high[iy, ix]
    t = (level - v) / np.where(w == v, 1, w - v)
    x = ix + (t if edge in (0, 2) else float(edge == 1))
    y = iy + (t if edge in (1, 3) else float(edge == 2))
    return np.stack([x, y], axis=1).astype(np.float64)
