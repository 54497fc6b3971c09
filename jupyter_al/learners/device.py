"""Which device to compute on, and how many threads a small problem gets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from jupyter_al.errors import LearnerError, nearest

__all__ = ["best", "few_threads"]

SMALL = 2e9
"""Floating point operations of one step below which a second thread costs more than it gives."""

T = TypeVar("T")

_lock = threading.Lock()


def best(prefer: str | None = None) -> str:
    """Return the best torch device of this machine: ``"cuda"``, ``"mps"`` or ``"cpu"``.

    Parameters
    ----------
    prefer : {"cuda", "mps", "cpu"}, optional
        Use this one.

    Raises
    ------
    LearnerError
        The preferred device is unknown or this machine does not have it.
    """
    import torch

    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if prefer is None:
        return next(name for name, present in there.items() if present)
    if prefer not in there:
        raise LearnerError(
            f"Unknown device {prefer!r}{nearest(prefer, there)} Use 'cuda', 'mps' or 'cpu'."
        )
    if not there[prefer]:
        raise LearnerError(
            f"Device {prefer!r} is not available on this machine; leave the device out and "
            f"{best()!r} is used."
        )
    return prefer


@contextmanager
def few_threads(work: float = 0.0) -> Iterator[None]:
    """Give the calling thread one torch thread for small work, then put its setting back.

    On a busy machine small kernels run 10 to 100 times slower on two threads than on one,
    because the idle thread spins. Other threads of the process, also new ones, keep the
    user's setting all the time.

    Parameters
    ----------
    work : float
        Floating point operations of one step; at `SMALL` or more nothing is changed.
    """
    import torch

    mine = torch.get_num_threads()
    if work >= SMALL or mine == 1:
        yield
        return
    _set_own_threads(1)
    try:
        yield
    finally:
        _set_own_threads(mine)


def _set_own_threads(n: int) -> None:
    """Set torch's thread count of the calling thread alone.

    ``torch.set_num_threads`` sets two numbers: the calling thread's own (OpenMP) and a
    process-wide one that a thread copies at its first use of torch. A fresh thread sees the
    second, and setting it from there leaves every other thread's own number as it was.
    """
    import torch

    with _lock:
        shared = _in_fresh_thread(torch.get_num_threads)
        torch.set_num_threads(n)
        if shared != n:
            _in_fresh_thread(lambda: torch.set_num_threads(shared))


def _in_fresh_thread(function: Callable[[], T]) -> T:
    results: list[T] = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]
