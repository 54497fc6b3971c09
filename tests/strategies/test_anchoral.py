from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import Cancelled, StrategyError
from jupyter_al.numerics import arrays
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.hybrid import neighbours as module
from jupyter_al.strategies.hybrid.anchoral import AnchorAL, anchors_of, mean_similarity
from jupyter_al.strategies.hybrid.neighbours import directions, nearest_rows, neighbours
from jupyter_al.strategies.hybrid.seals import SEALS
from jupyter_al.strategies.strategy import Task
from tests.strategies.worlds import world


def part_of(strategy: AnchorAL | SEALS, snapshot: Snapshot, n: int = 5) -> list[int]:
    task = Task(snapshot, snapshot.candidates, n, strategy.name)
    return [int(row) for row in strategy.part(task)[0]]


def test_the_mean_distance_counts_of_card_9() -> None:
    # row 7 is found at .1 and .3, row 9 once at .15
    found = [
        (np.array([7]), np.array([0.1])),
        (np.array([7, 9]), np.array([0.3, 0.15])),
    ]
    rows, values = mean_similarity(found)
    assert rows.tolist() == [7, 9]
    np.testing.assert_allclose(values, [0.80, 0.85])


def test_anchors_of_card_9_are_distinct_and_as_many_as_said() -> None:
    rng = np.random.default_rng(0)
    points = Points.of(rng.normal(size=(60, 4)), normalise=True)
    labelled, labels = np.arange(40), np.array([0] * 25 + [1] * 12 + [3] * 3)
    anchors = anchors_of(points, labelled, labels, 10, rng)
    assert len(anchors) == len(set(anchors.tolist())) == 10 + 10 + 3
    assert set(range(37, 40)) <= set(anchors.tolist())
    copies = Points.of(np.ones((30, 4)))
    anchors = anchors_of(copies, np.arange(30), np.zeros(30, dtype=int), 10, rng)
    assert len(set(anchors.tolist())) == 10


def test_the_part_of_card_9_has_no_label_and_no_more_than_its_size() -> None:
    snapshot = world(900, labels=60)
    part = part_of(AnchorAL(size=100), snapshot)
    assert len(part) == 100
    assert part == sorted(set(part))
    assert not set(part) & set(range(60))
    query = AnchorAL(size=100).select(snapshot, 20)
    assert set(query.indices.tolist()) <= set(part_of(AnchorAL(size=100), snapshot, 20))
    assert "Chosen from 100 neighbours of 30 labels" in query.notes[0]


def test_a_size_beyond_the_pool_of_card_9_is_the_strategy_inside() -> None:
    for inner in ("margin", "badge"):
        plain = strategies.get(inner).select(world(), 9)
        query = strategies.get("anchoral", inner=inner, size=108).select(world(), 9)
        assert query.indices.tolist() == plain.indices.tolist()
        assert query.scores.tolist() == plain.scores.tolist()


def groups(labels: list[int]) -> Snapshot:
    """Return five groups of 40 rows in five directions, a label in each of the first ones."""
    rng = np.random.default_rng(0)
    rows = np.repeat(np.eye(5), 40, axis=0) + rng.normal(size=(200, 5)) * 0.05
    at = [40 * code for code in labels]
    return Snapshot(rows, labelled=at, labels=labels, n_classes=5, head=(np.eye(5), np.zeros(5)))


