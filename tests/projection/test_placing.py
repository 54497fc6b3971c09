"""New points on a map that stands."""

import numpy as np
import pytest
import scipy.sparse as sp

from jupyter_al.projection import given, place, principal
from jupyter_al.projection.placing import place_among

RNG = np.random.default_rng(0)
ROWS = (RNG.standard_normal((200, 5)) * [9, 5, 1, 1, 1] + 3).astype(np.float32)


def test_a_worked_example():
    """Distances 1, 2, 4 and a scale of 4 / 3: weights 1, exp(-3/4), exp(-9/4)."""
    rows = np.float32([[1, 0], [0, 2], [-4, 0], [90, 90]])
    places = np.float32([[0, 0], [1, 0], [0, 1], [5, 5]])
    w = np.exp(-np.array([0, 1, 3]) / (4 / 3))
    found = place_among(np.zeros((1, 2), np.float32), rows, places, k=3)
    np.testing.assert_allclose(found[0], w @ places[:3] / w.sum(), rtol=1e-6)


def test_a_known_row_lies_exactly_where_it_is_and_rows_that_are_not_finite_nowhere():
    places = RNG.standard_normal((200, 2)).astype(np.float32)
    new = ROWS[[3, 77, 5]].copy()
    new[2, 0] = np.nan
    found = place_among(new, ROWS, places)
    np.testing.assert_array_equal(found[:2], places[[3, 77]])
    assert np.isnan(found[2]).all()


def test_a_row_equal_to_several_lies_in_the_middle_of_them():
    rows = np.float32([[0, 0], [0, 0], [1, 1], [5, 5]])
    places = np.float32([[0, 0], [2, 0], [9, 9], [9, 9]])
    found = place_among(np.zeros((1, 2), np.float32), rows, places)
    np.testing.assert_allclose(found, [[1, 0]])
    alike = np.ones((6, 2), np.float32)
    np.testing.assert_allclose(place_among(alike[:1], alike, np.float32([[3, 4]] * 6)), [[3, 4]])


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_rows_to_place_among(n):
    rows = ROWS[: max(1, n)]
    found = place_among(ROWS[50 : 50 + n], rows, np.zeros((len(rows), 2), np.float32))
    assert found.shape == (n, 2)
    assert not found.any()


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, sp.csr_matrix, sp.csr_array])
def test_on_a_pca_by_its_own_axes(kind):
    rows = kind(ROWS) if kind in (sp.csr_matrix, sp.csr_array) else ROWS.astype(kind)
    shown = principal(rows)
    np.testing.assert_allclose(place(rows, rows, shown), shown.coordinates, atol=2e-5)
    outside = kind(5 * ROWS[:4]) if "csr" in kind.__name__ else (5 * ROWS[:4]).astype(kind)
    assert np.abs(place(outside, rows, shown)).max() > 1


@pytest.mark.parametrize("kind", [np.float16, np.float64, sp.csr_matrix])
def test_on_another_map_among_its_neighbours(kind):
    rows = kind(ROWS) if kind is sp.csr_matrix else ROWS.astype(kind)
    shown = given(ROWS[:, :2], 200)
    # sparse rows go through their main components, which find the same neighbours
    np.testing.assert_allclose(place(rows, rows, shown), shown.coordinates, atol=1e-5)


def test_only_placed_and_finite_rows_are_neighbours():
    places = ROWS[:, :2].copy()
    places[3] = np.nan
    features = ROWS.copy()
    features[4] = np.nan
    shown = given(places, 200)
    found = place(ROWS[3:5], features, shown)
    assert np.isfinite(found).all()
    assert not np.array_equal(found[1], shown.coordinates[4])


def test_without_any_neighbour_there_is_no_place():
    nothing = np.full((3, 5), np.nan, np.float32)
    for shown in (principal(nothing), given(np.full((3, 2), np.nan), 3)):
        assert np.isnan(place(ROWS[:2], nothing, shown)).all()
    assert np.isnan(place(nothing, ROWS, principal(ROWS))).all()
