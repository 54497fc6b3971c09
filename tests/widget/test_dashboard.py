from __future__ import annotations

import base64
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.journal import BufferedJournal
from jupyter_al.widget import Dashboard
from jupyter_al.widget.bitmap import pack_bitmap
from jupyter_al.widget.changes import Changes
from jupyter_al.widget.columns import column
from jupyter_al.widget.protocol import PROTOCOL
from tests.widget.test_changes import applied

from .conftest import Page


def test_hello_brings_queue_columns_and_status(page: Page) -> None:
    page.settle()
    queue = page.wait("queue")[-1]
    assert len(queue["cards"]) >= 10
    media = [c["media"] for m in page.replies("queue") for c in m["cards"] if c["media"]]
    assert {m["kind"] for m in media} == {"row"}
    assert queue["cards"][0]["reasons"]
    names = {m["name"] for m in page.replies("column")}
    assert {"coordinates", "labels"} <= names
    assert page.dashboard.status["phase"]["name"] == "labelling"
    assert page.dashboard.config["protocol"] == PROTOCOL


def test_label_is_acknowledged_and_in_the_journal(page: Page, session: al.Session) -> None:
    event_id = page.answer("label", [7], "b")
    assert page.wait("ack")[0] == {"type": "ack", "id": event_id, "duplicate": False}
    row = session.events.iloc[-1]
    assert (row["event_id"], row["item_id"], row["answer"]) == (event_id, "7", "b")
    assert page.wait("labelled")[-1]["codes"] == [1]


def test_the_same_id_twice_counts_once(page: Page, session: al.Session) -> None:
    for _ in range(3):
        page.answer("label", [7], "b", id="same-key-twice")
    assert [m["duplicate"] for m in page.wait("ack", 3)] == [False, True, True]
    assert len(session.events) == 1


def test_several_cards_with_one_key_are_one_step(page: Page, session: al.Session) -> None:
    page.answer("label", [1, 2, 3], "c")
    page.wait("ack")
    assert session.events["bulk_id"].nunique() == 1
    page.answer("undo", [])
    page.wait("ack", 2)
    assert len(session.labels) == 0


def test_undo_brings_the_item_back_on_screen(page: Page) -> None:
    page.settle()
    item = page.wait("queue")[-1]["cards"][0]["item"]
    page.answer("label", [item], "a")
    page.wait("ack")
    before = len(page.replies("queue"))
    page.answer("undo", [])
    page.wait("ack", 2)
    queue = page.wait("queue", before + 1)[-1]
    assert queue["asked"] == item
    assert queue["cards"][0]["item"] == item


def test_answer_while_training_belongs_to_its_item(
    blobs: tuple[np.ndarray, np.ndarray],
) -> None:
    """A model that takes its time must not move a label to another sample."""
    started, go_on = threading.Event(), threading.Event()

    class Slow(al.learners.resolve("linear").__class__):  # type: ignore[misc]
        def fit(self, inputs: Any, labels: Any, n_classes: int, **options: Any) -> Any:
            started.set()
            go_on.wait(20)
            return super().fit(inputs, labels, n_classes, **options)

    session = al.Session(al.Pool(blobs[0]), ["a", "b", "c"], learner=Slow(), projection="pca")
    page = Page(Dashboard(session))
    page.say(type="hello", view="v", base64=False, have={})
    page.settle()
    cards = page.wait("queue")[-1]["cards"]
    shown = [c for c in cards if c["asked"]["slice"] == "active"]
    page.answer("label", [shown[0]["item"]], "a")
    page.answer("label", [shown[1]["item"]], "b")
    assert started.wait(20)
    page.answer("label", [shown[2]["item"]], "c", asked=[shown[2]["asked"]])
    page.wait("ack", 3)
    go_on.set()
    page.settle()
    frame = session.events
    assert frame["item_id"].tolist() == [str(c["item"]) for c in shown[:3]]
    assert frame["answer"].tolist() == ["a", "b", "c"]
    assert frame["strategy"].iloc[2] == shown[2]["asked"]["strategy"]
    queued = {c["item"] for c in page.replies("queue")[-1]["cards"]}
    assert not queued & {c["item"] for c in shown[:3]}
    session.close()


def test_new_model_moves_columns_and_queue(page: Page, blobs: Any) -> None:
    for item in range(6):
        page.answer("label", [item], "abc"[blobs[1][item]])
    page.wait("ack", 6)
    page.settle()
    columns = {m["name"]: m for m in page.replies("column")}
    assert columns["prediction"]["dtype"] == "u8"
    codes = np.empty(0, dtype=np.uint8)
    for batch, buffers in zip(page.batches, page.buffers, strict=True):
        for m in batch["messages"]:
            if m.get("name") == "prediction":
                data = buffers[m["buffer"]]
                whole = "since" not in m  # a second model sends what changed
                codes = (
                    np.frombuffer(data, dtype=np.uint8)
                    if whole
                    else applied(codes, Changes(m["bits"], data))
                )
    assert (codes == blobs[1]).mean() > 0.95
    assert page.replies("queue")[-1]["cards"][0]["probabilities"]
    assert page.dashboard.status["model"]["version"] >= 1


