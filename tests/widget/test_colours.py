"""Numbers over the pool, as the page hears of them: menu, columns, previews, the audit."""

from __future__ import annotations

from typing import Any

import numpy as np

import jupyter_al as al
from jupyter_al.widget.bitmap import unpack_bitmap

from .conftest import Page

MODEL = 30


def label(session: al.Session, blobs: Any, n: int = MODEL) -> None:
    session.annotate(range(n), blobs[1][:n])
    session.fit()


def column(page: Page, by: str) -> tuple[dict[str, Any], np.ndarray | None]:
    before = len(page.replies("score"))
    page.say(type="colour", by=by)
    page.wait("score", before + 1)
    batches = zip(page.batches, page.buffers, strict=True)
    found = [(m, buf) for b, buf in batches for m in b["messages"] if m["type"] == "score"]
    message, buffers = found[-1]
    at = message.get("buffer")
    return message, None if at is None else np.frombuffer(buffers[at], dtype=np.uint8)


def menu(page: Page) -> dict[str, Any]:
    before = len(page.replies("colours"))
    page.say(type="colours")
    reply = page.wait("colours", before + 1)[-1]
    return {row["name"]: row for row in reply["rows"]} | {"without": reply["without"]}


def test_a_score_is_one_byte_a_point_between_its_real_ends(
    page: Page, session: al.Session, blobs: Any
) -> None:
    label(session, blobs)
    message, values = column(page, "entropy")
    p = session.predict_proba()
    expected = -(p * np.log(p)).sum(axis=1)
    assert values is not None
    assert len(values) == 300
    back = message["low"] + values / 254 * (message["high"] - message["low"])
    step = (message["high"] - message["low"]) / 254
    inside = (expected >= message["low"]) & (expected <= message["high"])
    assert inside.sum() >= 290
    np.testing.assert_allclose(back[inside], expected[inside], atol=0.51 * step + 1e-6)
    assert message["title"] == "entropy"
    assert message["version"] == session.snapshot.version


def test_the_score_in_use_follows_strategy_and_model(
    page: Page, session: al.Session, blobs: Any
) -> None:
    label(session, blobs)
    session.strategy = "entropy"
    page.settle()
    assert column(page, "in-use")[0]["title"] == "entropy"
    session.strategy = "ralif"
    page.settle()
    first = column(page, "in-use")[0]
    assert first["title"] == "expected influence"
    session.annotate(range(30, 40), blobs[1][30:40])
    page.settle()
    second = column(page, "in-use")[0]
    assert second["version"] > first["version"]
    assert second["high"] != first["high"]


def test_nobody_looks_nothing_is_computed(page: Page, session: al.Session, blobs: Any) -> None:
    label(session, blobs)
    column(page, "entropy")
    label(session, blobs, 40)
    page.settle()
    assert len(page.replies("score")) == 1


def test_what_cannot_be_computed_says_why(page: Page, session: al.Session, blobs: Any) -> None:
    rows = menu(page)
    assert "needs a fitted model" in rows["margin"]["why_not"]
    assert rows["quality"]["why_not"] == "there is no model yet"
    assert "chooses whole batches" in rows["in-use"]["why_not"]
    assert {"badge", "k-center", "random", "typiclust"} <= set(rows["without"])
    message, values = column(page, "margin")
    assert values is None
    assert "needs a fitted model" in message["text"]
    assert "no number to each sample" in column(page, "badge")[0]["text"]
    label(session, blobs)
    rows = menu(page)
    assert rows["margin"]["why_not"] is None
    assert rows["ralif"] == {"name": "ralif", "title": "ralif: expected influence", "why_not": None}
    page.say(type="colour", by="margim")
    assert "margin" in page.wait("error")[-1]["text"]


def test_label_quality_is_the_probability_of_the_given_label(
    page: Page, session: al.Session, blobs: Any
) -> None:
    wrong = 3
    y = blobs[1].copy()
    y[wrong] = (y[wrong] + 1) % 3
    session.annotate(range(MODEL), y[:MODEL])
    session.fit()
    message, values = column(page, "quality")
    assert values is not None
    assert (message["low"], message["high"]) == (0.0, 1.0)
    assert np.flatnonzero(values != 255).tolist() == list(range(MODEL))
    given = session.predict_proba()[np.arange(MODEL), y[:MODEL]]
    np.testing.assert_allclose(values[:MODEL] / 254, given, atol=0.003)
    assert "trained on these labels" in message["text"]


def test_a_preview_tells_history_rank_and_reason(
    page: Page, session: al.Session, blobs: Any
) -> None:
    label(session, blobs)
    session.strategy = "margin"
    page.settle()
    page.answer("label", [200], "a")
    page.answer("undo", [])
    page.answer("label", [200], "c")
    page.wait("ack", 3)
    page.settle()
    page.say(type="preview", items=[200])
    said = page.wait("items")[-1]["cards"][0]["history"]
    assert [(row["answer"], row["undone"], row["current"]) for row in said] == [
        ("c", False, True),
        ("a", True, False),
    ]
    assert said[0]["annotator"]
    # the strategy's score was not known: it is computed, and the answer comes again
    page.wait("items", 2)
    assert page.replies("items")[-1]["cards"][0]["why"]["rank"] is None  # it has a label
    item = int(session.query(1).indices[0])
    page.say(type="preview", items=[item])
    why = page.wait("items", 3)[-1]["cards"][0]["why"]
    candidates = session.snapshot.candidates
    better = session.snapshot.uncertainty[candidates] > session.snapshot.uncertainty[item]
    assert why["rank"] == 1 + better.sum()
    assert why["of"] == len(candidates)
    assert why["title"] == "margin"
    assert "tied" in why["text"] or "ahead" in why["text"]


def test_a_batch_strategy_tells_the_place_in_its_queue(
    page: Page, session: al.Session, blobs: Any
) -> None:
    label(session, blobs)
    session.strategy = "k-center"
    page.settle()
    cards = [c for c in page.wait("queue")[-1]["cards"] if c["asked"]["slice"] == "active"]
    page.say(type="preview", items=[cards[1]["item"]])
    page.wait("items", 2)
    why = page.replies("items")[-1]["cards"][0]["why"]
    assert (why["title"], why["rank"], why["score"]) == ("k center", cards[1]["rank"], None)
    other = next(i for i in range(299, 0, -1) if i not in {c["item"] for c in cards})
    page.say(type="preview", items=[other])
    why = page.wait("items", 3)[-1]["cards"][0]["why"]
    assert why["rank"] is None
    assert "is not among its next" in why["text"]


def test_the_audit_is_told_at_first_and_with_every_answer(
    page: Page, session: al.Session, blobs: Any
) -> None:
    assert page.wait("audited")[-1]["b64"] is None
    item = int(session.loop.trainer.audit.order[0])
    asked = {"slice": "audit", "strategy": "audit", "round": 0, "model_version": 0}
    page.answer("label", [item], "a", asked=[{**asked, "selection_probability": 0.15}])
    assert page.wait("labelled")[-1]["audit"] == [item]
    page.answer("label", [(item + 1) % 300], "a")
    assert page.wait("labelled", 2)[-1]["audit"] == []
    page.say(type="hello", view="v2", base64=False, have={})
    assert unpack_bitmap(page.wait("audited", 2)[-1]["b64"], 300).tolist() == [item]
