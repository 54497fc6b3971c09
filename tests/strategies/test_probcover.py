from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.coverage.cover import Balls, cover
from jupyter_al.strategies.coverage.purity import nearest_other, purity, widest_pure
from tests.strategies.worlds import world

LINE = np.array([0, 0.4, 0.8, 3, 3.3, 9])[:, None]


def snapshot_of(rows: np.ndarray, labelled: tuple[int, ...] = (), **more: object) -> Snapshot:
    return Snapshot(
        rows,
        labelled=labelled,
        labels=[0] * len(labelled),
        n_classes=2,
        **more,  # type: ignore[arg-type]
    )


def plain(**more: object) -> object:
    return strategies.get("probcover", normalise=False, ties="lowest", **more)


# -- the cards' numbers -----------------------------------------------------------------------


def test_card_d6_without_labels() -> None:
    balls = Balls(LINE, LINE, 0.5)
    assert balls.degrees(np.arange(6)).tolist() == [2, 3, 2, 2, 2, 1]
    query = plain(radius=0.5).select(snapshot_of(LINE), 3)
    assert query.indices.tolist() == [1, 3, 5]
    np.testing.assert_allclose(query.scores, [0.5, 1 / 3, 1 / 6])
    after = [terms["coverage_after"] for terms in query.terms]
    np.testing.assert_allclose(after, [0.5, 0.8333, 1.0], atol=1e-4)
    assert query.reasons[1] == (
        "33.33 % of the pool, not covered before, is within 0.50 of it; now 83.33 % is covered"
    )


def test_card_d6_with_a_label() -> None:
    balls = Balls(LINE, LINE, 0.5, LINE[:, 0] ** 2)
    assert balls.degrees(balls.uncovered).tolist() == [0, 1, 1, 2, 2, 1]
    query = plain(radius=0.5).select(snapshot_of(LINE, (0,)), 2)
    assert query.indices.tolist() == [3, 1]
    after = [terms["coverage_after"] for terms in query.terms]
    np.testing.assert_allclose(after, [0.6667, 0.8333], atol=1e-4)


def test_card_d6_purity() -> None:
    others = nearest_other(LINE, np.array([0, 0, 0, 1, 1, 1]))
    for radius, share in ((0.5, 1), (2, 1), (2.3, 2 / 3), (2.5, 2 / 3), (3, 1 / 3)):
        assert purity(others, radius) == pytest.approx(share)
    assert widest_pure(others, 0.95) == pytest.approx(2.2)
    assert purity(others, widest_pure(others, 0.95)) >= 0.95


@pytest.mark.parametrize("least", [0.5, 0.9, 0.95, 1.0])
def test_the_radius_is_the_largest_that_is_pure_enough(least: float) -> None:
    others = np.random.default_rng(0).random(40)
    radius = widest_pure(others, least)
    assert purity(others, radius) >= least
    assert purity(others, radius * (1 + 1e-9)) < least


# -- greedy cover -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_counting_down_picks_what_counting_anew_picks(seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(200, 2))
    inside = np.linalg.norm(rows[:, None] - rows, axis=2) < 0.4
    covered, picks = np.zeros(200, dtype=bool), []
    for _ in range(15):
        picks.append(int((inside & ~covered).sum(axis=1).argmax()))
        covered |= inside[picks[-1]]
    done = cover(Balls(rows, rows, 0.4), 15)
    assert done.order.tolist() == picks
    assert (np.diff(done.gains) <= 0).all()
    assert (np.diff(done.coverage) >= 0).all()
    assert done.coverage[-1] == pytest.approx(covered.mean())


def test_everything_covered_shrinks_the_radius() -> None:
    query = plain(radius=0.5).select(snapshot_of(LINE), 6)
    assert sorted(query.indices.tolist()) == [0, 1, 2, 3, 4, 5]
    assert "made smaller, from 0.50" in query.notes[0]
    assert query.fallback is None
    assert query.terms[-1]["radius"] < 0.4


def test_rows_at_the_end_of_the_pool_can_be_picked() -> None:
    """The released code never picks the rows beyond a whole number of blocks of 500."""
    rows = np.random.default_rng(0).normal(size=(740, 2)) + 50
    rows[500:] = np.random.default_rng(1).normal(size=(240, 2)) * 0.05
    query = plain(radius=0.5).select(snapshot_of(rows), 1)
    assert query.indices[0] >= 500


def test_a_radius_below_all_gaps_asks_typical_rows_and_says_so() -> None:
    query = plain(radius=1e-3).select(world(labels=0), 4)
    assert query.fallback == "typiclust"
    assert "larger radius" in query.notes[0]
    assert (
        query.indices.tolist()
        == strategies.get("typiclust").select(world(labels=0), 4).indices.tolist()
    )


def test_copies_count_and_are_not_asked() -> None:
    rows = np.array([0.0, 5, 5, 5, 9, 9])[:, None]
    query = plain(radius=0.5).select(snapshot_of(rows), 2)
    assert query.indices.tolist() == [1, 4]
    np.testing.assert_allclose(query.scores, [3 / 6, 2 / 6])


def test_the_chosen_radius_serves_all_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_al.strategies.coverage import purity as module

    calls = []
    original = module.kmeans
    monkeypatch.setattr(module, "kmeans", lambda *a, **k: calls.append(1) or original(*a, **k))
    before = world()
    strategies.get("probcover").select(before, 3)
    after = world(features=before.features, labels=20, shared_with=before)
    strategies.get("probcover").select(after, 3)
    assert len(calls) == 1


def test_separate_clusters_are_asked_once_each() -> None:
    rng = np.random.default_rng(0)
    centres = np.eye(4) * 5
    owner = np.repeat(np.arange(4), [40, 30, 20, 10])
    rows = centres[owner] + rng.normal(size=(100, 4)) * 0.1
    snapshot = Snapshot(rows, n_classes=4)
    query = strategies.get("probcover").select(snapshot, 4)
    assert owner[query.indices].tolist() == [0, 1, 2, 3]


def test_a_sampled_pool_is_said() -> None:
    rows = np.random.default_rng(1).normal(size=(600, 3))
    query = strategies.get("probcover", most=200).select(Snapshot(rows, n_classes=3), 5)
    assert "200 of 600 rows were compared" in query.notes[0]
    assert len(query) == 5


def test_wrong_parameters() -> None:
    for wrong in (
        {"radius": 0}, {"radius": -1.0}, {"purity": 0}, {"purity": 1.5}, {"most": 0},
        {"ties": "first"}, {"space": "gradient"},
    ):  # fmt: skip
        with pytest.raises(StrategyError):
            strategies.get("probcover", **wrong)