def test_class_made_while_labelling(page: Page, session: al.Session) -> None:
    page.answer("class_add", [], "d")
    page.answer("label", [5], "d")
    page.wait("ack", 2)
    assert session.classes == ["a", "b", "c", "d"]
    assert page.dashboard.status["classes"] == ["a", "b", "c", "d"] or page.settle() is None
    page.answer("class_add", [], "d")
    assert "already" in page.wait("error")[-1]["text"]


def test_ask_from_the_map_and_selection(page: Page, session: al.Session) -> None:
    page.settle()
    page.say(type="ask", items=[42])
    deadline = time.monotonic() + 5
    while page.replies("queue")[-1]["asked"] != 42:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    page.say(type="select", items_b64=pack_bitmap(np.array([1, 5, 299]), 300))
    assert session.selection.tolist() == [1, 5, 299]
    assert page.wait("selection", 2)[-1]["count"] == 3
    page.say(type="select", items_b64=None)
    assert session.selection.tolist() == []


def test_preview_and_past(page: Page) -> None:
    page.say(type="preview", items=[3, 4])
    assert [c["item"] for c in page.wait("items")[-1]["cards"]] == [3, 4]
    page.answer("label", [3], "a")
    page.answer("skip", [4])
    page.answer("flag", [3], "blurred")
    page.wait("ack", 3)
    page.say(type="past", kind=None, class_name=None, offset=0, limit=10)
    rows = page.wait("past")[-1]["rows"]
    assert {(r["item"], r["kind"], r["flag"]) for r in rows} == {
        (3, "label", "blurred"),
        (4, "skip", None),
    }
    page.say(type="past", kind=None, class_name="a", offset=0, limit=10)
    assert [r["item"] for r in page.wait("past", 2)[-1]["rows"]] == [3]


def test_switching_and_cancelling_by_message(page: Page, session: al.Session) -> None:
    page.say(type="set", name="strategy", value="entropy")
    assert session.strategy.name == "entropy"
    page.say(type="set", name="strategy", value="nonsense")
    assert "nonsense" in page.wait("error")[-1]["text"]
    page.say(type="set", name="learner", value="mlp")
    assert session.learner.name == "mlp"
    page.say(type="command", name="cancel")


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("not an object", "must be an object"),
        ({"v": 99, "type": "hello"}, "protocol 99"),
        ({"v": PROTOCOL, "type": "helo"}, "hello"),
        ({"v": PROTOCOL, "type": "event", "kind": "label"}, "at least one item"),
        ({"v": PROTOCOL, "type": "event", "kind": "labl", "items": [1]}, "label"),
        ({"v": PROTOCOL, "type": "event", "kind": "label", "items": [300]}, "not in this pool"),
        ({"v": PROTOCOL, "type": "event", "kind": "label", "items": [True]}, "not in this pool"),
        ({"v": PROTOCOL, "type": "event", "kind": "label", "items": list(range(9000))}, "5000"),
        (
            {"v": PROTOCOL, "type": "event", "kind": "label", "items": [1], "value": "x" * 20_000},
            "20000 characters",
        ),
        ({"v": PROTOCOL, "type": "select", "items_b64": "@@"}, "base64"),
        ({"v": PROTOCOL, "type": "select", "items_b64": base64.b64encode(b"x").decode()}, "38"),
        ({"v": PROTOCOL, "type": "columns", "names": ["x"]}, "coordinates"),
        ({"v": PROTOCOL, "type": "past", "offset": -1}, "whole numbers"),
    ],
)
def test_malformed_messages_are_answered_in_words(
    page: Page, session: al.Session, message: Any, word: str
) -> None:
    page.dashboard._handle_custom_msg(message, [])
    error = page.wait("error")[-1]
    assert word in error["text"]
    assert len(session.events) == 0


def test_unknown_class_of_an_older_page_is_refused(page: Page, session: al.Session) -> None:
    page.answer("label", [1], "zebra")
    error = page.wait("error")[-1]
    assert (error["code"], error["keep"]) == ("class", False)
    assert len(session.events) == 0


def test_audit_cannot_be_claimed_by_the_page(page: Page, session: al.Session) -> None:
    free = int(np.flatnonzero(~session.loop.trainer.audit.reserved)[0])
    told = {
        "strategy": "audit",
        "round": 0,
        "model_version": 0,
        "selection_probability": 0.1,
        "slice": "audit",
    }
    page.answer("label", [free], "a", asked=[told])
    page.wait("ack")
    assert session.events["slice"].tolist() != ["audit"]


def test_base64_when_the_host_loses_buffers(page: Page) -> None:
    page.say(type="hello", view="v1", base64=True, have={})
    page.settle()
    last = [m for b in page.batches[-3:] for m in b["messages"] if m["type"] == "column"][-1]
    assert "b64" in last


def test_two_views_hear_the_same(page: Page, session: al.Session) -> None:
    other = Page(Dashboard(session, ("card",)))
    page.answer("label", [9], "a")
    page.wait("ack")
    assert other.wait("labelled")[-1]["items"] == [9]
    other.dashboard.close()
    page.answer("label", [10], "a")
    page.wait("ack", 2)
    assert len(other.replies("labelled")) == 1


