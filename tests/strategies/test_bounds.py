from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from jupyter_al.errors import StrategyError
from jupyter_al.strategies._bounds import above_zero, whole_numbers


@dataclass
class Given:
    size: Any = 3
    rate: Any = 0.5


@pytest.mark.parametrize("value", [1, 7, np.int64(2)])
def test_whole_numbers_pass(value: Any) -> None:
    whole_numbers(Given(size=value), "size")
    whole_numbers(Given(size=0), "size", least=0)


@pytest.mark.parametrize("value", [0, -1, 2.0, "3", True, None, float("nan"), [1]])
def test_others_are_named_with_their_bound(value: Any) -> None:
    with pytest.raises(StrategyError, match="size must be a whole number from 1, not"):
        whole_numbers(Given(size=value), "size")


def test_the_first_that_does_not_fit_is_named() -> None:
    with pytest.raises(StrategyError, match=r"rate must be a whole number from 2, not 0\.5"):
        whole_numbers(Given(), "size", "rate", least=2)


@pytest.mark.parametrize("value", [1, 0.1, np.float32(2)])
def test_positive_numbers_pass(value: Any) -> None:
    above_zero(Given(rate=value), "rate")


@pytest.mark.parametrize("value", [0, -0.1, float("inf"), float("nan"), "1", True, None])
def test_what_is_not_above_zero_is_named(value: Any) -> None:
    with pytest.raises(StrategyError, match="rate must be a number above zero, not"):
        above_zero(Given(rate=value), "rate")
