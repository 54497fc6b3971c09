from __future__ import annotations

import threading
import time

import pytest

from jupyter_al.errors import Cancelled
from jupyter_al.session.phase import phase_of
from jupyter_al.session.worker import Task, Worker


def test_runs_in_place_without_a_thread() -> None:
    ran: list[str] = []
    worker = Worker({"fit": lambda task: ran.append("fit")}, lambda: None)
    worker.request("fit")
    worker.request("fit")
    assert ran == []
    worker.finish()
    assert ran == ["fit"]


def test_errors_in_place_are_raised() -> None:
    def fail(task: Task) -> None:
        raise ValueError("no good")

    worker = Worker({"fit": fail}, lambda: None)
    worker.request("fit")
    with pytest.raises(ValueError, match="no good"):
        worker.finish()
    assert worker.task is None


def test_errors_in_the_thread_are_kept_until_the_next_success() -> None:
    fail = [True]

    def job(task: Task) -> None:
        if fail[0]:
            raise ValueError("no good")

    worker = Worker({"fit": job}, lambda: None)
    assert worker.start()
    worker.request("fit")
    worker.finish()
    assert worker.failure is not None
    assert worker.failure.text == "no good."
    assert "ValueError" in worker.failure.detail
    fail[0] = False
    worker.request("fit")
    worker.finish()
    assert worker.failure is None
    worker.stop()


def test_one_job_at_a_time_in_order() -> None:
    ran: list[str] = []
    together = threading.Semaphore(1)

    def job(name: str) -> object:
        def run(task: Task) -> None:
            assert together.acquire(blocking=False)
            ran.append(name)
            time.sleep(0.02)
            together.release()

        return run

    worker = Worker({"fit": job("fit"), "rank": job("rank")}, lambda: None)  # type: ignore[dict-item]
    worker.request("rank")
    worker.request("fit")
    worker.start()
    worker.finish()
    assert ran == ["fit", "rank"]
    worker.stop()


def test_a_request_during_the_job_runs_it_again() -> None:
    ran = []
    begun, go_on = threading.Event(), threading.Event()

    def run(task: Task) -> None:
        ran.append(1)
        begun.set()
        go_on.wait(5)

    worker = Worker({"fit": run}, lambda: None)
    worker.start()
    worker.request("fit")
    begun.wait(5)
    worker.request("fit")
    go_on.set()
    worker.finish()
    assert len(ran) == 2
    worker.stop()


def test_cancel_stops_a_job_between_its_looks() -> None:
    begun = threading.Event()

    def run(task: Task) -> None:
        begun.set()
        while not task.cancelled():
            time.sleep(0.005)
        raise Cancelled("Cancelled.")

    worker = Worker({"fit": run}, lambda: None)
    assert not worker.cancel()
    worker.start()
    worker.request("fit")
    begun.wait(5)
    assert worker.cancel()
    worker.finish()
    assert worker.failure is None
    worker.stop()


def test_progress_reports_at_most_ten_times_a_second() -> None:
    said = []
    task = Task("fit", lambda: said.append(1))
    for step in range(1000):
        task.progress(step / 1000)
    assert len(said) <= 3
    assert task.fraction == 0.999


def test_no_threads_means_the_same_jobs_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    ran: list[int] = []
    worker = Worker({"fit": lambda task: ran.append(1)}, lambda: None)
    assert not worker.start()
    worker.request("fit")
    worker.finish()
    assert ran == [1]


def test_only_a_job_that_lasts_is_announced() -> None:
    let_go = threading.Event()
    phases: list[str] = []

    def watch() -> None:
        queued, left = 3, 3
        phase = phase_of(
            worker.task, None, queued=queued, left=left, ranking_due=False, trouble=None
        )
        phases.append(phase.name)

    worker = Worker({"fit": lambda task: let_go.wait(30) and None}, watch)
    assert worker.start()
    let_go.set()
    worker.request("fit")
    worker.finish()
    assert "training" not in phases
    let_go.clear()
    worker.request("fit")
    deadline = time.monotonic() + 10
    while "training" not in phases:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    let_go.set()
    worker.finish()
    worker.stop()  # joins the thread: its last word is said
    assert phases[-1] == "labelling"


def test_a_job_may_leave_the_machine_to_others_first_unless_somebody_waits() -> None:
    ran: list[str] = []
    worker = Worker({"fit": lambda task: ran.append("fit")}, lambda: None)
    assert worker.start()
    worker.request("fit", after=3600)
    time.sleep(0.1)
    assert ran == []
    worker.finish()
    assert ran == ["fit"]
    worker.request("fit")
    worker.finish()
    assert ran == ["fit", "fit"]
    worker.stop()
