from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics.softmax import (
    doubt,
    entropy,
    log_softmax,
    softmax,
    top_two,
    uncertainty,
)

P = np.array([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.9, 0.05, 0.05], [1 / 3] * 3, [0.6, 0.4, 0]])


def test_worked_numbers_of_the_card() -> None:
    np.testing.assert_allclose(doubt(P), [0.5, 0.6, 0.1, 0.666667, 0.4], atol=1e-6)
    np.testing.assert_allclose(1 - uncertainty(P), [0.2, 0, 0.85, 0, 0.2], atol=1e-6)
    np.testing.assert_allclose(
        entropy(P), [1.029653, 1.054920, 0.394398, 1.098612, 0.673012], atol=1e-6
    )
    np.testing.assert_allclose(
        entropy(P) / np.log(3), [0.937231, 0.960230, 0.358996, 1, 0.612602], atol=1e-6
    )


@pytest.mark.parametrize("columns", [2, 3, 10, 33, 200])
def test_top_two_equals_a_sort(columns: int) -> None:
    known = softmax(np.random.default_rng(columns).normal(size=(500, columns)))
    order = np.sort(known, axis=1)
    first, second, others = top_two(known)
    np.testing.assert_array_equal(first, order[:, -1])
    np.testing.assert_array_equal(second, order[:, -2])
    np.testing.assert_allclose(others, order[:, :-1].sum(axis=1), atol=1e-12)


def test_one_column() -> None:
    first, second, others = top_two(np.ones((3, 1)))
    assert first.tolist() == [1, 1, 1]
    assert second.tolist() == others.tolist() == [0, 0, 0]


def test_a_saturated_model_is_still_ranked() -> None:
    """p1 rounds to one in float32 in both rows; the second row is ten times less certain."""
    known = softmax(np.array([[30, 0, 0], [27.7, 0, 0]], dtype=np.float32))
    assert (known[:, 0] == 1).all()
    for score in (uncertainty, doubt):
        low, high = score(known)
        assert 0 < low < high
        assert high / low == pytest.approx(np.exp(2.3), rel=1e-3)


def test_softmax_and_log_softmax_survive_large_logits() -> None:
    logits = np.array([[1e4, 0.0, -1e4], [0, 0, 0]])
    np.testing.assert_allclose(softmax(logits), [[1, 0, 0], [1 / 3] * 3])
    np.testing.assert_allclose(log_softmax(logits)[0], [0, -1e4, -2e4])
    np.testing.assert_allclose(np.exp(log_softmax(logits)).sum(axis=1), 1)


def test_binary_scores_rank_alike() -> None:
    p = np.random.default_rng(0).random(200)
    known = np.stack([p, 1 - p], axis=1)
    orders = [np.argsort(-s(known), kind="stable") for s in (doubt, uncertainty, entropy)]
    gini = np.argsort(-(1 - (known**2).sum(axis=1)), kind="stable")
    assert (orders[0] == orders[1]).all()
    assert (orders[0] == gini).all()
    assert (orders[0] == orders[2]).all()


def test_class_permutation_changes_nothing() -> None:
    known = softmax(np.random.default_rng(1).normal(size=(100, 6)))
    turned = known[:, [3, 1, 5, 0, 2, 4]]
    for score in (doubt, uncertainty, entropy):
        np.testing.assert_allclose(score(known), score(turned), atol=1e-6)
