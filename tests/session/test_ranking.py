"""A ranking that takes long: it can be cancelled, and says how far it is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.strategies import BaseStrategy
from jupyter_al.strategies.strategy import Picks, Task


@dataclass(frozen=True)
class Slow(BaseStrategy):
    """A strategy that is a quarter done until it is let go or cancelled."""

    name = "slow"
    needs = frozenset()
    begun: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def pick(self, task: Task) -> Picks:
        while not self.go_on.wait(0.01):
            task.check(0.25)
            self.begun.set()
        chosen = task.rows[: task.n]
        return Picks(chosen, np.zeros(len(chosen)), [{} for _ in chosen], ["because"] * len(chosen))


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def session(slow: Slow) -> Iterator[al.Session]:
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    pool = al.Pool(rng.normal(size=(200, 3)) + 4 * np.eye(3)[y])
    made = al.Session(pool, ["a", "b"], strategy="margin", audit=0, projection="pca")
    made.annotate([0, 1], ["a", "b"])
    made.fit()
    made.loop.start()
    made.loop.worker.finish()
    yield made
    slow.go_on.set()
    made.close()


def queued(session: al.Session) -> list[int]:
    return [sample.item for sample in session.loop.trainer.queue.samples]


def test_cancel_stops_a_strategy_and_keeps_the_queue(session: al.Session, slow: Slow) -> None:
    before, labels = queued(session), len(session.labels)
    session.strategy = slow
    assert slow.begun.wait(20)
    assert session.cancel()
    session.loop.worker.finish()
    assert queued(session) == before
    assert len(session.labels) == labels
    assert session.loop.phase.name == "labelling"


def test_a_long_ranking_says_how_far_it_is(session: al.Session, slow: Slow) -> None:
    session.strategy = slow
    assert slow.begun.wait(20)
    task = session.loop.worker.task
    assert task is not None
    assert (task.fraction, task.text) == (0.25, "choosing samples")
    slow.go_on.set()
    session.loop.worker.finish()
    assert session.query(1).reasons == ("because",)


def test_cancel_stops_a_comparison(session: al.Session, slow: Slow) -> None:
    session.loop.comparing.show({"margin": al.strategies.get("margin"), "slow": slow})
    assert slow.begun.wait(20)
    assert session.cancel()
    session.loop.worker.finish()
    assert session.loop.comparing.found is None


def test_greedy_strategies_report_each_pick() -> None:
    rows = np.random.default_rng(1).normal(size=(50, 4))
    told: list[float] = []
    al.strategies.KCenter().select(al.Snapshot(rows, n_classes=2), 5, progress=told.append)
    assert told == [0.0, 0.2, 0.4, 0.6, 0.8]


def test_a_strategy_of_the_user_needs_no_more_than_two_arguments(session: al.Session) -> None:
    class First:
        name = "first"

        def select(self, snapshot: al.Snapshot, n: int) -> al.strategies.Query:
            rows = snapshot.candidates[:n]
            return al.strategies.Query(rows, np.zeros(len(rows)), ("first",) * len(rows), "first")

    session.strategy = First()
    session.loop.worker.finish()
    assert session.query(2).indices.tolist() == [2, 3]
