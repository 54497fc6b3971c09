from __future__ import annotations

import itertools

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.contrast import contrast, match_probability
from jupyter_al.numerics.dataset_map import confidence_and_variability
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.coverage import pseudo_classes
from jupyter_al.strategies.coverage.pairwise import Dispersion, pair_weight
from jupyter_al.strategies.coverage.pseudo_classes import in_turn
from tests.strategies.worlds import world


def groups(sizes: list[int], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    return np.eye(len(sizes))[owner] * 9 + rng.normal(size=(len(owner), len(sizes))) * 0.3, owner


# -- CSVAL ------------------------------------------------------------------------------------

HISTORY = np.array([[0.9, 0.92, 0.95], [0.2, 0.6, 0.9], [0.1, 0.12, 0.1]]).T


def test_card_d8_data_map() -> None:
    confidence, variability = confidence_and_variability(HISTORY)
    np.testing.assert_allclose(confidence, [0.923333, 0.566667, 0.106667], atol=1e-6)
    np.testing.assert_allclose(variability, [0.020548, 0.286744, 0.009428], atol=1e-6)


@pytest.mark.parametrize(("criterion", "pick"), [("easy", 0), ("ambiguous", 1), ("hard", 2)])
def test_card_d8_picks(criterion: str, pick: int) -> None:
    confidence, variability = confidence_and_variability(HISTORY)
    strategy = strategies.get(
        "csval", criterion=criterion, clusters=1, confidence=confidence, variability=variability
    )
    query = strategy.select(Snapshot(np.eye(3), n_classes=2), 1)
    assert query.indices.tolist() == [pick]
    assert hash(strategy) == hash(strategy)


def test_card_d8_match_probability() -> None:
    assert match_probability(0.9, [0.3, 0.1, -0.2], 0.2) == pytest.approx(0.932671, abs=1e-6)
    assert match_probability(0.9, [0.3, 0.1, -0.2], 0.05) == pytest.approx(0.9999937, abs=1e-7)


def test_card_d8_up_to_k_picks_are_of_different_pseudo_classes() -> None:
    rows, owner = groups([30, 20, 25, 15, 10])
    for seed in range(3):
        snapshot = Snapshot(rows, n_classes=2, seed=seed)
        query = strategies.get("csval", clusters=5).select(snapshot, 5)
        assert sorted(owner[query.indices].tolist()) == [0, 1, 2, 3, 4]


def test_the_order_of_turns() -> None:
    clusters = np.array([0, 0, 1, 1, 1, 2])
    values = np.array([1.0, 2, 3, 5, 4, 0])
    assert in_turn(clusters, values, np.array([2, 0, 1])).tolist() == [5, 1, 3, 0, 4, 2]


def test_clusters_without_a_label_come_first() -> None:
    rows, owner = groups([20, 20, 20, 20])
    labelled = [int(np.flatnonzero(owner == g)[0]) for g in (1, 3)]
    snapshot = Snapshot(rows, labelled=labelled, labels=[0, 1], n_classes=2)
    query = strategies.get("csval", clusters=4).select(snapshot, 4)
    assert sorted(owner[query.indices[:2]].tolist()) == [0, 2]
    assert "no label yet" in query.reasons[0]
    assert "1 label" in query.reasons[2]


@pytest.mark.parametrize("neighbours", [1, 5, 500])
def test_contrast_by_hand(neighbours: int) -> None:
    rows = np.random.default_rng(0).normal(size=(60, 4))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    cosine = rows @ rows.T
    apart = cosine - 9 * np.eye(60)
    keep = min(neighbours, 59)
    near = np.sort(apart, axis=1)[:, ::-1][:, :keep].mean(axis=1)
    found = contrast(rows, rows, np.arange(60), rows[:7], neighbours)
    np.testing.assert_allclose(found, near - cosine[:, :7].mean(axis=1))


def test_hard_rows_are_unlike_their_neighbours() -> None:
    rows = groups([60, 60])[0]
    rows[7] = [9, 4]
    query = strategies.get("csval", clusters=2).select(Snapshot(rows, n_classes=2), 2)
    assert 7 in query.indices
    easy = strategies.get("csval", clusters=2, criterion="easy")
    assert 7 not in easy.select(Snapshot(rows, n_classes=2), 20).indices


def test_a_sampled_pool_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudo_classes, "_MOST", 50)
    query = strategies.get("csval").select(world(), 5)
    assert "50 of 108 rows were compared with 50 of 120" in query.notes[0]


