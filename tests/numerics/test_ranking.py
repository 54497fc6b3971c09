from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics.ranking import rank, tie_keys, top_n


@pytest.mark.parametrize("seed", [None, 0, 7])
@pytest.mark.parametrize("n", [0, 1, 5, 40, 99, 100, 200])
def test_top_n_is_the_start_of_the_full_ranking(seed: int | None, n: int) -> None:
    rng = np.random.default_rng(3)
    scores = rng.integers(0, 6, size=100) / 3
    scores[rng.choice(100, 10)] = np.nan
    positions = np.sort(rng.choice(1000, 100, replace=False)).astype(np.int64)
    full = rank(scores, positions, seed)
    assert top_n(scores, n, positions, seed).tolist() == full[:n].tolist()


def test_ties_by_position_or_by_seed() -> None:
    scores, positions = np.zeros(50), np.arange(50)
    assert top_n(scores, 5, positions, None).tolist() == [0, 1, 2, 3, 4]
    first, again, other = (top_n(scores, 5, positions, seed).tolist() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_tie_is_decided_by_the_position_in_the_pool_not_by_the_order_of_the_array() -> None:
    positions = np.arange(50)
    shuffled = np.random.default_rng(0).permutation(50)
    straight = positions[top_n(np.zeros(50), 9, positions, 4)]
    turned = positions[shuffled][top_n(np.zeros(50), 9, positions[shuffled], 4)]
    assert straight.tolist() == turned.tolist()


def test_tie_keys_are_spread() -> None:
    keys = tie_keys(np.arange(10_000), 5)
    assert len(np.unique(keys)) == 10_000
    ranks = np.argsort(np.argsort(keys))
    assert abs(np.corrcoef(ranks, np.arange(10_000))[0, 1]) < 0.05


def test_not_finite_comes_last() -> None:
    scores = np.array([np.nan, -5.0, np.inf, -np.inf, 3.0])
    assert top_n(scores, 2, np.arange(5), None).tolist() == [4, 1]
    assert set(top_n(scores, 5, np.arange(5), None)[2:].tolist()) == {0, 2, 3}


def test_a_seed_is_asked_for_only_where_there_is_a_tie() -> None:
    asked = []

    def seed() -> int:
        asked.append(1)
        return 4

    positions = np.arange(50)
    scores = np.random.default_rng(0).permutation(50) / 7
    assert top_n(scores, 9, positions, seed).tolist() == top_n(scores, 9, positions, 4).tolist()
    assert not asked
    tied = np.round(scores)
    assert top_n(tied, 9, positions, seed).tolist() == top_n(tied, 9, positions, 4).tolist()
    assert asked


def test_precision_of_the_scores_does_not_change_the_order() -> None:
    scores = np.random.default_rng(0).random(500).astype(np.float32)
    positions = np.arange(500)
    assert (
        top_n(scores, 50, positions, 1).tolist()
        == top_n(scores.astype(np.float64), 50, positions, 1).tolist()
    )
