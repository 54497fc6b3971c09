from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.learners._stopping import Patience, hold_out


@pytest.mark.parametrize(("n", "watched"), [(1, 0), (49, 0), (50, 5), (205, 20)])
def test_a_tenth_is_held_out_from_fifty_rows_on(n: int, watched: int) -> None:
    train, watch = hold_out(n, np.random.default_rng(0))
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
