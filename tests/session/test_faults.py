"""Faults once found by a reviewer: messages, stores, classes."""

from __future__ import annotations

import itertools
import os
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import AlError, SessionError
from jupyter_al.session.answers.recorder import Answer
from jupyter_al.widget import Dashboard
from jupyter_al.widget.protocol import PROTOCOL

RNG = np.random.default_rng(0)
Y = np.arange(300) % 3
X = RNG.normal(size=(300, 5)) + 4 * np.eye(5)[Y]
_ids = itertools.count()


def make(classes: Any = ("a", "b", "c"), pool: al.Pool | None = None, **more: Any) -> al.Session:
    return al.Session(pool or al.Pool(X), list(classes), projection="pca", **more)


class Page:
    def __init__(self, dashboard: Dashboard) -> None:
        self.dashboard, self.batches = dashboard, []
        dashboard.send = lambda content, buffers=None: self.batches.append(content)
        self.say(type="hello", view="v1", base64=False, have={})

    def say(self, **message: Any) -> None:
        self.dashboard._handle_custom_msg({"v": PROTOCOL, **message}, [])

    def answer(self, kind: str, item: int, value: str | None, asked: Any = None) -> str:
        name = f"event-{next(_ids):08d}"
        self.say(
            type="event",
            id=name,
            kind=kind,
            items=[item],
            value=value,
            answered_at=1.0,
            shown_at=None,
            active_seconds=None,
            options=None,
            asked=[asked],
        )
        return name

    def replies(self, kind: str) -> list[Any]:
        return [m for b in list(self.batches) for m in b["messages"] if m["type"] == kind]


# -- one thing that fails must not silence the rest -------------------------------------------


def test_an_error_while_sending_loses_no_acknowledgement(monkeypatch: Any) -> None:
    session = make()
    page = Page(Dashboard(session))
    session.loop.worker.finish()
    time.sleep(0.2)
    import jupyter_al.widget.dashboard as module

    good, broken = module.past, threading.Event()

    def past(*args: Any) -> Any:
        if not broken.is_set():
            broken.set()
            raise RuntimeError("dictionary changed size during iteration")
        return good(*args)

    monkeypatch.setattr(module, "past", past)
    page.answer("label", 0, "a")  # leaves at once: the next sends come from the outbox's thread
    page.say(type="past", kind=None, class_name=None, offset=0, limit=5)
    name = page.answer("label", 1, "b")
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and name not in [m["id"] for m in page.replies("ack")]:
        time.sleep(0.02)
    assert name in [m["id"] for m in page.replies("ack")]
    session.close()


def test_a_failing_listener_does_not_end_the_worker() -> None:
    session = make()
    session.loop.start()
    session.loop.worker.finish()

    def listener(kinds: Any, detail: Any) -> None:
        raise RuntimeError("the view is gone")

    session.loop.updates.subscribe(listener)
    session.annotate(range(6), Y[:6])
    thread = session.loop.worker._thread
    thread.join(0.5)
    assert thread.is_alive()
    asked = threading.Thread(target=session.query, daemon=True)
    asked.start()
    asked.join(10)
    assert not asked.is_alive()
    session.close()


def test_labels_can_be_read_while_others_answer() -> None:
    import sys

    session = make(audit=0)
    session.annotate(range(200), "a")
    stop, errors = threading.Event(), []

    def read() -> None:
        try:
            while not stop.is_set():
                assert session.labels is not None
        except RuntimeError as error:
            errors.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(6):
            for i in range(200, 300):
                session.annotate(i, "b")
            for _ in range(100):
                session.undo()
    finally:
        stop.set()
        reader.join()
        sys.setswitchinterval(before)
    assert not errors


# -- a bad message or event must not block the good ones --------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        {"slice": "active", "round": 10**30},
        {"slice": "active", "round": "abc"},
        {"slice": "active", "model_version": [1]},
        {"slice": "active", "selection_probability": 0},
        {"slice": "active", "selection_probability": "x"},
    ],
)
def test_a_malformed_reason_blocks_no_later_answer(tmp_path: Path, asked: Any) -> None:
    session = make(store=tmp_path / "a.db")
    page = Page(Dashboard(session))
    session.loop.worker.finish()
    free = [i for i in range(300) if i not in session.loop.trainer.asked]
    page.answer("label", free[0], "a", asked)
    errors = page.replies("error")
    time.sleep(0.2)
    errors = page.replies("error")
    assert [e["code"] for e in errors] == ["protocol"]
    assert not errors[0]["keep"]
    name = page.answer("label", free[1], "b")
    time.sleep(0.2)
    assert name in [m["id"] for m in page.replies("ack")]
    session.close()


