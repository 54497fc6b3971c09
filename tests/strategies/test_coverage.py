from __future__ import annotations

import itertools

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import spaces
from jupyter_al.strategies.coverage.typical import cluster_order, clusters_for
from tests.strategies.worlds import world


def plain(rows: object, labelled: tuple[int, ...] = (0,), **more: object) -> Snapshot:
    return Snapshot(
        np.asarray(rows, dtype=float),
        labelled=labelled,
        labels=[0] * len(labelled),
        n_classes=2,
        **more,  # type: ignore[arg-type]
    )


# -- k-center -----------------------------------------------------------------------------------


def test_worked_line_of_the_card() -> None:
    query = strategies.get("k-center").select(plain([[0], [1], [2], [10], [11]]), 2)
    assert query.indices.tolist() == [4, 2]
    np.testing.assert_allclose(query.scores, [11, 2])
    np.testing.assert_allclose([t["radius_after"] for t in query.terms], [2, 1])
    assert query.reasons[0] == "farthest (11.00) from anything labelled"


def test_worked_plane_of_the_card() -> None:
    rows = [[0, 0], [3, 4], [6, 8], [0, 1], [-5, 0]]
    query = strategies.get("k-center").select(plain(rows), 2)
    assert query.indices.tolist() == [2, 1]  # then 1 and 4 tie at 5: the lowest position
    np.testing.assert_allclose(query.scores, [10, 5])


@pytest.mark.parametrize(
    ("rows", "picks", "distances"),
    [
        ([[0], [1], [2], [10], [11]], [4, 2],
         [[0, 1, 2, 10, 11], [0, 1, 2, 1, 0], [0, 1, 0, 1, 0]]),
        ([[0, 0], [3, 4], [6, 8], [0, 1], [-5, 0]], [2],
         [[0, 5, 10, 1, 5], [0, 5, 0, 1, 5]]),
    ],
)  # fmt: skip
def test_distances_of_the_card_after_each_pick(
    rows: list[list[float]], picks: list[int], distances: list[list[float]]
) -> None:
    space = spaces.enter(plain(rows), "features", np.arange(5))
    near = space.from_labelled()
    assert near is not None
    np.testing.assert_allclose(np.sqrt(near[space.local]), distances[0], atol=1e-6)
    for pick, expected in zip(picks, distances[1:], strict=True):
        near = np.minimum(near, space.distances(int(space.local[pick]), below=near))
        np.testing.assert_allclose(np.sqrt(near[space.local]), expected, atol=1e-6)


def test_picks_are_a_prefix_and_the_radius_shrinks() -> None:
    snapshot = world(200)
    long = strategies.get("k-center").select(snapshot, 30)
    for n in (1, 7, 29):
        short = strategies.get("k-center").select(snapshot, n)
        assert short.indices.tolist() == long.indices[:n].tolist()
    radii = [terms["radius_after"] for terms in long.terms]
    assert (np.diff(radii) <= 1e-6).all()


def test_scaling_and_moving_the_features_changes_nothing() -> None:
    base = world(dtype=np.float64)
    picks = strategies.get("k-center").select(base, 12).indices.tolist()
    rows = np.array(base.features)
    for other in (rows * 7.5, rows + 1000, rows * 0.01 - 3):
        snapshot = world(features=other)
        assert strategies.get("k-center").select(snapshot, 12).indices.tolist() == picks


def test_gathered_rows_give_the_same_picks_as_rows_in_place() -> None:
    """Under a quarter of the pool the rows are gathered; the answer must not depend on it."""
    rows = np.random.default_rng(0).normal(size=(100, 3))
    everywhere = np.vstack([rows, rows + 9, rows - 9])
    gathered = strategies.get("k-center").select(
        plain(everywhere, unavailable=np.arange(300) >= 40), 10
    )
    in_place = strategies.get("k-center").select(plain(rows[:40]), 10)
    assert gathered.indices.tolist() == in_place.indices.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_at_most_twice_the_best_radius(seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(9, 2))
    query = strategies.get("k-center").select(plain(rows), 3)
    far = np.linalg.norm(rows[:, None] - rows[None], axis=2)

    def radius(centres: tuple[int, ...]) -> float:
        return float(far[:, [0, *centres]].min(axis=1).max())

    best = min(radius(c) for c in itertools.combinations(range(1, 9), 3))
    own = radius(tuple(query.indices.tolist()))
    assert own <= 2 * best + 1e-9
    assert own == pytest.approx(query.terms[-1]["radius_after"])


def test_without_labels_it_starts_in_the_middle() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3)) + 5
    rows[20] = rows.mean(axis=0)
    query = strategies.get("k-center").select(plain(rows, ()), 3)
    middle = int(np.argmin(((rows - rows.mean(axis=0)) ** 2).sum(axis=1)))
    assert query.indices[0] == middle == 20
    assert "middle" in query.reasons[0]
    assert "chosen before" in query.reasons[1]
    directions = strategies.get("k-center", normalise=True).select(plain(rows, ()), 1)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    assert directions.indices[0] == np.argmin(((unit - unit.mean(axis=0)) ** 2).sum(axis=1))


def test_only_duplicates_left_are_drawn_at_random_and_said_so() -> None:
    query = strategies.get("k-center").select(plain([[0.0]] * 9), 3)
    assert len(set(query.indices.tolist())) == 3
    assert query.fallback == "random"
    assert "3 of 3" in query.notes[0]


