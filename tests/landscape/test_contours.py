from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.landscape import contours, make_grid
from jupyter_al.landscape.contours import marching_squares


def ends(segments: np.ndarray) -> np.ndarray:
    """How often each end point occurs."""
    points = np.round(segments.reshape(-1, 2), 9)
    return np.unique(points, axis=0, return_counts=True)[1]


def test_one_high_corner_is_cut_off() -> None:
    segments = marching_squares(np.array([[4.0, 0.0], [0.0, 0.0]]), 1.0)
    assert sorted(segments.reshape(2, 2).tolist()) == [[0.0, 0.75], [0.75, 0.0]]


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_lines_are_closed_and_lie_on_the_level(level: float) -> None:
    y, x = np.mgrid[-20:21, -20:21].astype(float)
    values = np.exp(-(x**2 + y**2) / 100)
    segments = marching_squares(values, level)
    assert (ends(segments) == 2).all()
    radius = np.hypot(*(segments.reshape(-1, 2) - 20).T)
    assert radius == pytest.approx(10 * np.sqrt(-np.log(level)), abs=0.1)


def test_saddles_never_leave_an_open_end() -> None:
    values = np.pad(np.random.default_rng(0).integers(0, 2, (30, 30)).astype(float), 1)
    assert (ends(marching_squares(values, 0.5)) % 2 == 0).all()


def test_nothing_crosses_a_level_above_all() -> None:
    assert marching_squares(np.zeros((5, 5)), 1.0).shape == (0, 4)


def test_lines_hold_their_shares_of_the_points() -> None:
    xy = np.random.default_rng(0).normal(0, 0.3, (20_000, 2))
    grid = make_grid(xy)
    assert grid is not None
    found = contours(grid, shares=(0.8, 0.5))
    for share, segments in zip(found.shares, found.segments, strict=True):
        radius = np.hypot(*segments.reshape(-1, 2).T).mean()
        inside = float((np.hypot(*xy.T) < radius).mean())
        assert inside == pytest.approx(share, abs=0.04)


@pytest.mark.parametrize("n", [1, 2])
def test_few_points(n: int) -> None:
    grid = make_grid(np.linspace(0, 1, n)[:, None] * [1.0, 0.0])
    assert grid is not None
    assert all(np.isfinite(line).all() for line in contours(grid).segments)
