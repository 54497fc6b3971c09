from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.numerics.sampling import shares
from jupyter_al.strategies import spaces
from tests.strategies.worlds import random_probabilities, with_probabilities, world

X = np.array([[1.0, 2], [0, 1], [3, 0], [1, 2]])
P = np.array([[0.7, 0.2, 0.1], [0.3, 0.6, 0.1], [0.34, 0.33, 0.33], [0.7, 0.2, 0.1]])


def space(bias: bool = False) -> spaces.Space:
    return spaces.enter(with_probabilities(X, P), "gradient", np.arange(4), bias=bias)


def explicit(x: np.ndarray, known: np.ndarray) -> np.ndarray:
    residual = known.copy()
    residual[np.arange(len(known)), known.argmax(1)] -= 1
    return (residual[:, :, None] * x[:, None, :]).reshape(len(x), -1)


def test_norms_and_distances_of_the_card() -> None:
    np.testing.assert_allclose(space().sizes, [0.7, 0.26, 5.8806, 0.7])
    np.testing.assert_allclose(space(bias=True).sizes, [0.84, 0.52, 6.534, 0.84])
    from_first = space().distances(0)
    np.testing.assert_allclose(from_first[:3], [0, 1.6, 4.7986], atol=1e-12)
    assert from_first[3] == 0
    assert space().distances(1)[2] == pytest.approx(6.1406)
    whole = explicit(X, P)
    for i in range(4):
        expected = ((whole - whole[i]) ** 2).sum(axis=1)
        np.testing.assert_allclose(space().distances(i), expected, atol=1e-14)
    whole = explicit(np.column_stack([X, np.ones(4)]), P)
    for i in range(4):
        expected = ((whole - whole[i]) ** 2).sum(axis=1)
        np.testing.assert_allclose(space(bias=True).distances(i), expected, atol=1e-14)


def test_sizes_are_those_of_residual_and_row_of_the_card() -> None:
    residual, rows = np.array([0.14, 0.26, 0.6534, 0.14]), np.array([5, 1, 9, 5])
    np.testing.assert_allclose(space().sizes, residual * rows)
    np.testing.assert_allclose(space(bias=True).sizes - space().sizes, residual)  # times 1²


def test_first_pick_and_second_pick_probabilities_of_the_card() -> None:
    query = strategies.get("badge").select(with_probabilities(X, P), 1)
    assert query.indices.tolist() == [2]
    assert query.scores[0] == pytest.approx(np.sqrt(5.8806))
    after = space().distances(2)
    after[2] = 0
    np.testing.assert_allclose(shares(after), [0.304909, 0.390182, 0, 0.304909], atol=1e-6)


def test_draws_follow_these_probabilities() -> None:
    counts = np.zeros(4)
    for round_ in range(1500):
        query = strategies.get("badge").select(with_probabilities(X, P, round=round_), 2)
        counts[query.indices[1]] += 1
    np.testing.assert_allclose(counts / 1500, [0.304909, 0.390182, 0, 0.304909], atol=0.04)


def test_a_copy_is_never_drawn_and_the_origin_does_not_repel() -> None:
    for round_ in range(40):
        picks = strategies.get("badge").select(with_probabilities(X, P, round=round_), 3).indices
        assert {0, 3} - set(picks.tolist())
    # a sure row far from the first pick: its distance to the origin must not cap its weight
    known = np.array([[0.5, 0.5], [1.0, 0.0]])
    nearest = spaces.enter(with_probabilities([[2.0], [3.0]], known), "gradient", np.arange(2))
    assert nearest.sizes[1] == 0
    assert nearest.distances(0)[1] == pytest.approx(nearest.sizes[0])


@pytest.mark.parametrize("factor", [0.25, 64.0])
def test_scaling_the_features_leaves_the_picks(factor: float) -> None:
    rows, known = np.random.default_rng(0).normal(size=(80, 5)), random_probabilities(80, 4)
    plain = strategies.get("badge").select(with_probabilities(rows, known), 10).indices
    scaled = strategies.get("badge").select(with_probabilities(rows * factor, known), 10).indices
    assert plain.tolist() == scaled.tolist()


def test_two_outputs_and_one_sigmoid_select_alike() -> None:
    """p = .8, x = (3, 4): the softmax gradient is sqrt(2) times the sigmoid's 1.0."""
    known = np.array([[0.8, 0.2], [0.6, 0.4]])
    found = spaces.enter(with_probabilities([[3.0, 4], [1, 1]], known), "gradient", np.arange(2))
    assert np.sqrt(found.sizes[0]) == pytest.approx(1.41421, abs=1e-5)


def test_a_saturated_model_is_drawn_at_random_and_says_so() -> None:
    known = np.tile([1.0, 0.0], (30, 1))
    rows = np.random.default_rng(0).normal(size=(30, 3))
    query = strategies.get("badge").select(with_probabilities(rows, known), 6)
    assert len(set(query.indices.tolist())) == 6
    assert query.fallback == "random"
    assert np.isfinite(query.scores).all()
    again = strategies.get("badge").select(with_probabilities(rows, known, round=1), 6)
    assert query.indices.tolist() != again.indices.tolist()


def test_nearly_saturated_rows_keep_their_gradients_in_float32() -> None:
    """1 - p is far below the rounding of p here; the residual is the sum of the others."""
    tiny = np.array([1e-12, 4e-12], dtype=np.float32)
    known = np.column_stack([1 - tiny, tiny]).astype(np.float32)
    rows = np.ones((2, 2), dtype=np.float32)
    found = spaces.enter(strategies_snapshot(rows, known), "gradient", np.arange(2))
    assert found.sizes[1] / found.sizes[0] == pytest.approx(16, rel=1e-3)


@pytest.mark.parametrize("bias", [False, True])
def test_ruling_rows_out_changes_no_minimum(bias: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(0).normal(size=(300, 4))
    known = random_probabilities(300, 5).astype(np.float64)
    known /= known.sum(axis=1, keepdims=True)
    snapshot = with_probabilities(rows, known)
    found = spaces.enter(snapshot, "gradient", np.arange(300), bias=bias)
    whole = explicit(np.column_stack([rows, np.ones(300)]) if bias else rows, known)
    nearest = np.full(300, np.inf)
    read = []
    original = type(found.points).inner  # type: ignore[attr-defined]
    monkeypatch.setattr(
        type(found.points),  # type: ignore[attr-defined]
        "inner",
        lambda self, index, right: read.append(len(index)) or original(self, index, right),
    )
    for centre in range(0, 300, 10):
        nearest = np.minimum(nearest, found.distances(centre, below=nearest))
    expected = ((whole[:, None] - whole[None, ::10]) ** 2).sum(axis=2).min(axis=1)
    np.testing.assert_allclose(nearest, expected, atol=1e-12)
    assert read
    assert min(read) < 75


def strategies_snapshot(rows: np.ndarray, known: np.ndarray) -> object:
    from jupyter_al.snapshot import Snapshot

    return Snapshot(rows, probabilities=known)


def test_one_labelled_class_hands_over_to_typiclust() -> None:
    query = strategies.get("badge").select(world(one_class=True), 4)
    assert query.fallback == "typiclust"
    assert query.strategy == "badge"
    assert "one class" in query.notes[0]
    assert "typical" in query.reasons[0]
    assert strategies.get("badge").select(world(), 4).fallback is None
