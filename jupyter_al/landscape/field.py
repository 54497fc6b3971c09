"""What the model believes between the points of a map, from the points around each cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.landscape.grid import Grid

__all__ = ["Field", "Surround", "field", "field_of_codes", "surround"]

NEIGHBOURS = 16  # points that speak for a cell
CLOSEST = 3  # of them say whether there are points near: one alone is no neighbourhood
WHOLE = 20_000  # up to so many points all are asked ...
PER_CELL = 8  # ... beyond, so many drawn from each cell
FAINT = 0.02  # below, a cell is left empty
MOST_CLASSES = 255  # of those that were only kept by their codes

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Surround:
    """Which points speak for which cell; the same for all models on one map.

    Attributes
    ----------
    rows : (S,) ndarray of int64
        Points that are asked.
    cells : (M,) ndarray of int64
        Cells with points near.
    weights : (M, S) CSR matrix
        Weight of each point in each cell; rows sum to 1.
    near : (M,) ndarray of float32
        1 among the points, towards 0 away from them.
    """

    grid: Grid
    rows: npt.NDArray[np.int64]
    cells: npt.NDArray[np.int64]
    weights: Any
    near: Floats


@dataclass(frozen=True, eq=False)
class Field:
    """The belief of one model, cell by cell; row 0 is the lowest.

    Attributes
    ----------
    codes : (ny, nx) ndarray of int64
        Most probable class, -1 where there are no points near.
    strength : (ny, nx) ndarray of float32
        How clearly it leads, 0 to 1; 0 away from the points.
    uncertainty : (ny, nx) ndarray of float32
        Mean uncertainty, 0 to 1.
    near : (ny, nx) ndarray of float32
        1 among the points, towards 0 away from them.
    """

    grid: Grid
    codes: npt.NDArray[np.int64]
    strength: Floats
    uncertainty: Floats
    near: Floats


def surround(xy: npt.NDArray[Any], grid: Grid, seed: int = 0) -> Surround:
    """Find the points around every cell of a map, once for all models.

    A point at the distance d weighs exp(-d² / 2h²), where h is the median distance of the 16
    nearest, at least 0.8 of a cell (an adaptive Nadaraya-Watson average; Nadaraya, 1964). Of large
    maps a sample stratified by cell is asked: at most eight points of each.

    Parameters
    ----------
    xy : (N, 2) array
    grid : Grid
        Of the same map.
    seed : int
        The same seed draws the same sample.
    """
    from scipy.sparse import csr_matrix
    from scipy.spatial import cKDTree

    rows = _sample(grid, seed)
    tree = cKDTree(np.asarray(xy[rows], dtype=np.float64))
    cells = np.arange(grid.nx * grid.ny)
    k = min(NEIGHBOURS, len(rows))
    reach = _reach(tree, grid)
    distance, at = tree.query(grid.centres(cells), k=np.arange(1, k + 1))
    closest = distance[:, :CLOSEST].mean(axis=1)
    near = (np.exp(-0.5 * (closest / reach) ** 2) * _inside(grid)).astype(np.float32)
    kept = near > FAINT
    cells, distance, at, near = cells[kept], distance[kept], at[kept], near[kept]
    width = np.maximum(0.8 * grid.cell, distance[:, k // 2])[:, None]
    weights = np.exp(-0.5 * (distance / width) ** 2)
    weights /= weights.sum(axis=1, keepdims=True)
    starts = np.arange(len(cells) + 1) * k
    matrix = csr_matrix(
        (weights.ravel().astype(np.float32), at.ravel(), starts), shape=(len(cells), len(rows))
    )
    return Surround(grid, rows, cells, matrix, near)


def _sample(grid: Grid, seed: int) -> npt.NDArray[np.int64]:
    """Return all points, or of a large map a few of each cell."""
    placed = np.flatnonzero(grid.cells >= 0)
    if len(placed) <= WHOLE:
        return placed
    mixed = np.random.default_rng(seed).permutation(placed)
    cells = grid.cells[mixed].astype(np.uint16)  # of 16 bits they are sorted in linear time
    order = np.argsort(cells, kind="stable")
    counts = np.bincount(cells)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    rank = np.arange(len(order)) - first
    return np.sort(mixed[order[rank < PER_CELL]])


def _reach(tree: Any, grid: Grid) -> float:
    """Return how far a point is heard: twice the usual spacing, at least a cell and a half."""
    probes = tree.data[:: max(1, tree.n // 2000)]
    spacing = tree.query(probes, k=[min(CLOSEST + 1, tree.n)])[0]
    return max(1.5 * grid.cell, 2 * float(np.median(spacing)))


def _inside(grid: Grid) -> npt.NDArray[np.float64]:
    """Return 1 in every cell but those at the border, which fade: a field has no straight edge."""
    iy, ix = np.divmod(np.arange(grid.nx * grid.ny), grid.nx)
    border = np.minimum(np.minimum(ix, grid.nx - 1 - ix), np.minimum(iy, grid.ny - 1 - iy))
    faded: npt.NDArray[np.float64] = np.minimum(border / 4, 1.0)
    return faded


def field(
    around: Surround, probabilities: npt.NDArray[Any], uncertainty: npt.NDArray[Any]
) -> Field:
    """Return what a model believes in every cell.

    The strength is (p₁ - p₂) / (p₁ + p₂) of the two largest mean probabilities, so that it fades
    where neighbours disagree or the model wavers, with any number of classes.

    Parameters
    ----------
    around : Surround
    probabilities : (N, C) array
        Rows of NaN (no prediction) do not speak.
    uncertainty : (N,) array
        0 to 1.
    """
    known = np.asarray(probabilities[around.rows], dtype=np.float32)
    unsure = np.asarray(uncertainty[around.rows], dtype=np.float32)
    valid = np.isfinite(known).all(axis=1) & np.isfinite(unsure)
    known, unsure = np.where(valid[:, None], known, 0), np.where(valid, unsure, 0)
    mean = around.weights @ known
    return _drawn(around, mean, np.arange(mean.shape[1]), valid, unsure)


def field_of_codes(
    around: Surround, codes: npt.NDArray[Any], uncertainty: npt.NDArray[Any]
) -> Field:
    """Return what a model believed in every cell, from its classes and its doubt alone.

    The uncertainty of a row is ``1 - (p1 - p2)``: its class is taken to lead all others, which
    share what is left, by so much. With two classes that is :func:`field` itself.

    Parameters
    ----------
    around : Surround
    codes : (N,) array of int
        Negative: no prediction. Beyond the 255 most frequent classes none is drawn.
    uncertainty : (N,) array
        0 to 1; NaN for unknown.
    """
    from scipy.sparse import csr_matrix

    said = np.asarray(codes[around.rows], dtype=np.int64)
    unsure = np.asarray(uncertainty[around.rows], dtype=np.float32)
    valid = (said >= 0) & np.isfinite(unsure)
    unsure = np.where(valid, unsure, 0)
    classes, counts = np.unique(said[valid], return_counts=True)
    classes = np.sort(classes[np.argsort(-counts, kind="stable")][:MOST_CLASSES])
    valid &= np.isin(said, classes)
    rows = np.flatnonzero(valid)
    lead = (1 - unsure[rows], (rows, np.searchsorted(classes, said[rows])))
    # one column more, for a class that none of them was given
    votes = csr_matrix(lead, shape=(len(said), len(classes) + 1))
    rest = around.weights @ np.where(valid, unsure, 0) / max(2, len(classes))
    mean = (around.weights @ votes).toarray() + rest[:, None]
    return _drawn(around, mean, np.append(classes, -1), valid, unsure)


def _drawn(
    around: Surround,
    mean: npt.NDArray[Any],
    classes: npt.NDArray[np.int64],
    valid: npt.NDArray[np.bool_],
    unsure: Floats,
) -> Field:
    """Return a field from the mean belief, (M, C), in the cells; it is written over."""
    heard = around.weights @ valid.astype(np.float32)
    codes = mean.argmax(axis=1)
    first = np.take_along_axis(mean, codes[:, None], axis=1)[:, 0]
    np.put_along_axis(mean, codes[:, None], -1, axis=1)
    second = np.maximum(mean.max(axis=1), 0)
    near = around.near * heard
    lead = (first - second) / np.maximum(first + second, 1e-12)
    spoken = heard > 0

    def plane(values: npt.NDArray[Any], empty: float, kind: Any) -> npt.NDArray[Any]:
        grid = around.grid
        out = np.full(grid.nx * grid.ny, empty, dtype=kind)
        out[around.cells] = np.where(spoken, values, empty)
        return out.reshape(grid.ny, grid.nx)

    return Field(
        around.grid,
        plane(classes[codes], -1, np.int64),
        plane(lead * near, 0, np.float32),
        plane((around.weights @ unsure) / np.maximum(heard, 1e-12), 0, np.float32),
        plane(near, 0, np.float32),
    )
