"""What the curve pane hears of the evaluation."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.widget import Dashboard
from jupyter_al.widget.trust import trust

from .conftest import Page

RNG = np.random.default_rng(0)
Y = np.arange(900) % 3
X = RNG.normal(size=(900, 5)) + 1.2 * np.eye(5)[Y]


@pytest.fixture(scope="module")
def known() -> Evaluation:
    session = al.Session(al.Pool(X), ["a", "b", "c"], projection="pca", audit=0.4)
    for _ in range(25):
        query = session.query(10)
        session.annotate(query.indices, Y[query.indices])
    return session.evaluate(target=0.99)


def test_it_is_small_json_without_nan(known: Evaluation) -> None:
    sent = trust(known)
    text = json.dumps(sent, allow_nan=False)
    assert len(text) < 20_000
    assert [line["text"] for line in sent["lines"]] == [line.text for line in known.lines]
    assert sent["more"] == list(known.more)
    assert sent["active"][-1][0] == known.n_labels
    assert sent["random"] is not None
    assert known.random_arm is not None
    largest = known.random_arm.sizes.max()
    assert max(n for n, *_ in sent["random"]["band"]) <= 3 * largest
    assert sent["target"]["labels"] is None
    assert "target" not in sent["target"]["text"]
    for size, middle, low, high in sent["active"]:
        assert size > 0
        assert 0 <= low <= middle <= high <= 1


def test_it_comes_with_the_curve_and_asks_to_measure() -> None:
    session = al.Session(al.Pool(X), ["a", "b", "c"], projection="pca", audit=0.3)
    for _ in range(12):
        query = session.query(10)
        session.annotate(query.indices, Y[query.indices])
    dashboard = Dashboard(session)
    page = Page(dashboard)
    page.say(type="hello", view="v", base64=False, have={})
    page.settle()
    sent: dict[str, Any] = dashboard.curve
    assert sent["trust"]["version"] == session.loop.trainer.version
    assert sent["text"].startswith("accuracy 0.")
    page.say(type="command", name="measure")
    page.settle()
    asked = [s.slice for s in session.loop.queue_now()[0]]
    assert asked == ["test"] * len(asked)
    first = session.loop.queue_now()[0][0]
    why = {
        "strategy": first.strategy,
        "round": first.round,
        "model_version": first.model_version,
        "selection_probability": first.selection_probability,
        "slice": first.slice,
    }
    page.answer("label", [first.item], "a", asked=[why])
    page.settle()
    row = session.events.iloc[-1]
    assert (row["slice"], row["selection_probability"]) == ("test", first.selection_probability)
    assert "1 drawn to measure" in dashboard.curve["text"]
    dashboard.close()
    session.close()


def test_a_page_cannot_call_a_choice_a_draw() -> None:
    session = al.Session(al.Pool(X), ["a", "b", "c"], projection="pca")
    page = Page(Dashboard(session))
    why = {"strategy": "measure", "round": 0, "model_version": 0, "slice": "test"}
    page.answer("label", [3], "a", asked=[why])
    page.settle()
    assert "selection_probability" in page.replies("error")[-1]["text"]
    assert not len(session.events)
    session.close()
