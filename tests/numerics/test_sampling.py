from __future__ import annotations

import numpy as np

from jupyter_al.numerics.sampling import draw, shares


def test_worked_probabilities() -> None:
    np.testing.assert_allclose(shares(np.array([0, 1, 4, 9])), [0, 1 / 14, 4 / 14, 9 / 14])


def test_draws_follow_the_weights() -> None:
    rng = np.random.default_rng(0)
    counts = np.bincount([draw(np.array([0, 1, 4, 9]), rng) for _ in range(20_000)], minlength=4)
    assert counts[0] == 0
    np.testing.assert_allclose(counts / 20_000, [0, 1 / 14, 4 / 14, 9 / 14], atol=0.015)


def test_no_weight_gives_none() -> None:
    rng = np.random.default_rng(0)
    for weights in ([0, 0], [], [np.nan, 0], [-1, np.inf]):
        assert draw(np.array(weights, dtype=float), rng) is None
    assert shares(np.array([np.nan, 0.0])).tolist() == [0, 0]


def test_weights_that_are_not_finite_are_never_drawn() -> None:
    rng = np.random.default_rng(0)
    assert {draw(np.array([np.nan, 1, np.inf, -3]), rng) for _ in range(50)} == {1}


def test_small_weights_beside_large_ones_keep_their_share_in_float32() -> None:
    weights = np.ones(2**20, dtype=np.float32)
    rng = np.random.default_rng(1)
    draws = np.array([draw(weights, rng) for _ in range(400)])
    assert abs(draws.mean() / 2**20 - 0.5) < 0.06
