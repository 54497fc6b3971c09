"""Numbers as bytes between two ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jupyter_al.numerics.ramp import on_ramp, ramp_range


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], []),
        ([math.nan], [255]),
        ([2.0, 2.0, math.nan], [127, 127, 255]),
        ([0.0, 1.0, 2.0, math.inf], [0, 127, 254, 255]),
        ([-5.0], [127]),
    ],
)
def test_bytes(values: list[float], expected: list[int]) -> None:
    numbers = np.array(values)
    assert on_ramp(numbers, *ramp_range(numbers)).tolist() == expected


def test_a_few_extreme_values_do_not_take_the_ramp() -> None:
    values = np.concatenate([np.linspace(0, 1, 1000), [1e6]])
    low, high = ramp_range(values)
    assert low <= 0.01
    assert 0.9 < high <= 1.01
    assert on_ramp(values, low, high)[-1] == 254
    assert ramp_range(np.linspace(0, 1, 1000)) == (0.0, 1.0)
