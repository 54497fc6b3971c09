from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics.random_order import first_drawn


def drawn(seed: int, size: int, rows: object, n: int) -> list[int]:
    allowed = np.isin(np.arange(size), np.asarray(rows))
    return first_drawn(np.random.default_rng(seed), allowed, n).tolist()


@pytest.mark.parametrize("size", [1, 2, 7, 300])
def test_every_row_comes_once_and_the_start_does_not_hang_on_how_many(size: int) -> None:
    whole = drawn(0, size, range(size), size + 5)
    assert sorted(whole) == list(range(size))
    for n in range(size):
        assert drawn(0, size, range(size), n) == whole[:n]


def test_rows_that_are_not_allowed_change_no_order() -> None:
    whole = drawn(3, 300, range(300), 300)
    for some in (range(0, 300, 7), range(290, 300), [11], []):
        assert drawn(3, 300, some, 300) == [row for row in whole if row in some]


@pytest.mark.parametrize("allowed", [range(12), range(3, 8)])
def test_every_order_of_two_is_as_likely(allowed: range) -> None:
    counts = np.zeros((12, 12))
    for seed in range(12_000):
        counts[tuple(drawn(seed, 12, allowed, 2))] += 1
    seen = counts[np.ix_(allowed, allowed)]
    pairs = len(allowed) * (len(allowed) - 1)
    assert seen.sum() == 12_000
    assert (np.diag(counts) == 0).all()
    expected = 12_000 / pairs
    off = seen[~np.eye(len(allowed), dtype=bool)] - expected
    assert np.abs(off).max() < 5 * np.sqrt(expected)


def test_a_few_rows_of_a_large_pool_take_a_few_draws() -> None:
    rng = np.random.default_rng(0)
    allowed = np.zeros(10**7, dtype=bool)
    allowed[::1000] = True
    assert len(first_drawn(rng, allowed, 100)) == 100
    assert rng.random() in np.random.default_rng(0).random(200_000)  # it got no further
