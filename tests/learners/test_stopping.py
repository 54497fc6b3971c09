from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.learners._stopping import Patience, hold_out


@pytest.mark.parametrize(
    ("n", "classes", "watched"),
    [(1, 1, 0), (49, 2, 0), (50, 2, 5), (205, 2, 20), (99, 10, 0), (100, 10, 10)],
)
def test_a_tenth_is_held_out_when_it_says_something(n: int, classes: int, watched: int) -> None:
    train, watch = hold_out(n, classes, np.random.default_rng(0))
    assert len(watch) == watched
    assert sorted([*train, *watch]) == list(range(n))


def test_patience_ends_after_epochs_without_a_gain() -> None:
    patience = Patience(2, gain=0.1)
    assert patience.better(1.0)
    assert not patience.better(0.95)
    assert not patience.over
    assert patience.better(0.85)
    assert not patience.better(0.86)
    assert not patience.over
    assert not patience.better(0.80)
    assert patience.over
    assert patience.lowest == 0.85
