from __future__ import annotations

import threading

import pytest

from jupyter_al.numerics.arrays import blocks
from jupyter_al.numerics.watch import Watch, steps


class Ear:
    """Keeps what it hears, and ends the work at a given question."""

    def __init__(self, end: int = 10**9) -> None:
        self.asked, self.told, self.end = 0, list[float](), end
        self.watch = Watch(self._check, self.told.append)

    def _check(self) -> None:
        self.asked += 1
        if self.asked > self.end:
            raise KeyboardInterrupt


def test_unwatched_loops_are_plain_ones() -> None:
    assert list(steps(3)) == [0, 1, 2]
    assert [part.start for part in blocks(150, 1, 1)] == [0, 64, 128]
    assert [part.stop for part in blocks(150, 1, 1)] == [64, 128, 150]
    assert not list(steps(0))
    assert not list(blocks(0, 8))


def test_each_step_is_heard_with_its_share() -> None:
    ear = Ear()
    with ear.watch:
        assert list(steps(4)) == [0, 1, 2, 3]
        assert len(list(blocks(64 * 5, 1, 1))) == 5
    assert ear.asked == 9
    assert ear.told == [1 / 4, 2 / 4, 3 / 4, 1 / 5, 2 / 5, 3 / 5, 4 / 5]


def test_inside_another_loop_only_the_outer_one_tells() -> None:
    ear = Ear()
    with ear.watch:
        for _ in steps(2):
            list(steps(10))
    assert ear.asked == 22
    assert ear.told == [1 / 2]


def test_a_loop_of_one_step_lets_those_inside_it_tell() -> None:
    ear = Ear()
    with ear.watch:
        for _ in blocks(5, 1):
            list(steps(2))
    assert ear.told == [1 / 2]


def test_a_loop_that_is_left_early_is_left() -> None:
    ear = Ear()
    with ear.watch:
        for step in steps(9):
            if step == 1:
                break
        list(steps(2))
    assert ear.told == [1 / 9, 1 / 2]


def test_the_work_ends_where_the_check_raises_and_nobody_listens_afterwards() -> None:
    ear = Ear(end=2)
    with ear.watch:
        work = steps(5)
        assert [next(work), next(work)] == [0, 1]
        with pytest.raises(KeyboardInterrupt):
            next(work)
    list(steps(5))
    assert ear.asked == 3
    again = Ear()
    with again.watch:
        list(steps(2))
    assert again.told == [1 / 2]


def test_another_thread_is_not_heard() -> None:
    ear, found = Ear(), []
    with ear.watch:
        other = threading.Thread(target=lambda: found.extend(steps(3)))
        other.start()
        other.join()
    assert found == [0, 1, 2]
    assert not ear.asked