def test_store_that_cannot_be_written_keeps_the_answer(
    blobs: tuple[np.ndarray, np.ndarray], tmp_path: Path
) -> None:
    store = tmp_path / "s.db"
    session = al.Session(al.Pool(blobs[0]), ["a", "b", "c"], store=store, projection="pca")
    page = Page(Dashboard(session))
    page.say(type="hello", view="v", base64=False, have={})
    page.settle()
    lock = sqlite3.connect(store, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    event_id = page.answer("label", [1], "a")
    error = page.wait("error")[-1]
    assert (error["id"], error["code"], error["keep"]) == (event_id, "store", True)
    assert "lock" in error["text"].lower() or "another" in error["text"].lower()
    assert len(session.labels) == 1  # kept in memory
    assert page.replies("ack") == []
    lock.execute("ROLLBACK")
    lock.close()
    page.answer("label", [1], "a", id=event_id)  # the page sends it again
    assert page.wait("ack")[-1]["id"] == event_id
    kept = sqlite3.connect(store).execute("select count(*) from al_events").fetchone()
    assert kept == (1,)
    session.close()


def test_error_in_the_worker_reaches_the_page(blobs: tuple[np.ndarray, np.ndarray]) -> None:
    class Broken(al.learners.resolve("linear").__class__):  # type: ignore[misc]
        def fit(self, inputs: Any, labels: Any, n_classes: int, **options: Any) -> Any:
            raise RuntimeError("the optimiser fell over")

    session = al.Session(al.Pool(blobs[0]), ["a", "b", "c"], learner=Broken(), projection="pca")
    page = Page(Dashboard(session))
    page.answer("label", [0], "a")
    page.answer("label", [1], "b")
    page.settle()
    phase = page.dashboard.status["phase"]
    assert phase["name"] == "error"
    assert "fell over" in phase["text"]
    assert "Traceback" in phase["detail"]
    page.answer("label", [2], "c")  # labelling goes on
    assert len(page.wait("ack", 3)) == 3
    session.close()


def test_dead_notebook_shows_counts_only(page: Page, session: al.Session) -> None:
    data, _ = page.dashboard._repr_mimebundle_()
    assert "0 of 300 labelled" in data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in data


def test_traits_are_small(page: Page) -> None:
    page.settle()
    state = page.dashboard.get_state()
    own = {k: v for k, v in state.items() if k in ("config", "status", "curve")}
    assert len(repr(own)) < 8_000


def test_buffered_journal_is_what_the_session_uses(session: al.Session) -> None:
    assert isinstance(session.loop.recorder.journal, BufferedJournal)


def test_media_are_sent_once_until_a_page_opens(page: Page) -> None:
    page.settle()
    page.answer("skip", [page.replies("queue")[-1]["cards"][0]["item"]])
    page.wait("ack")
    page.settle()
    cards = page.replies("queue")[-1]["cards"]
    assert sum(c["media"] is None for c in cards) >= len(cards) - 2
    before = len(page.replies("queue"))
    page.say(type="hello", view="v2", base64=False, have={})
    again = page.wait("queue", before + 1)[-1]["cards"]
    assert all(c["media"] is not None for c in again)


def test_acknowledgement_leaves_with_what_it_changed(page: Page) -> None:
    page.settle()
    time.sleep(0.1)
    count = len(page.batches)
    page.answer("label", [7], "b")
    page.wait("ack")
    kinds = [m["type"] for m in page.batches[count]["messages"]]
    assert kinds[0] == "ack"
    assert "labelled" in kinds


def test_a_closed_view_is_made_anew(session: al.Session) -> None:
    """marimo closes a widget when the cell that showed it runs again."""
    first = session.widget()
    assert session.widget() is first
    first.close()
    assert session.widget() is not first


def test_a_new_model_sends_only_what_changed(page: Page, blobs: Any) -> None:
    have: dict[str, Any] = {}
    forms: list[int | None] = []
    for turn in range(2):
        for item in range(6 * turn, 6 * turn + 6):
            page.answer("label", [item], "abc"[blobs[1][item]])
        page.wait("ack", 6 * (turn + 1))
        page.settle()
    for batch, buffers in zip(page.batches, page.buffers, strict=True):
        for m in batch["messages"]:
            if m.get("name") in ("prediction", "uncertainty"):
                assert m.get("since", have.get(m["name"], (0,))[0]) == m["rev"] - 1
                forms.append(m.get("bits"))
                data = buffers[m["buffer"]]
                if "since" in m:
                    now = applied(have[m["name"]][1], Changes(m["bits"], data))
                else:
                    now = np.frombuffer(data, dtype=np.uint8)
                have[m["name"]] = (m["rev"], now)
    assert set(forms) - {None}, "no change was sent as a change"
    loop = page.dashboard._loop
    for name, (_, values) in have.items():
        current = column(loop, name)
        assert current is not None
        assert values.tolist() == current.values.tolist()
    page.say(type="columns", names=["prediction"])
    page.settle()
    assert "since" not in page.replies("column")[-1], "what is asked for comes whole"
