"""The map goes back in time: the list of versions, and one of them on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import ProtocolError
from jupyter_al.widget import Dashboard
from jupyter_al.widget.messages import parse
from jupyter_al.widget.protocol import PROTOCOL

from .conftest import Page

Blobs = tuple[np.ndarray, np.ndarray]
KINDS = {"u8": np.uint8, "u16": np.dtype("<u2"), "u32": np.dtype("<u4")}


def label(session: al.Session, y: np.ndarray, n: int) -> None:
    query = session.query(n)
    session.annotate(query.indices, y[query.indices])
    session.fit()


@pytest.fixture
def looked(page: Page, session: al.Session, blobs: Blobs) -> Page:
    """A page that shows the history of five versions."""
    for _ in range(5):
        label(session, blobs[1], 4)
    page.say(type="history", view="view-1", open=True)
    page.wait("history")
    return page


def ask(page: Page, version: int, have: int | None = None, view: str = "view-1") -> dict[str, Any]:
    count = len(page.replies("moment"))
    page.say(type="moment", view=view, version=version, have=have)
    return page.wait("moment", count + 1)[-1]


def arrays(page: Page, reply: dict[str, Any]) -> dict[str, np.ndarray]:
    buffers = next(
        parts
        for batch, parts in zip(page.batches, page.buffers, strict=True)
        if any(message is reply for message in batch["messages"])
    )
    return {
        name: np.frombuffer(buffers[part["buffer"]], dtype=KINDS[part["dtype"]])
        for name, part in reply["parts"].items()
    }


def test_every_version_has_its_sentence(looked: Page, session: al.Session) -> None:
    reply = looked.replies("history")[-1]
    history = session.history()
    assert [step["version"] for step in reply["steps"]] == history.version.tolist()
    assert [step["text"] for step in reply["steps"]] == history.text.tolist()
    assert {step["belief"] for step in reply["steps"]} == {"kept"}
    assert reply["progress"] is None


def test_a_version_comes_whole(looked: Page, session: al.Session) -> None:
    reply = ask(looked, 2)
    moment = session.loop.beliefs.moment(2)
    got = arrays(looked, reply)
    assert moment.prediction is not None
    assert got["prediction"].tolist() == moment.prediction.tolist()
    assert got["uncertainty"].nbytes == len(session.pool)
    assert got["labelled"].tolist() == moment.labels.items.tolist()
    assert got["codes"].tolist() == moment.labels.codes.tolist()
    assert reply["asked"] == list(moment.step.items)
    assert (reply["view"], reply["version"], reply["base"]) == ("view-1", 2, None)


def test_a_version_brings_its_own_field_once_there_is_one(
    looked: Page, session: al.Session
) -> None:
    assert ask(looked, 2)["field"] is None  # no field was asked for yet: nothing waits for it
    looked.say(type="layers", names=["field"])
    now = looked.wait("field")[-1]
    reply = ask(looked, 2)["field"]
    assert (reply["nx"], reply["ny"], reply["box"]) == (now["nx"], now["ny"], now["box"])
    moment = session.loop.beliefs.moment(2)
    assert moment.prediction is not None
    assert set(reply["classes"]) <= set(moment.prediction.tolist())
    assert "buffer" in reply


def test_few_changes_come_as_changes(looked: Page, session: al.Session) -> None:
    session.fit()  # the same labels again: nothing changes
    version = session.snapshot.version
    reply = ask(looked, version, have=version - 1)
    assert reply["base"] == version - 1
    assert reply["parts"]["prediction"]["bits"] == 0  # places and values
    assert len(arrays(looked, reply)["prediction"]) == 0
    far = ask(looked, 1, have=version)
    sizes = {name: part.nbytes for name, part in arrays(looked, far).items()}
    assert sizes["prediction"] <= len(session.pool)
    assert sizes["uncertainty"] <= len(session.pool)


def test_a_new_model_is_told_to_who_looks_and_to_nobody_else(
    looked: Page, session: al.Session, blobs: Blobs
) -> None:
    count = len(looked.replies("history"))
    label(session, blobs[1], 3)
    looked.wait("history", count + 1)
    looked.settle()  # three labels may be one fit, or two
    newest = looked.replies("history")[-1]["steps"][-1]
    assert newest["version"] == session.snapshot.version
    looked.say(type="history", view="view-1", open=False)
    looked.settle()
    count = len(looked.replies("history"))
    label(session, blobs[1], 3)
    looked.settle()
    assert len(looked.replies("history")) == count


def test_scrubbing_fast_never_queues_up(looked: Page) -> None:
    dashboard = looked.dashboard
    with dashboard._outbox.held():  # the page is faster than what is sent
        for version in (1, 2, 3, 4):
            looked.say(type="moment", view="view-1", version=version, have=None)
        looked.say(type="moment", view="view-2", version=1, have=None)
    replies = looked.wait("moment", 2)
    assert [(r["view"], r["version"]) for r in replies] == [("view-1", 4), ("view-2", 1)]


def test_a_version_that_is_gone_brings_the_list(looked: Page) -> None:
    count = len(looked.replies("history"))
    looked.say(type="moment", view="view-1", version=77, have=None)
    looked.wait("history", count + 1)
    assert looked.replies("moment") == []
    assert ask(looked, 1, have=77)["base"] is None
    assert not looked.dashboard.errors


@pytest.fixture
def resumed(tmp_path: Path, blobs: Blobs) -> Iterator[Page]:
    store = tmp_path / "blobs.db"
    with al.Session(al.Pool(blobs[0]), ["a", "b", "c"], store=store, projection="pca") as first:
        for _ in range(4):
            label(first, blobs[1], 4)
    session = al.Session.open(store, al.Pool(blobs[0]), projection="pca")
    yield Page(Dashboard(session))
    session.close()


def test_after_a_restart_the_old_beliefs_are_computed_when_they_are_wanted(resumed: Page) -> None:
    session = resumed.dashboard._session
    resumed.settle()
    assert session.history().belief.tolist()[0] == "none"  # nobody has asked for them
    assert "prediction" not in ask(resumed, 1)["parts"]
    assert ask(resumed, 1)["asked"]
    resumed.say(type="history", view="view-1", open=True)
    resumed.settle()
    last = resumed.replies("history")[-1]
    assert {step["belief"] for step in last["steps"]} == {"recomputed", "kept"}
    assert last["steps"][0]["text"].endswith("recomputed")
    assert last["progress"] is None
    assert "prediction" in ask(resumed, 1)["parts"]


def test_it_can_be_stopped(resumed: Page) -> None:
    rebuilding = resumed.dashboard._loop.rebuilding
    resumed.settle()
    with resumed.dashboard._loop.worker._one_at_a_time:  # the worker is busy
        resumed.say(type="history", view="view-1", open=True)
        assert rebuilding.progress == 0
        resumed.say(type="command", name="stop_history")
        assert rebuilding.progress is None
    resumed.settle()
    assert "none" in resumed.dashboard._session.history().belief.tolist()


def test_base64_where_buffers_get_lost(looked: Page, session: al.Session) -> None:
    looked.say(type="hello", view="view-1", base64=True, have={})
    parts = ask(looked, 1)["parts"]
    assert all("b64" in part and "buffer" not in part for part in parts.values())


@pytest.mark.parametrize(
    "message",
    [
        {"type": "moment", "view": "v", "version": 0},
        {"type": "moment", "view": "v", "version": True},
        {"type": "moment", "view": "v", "version": 1, "have": "1"},
        {"type": "moment", "view": "", "version": 1},
        {"type": "moment", "version": 2**40, "view": "v"},
        {"type": "history", "view": "v"},
        {"type": "history", "open": True},
        {"type": "history", "view": "v" * 65, "open": True},
    ],
)
def test_what_makes_no_sense_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        parse({"v": PROTOCOL, **message}, 10)
