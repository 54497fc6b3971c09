"""Card D18 (facility location and graph cut)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.submodular import GraphCut, facility_location, facility_location_gains
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._greedy import Chosen, choose
from tests.strategies.worlds import world

CARD = np.array([[1, 0.8, 0.1, 0], [0.8, 1, 0.2, 0.1], [0.1, 0.2, 1, 0.5], [0, 0.1, 0.5, 1]])


def value(chosen: tuple[int, ...]) -> float:
    return float(CARD[:, list(chosen)].max(axis=1).sum())


def test_card_18_gains_of_facility_location() -> None:
    np.testing.assert_allclose(facility_location_gains(CARD, np.zeros(4)), [1.9, 2.1, 1.8, 1.6])
    after = facility_location_gains(CARD, CARD[1])
    np.testing.assert_allclose(after, [0.2, 0, 1.2, 1.2])


def test_card_18_picks_of_facility_location() -> None:
    order, gains = facility_location(CARD, 3)
    assert order.tolist() == [1, 2, 3]
    np.testing.assert_allclose(gains, [2.1, 1.2, 0.5])
    np.testing.assert_allclose(np.cumsum(gains), [2.1, 3.3, 3.8])
    best = max(value(pair) for pair in itertools.combinations(range(4), 2))
    assert gains[:2].sum() == pytest.approx(best)
    assert value((1, 2, 3)) == value((3, 1, 2)) == pytest.approx(3.8)


@pytest.mark.parametrize("seed", range(3))
def test_stale_bounds_change_no_pick(seed: int) -> None:
    similarity = np.random.default_rng(seed).random((60, 80))
    order, gains = facility_location(similarity, 15)
    covered, naive = np.zeros(80), []
    for _ in range(15):
        now = facility_location_gains(similarity, covered)
        naive.append(int(now.argmax()))
        covered = np.maximum(covered, similarity[naive[-1]])
    assert order.tolist() == naive
    assert (np.diff(gains) <= 1e-12).all()
    assert gains.sum() == pytest.approx(covered.sum())


def test_rows_that_serve_only_each_other_tie_by_what_they_serve_alone() -> None:
    similarity = np.array([[1, 0.9, 0.9, 0.2], [0, 0, 1, 0.7], [0, 0.1, 0.7, 1], [0.2, 1, 0.2, 0]])
    covered = np.array([1, 1, 0.1, 0.1])
    order, gains = facility_location(similarity, 1, covered=covered)
    assert order.tolist() == [2]  # 1.5 each; alone the third row serves 1.8, the second 1.7
    assert gains[0] == pytest.approx(1.5)


def test_facility_location_gains_nothing_from_a_copy() -> None:
    order, gains = facility_location(np.vstack([CARD, CARD[1]]), 5)
    assert 4 not in order.tolist()
    assert len(order) == 4
    assert (gains > 0).all()


def test_facility_location_starts_from_the_labels() -> None:
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.normal([9, 0], 1, (40, 2)), rng.normal([0, 9], 1, (10, 2))])
    alone = strategies.get("facility-location").select(Snapshot(rows), 1)
    assert alone.indices[0] < 40
    known = Snapshot(rows, labelled=[int(alone.indices[0])], labels=[0], n_classes=2)
    query = strategies.get("facility-location").select(known, 1)
    assert query.indices[0] >= 40
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    both = (1 + unit @ unit[[alone.indices[0], query.indices[0]]].T) / 2
    assert query.terms[0]["served"] == pytest.approx(both.max(axis=1).mean())
    assert query.reasons[0].startswith("brings the pool")


def test_a_sample_is_said() -> None:
    query = strategies.get("facility-location", candidates=50, targets=40).select(world(), 5)
    assert len(query.notes) == 2
    assert query.notes[0] == "50 rows, drawn at random out of 108, may be chosen."
    assert query.notes[1] == "40 rows, drawn at random out of 120, are to be served."
    assert not strategies.get("facility-location").select(world(), 5).notes


def cut_of_the_card(redundancy: float) -> Chosen:
    step = GraphCut(lambda j: CARD[j], CARD.sum(axis=0), np.ones(4), redundancy, np.zeros(4))
    return choose(step, np.arange(4), 3)


def test_card_18_picks_of_graph_cut() -> None:
    found = cut_of_the_card(0.4)
    assert found.order.tolist() == [1, 2, 0]
    np.testing.assert_allclose(found.gains, [1.7, 1.24, 0.78])
    np.testing.assert_allclose(np.cumsum(found.gains), [1.7, 2.94, 3.72])


def test_card_18_graph_cut_stops_where_nothing_is_gained() -> None:
    found = cut_of_the_card(1.0)
    assert found.order.tolist() == [1, 2]
    np.testing.assert_allclose(found.gains, [1.1, 0.4])
    step = GraphCut(lambda j: CARD[j], CARD.sum(axis=0), np.ones(4), 1.0, CARD[1] + CARD[2])
    assert step.scores()[[0, 3]].max() == pytest.approx(-0.6)


@pytest.fixture
def near() -> np.ndarray:
    """Seven unit rows."""
    rows = np.random.default_rng(3).normal(size=(7, 3))
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.mark.parametrize("redundancy", [0.0, 0.4, 1.0])
def test_graph_cut_is_the_gain_of_its_function(near: np.ndarray, redundancy: float) -> None:
    similarity = (1 + near @ near.T) / 2

    def cut(chosen: list[int]) -> float:
        own = similarity[np.ix_(chosen, chosen)].sum()
        return float(similarity[:, chosen].sum() - redundancy * own)

    strategy = strategies.get("graph-cut", redundancy=redundancy, balanced=False)
    query = strategy.select(Snapshot(near), 4)
    chosen: list[int] = []
    for index, gain in zip(query.indices.tolist(), query.scores, strict=True):
        gains = [cut([*chosen, j]) - cut(chosen) if j not in chosen else -9 for j in range(7)]
        if max(gains) <= 0:
            assert query.fallback == "random"
            break
        assert index == int(np.argmax(gains))
        assert gain == pytest.approx(max(gains))
        chosen.append(index)
    assert chosen


def test_balanced_graph_cut_spreads_over_a_pool_of_two_groups() -> None:
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.normal([9, 0], 1, (300, 2)), rng.normal([0, 9], 1, (200, 2))])
    plain = strategies.get("graph-cut", balanced=False).select(Snapshot(rows), 8).indices
    even = strategies.get("graph-cut").select(Snapshot(rows), 8).indices
    assert np.count_nonzero(even >= 300) == pytest.approx(4, abs=2)
    assert np.count_nonzero(plain >= 300) < np.count_nonzero(even >= 300)


def test_graph_cut_counts_labels_as_chosen(near: np.ndarray) -> None:
    snapshot = Snapshot(near, labelled=[0, 3], labels=[0, 0], n_classes=2)
    query = strategies.get("graph-cut", balanced=False).select(snapshot, 1)
    similarity = (1 + near @ near.T) / 2
    gains = similarity.sum(axis=1) - 0.4 * (2 * similarity[:, [0, 3]].sum(axis=1) + 1)
    gains[[0, 3]] = -np.inf
    assert query.indices[0] == gains.argmax()
    assert query.scores[0] == pytest.approx(gains.max())


def test_bad_inputs() -> None:
    with pytest.raises(StrategyError, match="redundancy must not be negative"):
        strategies.get("graph-cut", redundancy=-1)
    with pytest.raises(StrategyError, match="at least 1"):
        strategies.get("facility-location", targets=0)
    with pytest.raises(StrategyError, match="directions of vectors"):
        strategies.get("facility-location", space="gradient")