@pytest.mark.parametrize("kind", [AnchorAL(size=150, neighbours=20), SEALS(neighbours=20)])
def test_without_the_labels_of_a_class_its_rows_are_not_found_card_9(kind: Any) -> None:
    with_it = {row // 40 for row in part_of(kind, groups([0, 1, 2]))}
    without = {row // 40 for row in part_of(kind, groups([0, 2]))}
    assert with_it == {0, 1, 2}
    assert without == {0, 2}


@pytest.mark.parametrize("kind", [AnchorAL(size=150, neighbours=20), SEALS(neighbours=20)])
def test_one_labelled_class_leaves_room_for_a_fifth_of_random_rows(kind: Any) -> None:
    snapshot = groups([1])
    part = part_of(kind, snapshot)
    assert len(part) == 25
    near = [row for row in part if row // 40 == 1]
    assert 20 <= len(near) < 25
    query = kind.select(snapshot, 4)
    assert "one class" in query.notes[0]


def test_no_label_is_a_random_part_or_the_whole_pool() -> None:
    snapshot = world(300, labels=0)
    query = AnchorAL(size=50).select(snapshot, 5)
    assert "no label yet" in query.notes[0]
    plain = strategies.get("margin").select(snapshot, 5).indices.tolist()
    assert SEALS().select(snapshot, 5).indices.tolist() == plain


def test_a_union_smaller_than_the_batch_is_filled() -> None:
    query = SEALS(neighbours=2).select(groups([0, 2]), 30)
    assert len(set(query.indices.tolist())) == 30
    assert "to fill the batch" in query.notes[0]


def test_a_broken_label_is_no_anchor() -> None:
    rows = np.array(groups([0]).features)
    rows[40] = np.nan
    snapshot = Snapshot(
        rows, labelled=[0, 40, 80], labels=[0, 1, 2], n_classes=5, head=(np.eye(5), np.zeros(5))
    )
    assert {row // 40 for row in part_of(SEALS(neighbours=20), snapshot)} == {0, 2}


def test_nearest_rows_against_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(1).normal(size=(500, 8))
    points = Points.of(rows)
    among = np.flatnonzero(np.arange(500) % 3 > 0)
    far = ((rows[:20, None] - rows[among][None]) ** 2).sum(axis=2)
    expected = among[np.argsort(far, axis=1)[:, :7]]
    original = arrays.blocks
    for budget in (2**24, 1):
        monkeypatch.setattr(module, "blocks", lambda n, w, b=budget: original(n, w, b))
        which, squared = nearest_rows(points, rows[:20], 7, among)
        assert which.tolist() == expected.tolist()
        np.testing.assert_allclose(squared, np.sort(far, axis=1)[:, :7], atol=1e-9)
    assert nearest_rows(points, rows[:2], 9, among[:3])[0].shape == (2, 3)


def test_neighbours_are_exact_where_most_near_rows_are_labelled() -> None:
    snapshot = groups([1])
    points = directions(snapshot)
    rows = np.setdiff1d(np.arange(200), np.arange(40, 79))  # one row of the group is left
    (index, distance), *_ = neighbours(snapshot, np.array([40]), 5, rows)
    block = points.block(slice(None))
    cosine = 1 - block[rows] @ block[40]
    assert index.tolist() == rows[np.argsort(cosine)[:5]].tolist()
    np.testing.assert_allclose(distance, np.sort(cosine)[:5], atol=1e-6)


def test_a_label_is_searched_once_over_all_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []
    original = module.nearest_rows

    def counted(points: Points, queries: np.ndarray, *more: Any) -> Any:
        searched.append(len(queries))
        return original(points, queries, *more)

    monkeypatch.setattr(module, "nearest_rows", counted)
    first = world(600, labels=12)
    SEALS(neighbours=10).select(first, 5)
    head = (np.ones((3, 6)), np.zeros(3))
    after = Snapshot(
        first.features, labelled=np.arange(14), labels=np.arange(14) % 3, head=head,
        shared_with=first,
    )  # fmt: skip
    SEALS(neighbours=10).select(after, 5)
    assert searched == [12, 2]


def test_the_search_can_be_cancelled() -> None:
    calls = iter([False, True])
    with pytest.raises(Cancelled):
        SEALS().select(world(), 5, cancelled=lambda: next(calls))


@pytest.mark.parametrize("word", ["size", "anchors", "neighbours"])
def test_arguments(word: str) -> None:
    for wrong in (0, 2.5, True):
        with pytest.raises(StrategyError, match=word):
            AnchorAL(**{word: wrong})  # type: ignore[arg-type]
    with pytest.raises(StrategyError, match="neighbours"):
        SEALS(neighbours=0)
