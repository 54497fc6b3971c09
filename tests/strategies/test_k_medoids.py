"""Card D2 (k-medoids batches)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.medoids import all_distances, medoids
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from tests.strategies.worlds import world

LINE = np.array([[0.0], [1], [2], [10], [12]])


def cost(distances: np.ndarray, chosen: object) -> float:
    return float(distances[:, np.asarray(chosen)].min(axis=1).sum())


def test_card_2_best_two_medoids_of_the_line() -> None:
    """Cost 4 with medoids (1, 3), found by swaps: the greedy start alone costs 5."""
    distances = all_distances(Points.of(LINE))
    best = min(itertools.combinations(range(5), 2), key=lambda pair: cost(distances, pair))
    assert cost(distances, best) == 4
    chosen, owner = medoids(distances, 2)
    assert cost(distances, chosen) == 4
    assert cost(distances, [1, 3]) == 4
    assert owner.tolist() == [0, 0, 0, 1, 1]
    query = strategies.get("k-medoids").select(Snapshot(LINE), 2)
    assert cost(distances, query.indices) == 4
    assert query.scores.tolist() == [3, 2]
    assert query.reasons[0] == "all 3 samples of its group are close to it"


@pytest.mark.parametrize("seed", range(6))
def test_no_swap_of_one_medoid_helps(seed: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(40, 3))
    distances = all_distances(Points.of(rows))
    chosen, _ = medoids(distances, 4)
    own = cost(distances, chosen)
    for place, candidate in itertools.product(range(4), range(40)):
        other = chosen.copy()
        other[place] = candidate
        assert cost(distances, other) >= own * (1 - 1e-5)


def test_distances() -> None:
    rows = np.random.default_rng(0).normal(size=(30, 4))
    expected = np.linalg.norm(rows[:, None] - rows[None], axis=2)
    np.testing.assert_allclose(all_distances(Points.of(rows)), expected, atol=1e-7)


def test_one_medoid_and_copies() -> None:
    rows = np.array([[0.0], [1], [2], [3], [50]])
    assert strategies.get("k-medoids").select(Snapshot(rows), 1).indices.tolist() == [2]
    query = strategies.get("k-medoids").select(Snapshot(np.zeros((9, 2))), 3)
    assert len(set(query.indices.tolist())) == 3
    assert query.fallback == "random"


def test_a_sample_is_said() -> None:
    query = strategies.get("k-medoids", candidates=50).select(world(), 5)
    assert query.notes == ("50 rows, drawn at random out of 108, were compared.",)
    assert len(strategies.get("k-medoids", candidates=50).select(world(), 80)) == 80
    with pytest.raises(StrategyError, match="at least 2"):
        strategies.get("k-medoids", candidates=1)
    with pytest.raises(StrategyError, match="compares vectors"):
        strategies.get("k-medoids", space="gradient")
