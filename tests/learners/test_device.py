from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
import torch

from jupyter_al.errors import LearnerError
from jupyter_al.learners import device


@pytest.fixture(autouse=True)
def _three_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    torch.set_num_threads(before)


def in_thread(function: Callable[[], int]) -> int:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def test_best_is_a_device_of_this_machine() -> None:
    assert torch.zeros(1, device=device.best()).device.type == device.best()
    assert device.best("cpu") == "cpu"


def test_cuda_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device.best() == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert device.best() == "mps"


def test_a_device_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(LearnerError, match="not available on this machine"):
        device.best("cuda")
    with pytest.raises(LearnerError, match="did you mean 'cuda'"):
        device.best("cude")


def test_one_thread_inside_and_the_setting_back_outside() -> None:
    with device.few_threads():
        assert torch.get_num_threads() == 1
        with device.few_threads():
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 3


def test_the_setting_is_back_after_an_error() -> None:
    with pytest.raises(KeyError), device.few_threads():
        raise KeyError
    assert torch.get_num_threads() == 3


def test_large_work_keeps_the_threads() -> None:
    with device.few_threads(device.SMALL):
        assert torch.get_num_threads() == 3


def test_other_threads_never_see_it() -> None:
    inside, leave = threading.Event(), threading.Event()

    def work() -> int:
        with device.few_threads():
            inside.set()
            leave.wait(10)
            return torch.get_num_threads()

    found: list[int] = []
    worker = threading.Thread(target=lambda: found.append(work()))
    worker.start()
    assert inside.wait(10)
    during = torch.get_num_threads(), in_thread(torch.get_num_threads)
    leave.set()
    worker.join()
    assert found == [1]
    assert during == (3, 3)
    assert (torch.get_num_threads(), in_thread(torch.get_num_threads)) == (3, 3)


def test_many_threads_at_once_leave_the_setting() -> None:
    def work() -> None:
        for _ in range(5):
            with device.few_threads():
                torch.ones(10).sum()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (torch.get_num_threads(), in_thread(torch.get_num_threads)) == (3, 3)