def test_spaces() -> None:
    known = np.array([[0.9, 0.1], [0.88, 0.12], [0.1, 0.9], [0.5, 0.5]])
    snapshot = plain([[0], [9], [1], [2]], probabilities=known)
    assert strategies.get("k-center", space="probabilities").select(snapshot, 1).indices[0] == 2
    assert strategies.get("k-center", space="features").select(snapshot, 1).indices[0] == 1
    assert len(strategies.get("k-center", space="gradient").select(snapshot, 3)) == 3
    with pytest.raises(StrategyError, match="did you mean 'embedding'"):
        strategies.get("k-center", space="embeding")


def test_k_center_looks_at_the_embedding_of_the_model() -> None:
    snapshot = plain([[0], [9], [1], [2]], embedding=np.array([[0.0], [1], [7], [2]]))
    assert strategies.get("k-center").select(snapshot, 1).indices.tolist() == [2]


# -- TypiClust ----------------------------------------------------------------------------------


def blobs(sizes: list[int], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    centres = np.column_stack([np.arange(len(sizes)) * 30.0, np.arange(len(sizes)) % 2 * 30.0])
    return centres[owner] + rng.normal(size=(len(owner), 2)), owner


def test_one_pick_a_cluster_the_largest_first() -> None:
    rows, owner = blobs([40, 70, 30, 60, 50])
    query = strategies.get("typiclust").select(plain(rows, ()), 5)
    assert owner[query.indices].tolist() == [1, 3, 4, 0, 2]
    assert query.reasons[0] == "typical of a cluster of 70 with no label yet"
    assert query.terms[0]["size"] == 70


def test_labelled_clusters_come_last() -> None:
    rows, owner = blobs([40, 70, 30, 60, 50])
    labelled = (int(np.flatnonzero(owner == 1)[0]), int(np.flatnonzero(owner == 4)[0]))
    query = strategies.get("typiclust", growth=0).select(plain(rows, labelled), 3)
    assert sorted(owner[query.indices].tolist()) == [0, 2, 3]
    assert not set(query.indices.tolist()) & set(labelled)


def test_the_pick_is_the_most_typical_row_of_its_cluster() -> None:
    from jupyter_al.numerics.typicality import typicality

    rows, _ = blobs([50])
    query = strategies.get("typiclust").select(plain(rows, ()), 1)
    assert query.indices[0] == typicality(rows).argmax()
    assert query.scores[0] == pytest.approx(typicality(rows).max(), rel=1e-5)


def test_more_than_the_clusters_goes_round_again() -> None:
    rows, owner = blobs([20, 20])
    query = strategies.get("typiclust", most_clusters=2).select(plain(rows, ()), 6)
    assert np.bincount(owner[query.indices]).tolist() == [3, 3]
    assert owner[query.indices[:2]].tolist() != [0, 0]


def test_copies_count_as_one_and_do_not_make_a_row_typical() -> None:
    rows, _ = blobs([40])
    rows = np.vstack([rows, np.tile(rows[:1] + 4, (10, 1))])
    query = strategies.get("typiclust", most_clusters=1).select(plain(rows, ()), 5)
    assert not set(range(40, 50)) & set(query.indices.tolist())


def test_order_of_clusters() -> None:
    assignment = np.repeat([0, 1, 2, 3], [8, 20, 5, 9])
    sizes, covered, order = cluster_order(assignment, np.array([10, 11, 40]), smallest=5)
    assert sizes.tolist() == [8, 20, 5, 9]
    assert covered.tolist() == [0, 2, 0, 1]
    assert order == [0, 3, 1]  # the cluster of five is passed over
    small = cluster_order(np.repeat([0, 1], [2, 3]), np.array([4]), smallest=5)
    assert small[2] == [0, 1]  # unless all are small


def test_a_far_row_alone_in_its_cluster_changes_nothing() -> None:
    assignment = np.append(np.repeat([0, 1], [9, 7]), 2)
    assert cluster_order(assignment, np.array([0]), 5)[2] == [1, 0]
    assert cluster_order(assignment[:-1], np.array([0]), 5)[2] == [1, 0]


def test_number_of_clusters() -> None:
    assert clusters_for(0, 7, 500, 0.2) == 7
    assert clusters_for(30, 7, 500, 0) == 37
    assert clusters_for(900, 100, 500, 0.2) == 500
    for labelled in range(1, 600):
        wanted = min(labelled + 5, 500)
        assert wanted <= clusters_for(labelled, 5, 500, 0.2) <= min(500, 1.2 * wanted + 1)
    assert len({clusters_for(labelled, 5, 500, 0.2) for labelled in range(1, 600)}) < 30


def test_a_clustering_serves_several_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_al.strategies.coverage import typical

    calls = []
    original = typical.kmeans
    monkeypatch.setattr(typical, "kmeans", lambda *a, **k: calls.append(1) or original(*a, **k))
    rows, _ = blobs([60, 60])
    before = plain(rows, tuple(range(50)))
    strategies.get("typiclust").select(before, 5)
    after = plain(before.features, tuple(range(51)), shared_with=before, round=1)
    strategies.get("typiclust").select(after, 5)
    assert len(calls) == 1


def test_a_huge_cluster_is_sampled() -> None:
    rows = np.random.default_rng(0).normal(size=(9000, 3)).astype(np.float32)
    query = strategies.get("typiclust").select(plain(rows, ()), 1)
    inside = np.linalg.norm(rows - rows.mean(axis=0), axis=1)
    assert inside[query.indices[0]] < np.quantile(inside, 0.2)


def test_wrong_parameters() -> None:
    for wrong in ({"neighbours": 0}, {"most_clusters": 0}, {"growth": -1}, {"smallest": -1}):
        with pytest.raises(StrategyError):
            strategies.get("typiclust", **wrong)
    with pytest.raises(StrategyError, match="clusters vectors"):
        strategies.get("typiclust", space="gradient")
