from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.strategies._share_done import ShareDone


def told(*heard: tuple[str, float]) -> list[float]:
    said: list[float] = []
    share = ShareDone(said.append)
    for kind, done in heard:
        getattr(share, kind)(done)
    return said


def test_picks_alone_are_the_share() -> None:
    assert told(*(("picks", done) for done in (0, 0.25, 0.5, 0.75))) == [0, 0.25, 0.5, 0.75]


def test_each_loop_over_blocks_is_half_of_the_rest() -> None:
    loops = [("blocks", done) for _ in range(3) for done in (0.5, 1.0)]
    np.testing.assert_allclose(told(*loops), [0.25, 0.5, 0.625, 0.75, 0.8125, 0.875])


def test_picks_go_on_where_the_blocks_ended_and_blocks_between_them_do_not_count() -> None:
    heard = [("blocks", 1.0), ("picks", 0.0), ("picks", 0.5), ("blocks", 0.1), ("picks", 0.75)]
    assert told(*heard) == pytest.approx([0.5, 0.5, 0.75, 0.875])


def test_it_never_falls_and_never_passes_one() -> None:
    rng = np.random.default_rng(0)
    said = told(*((rng.choice(["blocks", "picks"]), float(rng.random())) for _ in range(500)))
    assert (np.diff(said) >= 0).all()
    assert said[0] >= 0
    assert said[-1] <= 1
