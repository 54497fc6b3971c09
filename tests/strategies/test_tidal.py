"""Training dynamics; worked numbers of card 9 (TiDAL)."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsArtefact, NeedsModel, NotApplicable, SnapshotError, StrategyError
from jupyter_al.numerics import arrays
from jupyter_al.numerics.head_path import head_path, logged_epochs
from jupyter_al.numerics.softmax import softmax
from jupyter_al.past import Past
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.uncertainty.training_dynamics import TrainingDynamics
from tests.strategies.worlds import random_probabilities, world


def with_history(history: np.ndarray, final: np.ndarray | None = None) -> Snapshot:
    rows = np.arange(float(history.shape[1]))[:, None]
    known = history[-1] if final is None else final
    return Snapshot.from_arrays(rows, probabilities=known, past=Past(history=history))


def test_card_9_average_and_entropy() -> None:
    path = np.array([[[0.2, 0.8]], [[0.6, 0.4]], [[0.9, 0.1]]])
    for epochs, expected in ((1, [0.2, 0.8]), (2, [0.4, 0.6]), (3, [0.566667, 0.433333])):
        found = TrainingDynamics().average(with_history(path[:epochs]), np.array([0]))
        np.testing.assert_allclose(found, [expected], atol=1e-6)
    query = strategies.get("tidal").select(with_history(path), 1)
    assert query.scores[0] == pytest.approx(0.684232, abs=1e-6)
    final = strategies.get("entropy").select(with_history(path), 1)
    assert final.scores[0] == pytest.approx(0.325083, abs=1e-6)
    assert "3 epochs" in query.notes[0]


@pytest.mark.parametrize(("guess", "value"), [(0, -0.10), (1, 0.10)])
def test_card_9_margin(guess: int, value: float) -> None:
    # the card states the raw margin .10 and -.10; a final guess that the average contradicts
    # is asked first
    path = np.array([[[0.45, 0.35, 0.2]]])
    final = np.eye(3)[[guess]] * 0.7 + 0.1
    query = strategies.get("tidal", measure="margin").select(with_history(path, final), 1)
    assert query.scores[0] == pytest.approx(value)


def test_card_9_invariants() -> None:
    path = np.stack([random_probabilities(30, 4, seed) for seed in range(5)])
    rows = np.arange(30)
    straight = TrainingDynamics().values(with_history(path), rows)
    turned = TrainingDynamics().values(with_history(path[::-1], path[-1]), rows)
    np.testing.assert_allclose(straight, turned)
    same = with_history(np.repeat(path[:1], 4, axis=0))
    tidal, entropy = (strategies.get(name).select(same, 30) for name in ("tidal", "entropy"))
    assert tidal.indices.tolist() == entropy.indices.tolist()
    np.testing.assert_allclose(tidal.scores, entropy.scores, atol=1e-6)
    known = TrainingDynamics().average(world(), np.arange(120))
    np.testing.assert_allclose(known.sum(axis=1), 1, atol=1e-6)


def test_the_head_is_trained_by_plain_gradient_descent() -> None:
    rng = np.random.default_rng(0)
    rows, labels = rng.normal(size=(40, 3)), rng.integers(0, 3, 40)
    one, two = head_path(rows, labels, np.ones(40), 3, np.array([1, 2]), 0.0)
    step = 2 / np.square(rows).sum(axis=1).mean()
    answers = np.eye(3)[labels]
    first = step * (answers - 1 / 3).T @ rows / 40
    np.testing.assert_allclose(one, first)
    again = first + 0.9 * first + step * (answers - softmax(rows @ first.T)).T @ rows / 40
    np.testing.assert_allclose(two, again)
    last = head_path(rows, labels, np.ones(40), 3, np.array([3000]), 0.1)[0]
    gradient = (softmax(rows @ last.T) - answers).T @ rows / 40 + 0.1 * last
    assert np.abs(gradient).max() < 1e-9


def test_a_label_of_double_weight_counts_as_two_labels() -> None:
    rng = np.random.default_rng(0)
    rows, labels = rng.normal(size=(6, 3)), np.arange(6) % 2
    weights = np.array([2.0, 1, 1, 1, 1, 1])
    weighted = head_path(rows, labels, weights, 2, np.array([7]), 0.01)
    again = np.r_[0, np.arange(6)]
    copied = head_path(rows[again], labels[again], np.ones(7), 2, np.array([7]), 0.01)
    np.testing.assert_allclose(weighted, copied)


def test_logged_epochs_are_evenly_spaced_with_both_ends() -> None:
    assert logged_epochs(200, 20)[[0, -1]].tolist() == [1, 200]
    assert len(logged_epochs(200, 20)) == 20
    assert logged_epochs(5, 20).tolist() == [1, 2, 3, 4, 5]
    assert logged_epochs(1, 1).tolist() == [1]
    assert logged_epochs(200, 1).tolist() == [200]


def test_average_of_a_trained_head_is_that_of_its_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    original = arrays.blocks
    monkeypatch.setattr(
        "jupyter_al.strategies.uncertainty.training_dynamics.blocks",
        lambda n, width: original(n, width, 1),
    )
    snapshot = world(dtype=np.float64)
    score = TrainingDynamics(epochs=30, logged=4)
    raw = np.asarray(snapshot.features)
    mean = raw[:12].mean(axis=0)
    scale = np.sqrt(np.square(raw[:12] - mean).mean())
    seen = np.column_stack([(raw - mean) / scale, np.ones(120)])
    heads = head_path(
        seen[:12], snapshot.labels, np.ones(12), 3, logged_epochs(30, 4), snapshot.regularisation
    )
    expected = np.mean([softmax(seen @ head.T) for head in heads], axis=0)
    np.testing.assert_allclose(score.average(snapshot, np.arange(120)), expected, atol=1e-12)


def test_a_training_far_from_the_origin_is_the_same_one() -> None:
    rows = np.asarray(world().features)
    near = TrainingDynamics().average(world(), np.arange(120))
    far = TrainingDynamics().average(world(features=rows + np.float32(1000)), np.arange(120))
    np.testing.assert_allclose(far, near, atol=1e-3)


def test_the_training_is_told_apart_from_the_model() -> None:
    query = strategies.get("tidal", epochs=7).select(world(), 5)
    assert "trained anew on the labels for 7 epochs" in query.notes[0]
    # in the mean of many epochs a sure final model is less sure
    sure = Snapshot(
        np.asarray(world().features), head=(np.eye(6)[:3] * 100, np.zeros(3)),
        labelled=np.arange(12), labels=np.arange(12) % 3,
    )  # fmt: skip
    assert strategies.get("tidal").select(sure, 5).scores.min() > 0.1


def test_rows_without_a_history_come_last() -> None:
    path = np.stack([random_probabilities(6, 3, seed) for seed in range(2)])
    final = path[-1].copy()
    path[0, 2] = np.nan
    query = strategies.get("tidal").select(with_history(path, final), 6)
    assert query.indices[-1] == 2
    assert "no finite score" in query.notes[-1]


def test_bad_input_is_named() -> None:
    with pytest.raises(StrategyError, match="measure"):
        strategies.get("tidal", measure="aum")
    for wrong in (0, 2.5, True):
        with pytest.raises(StrategyError, match="epochs"):
            strategies.get("tidal", epochs=wrong)
    with pytest.raises(StrategyError, match="logged"):
        strategies.get("tidal", logged=0)
    for shape in ((2, 4, 3), (2, 120, 2), (0, 120, 3), (120, 3)):
        with pytest.raises(SnapshotError, match=r"Past.history must be \(epochs, 120, 3\)"):
            world(past=Past(history=np.ones(shape)))
    plain = Snapshot.from_arrays(np.eye(3), probabilities=np.full((3, 2), 0.5))
    with pytest.raises(NeedsArtefact, match="history"):
        strategies.get("tidal").select(plain, 1)
    with pytest.raises(NeedsModel, match="tidal"):
        strategies.get("tidal").select(Snapshot(np.eye(3)), 1)
    empty = Snapshot.from_arrays(
        np.eye(3), probabilities=np.full((3, 2), 0.5), embedding=np.empty((3, 0)),
        labelled=[0], labels=[0],
    )  # fmt: skip
    with pytest.raises(NotApplicable, match="column"):
        strategies.get("tidal").select(empty, 1)
