from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.landscape import make_grid


def test_points_are_counted_in_their_cells() -> None:
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.0, 0.5]])
    grid = make_grid(xy, long=28)
    assert grid is not None
    assert (grid.nx, grid.ny) == (28, 16)  # 1.12 and 0.62 in cells of 0.04
    assert grid.cell == pytest.approx(0.04)
    assert grid.counts.sum() == 4
    assert grid.counts.ravel()[grid.cells[1]] == 2
    near = np.abs(grid.centres(grid.cells) - xy)
    assert (near <= grid.cell / 2 + 1e-9).all()


def test_every_point_keeps_a_margin_and_density_keeps_the_mass() -> None:
    xy = np.random.default_rng(0).uniform(-1, 1, (2000, 2))
    grid = make_grid(xy)
    assert grid is not None
    x0, y0, x1, y1 = grid.box
    assert (xy > [x0 + 0.1, y0 + 0.1]).all()
    assert (xy < [x1 - 0.1, y1 - 0.1]).all()
    assert grid.density.sum() == pytest.approx(2000, rel=1e-2)


def test_points_without_a_place_are_left_out() -> None:
    xy = np.array([[0.0, 0.0], [np.nan, 1.0], [1.0, 1.0], [np.inf, 0.0]])
    grid = make_grid(xy)
    assert grid is not None
    assert grid.counts.sum() == 2
    assert grid.cells[[1, 3]].tolist() == [-1, -1]


@pytest.mark.parametrize("xy", [np.empty((0, 2)), np.full((3, 2), np.nan)])
def test_no_points_no_grid(xy: np.ndarray) -> None:
    assert make_grid(xy) is None


@pytest.mark.parametrize("n", [1, 2, 50])
def test_points_that_are_all_the_same_lie_in_the_middle(n: int) -> None:
    grid = make_grid(np.full((n, 2), 0.25))
    assert grid is not None
    x0, y0, x1, y1 = grid.box
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((0.25, 0.25))
    assert x1 - x0 > 2
    assert grid.counts.max() == n
