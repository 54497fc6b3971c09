from __future__ import annotations

import numpy as np

from jupyter_al.numerics.dataset_map import dataset_map, out_of_bag


def test_the_histories_of_card_22() -> None:
    chances = np.array([[0.9, 0.95, 0.97, 0.99], [0.2, 0.6, 0.4, 0.7], [0.05, 0.08, 0.04, 0.06]]).T
    right = np.array([[1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 0, 0]], dtype=bool).T
    found = dataset_map(chances, right)
    np.testing.assert_allclose(found.confidence, [0.9525, 0.475, 0.0575])
    np.testing.assert_allclose(found.variability, [0.033448, 0.192029, 0.014790], atol=1e-6)
    np.testing.assert_allclose(found.correctness, [1, 0.5, 0])
    assert found.buckets == ["easy", "medium", "impossible"]
    product = found.confidence * found.variability
    np.testing.assert_allclose(product, [0.031859, 0.091214, 0.000850], atol=1e-6)
    assert product.argmin() == 2


def test_fits_that_say_nothing_do_not_count() -> None:
    chances = np.array([[0.2, np.nan], [np.nan, np.nan], [0.6, np.nan]])
    right = np.array([[False, True], [True, True], [True, True]])
    found = dataset_map(chances, right)
    assert found.confidence[0] == 0.4
    assert found.correctness[0] == 0.5
    np.testing.assert_allclose(found.variability[0], 0.2)
    assert np.isnan(found.confidence[1])
    assert found.buckets[0] == "medium"
    edges = dataset_map(np.ones((4, 4)) / 2, np.tri(4, dtype=bool))
    assert edges.buckets == ["easy", "easy", "medium", "hard"]


def test_out_of_bag_fits_do_not_know_the_labels_by_heart() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(80) % 4
    rows = 8 * np.eye(4)[labels] + rng.normal(size=(80, 4))
    wrong = np.zeros(80, dtype=bool)
    wrong[::10] = True
    noisy = np.where(wrong, (labels + 1) % 4, labels)
    found = dataset_map(*out_of_bag(rows, noisy, 4, 30, rng))
    assert (found.correctness[wrong] < 0.25).all()
    assert np.mean(found.correctness[~wrong] > 0.75) > 0.9
    assert (found.confidence[wrong] < found.confidence[~wrong].min()).all()