def test_wrong_parameters_of_csval() -> None:
    for wrong in ({"criterion": "harder"}, {"clusters": 0}, {"neighbours": 0},
                  {"space": "gradient"}, {"criterion": "ambiguous"}):  # fmt: skip
        with pytest.raises(StrategyError):
            strategies.get("csval", **wrong)
    with pytest.raises(StrategyError, match="data map has 3 rows and the pool 120"):
        strategies.get("csval", confidence=[1, 2, 3]).select(world(), 2)


# -- SeedAL -----------------------------------------------------------------------------------


def test_card_d8_pair_weight() -> None:
    assert pair_weight(0.2, 0.5, 0.4) == pytest.approx(0.24)
    assert pair_weight(0.2, 0.4, 0.5) == pair_weight(0.2, 0.5, 0.4)
    assert pair_weight(-1, -1, -1) == 8
    assert pair_weight(1, -1, -1) == 0


def total(rows: np.ndarray, picks: object) -> float:
    unit = rows[picks] / np.linalg.norm(rows[picks], axis=1, keepdims=True)  # type: ignore[index]
    weights = pair_weight(unit @ unit.T)
    return float(np.triu(weights, 1).sum())


def test_what_a_row_adds_is_the_sum_of_its_pairs() -> None:
    rows = np.random.default_rng(0).normal(size=(30, 4))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    step = Dispersion(Points.of(unit), unit[:3])
    expected = (1 - unit @ unit[:3].T).sum(axis=1)
    np.testing.assert_allclose(step.gains(), expected)
    step.change(7, 1)
    np.testing.assert_allclose(step.gains(), expected + 1 - unit @ unit[7])
    step.change(7, -1)
    np.testing.assert_allclose(step.gains(), expected)


@pytest.mark.parametrize("seed", range(5))
def test_exchanges_never_lose_and_come_near_the_best(seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(10, 3)) + 0.5
    snapshot = Snapshot(rows, n_classes=2)
    greedy = strategies.get("seedal", swaps=False).select(snapshot, 4)
    better = strategies.get("seedal").select(snapshot, 4)
    assert total(rows, better.indices) >= total(rows, greedy.indices) - 1e-9
    best = max(total(rows, list(some)) for some in itertools.combinations(range(10), 4))
    assert total(rows, better.indices) >= 0.9 * best
    if better.indices.tolist() != greedy.indices.tolist():
        assert "exchanged" in better.notes[0]
    pairs = [t["apart"] * 3 for t in better.terms]
    assert sum(pairs) / 2 == pytest.approx(total(rows, better.indices))


def test_labelled_rows_repel() -> None:
    rows = np.array([[1.0, 0], [0.9, 0.1], [0, 1], [-1, 0]])
    snapshot = Snapshot(rows, labelled=[0], labels=[0], n_classes=2)
    query = strategies.get("seedal").select(snapshot, 1)
    assert query.indices.tolist() == [3]
    assert query.scores[0] == pytest.approx(2)
    assert "is 2.00 on average" in query.reasons[0]


def test_a_row_of_zeros_comes_last() -> None:
    rows = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    query = strategies.get("seedal").select(Snapshot(rows, n_classes=2), 4)
    assert query.indices[-1] == 0
    assert query.fallback == "random"


def test_wrong_parameters_of_seedal() -> None:
    for wrong in ({"swaps": 2}, {"space": "gradient"}):
        with pytest.raises(StrategyError):
            strategies.get("seedal", **wrong)
