"""Several models on the same drawn labels."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation import active_difference, draw_items, share_best


def even(n: int, population: int) -> np.ndarray:
    return 1 / (population - np.arange(n, dtype=np.float64))


def test_equal_models_share_every_draw() -> None:
    right = np.array([[1, 0, 1, 1], [1, 0, 1, 1], [0, 0, 0, 0]])
    # in one draw of 256 all have everything wrong
    found = share_best(right, even(4, 50), 50)
    assert found[0] == found[1]
    assert found[2] < 0.01


def test_a_better_model_wins_more_often_with_more_labels() -> None:
    one = np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 1, 1, 1]])
    assert share_best(one, even(4, 100), 100)[2] > 0.7
    many = np.tile(one, 20)
    assert share_best(many, even(80, 1000), 1000)[2] > 0.99


def test_the_order_of_models_and_labels_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    right = rng.random((3, 40)) < [[0.6], [0.7], [0.65]]
    found = share_best(right, even(40, 200), 200, seed=1)
    assert found.sum() == pytest.approx(1)
    assert np.allclose(share_best(right[::-1], even(40, 200), 200, seed=1)[::-1], found, atol=0.05)
    shuffled = right[:, rng.permutation(40)]
    assert np.allclose(share_best(shuffled, even(40, 200), 200, seed=1), found)


def test_unequal_draws_are_corrected() -> None:
    """The first model errs where the draws are dense; it is the better one on the pool."""
    rng = np.random.default_rng(3)
    truth = np.ones((2, 1000), dtype=bool)
    truth[0, :60] = False  # 94 %
    truth[1, 100:300] = False  # 80 %
    scores = np.where(np.arange(1000) < 60, 1.0, 0.05)
    drawn = draw_items(scores, 150, rng)
    right = truth[:, drawn.items]
    assert right[0].mean() < right[1].mean()  # counted plainly the second looks better
    assert share_best(right, drawn.probabilities, 1000)[0] > 0.9


@pytest.mark.parametrize("right", [[], [[]], [1, 0]])
def test_without_labels_nothing_is_best(right: list) -> None:
    with pytest.raises(AlError, match="one label at least"):
        share_best(right, [], 10)
    with pytest.raises(AlError, match="2 labels and 1 prob"):
        share_best([[1, 0]], [0.1], 10)


def test_a_difference_within_a_reserve_is_wider_for_the_whole_pool() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.random(200) < 0.9, rng.random(200) < 0.75
    chances = even(200, 200)
    within = active_difference(first, second, chances, 200)
    whole = active_difference(first, second, chances, 200, drawn_from=2000)
    assert within.low == within.high == within.estimate
    assert whole.low < within.low < whole.high
    assert active_difference(first, second, chances, 200, drawn_from=200).low == within.low


def test_the_interval_of_the_whole_pool_covers() -> None:
    """Two models on 2000 items, 300 of them in the reserve, 120 labels drawn: 300 times."""
    rng = np.random.default_rng(7)
    hard = rng.random(2000)
    first = rng.random(2000) > 0.25 * hard
    second = rng.random(2000) > 0.5 * hard
    truth = first.mean() - second.mean()
    held = 0
    for _ in range(300):
        reserve = rng.permutation(2000)[:300]
        drawn = draw_items(0.05 + hard[reserve], 120, rng)
        rows = reserve[drawn.items]
        found = active_difference(
            first[rows], second[rows], drawn.probabilities, 300, drawn_from=2000
        )
        held += found.low <= truth <= found.high
    assert 0.91 <= held / 300 <= 0.99
