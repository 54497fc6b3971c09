from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.errors import Cancelled
from jupyter_al.strategies._greedy import choose


class Line:
    """Gain: the distance to the nearest pick on a line."""

    def __init__(self, gains: list[float], shrink: float = 1.0) -> None:
        self.gains = np.array(gains, dtype=float)
        self.shrink = shrink

    def scores(self) -> np.ndarray:
        return self.gains

    def add(self, index: int) -> None:
        self.gains = self.gains * self.shrink


def test_largest_first_ties_to_the_lowest() -> None:
    chosen = choose(Line([1, 5, 5, 2]), np.arange(4), 3)
    assert chosen.order.tolist() == [1, 2, 3]
    assert chosen.gains.tolist() == [5, 5, 2]
    assert chosen.left == 1


def test_only_eligible_rows_and_not_the_refused() -> None:
    assert choose(Line([9, 8, 7, 6]), np.array([1, 3]), 4).order.tolist() == [1, 3]
    chosen = choose(Line([9, 8, 7, 6]), np.arange(4), 3, accept=lambda index: index != 1)
    assert chosen.order.tolist() == [0, 2, 3]


def test_stops_where_nothing_is_gained() -> None:
    assert choose(Line([3, 0, -1, np.nan]), np.arange(4), 4).order.tolist() == [0]
    assert choose(Line([3, 2, 1], shrink=0), np.arange(3), 3).order.tolist() == [0]
    assert choose(Line([0, 0]), np.arange(2), 0).order.tolist() == []


def test_infinite_gains_wait_for_a_first_pick() -> None:
    chosen = choose(Line([np.inf, np.inf]), np.arange(2), 1, first=1)
    assert chosen.order.tolist() == [1]


def test_draws_are_in_proportion() -> None:
    rng = np.random.default_rng(0)
    first = [choose(Line([1, 3]), np.arange(2), 1, rng=rng).order[0] for _ in range(2000)]
    assert np.mean(first) == pytest.approx(0.75, abs=0.03)


def test_check_runs_before_each_pick_and_hears_the_share() -> None:
    told = []

    def check(done: float) -> None:
        told.append(done)
        if len(told) == 3:
            raise Cancelled("enough")

    with pytest.raises(Cancelled):
        choose(Line([1, 1, 1, 1]), np.arange(4), 4, check=check)
    assert told == [0, 0.25, 0.5]
