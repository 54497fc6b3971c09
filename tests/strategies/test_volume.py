from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.log_det import Volume, coding_rate
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.softmax import entropy
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import spaces
from tests.strategies.worlds import world

Z = np.array([[1, 0], [0.9, 0.1], [0, 1]])


def log_det(rows: np.ndarray, square: float = 0.01) -> float:
    return float(np.linalg.slogdet(rows @ rows.T + square * np.eye(len(rows)))[1])


# -- coding rate ------------------------------------------------------------------------------


def test_card_d14_pivots_and_picks() -> None:
    volume = Volume(Points.of(Z), 0.1)
    np.testing.assert_allclose(volume.left + 0.01, [1.01, 0.83, 1.01])
    volume.add(0)
    np.testing.assert_allclose(volume.left[1:] + 0.01, [0.02802, 1.01], atol=1e-6)
    snapshot = Snapshot(Z, n_classes=2)
    query = strategies.get("coding-rate", normalise=False).select(snapshot, 3)
    pivots = [terms["pivot"] for terms in query.terms]
    assert set(query.indices[:2].tolist()) == {0, 2}  # both start at 1.01
    assert query.indices[2] == 1
    np.testing.assert_allclose(pivots[:2], [1.01, 1.01], atol=1e-6)
    assert np.log(pivots).sum() == pytest.approx(log_det(Z), abs=1e-6)


def test_card_d14_log_determinants() -> None:
    for pair, value in (((0, 1), -3.564893), ((0, 2), 0.019901), ((1, 2), -0.188380)):
        assert log_det(Z[list(pair)]) == pytest.approx(value, abs=1e-6)
    assert 2 * np.log(1.01) == pytest.approx(0.019901, abs=1e-6)


def test_card_d14_coding_rate() -> None:
    assert coding_rate(Z[[0, 1]], 0.5) == pytest.approx(1.066491, abs=1e-6)
    assert coding_rate(Z[[0, 2]], 0.5) == pytest.approx(1.609438, abs=1e-6)
    rows = np.random.default_rng(0).normal(size=(3, 7))
    tall, wide = coding_rate(rows.T, 0.5), coding_rate(rows, 0.5)
    scale = (7 / (3 * 0.25), 3 / (7 * 0.25))
    assert wide == pytest.approx(np.linalg.slogdet(np.eye(7) + scale[0] * rows.T @ rows)[1] / 2)
    assert tall == pytest.approx(np.linalg.slogdet(np.eye(7) + scale[1] * rows.T @ rows)[1] / 2)
    assert coding_rate(np.empty((0, 3)), 0.5) == 0


@pytest.mark.parametrize("labels", [0, 5])
def test_the_picks_are_those_of_the_determinants_themselves(labels: int) -> None:
    rows = np.random.default_rng(labels).normal(size=(60, 5))
    chosen = list(range(labels))
    for _ in range(12):
        rest = [i for i in range(60) if i not in chosen]
        values = [log_det(rows[[*chosen, i]]) for i in rest]
        chosen.append(rest[int(np.argmax(values))])
    snapshot = Snapshot(rows, labelled=range(labels), labels=[0] * labels, n_classes=2)
    query = strategies.get("coding-rate", normalise=False).select(snapshot, 12)
    assert query.indices.tolist() == chosen[labels:]
    assert (np.diff(query.scores) <= 1e-9).all()
    assert np.log(query.scores).sum() == pytest.approx(
        log_det(rows[chosen]) - (log_det(rows[:labels]) if labels else 0)
    )


def test_turning_the_rows_changes_nothing() -> None:
    base = world(dtype=np.float64)
    turn = np.linalg.qr(np.random.default_rng(0).normal(size=(6, 6)))[0]
    picks = strategies.get("coding-rate").select(base, 10)
    turned = strategies.get("coding-rate").select(
        world(features=np.array(base.features) @ turn), 10
    )
    assert turned.indices.tolist() == picks.indices.tolist()
    np.testing.assert_allclose(turned.scores, picks.scores)


def test_rows_of_one_length_start_in_the_middle() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3)) + 4
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    middle = int(((unit - unit.mean(axis=0)) ** 2).sum(axis=1).argmin())
    assert strategies.get("coding-rate").select(Snapshot(rows, n_classes=2), 2).indices[0] == middle