def test_an_event_the_database_cannot_hold_is_not_kept(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    told = [{"slice": "active", "strategy": "x", "round": 2**70}]
    with pytest.raises(AlError):
        session.loop.answer([Answer("label", (0,), "a")], told=told)
    session.annotate(1, "b")
    assert session.labels["item_id"].tolist() == ["1"]
    session.close()


@pytest.mark.parametrize("name", ["a\x00b", "\udcff.png", "\ud800"])
def test_an_item_with_an_odd_id_can_be_answered(tmp_path: Path, name: str) -> None:
    with pytest.warns(al.errors.PoolWarning):
        pool = al.Pool(X, ids=[name, *map(str, range(1, 300))])
    session = make(pool=pool, store=tmp_path / "a.db")
    session.annotate(0, "a")
    session.close()
    assert len(al.Session.open(tmp_path / "a.db", pool).labels) == 1


# -- what is not on disk is said ---------------------------------------------------------------


def test_a_label_that_is_not_on_disk_is_said(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    os.rename(tmp_path / "a.db", tmp_path / "b.db")
    with pytest.warns(UserWarning, match="moved"):
        session.annotate(0, "a")
    os.rename(tmp_path / "b.db", tmp_path / "a.db")
    session.close()


def test_a_closed_session_takes_no_answer(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    session.close()
    with pytest.raises(AlError, match="closed"):
        session.annotate(0, "a")


# -- classes -----------------------------------------------------------------------------------


def test_undo_of_a_new_class_fits_again() -> None:
    session = make()
    session.annotate(range(20), Y[:20])
    session.add_class("d")
    session.predict_proba()
    session.undo()
    assert session.predict_proba().shape == (300, 3)
    assert len(session.query(3).indices) == 3
    session.redo()
    assert session.predict_proba().shape == (300, 4)


def test_undo_of_a_new_class_is_told() -> None:
    session = make()
    session.add_class("d")
    heard: list[str] = []
    session.loop.updates.subscribe(lambda kinds, detail: heard.extend(kinds))
    session.undo()
    assert "classes" in heard


@pytest.mark.parametrize("label_first", [True, False])
def test_a_class_taken_back_in_another_notebook_loses_no_label(
    tmp_path: Path, label_first: bool
) -> None:
    first = make(store=tmp_path / "a.db")
    first.add_class("q")
    second = make(store=tmp_path / "a.db")
    if label_first:
        second.annotate(range(6), ["a", "b", "q"] * 2)
    first.undo()
    if not label_first:
        second.annotate(range(6), ["a", "b", "q"] * 2)
    first.close()
    second.close()
    again = al.Session.open(tmp_path / "a.db", al.Pool(X), projection="pca")
    assert again.labels["label"].tolist() == ["a", "b", "q"] * 2
    assert "q" in again.classes
    assert again.fit() is not None
    again.close()


def test_the_order_of_the_classes_is_the_stores(tmp_path: Path) -> None:
    session = make(["cat", "dog"], store=tmp_path / "a.db")
    session.close()
    with pytest.raises(SessionError, match="order"):  # position 0 would mean another class
        make(["dog", "cat"], store=tmp_path / "a.db")
    make(["cat", "dog", "fox"], store=tmp_path / "a.db").close()


def test_whole_numbers_as_class_names_must_be_their_positions() -> None:
    with pytest.raises(SessionError, match="position"):
        make([1, 2, 3])  # annotate(i, 1) would otherwise mean the class "2"
    assert make([0, 1, 2]).classes == ["0", "1", "2"]


@pytest.mark.parametrize("name", ["a\x00", "\ud800", "x" * 201])
def test_a_class_that_cannot_be_stored_is_refused_at_once(name: str) -> None:
    with pytest.raises(SessionError):
        make([name, "b"])


def test_a_former_name_is_written_as_the_present_one() -> None:
    session = make()
    session.rename_class("a", "x")
    session.loop.answer([Answer("label", (0,), "a")])  # a page that has not heard yet
    assert session.labels["label"].tolist() == ["x"]


def test_a_former_name_leads_back_when_its_new_owner_is_taken_back(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    session.rename_class("a", "x")
    session.add_class("a")
    session.undo()
    session.annotate(0, "a")
    assert session.labels["label"].tolist() == ["x"]
    session.close()
    assert make(store=tmp_path / "a.db").classes == ["x", "b", "c"]
