"""A fit that was overtaken by events must not be used."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import Cancelled


@dataclass(frozen=True)
class Held:
    """A learner that waits in the middle of its fit until it is let go."""

    name: str = "held"
    begun: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    def fit(self, inputs: Any, labels: Any, n_classes: int, **options: Any) -> Any:
        cancelled = options.get("cancelled") or (lambda: False)
        self.begun.set()
        while not self.go_on.wait(0.01):
            if cancelled():
                raise Cancelled("Cancelled.")
        return al.learners.resolve("linear").fit(inputs, labels, n_classes, **options)


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def session(held: Held) -> Iterator[al.Session]:
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    pool = al.Pool(rng.normal(size=(200, 3)) + 4 * np.eye(3)[y])
    made = al.Session(pool, ["a", "b"], learner=held, audit=0, projection="pca")
    made.loop.start()
    made.loop.worker.finish()
    made.annotate([0, 1], ["a", "b"])
    assert held.begun.wait(20)
    yield made
    held.go_on.set()
    made.close()


def test_new_labels_do_not_waste_a_fit(session: al.Session, held: Held) -> None:
    session.annotate([2], ["a"])
    held.go_on.set()
    session.loop.worker.finish()
    versions = [fit.n_labels for fit in session.loop.trainer.fits]
    assert versions == [3, 2]  # the one under way is used, the next follows at once


def test_undo_makes_a_running_fit_stale(session: al.Session, held: Held) -> None:
    session.undo()
    held.go_on.set()
    session.loop.worker.finish()
    assert session.loop.trainer.version == 0
    assert session.loop.trainer.model is None


def test_another_learner_makes_a_running_fit_stale(session: al.Session, held: Held) -> None:
    session.learner = "linear"
    held.go_on.set()
    session.loop.worker.finish()
    assert [fit.learner for fit in session.loop.trainer.fits] == ["linear"]


def test_a_new_class_makes_a_running_fit_stale(session: al.Session, held: Held) -> None:
    session.add_class("c")
    held.go_on.set()
    session.loop.worker.finish()
    assert session.predict_proba().shape == (200, 3)
    assert session.loop.trainer.version == 1


def test_cancel_keeps_the_labels_and_the_old_model(session: al.Session, held: Held) -> None:
    assert session.cancel()
    session.loop.worker.finish()
    assert session.loop.trainer.model is None
    assert len(session.labels) == 2
    assert session.loop.phase.name == "labelling"


def test_answers_are_taken_while_a_fit_runs(session: al.Session) -> None:
    before = len(session.events)
    session.annotate([5], ["a"])
    session.skip(6)
    session.undo()
    assert len(session.events) == before + 3
