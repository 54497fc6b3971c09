import sys

import numpy as np
import pytest
import scipy.sparse as sp
from sklearn import manifold

from jupyter_al.projection.trustworthiness import sampled_trustworthiness, trustworthiness

RNG = np.random.default_rng(0)
ROWS = RNG.standard_normal((120, 7)) * np.arange(7, 0, -1)
MAPS = {"good": ROWS[:, :2], "bad": RNG.standard_normal((120, 2))}


@pytest.mark.parametrize("which", MAPS)
@pytest.mark.parametrize("k", [1, 5, 15, 59])
def test_it_is_what_scikit_learn_computes(which, k):
    expected = manifold.trustworthiness(ROWS, MAPS[which], n_neighbors=k)
    assert trustworthiness(ROWS, MAPS[which], k) == pytest.approx(expected, abs=1e-12)


def test_chunks_do_not_show(monkeypatch):
    whole = trustworthiness(ROWS, MAPS["bad"])
    few = [slice(0, 50), slice(50, 51), slice(51, 120)]
    module = sys.modules["jupyter_al.projection.trustworthiness"]
    monkeypatch.setattr(module, "blocks", lambda *_: few)
    assert trustworthiness(ROWS, MAPS["bad"]) == whole


def test_a_worked_example():
    """Five points on a line, a map that puts the last one first: 1 - 2 * 3 / (5 * 1 * 6)."""
    rows = np.array([[0.0], [1.0], [2.1], [3.3], [4.6]])
    places = np.array([[0.0, 0], [1, 0], [2.1, 0], [3.3, 0], [-0.9, 0]])
    # on the map 0 has 4 as its neighbour (rank 4 in the features: 3 too far), 4 has 0 (rank 4)
    found = trustworthiness(rows, places, 1)
    assert found == pytest.approx(1 - 2 * (3 + 3) / (5 * 1 * 6))
    assert found == pytest.approx(manifold.trustworthiness(rows, places, n_neighbors=1))


def test_the_map_itself_is_perfect_and_a_random_one_is_about_a_half():
    rows = RNG.standard_normal((400, 3))
    assert trustworthiness(rows, rows) == 1
    assert trustworthiness(rows, RNG.standard_normal((400, 2))) == pytest.approx(0.5, abs=0.05)


def test_duplicates_cost_nothing():
    rows = np.repeat(ROWS[:10], 12, axis=0) + 1e4
    assert trustworthiness(rows, np.repeat(MAPS["good"][:10], 12, axis=0), 5) == 1


def test_equal_features_are_kept_by_any_map_and_one_heap_keeps_nothing():
    assert trustworthiness(np.ones((60, 3)), MAPS["bad"][:60], 5) == 1
    assert trustworthiness(ROWS, np.zeros((120, 2))) < 0.6


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_too_few_rows_have_no_number(n):
    assert trustworthiness(ROWS[:n], MAPS["good"][:n]) is None
    assert sampled_trustworthiness(ROWS[:n], MAPS["good"][:n]) == (None, n)


def test_few_rows_take_fewer_neighbours():
    expected = manifold.trustworthiness(ROWS[:9], MAPS["bad"][:9], n_neighbors=4)
    assert trustworthiness(ROWS[:9], MAPS["bad"][:9]) == pytest.approx(expected)


@pytest.mark.parametrize("kind", [np.float16, np.float32, sp.csr_matrix, sp.csr_array])
def test_other_kinds_of_features(kind):
    rows = kind(ROWS) if kind in (sp.csr_matrix, sp.csr_array) else ROWS.astype(kind)
    expected = trustworthiness(ROWS, MAPS["bad"])
    assert trustworthiness(rows, MAPS["bad"]) == pytest.approx(expected, abs=5e-3)


def test_huge_and_far_values_keep_their_digits():
    expected = trustworthiness(ROWS, MAPS["bad"])
    assert trustworthiness(ROWS * 1e200, MAPS["bad"]) == pytest.approx(expected)
    assert trustworthiness(ROWS + 1e6, MAPS["bad"]) == pytest.approx(expected, abs=1e-3)


def test_the_sample_is_seeded_bounded_and_of_placed_rows():
    places = MAPS["bad"].copy()
    places[::2] = np.nan
    value, size = sampled_trustworthiness(ROWS, places)
    assert size == 60
    assert value == pytest.approx(trustworthiness(ROWS[1::2], places[1::2]))
    first = sampled_trustworthiness(ROWS, MAPS["bad"], seed=3, sample=50)
    assert first == sampled_trustworthiness(ROWS, MAPS["bad"], seed=3, sample=50)
    assert first != sampled_trustworthiness(ROWS, MAPS["bad"], seed=4, sample=50)
    assert first[1] == 50
