"""Acceptance sampling: the worked numbers, and what they mean."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.quality.guard import most_wrong, spot_checks

SIZES = (50, 100, 200, 1000, 10**6)
WORKED = {0.1: (19, 23, 26, 28, 29), 0.05: (31, 39, 47, 56, 59), 0.2: (11, 12, 13, 14, 14)}


@pytest.mark.parametrize("tolerance", WORKED)
def test_how_many_to_check(tolerance: float) -> None:
    assert tuple(spot_checks(n, tolerance) for n in SIZES) == WORKED[tolerance]


@pytest.mark.parametrize(
    ("size", "checked", "wrong", "most"), [(200, 26, 0, 20), (200, 26, 1, 32), (100, 39, 0, 5)]
)
def test_how_many_may_be_wrong(size: int, checked: int, wrong: int, most: int) -> None:
    assert most_wrong(size, checked, wrong) == most


@pytest.mark.parametrize("size", [0, 1, 2, 5])
def test_a_few_items_are_all_checked(size: int) -> None:
    assert spot_checks(size) == size
    assert most_wrong(size, size) == 0


@pytest.mark.parametrize("tolerance", [0.05, 0.1, 0.2])
def test_a_plan_that_passes_keeps_its_promise(tolerance: float) -> None:
    for size in (3, 17, 50, 333, 4001):
        checks = spot_checks(size, tolerance)
        assert most_wrong(size, checks) <= np.floor(tolerance * size + 1e-9)


def test_the_bound_is_right_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    size, bad, checks = 200, 24, 26
    held = [
        most_wrong(size, checks, int(rng.hypergeometric(bad, size - bad, checks))) >= bad
        for _ in range(2000)
    ]
    assert np.mean(held) >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 2000)


def test_more_errors_never_lower_the_bound() -> None:
    bounds = [most_wrong(300, 40, wrong) for wrong in range(41)]
    assert bounds == sorted(bounds)
    assert bounds[-1] == 300


def test_wrong_arguments_are_refused_in_words() -> None:
    with pytest.raises(AlError, match="-1 items"):
        spot_checks(-1)
    with pytest.raises(AlError, match="tolerance"):
        spot_checks(10, 1.0)
    with pytest.raises(AlError, match="not possible"):
        most_wrong(10, 3, 4)
