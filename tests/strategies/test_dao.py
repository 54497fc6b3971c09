"""The worked numbers of the method card on DAO, and its moves against plain algebra."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.softmax import log_softmax
from jupyter_al.numerics.softmax_head import hessian_product, influence
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.influence.acquisition_loss import AcquisitionLoss, loss_weights
from jupyter_al.strategies.influence.correction_set import draw_by_loss, lure_weights
from jupyter_al.strategies.influence.surrogate import neighbour_classes
from tests.strategies.worlds import world


def test_uniform_chances_give_weights_of_one() -> None:
    np.testing.assert_allclose(lure_weights(1 / (10 - np.arange(4)), 10), 1)
    assert lure_weights(np.array([0.9, 0.3, 1.0]), 3).tolist() == [1, 1, 1]


def test_weights_and_estimate_of_the_card() -> None:
    found = lure_weights(np.array([0.2, 0.1, 0.25]), 10)
    np.testing.assert_allclose(found, [0.611111, 1.097222, 0.5], atol=1e-6)
    assert loss_weights(found) @ [1, 2, 0.5] == pytest.approx(1.018519, abs=1e-6)


@pytest.mark.parametrize("drawn", [1, 2, 3, 5])
def test_the_estimate_is_unbiased_over_all_draws(drawn: int) -> None:
    """Card U3, check (iii), by enumeration in place of draws."""
    losses, weights = np.array([3.0, 0.2, 1.0, 5.0, 0.7]), np.array([1.0, 2, 0.3, 4, 0.5])
    mean = 0.0
    for order in permutations(range(5), drawn):
        own = weights[list(order)]
        chances = own / (weights.sum() - np.concatenate([[0], own.cumsum()[:-1]]))
        mean += chances.prod() * (loss_weights(lure_weights(chances, 5)) @ losses[list(order)])
    assert mean == pytest.approx(losses.mean(), abs=1e-12)


def test_rows_are_drawn_by_their_loss_without_replacement() -> None:
    losses, rng = np.array([1.0, 2, 3, 0, 4]), np.random.default_rng(0)
    first = np.zeros(5)
    mean = 0.0
    for _ in range(4000):
        drawn = draw_by_loss(losses, 3, rng, cap=False)
        assert len(set(drawn.index.tolist())) == 3
        first[drawn.index[0]] += 1
        mean += loss_weights(drawn.weights) @ losses[drawn.index] / 4000
    np.testing.assert_allclose(first / 4000, losses / 10, atol=0.03)
    assert mean == pytest.approx(losses.mean(), rel=0.03)
    assert (draw_by_loss(losses, 9, rng).weights == 1).all()


def test_no_weight_is_infinite_or_above_a_quarter() -> None:
    losses = np.full(200, 1.0)
    losses[:100] = 0
    free = draw_by_loss(losses, 60, np.random.default_rng(1), least=1e-3, cap=False)
    assert np.isfinite(free.weights).all()
    one = np.append(np.full(7, 1e6), np.full(200, 1e-9))
    capped = draw_by_loss(one, 9, np.random.default_rng(1), least=1e-12)
    plain = draw_by_loss(one, 9, np.random.default_rng(1), least=1e-12, cap=False)
    assert plain.weights.max() > 0.25 * plain.weights.sum()
    assert capped.weights.max() == pytest.approx(0.25 * plain.weights.sum())


def test_neighbours_vote_and_few_labels_leave_one_neighbour() -> None:
    rows = np.array([[0.0], [1], [10], [0.4], [9]])
    own = neighbour_classes(
        rows, np.array([3, 4]), np.array([0, 1, 2]), np.array([0, 1, 2]), 3, neighbours=2
    )
    h = 0.6
    votes = np.array([np.exp(-(0.4**2) / (2 * h**2)), np.exp(-0.5), 0]) + 0.1
    np.testing.assert_allclose(own[0], votes / votes.sum(), rtol=1e-6)
    assert own[1].argmax() == 2
    np.testing.assert_allclose(own.sum(axis=1), 1, rtol=1e-6)
    single = neighbour_classes(rows, np.array([3]), np.array([0, 1]), np.array([0, 1]), 3)
    expected = np.array([np.exp(-0.5) + 0.1, 0.1, 0.1])
    np.testing.assert_allclose(single[0], expected / expected.sum(), rtol=1e-6)
    same = neighbour_classes(np.zeros((4, 2)), np.arange(2), np.array([2, 3]), np.array([0, 1]), 2)
    np.testing.assert_allclose(same, 0.5)


def parts(snapshot: Snapshot, score: AcquisitionLoss) -> tuple[np.ndarray, ...]:
    prepared = score.prepare(snapshot)
    rows = prepared.head.rows
    product = hessian_product(rows, prepared.head.probabilities, np.ones(len(rows)), 0.251)
    size = 3 * rows.shape[1]
    matrix = np.stack([product(e.reshape(3, -1)).ravel() for e in np.eye(size)])
    return prepared, matrix


def test_first_order_is_influence_on_the_weighted_correction_set() -> None:
    """Card U3, check (iv)."""
    snapshot, score = world(dtype=np.float64), AcquisitionLoss()
    prepared, _ = parts(snapshot, score)
    rows = snapshot.candidates
    gain = influence(
        np.asarray(snapshot.embedding)[rows],
        snapshot.probabilities[rows],
        prepared.solution,
        prepared.head.coordinates,
    )
    expected = (score.surrogate(snapshot, rows) * gain).sum(axis=1) / 13 - prepared.loss
    np.testing.assert_allclose(score.values(snapshot, rows), expected, rtol=1e-9)


def test_second_order_is_the_loss_of_the_moved_head() -> None:
    snapshot, score = world(dtype=np.float64), AcquisitionLoss(order=2, size=20)
    prepared, matrix = parts(snapshot, score)
    assert prepared.directions is not None
    weight, bias = snapshot.head
    head = np.column_stack([weight, bias])
    pool = np.column_stack([snapshot.embedding, np.ones(120)])
    # the correction set is found again by its logits
    index = [int(np.abs(pool @ head.T - own).sum(axis=1).argmin()) for own in prepared.logits]
    rows = np.array([15, 60, 119])
    expected = []
    for row in rows:
        total = 0.0
        for code in range(3):
            step = np.outer(snapshot.probabilities[row] - np.eye(3)[code], pool[row])
            moved = head - np.linalg.solve(matrix, step.ravel()).reshape(3, -1) / 13
            logs = log_softmax(pool[index] @ moved.T)
            loss = prepared.weights @ -(prepared.expected * logs).sum(axis=1)
            total -= score.surrogate(snapshot, np.array([row]))[0, code] * loss
        expected.append(total)
    np.testing.assert_allclose(score.values(snapshot, rows), expected, rtol=1e-7)


def test_both_orders_agree_for_small_moves() -> None:
    snapshot = world(dtype=np.float64)
    rows = snapshot.candidates
    first = AcquisitionLoss(damping=1e4)
    second = AcquisitionLoss(order=2, damping=1e4)
    loss = first.prepare(snapshot).loss
    one, two = first.values(snapshot, rows) + loss, second.values(snapshot, rows) + loss
    # the remainder is of second order in a move of size 1e-4
    np.testing.assert_allclose(one, two, atol=1e-2 * np.abs(one).max())


def test_endless_damping_makes_all_scores_equal() -> None:
    for order in (1, 2):
        values = AcquisitionLoss(order=order, damping=1e12).values(world(), np.arange(12, 120))
        np.testing.assert_allclose(values, values[0], rtol=1e-9)


def test_few_labels_and_few_rows() -> None:
    query = strategies.get("dao").select(world(14, labels=2), 20)
    assert len(query) == 12
    assert np.isfinite(query.scores).all()


def test_large_heads_and_large_pools_are_said() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(60, 700))
    snapshot = Snapshot(
        rows,
        head=(rng.normal(size=(3, 700)) * 0.1, np.zeros(3)),
        labelled=range(9),
        labels=[0, 1, 2] * 3,
    )
    query = strategies.get("dao").select(snapshot, 5)
    assert "first order" in query.notes[0]
    assert strategies.get("dao", order=1).select(snapshot, 5).notes == ()
    query = strategies.get("dao", shortlist=30).select(world(), 5)
    assert query.notes == ("Chosen among the 30 most uncertain of 108 rows.",)
    doubts = -(world().probabilities * np.log(world().probabilities)).sum(axis=1)[12:]
    assert set(query.indices.tolist()) <= set((12 + np.argsort(-doubts)[:30]).tolist())


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"order": 3}, "order"),
        ({"size": 0}, "size"),
        ({"neighbours": 0}, "neighbours"),
        ({"damping": -1}, "damping"),
        ({"lam": -1}, "lam"),
        ({"shortlist": 0}, "shortlist"),
    ],
)
def test_bad_parameters(wrong: dict[str, float], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("dao", **wrong)
