"""The strip under the map: what it shows, and one label for a whole region."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.session.map.bulk import BulkPlan
from jupyter_al.widget import dashboard, looks
from jupyter_al.widget.bitmap import pack_bitmap

from .conftest import Page

Blobs = tuple[np.ndarray, np.ndarray]


def look(page: Page, what: str, **more: Any) -> dict[str, Any]:
    before = len(page.replies("look"))
    page.say(type="look", what=what, serial="s1", **more)
    return page.wait("look", before + 1)[-1]


def select(page: Page, items: Any) -> None:
    page.say(type="select", items_b64=pack_bitmap(np.asarray(items, dtype=np.int64), 300))


def region_b(page: Page, blobs: Blobs) -> dict[str, Any]:
    select(page, np.flatnonzero(blobs[1] == 1))
    return look(page, "bulk", text="b")


def test_neighbours_come_as_cards_with_distances(page: Page, session: al.Session) -> None:
    found = look(page, "neighbours", items=[7])
    assert [c["item"] for c in found["cards"]] == session.neighbours(7, looks.NEAR).tolist()
    assert found["item"] == 7
    assert found["cards"][0]["media"]["kind"] == "row"
    far = [float(text) for text in found["captions"]]
    assert far == sorted(far)
    assert "Point at an item" in look(page, "neighbours", items=[])["error"]


def test_find(page: Page) -> None:
    assert [c["item"] for c in look(page, "find", text="17")["cards"]][:1] == [17]
    many = look(page, "find", text="1")
    assert many["more"] is True
    assert len(many["cards"]) == looks.FOUND
    assert look(page, "find", text="nowhere")["cards"] == []


def test_more_like_these(page: Page, blobs: Blobs) -> None:
    assert "Select an item" in look(page, "similar")["error"]
    select(page, [1, 4])
    first = look(page, "similar")
    items = [c["item"] for c in first["cards"]]
    assert len(items) == looks.ALIKE
    assert set(blobs[1][items]) == {1}
    assert first["cards"][0]["asked"]["strategy"] == "active-search"
    again = look(page, "similar", items=items[:10], refused=items[10:])
    assert not set(items) & {c["item"] for c in again["cards"]}


def test_a_region_is_checked_and_labelled_in_one_step(
    page: Page, session: al.Session, blobs: Blobs
) -> None:
    found = region_b(page, blobs)
    plan = found["plan"]
    assert plan["answer"] == "b"
    assert plan["selected"] == 100
    assert plan["accepted"] + sum(plan["held"].values()) + plan["audit"] == 100
    assert plan["audit"] > 0
    assert len(found["cards"]) == len(found["captions"]) > plan["checks"]
    assert found["captions"][: plan["checks"]] == [""] * plan["checks"]
    assert set(found["captions"][plan["checks"] :]) <= set(looks.WHY_HELD.values())
    event_id = page.answer("bulk", [], plan["id"])
    assert page.wait("ack")[-1]["id"] == event_id
    assert len(session.labels) == plan["accepted"]
    page.answer("bulk", [], plan["id"], id=event_id)  # sent again: counts once
    assert page.wait("ack", 2)[-1]["duplicate"]
    page.answer("undo", [])
    assert len(session.labels) == 0
    assert len(session.events) == plan["accepted"] + 1


def test_a_large_region_is_written_by_the_worker(
    page: Page, session: al.Session, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looks, "AT_ONCE", 10)
    monkeypatch.setattr(dashboard, "MANY", 10)
    plan = region_b(page, blobs)["plan"]
    page.settle()
    columns = len([r for r in page.replies("column") if r["name"] == "labels"])
    event_id = page.answer("bulk", [], plan["id"])
    assert page.wait("ack")[-1]["id"] == event_id
    page.settle()
    assert len(session.labels) == plan["accepted"]
    assert not [r for r in page.replies("labelled") if len(r["items"]) > 10]
    assert len([r for r in page.replies("column") if r["name"] == "labels"]) > columns


def test_what_is_wrong_with_a_region_is_told(page: Page, session: al.Session, blobs: Blobs) -> None:
    page.answer("bulk", [], "no such plan")
    assert "check it again" in page.wait("error")[-1]["text"]
    assert "Nothing is selected" in look(page, "bulk", text="b")["error"]
    plan = region_b(page, blobs)["plan"]
    session.commit(session.bulk("b", np.flatnonzero(blobs[1] == 1)))
    page.answer("bulk", [], plan["id"])
    assert "answer by now" in page.wait("error", 2)[-1]["text"]


def test_a_region_is_split_and_the_clean_half_selected(
    page: Page, session: al.Session, blobs: Blobs
) -> None:
    select(page, np.flatnonzero(blobs[1] > 0))
    found = look(page, "bulk", text="b")
    checks = [c["item"] for c in found["cards"][: found["plan"]["checks"]]]
    wrong = [i for i in checks if blobs[1][i] == 2]
    half = look(page, "split", text=found["plan"]["id"], items=wrong)
    assert half["plan"]["other"] > 0
    assert set(blobs[1][session.selection]) == {1}
    assert "not known" in look(page, "split", text="gone")["error"]


def test_the_bounds_tell_what_one_error_means(page: Page, blobs: Blobs) -> None:
    plan = region_b(page, blobs)["plan"]
    made: BulkPlan = page.dashboard._looks._plans[plan["id"]]
    assert plan["bounds"][:2] == [made.most_wrong(0), made.most_wrong(1)]
    assert plan["bounds"] == sorted(plan["bounds"])


def test_ask_in_the_selection_and_everywhere_again(page: Page, session: al.Session) -> None:
    select(page, [3, 4, 5])
    page.say(type="ask_in", on=True)
    page.settle()
    assert session.region is not None
    assert session.region.tolist() == [3, 4, 5]
    assert page.dashboard.status["region"] == 3
    page.say(type="ask_in", on=False)
    page.settle()
    assert session.region is None
    assert page.dashboard.status["region"] is None
    select(page, [])
    page.say(type="ask_in", on=True)
    assert "at least one item" in page.wait("error")[-1]["text"]


@pytest.mark.parametrize(
    "wrong",
    [{"what": "x"}, {"what": "find"}, {"what": "bulk", "serial": "s", "tolerance": 2},
     {"what": "split", "serial": "s"}, {"what": "similar", "serial": "s", "refused": [300]}],
)  # fmt: skip
def test_wrong_looks_are_refused(page: Page, wrong: dict[str, Any]) -> None:
    page.say(type="look", **wrong)
    assert page.wait("error")[-1]["code"] == "protocol"
