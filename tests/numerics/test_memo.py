from __future__ import annotations

import pickle
import threading
import time

from jupyter_al.numerics.memo import Memo


def test_two_threads_compute_once() -> None:
    memo, calls = Memo(), []

    def make() -> int:
        calls.append(1)
        time.sleep(0.02)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(memo.get("x", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7] * 8
    assert len(calls) == 1


def test_forgets_the_oldest_and_nests() -> None:
    memo = Memo(keep=2)
    assert memo.get("a", lambda: memo.get("b", lambda: 1) + 1) == 2
    memo.get("c", lambda: 3)
    assert memo.get("b", lambda: 99) == 99


def test_a_failure_is_not_remembered() -> None:
    memo = Memo()

    def fail() -> int:
        raise ValueError

    for _ in range(2):
        try:
            memo.get("x", fail)
        except ValueError:
            continue
        raise AssertionError
    assert memo.get("x", lambda: 1) == 1


def test_travels_to_another_process() -> None:
    memo = pickle.loads(pickle.dumps(Memo(keep=3)))
    assert memo.get("x", lambda: 4) == 4
