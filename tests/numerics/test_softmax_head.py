"""Sums over many rows, against the same sums row by row."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics.softmax_head import Coordinates, influence, summed_gradient

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(60, 4))
LEFT = RNG.normal(size=(60, 3))
COORDINATES = Coordinates(np.array([0.5, -1, 0, 2]), 2.0)
INDICES = {
    "all": np.arange(60),
    "nearly all": np.delete(np.arange(60), [7, 20]),
    "few": np.array([1, 30, 59]),
    "in another order": np.arange(60)[::-1],
}


@pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
def test_a_sum_of_gradients(index: np.ndarray) -> None:
    found = summed_gradient(ROWS, index, lambda some: LEFT[some], COORDINATES)
    seen = COORDINATES.rows(ROWS[index])
    np.testing.assert_allclose(found, LEFT[index].T @ seen, atol=1e-10)


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_a_broken_row_in_between_changes_nothing(broken: float) -> None:
    index = INDICES["nearly all"]
    rows = ROWS.copy()
    rows[[7, 20], 1] = broken
    with np.errstate(all="raise"):
        found = summed_gradient(rows, index, lambda some: LEFT[some], COORDINATES)
        solution = RNG.normal(size=(3, 5))
        moved = influence(rows, np.abs(LEFT[index]), solution, COORDINATES, index)
    plain = summed_gradient(ROWS[index], np.arange(58), lambda some: LEFT[index[some]], COORDINATES)
    np.testing.assert_allclose(found, plain, atol=1e-10)
    alone = influence(ROWS[index], np.abs(LEFT[index]), solution, COORDINATES)
    np.testing.assert_allclose(moved, alone, atol=1e-10)