def test_kecor_adds_the_relative_entropy() -> None:
    known = np.array([[0.5, 0.5], [0.9, 0.1], [1.0, 0.0]])
    snapshot = Snapshot(Z, probabilities=known)
    query = strategies.get("kecor", normalise=False).select(snapshot, 3)
    assert query.indices[0] == 0  # ties with 2 at 1.01, and is the doubtful one
    assert query.scores[0] == pytest.approx(1.01 + 0.1)
    assert query.terms[0]["bonus"] == pytest.approx(0.1)
    assert query.terms[1]["bonus"] == 0
    low = [t["bonus"] for t in query.terms][query.indices.tolist().index(1)]
    assert low == pytest.approx(0.1 * entropy(known)[1] / np.log(2), rel=1e-5)
    heavy = strategies.get("kecor", normalise=False, bonus=100).select(snapshot, 3)
    assert heavy.indices.tolist() == [0, 1, 2]


def test_wrong_parameters() -> None:
    for wrong in ({"noise": 0}, {"bonus": -1}, {"space": "gradient"}):
        with pytest.raises(StrategyError):
            strategies.get("kecor", **wrong)
    with pytest.raises(StrategyError, match="no parameter 'bonus'"):
        strategies.get("coding-rate", bonus=1)


# -- PCoreSet ---------------------------------------------------------------------------------

P = np.array([[1, 0, 0], [0, 1, 0], [0.5, 0.5, 0], [0.34, 0.33, 0.33], [0, 0, 1]])


def predictions(known: np.ndarray, labelled: object = (), labels: object = ()) -> Snapshot:
    rows = np.random.default_rng(0).normal(size=(len(known), 3))
    return Snapshot(rows, probabilities=known, labelled=labelled, labels=labels, n_classes=3)  # type: ignore[arg-type]


def test_card_d13() -> None:
    known = np.vstack([P, [[0.9, 0.1, 0]] * 2])  # two labels of one prediction, of two classes
    query = strategies.get("pcoreset").select(predictions(known, [5, 6], [0, 1]), 5)
    assert query.indices[:2].tolist() == [4, 1]
    np.testing.assert_allclose(query.scores[:2], [1.349074, 1.272792], atol=1e-6)
    rest = dict(zip(query.indices.tolist(), query.scores.tolist(), strict=True))
    assert rest[0] == pytest.approx(0.141421, abs=1e-6)
    assert query.reasons[0].startswith("predicted class 2 1.00; its prediction is farthest (1.35)")


def test_card_d13_distances_before_and_after_the_first_pick() -> None:
    snapshot = predictions(np.vstack([P, [0.9, 0.1, 0]]), [5], [0])
    space = spaces.enter(snapshot, "probabilities", np.arange(5))
    near = space.from_labelled()
    assert near is not None
    expected = [0.141421, 1.272792, 0.565685, 0.689493, 1.349074]
    np.testing.assert_allclose(np.sqrt(near[space.local]), expected, atol=1e-6)
    after = np.minimum(near, space.distances(int(space.local[4]), below=near))
    expected[4] = 0
    np.testing.assert_allclose(np.sqrt(after[space.local]), expected, atol=1e-6)


def test_card_d13_is_k_center_on_the_predictions() -> None:
    snapshot = world(200)
    query = strategies.get("pcoreset").select(snapshot, 12)
    plain = strategies.get("k-center", space="probabilities").select(snapshot, 12)
    assert query.indices.tolist() == plain.indices.tolist()


def test_card_d13_the_order_of_the_classes_changes_nothing() -> None:
    known = np.random.default_rng(0).dirichlet([0.5] * 3, size=60)
    one = strategies.get("pcoreset").select(predictions(known, [0, 1], [0, 1]), 9)
    two = strategies.get("pcoreset").select(predictions(known[:, [2, 0, 1]], [0, 1], [0, 1]), 9)
    assert one.indices.tolist() == two.indices.tolist()


def test_without_labels_the_first_prediction_is_the_farthest_from_the_mean() -> None:
    query = strategies.get("pcoreset").select(predictions(P), 2)
    away = ((P - P.mean(axis=0)) ** 2).sum(axis=1)
    assert query.indices[0] == away.argmax()
    assert "farthest from the middle" in query.reasons[0]


def test_one_prediction_for_all_is_drawn_at_random() -> None:
    query = strategies.get("pcoreset").select(
        predictions(np.tile([[0.2, 0.5, 0.3]], (9, 1)), [0, 1], [0, 1]), 4
    )
    assert query.fallback == "random"


def test_labels_of_one_class_ask_typical_rows() -> None:
    query = strategies.get("pcoreset").select(world(one_class=True), 4)
    assert query.fallback == "typiclust"
