"""Active search; worked numbers of card 17."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsModel, NotApplicable, StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.search.membership import NeighbourShare
from jupyter_al.strategies.search.near import near_rows
from jupyter_al.strategies.search.target import corrected
from tests.strategies.worlds import world

P = np.array([0.9, 0.05, 0.4, 0.6, 0.4])


def of_chances(p: np.ndarray = P, **more: object) -> Snapshot:
    """Rows 0 .. with P(class 1) = p, and two labelled rows at the end."""
    known = np.append(p, [0.5, 0.5])
    rows = np.arange(len(known), dtype=float)[:, None]
    arrays = {"labelled": [len(p), len(p) + 1], "labels": [0, 1], **more}
    return Snapshot.from_arrays(rows, probabilities=np.column_stack([1 - known, known]), **arrays)  # type: ignore[arg-type]


def test_card_17_order_and_expected_hits() -> None:
    query = strategies.get("active-search", target=1).select(of_chances(), 5)
    assert query.indices[[0, 1, 4]].tolist() == [0, 3, 1]
    assert set(query.indices[2:4].tolist()) == {2, 4}
    two = strategies.get("active-search", target=1).select(of_chances(), 2)
    three = strategies.get("active-search", target=1).select(of_chances(), 3)
    assert two.scores.sum() == pytest.approx(1.5)
    assert three.scores.sum() == pytest.approx(1.9)
    assert "about 1.5 of these 2" in two.notes[0]


def test_card_17_prior_correction() -> None:
    assert corrected(np.array([0.9]), 0.5, 0.01)[0] == pytest.approx(0.083333, abs=1e-6)
    assert corrected(np.array([0.9]), 0.0, 0.01)[0] == 0.9
    plain = strategies.get("active-search", target=1).select(of_chances(), 2)
    fixed = strategies.get("active-search", target=1, prevalence=0.01).select(of_chances(), 2)
    assert fixed.indices.tolist() == plain.indices.tolist()
    assert fixed.scores[0] == pytest.approx(0.083333, abs=1e-6)


def test_card_17_neighbour_share() -> None:
    # rows on a line; each label reaches its two nearest rows
    rows = np.array([0.0, 0.1, -0.11, 5.0, 5.1, 9.0, 0.05, 5.02, 5.05])[:, None]
    snapshot = Snapshot.from_arrays(
        rows, labelled=[1, 2, 6, 7, 8], labels=[1, 1, 0, 0, 0], n_classes=2
    )
    score = NeighbourShare(target=1, neighbours=3)
    near = near_rows(snapshot, snapshot.labelled, 3)
    labels = [(near == row).any(axis=1).sum() for row in range(9)]
    members = [(near[:2] == row).any(axis=1).sum() for row in range(9)]
    expected = (0.1 + np.array(members)) / (1 + np.array(labels))
    np.testing.assert_allclose(score.values(snapshot, np.arange(9)), expected)
    assert (members[0], labels[0]) == (2, 3)
    assert expected[0] == pytest.approx(0.525)
    assert (members[5], labels[5]) == (0, 0)
    assert expected[5] == pytest.approx(0.1)
    assert (members[3], labels[3]) == (0, 2)
    assert expected[3] == pytest.approx(0.033333, abs=1e-6)


def test_card_17_invariants() -> None:
    p = np.random.default_rng(0).uniform(0.01, 0.99, 40)
    search = strategies.get("active-search", target=1)
    straight = search.select(of_chances(p), 20).indices.tolist()
    assert search.select(of_chances(p**3), 20).indices.tolist() == straight
    first = search.select(of_chances(p), 8).indices
    away = np.zeros(42, dtype=bool)
    away[first] = True
    second = search.select(of_chances(p, unavailable=away), 12).indices
    assert [*first.tolist(), *second.tolist()] == straight
    base = world(labels=12)
    more = Snapshot(
        base.features, labelled=np.arange(13), labels=np.append(base.labels, 2), n_classes=3
    )
    score, rest = NeighbourShare(target=2, neighbours=10), np.arange(13, 120)
    assert (score.values(more, rest) >= score.values(base, rest) - 1e-12).all()


def test_estimators_find_members_and_work_without_a_model() -> None:
    snapshot = world(300, labels=12, model=False)
    codes = np.arange(300) % 3
    for estimator in ("neighbours", "likeness"):
        query = strategies.get(
            "active-search", target="fox", estimator=estimator, neighbours=20
        ).select(snapshot, 20)
        assert (codes[query.indices] == 2).mean() > 0.8
    assert "fox" in query.reasons[0]


def test_no_member_known_falls_back_to_chance() -> None:
    query = strategies.get("active-search", target="fox").select(world(one_class=True), 5)
    assert query.fallback == "random"
    assert "fox" in query.notes[0]
    plain = strategies.get("active-search").select(world(one_class=True), 5)
    assert plain.fallback is None


def test_exploring_mixes_in_small_margins() -> None:
    query = strategies.get("active-search", explore=0.2).select(world(), 10)
    greedy = strategies.get("active-search").select(world(), 8).indices.tolist()
    margin = strategies.get("margin").select(world(), 108).indices.tolist()
    assert query.indices[:8].tolist() == greedy
    assert query.indices[8:].tolist() == [i for i in margin if i not in greedy][:2]


def test_nearest_rows_are_the_nearest_and_remembered() -> None:
    snapshot = world(200, dtype=np.float64)
    rows = np.asarray(snapshot.features)
    far = ((rows[:, None] - rows) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    found = near_rows(snapshot, np.array([3, 50, 199]), 7)
    for place, row in enumerate([3, 50, 199]):
        assert set(found[place].tolist()) == set(np.argsort(far[row])[:7].tolist())
    assert near_rows(snapshot, np.array([50]), 7).tolist() == found[[1]].tolist()
    assert near_rows(snapshot, np.array([0]), 10**6).shape == (1, 199)


def test_bad_input_is_named() -> None:
    with pytest.raises(StrategyError, match="fix"):
        strategies.get("active-search", target="fix").select(world(), 2)
    with pytest.raises(StrategyError, match="from 0 to 2"):
        strategies.get("active-search", target=3).select(world(), 2)
    with pytest.raises(StrategyError, match="target"):
        strategies.get("active-search", target=1.5)
    with pytest.raises(StrategyError, match="estimator"):
        strategies.get("active-search", estimator="knn")
    with pytest.raises(StrategyError, match="explore"):
        strategies.get("active-search", explore=1.0)
    with pytest.raises(StrategyError, match="prevalence"):
        strategies.get("active-search", prevalence=0)
    with pytest.raises(NeedsModel, match="labels"):
        strategies.get("active-search", estimator="likeness").select(world(labels=0), 2)
    with pytest.raises(NotApplicable, match="fox"):
        strategies.score("likeness", target="fox").select(world(one_class=True), 2)
