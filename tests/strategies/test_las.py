"""LAS: the worked numbers of its method card (D21), and the search for neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.cosine_neighbours import cosine_neighbours
from jupyter_al.strategies.hybrid.local_inconsistency import (
    LocalInconsistency,
    inconsistency,
    neighbour_weights,
    propagated,
)
from jupyter_al.strategies.hybrid.neighbour_graph import NeighbourGraph
from tests.strategies.worlds import random_probabilities, with_probabilities, world

KNOWN = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.5, 0.5]])
PLACES = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1]])


def search(units: np.ndarray, k: int, **more: int) -> tuple[np.ndarray, np.ndarray]:
    return cosine_neighbours(units, k, rng=np.random.default_rng(0), **more)


def test_card_numbers() -> None:
    near, cosines = search(PLACES, 2)
    assert near.tolist() == [[1, 2], [2, 0], [1, 3], [2, 1]]
    weights = neighbour_weights(cosines)
    own = inconsistency(KNOWN, near, weights)
    np.testing.assert_allclose(own, [-0.5, -0.478182, -0.369091, -0.5], atol=1e-6)
    after = propagated(own, near, weights)
    np.testing.assert_allclose(after, [-0.931429, -0.906777, -0.857190, -0.915844], atol=1e-6)
    snapshot = with_probabilities(PLACES * [[1], [2], [3], [4]], KNOWN)
    values = LocalInconsistency(2).values(snapshot, np.arange(4))
    np.testing.assert_allclose(values, after, atol=1e-6)
    query = strategies.get("las", neighbours=2).select(snapshot, 4)
    assert query.indices.tolist() == [2, 1, 3, 0]


def test_card_equal_certain_predictions() -> None:
    near, cosines = search(PLACES, 2)
    weights = neighbour_weights(cosines)
    own = inconsistency(np.tile([1.0, 0], (4, 1)), near, weights)
    np.testing.assert_allclose(own, -1)
    np.testing.assert_allclose(propagated(own, near, weights), -2)


def test_card_range() -> None:
    rng = np.random.default_rng(0)
    units = rng.normal(size=(60, 3))
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    near, cosines = search(units, 10)
    own = inconsistency(random_probabilities(60, 4), near, neighbour_weights(cosines))
    assert ((own >= -1) & (own <= 0)).all()


def test_negative_cosines_weigh_nothing() -> None:
    found = neighbour_weights(np.array([[0.5, -0.5], [-0.1, -0.2], [0.6, 0.2]]))
    np.testing.assert_allclose(found, [[1, 0], [0.5, 0.5], [0.75, 0.25]])


def test_fewer_rows_than_neighbours() -> None:
    near, _ = search(PLACES, 10)
    assert near.shape == (4, 3)
    assert all(set(row) == set(range(4)) - {i} for i, row in enumerate(near.tolist()))


def test_neighbours_equal_a_full_sort() -> None:
    rng = np.random.default_rng(1)
    units = rng.normal(size=(500, 5))
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    alike = units @ units.T
    np.fill_diagonal(alike, -np.inf)
    near, cosines = search(units, 7)
    assert near.tolist() == np.argsort(-alike, axis=1)[:, :7].tolist()
    np.testing.assert_allclose(cosines, np.sort(alike, axis=1)[:, ::-1][:, :7])


def test_cells_find_nearly_all_neighbours() -> None:
    rng = np.random.default_rng(2)
    units = rng.normal(size=(30, 8)).repeat(100, axis=0) * 2 + rng.normal(size=(3000, 8))
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    exact, _ = search(units, 10)
    cells, cosines = search(units, 10, exact_up_to=100)
    found = [len(set(a) & set(b)) for a, b in zip(exact.tolist(), cells.tolist(), strict=True)]
    assert np.mean(found) > 8.5
    assert (np.diff(cosines, axis=1) <= 0).all()
    assert (cells != np.arange(3000)[:, None]).all()


def test_the_neighbours_of_a_round_are_those_of_a_new_search() -> None:
    """Labels take rows away, one is taken back, a few rows are asked about: all as if anew."""
    everything = np.arange(400)
    rng = np.random.default_rng(4)
    few_labels = np.sort(rng.choice(400, 380, replace=False))
    back = np.union1d(few_labels, np.setdiff1d(everything, few_labels)[:3])
    half = np.sort(rng.choice(few_labels, 210, replace=False))
    region = np.arange(40, 60)
    rows = rng.normal(size=(400, 5))
    graph = NeighbourGraph(7)
    for asked in (everything, few_labels, half, region, few_labels, back, region[:3], everything):
        near, cosines = graph.among(rows, asked, np.random.default_rng(0))
        anew, theirs = NeighbourGraph(7).among(rows, asked, np.random.default_rng(0))
        assert near.tolist() == anew.tolist()
        np.testing.assert_allclose(cosines, theirs, atol=1e-12)


def test_rows_are_not_searched_again_when_labels_come(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []

    def counted(units: np.ndarray, k: int, **more: Any) -> tuple[np.ndarray, np.ndarray]:
        searched.append(len(units))
        return cosine_neighbours(units, k, **more)

    monkeypatch.setattr("jupyter_al.strategies.hybrid.neighbour_graph.cosine_neighbours", counted)
    first = world(300)
    strategies.get("las").select(first, 6)
    assert searched == [288]
    later = world(300, labels=40, features=first.features, shared_with=first)
    asked = strategies.get("las").select(later, 6)
    assert searched == [288]
    alone = strategies.get("las").select(world(300, labels=40), 6)
    assert asked.indices.tolist() == alone.indices.tolist()


def test_a_large_pool_is_answered_from_a_part_and_says_so() -> None:
    query = strategies.get("las", most=50).select(world(300), 6)
    assert len(query) == 6
    assert "random part of 50" in query.notes[0]


@pytest.mark.parametrize(
    ("parameters", "word"),
    [({"neighbours": 0}, "neighbours"), ({"more": -1}, "more"), ({"most": 0}, "most")],
)
def test_bad_parameters(parameters: dict[str, int], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("las", **parameters)
