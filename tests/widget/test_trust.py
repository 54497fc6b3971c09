"""What the curve pane hears of the evaluation."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.evaluation import ClassQuality, Gain, Range, accuracy, clopper_pearson
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.evaluation.gain.active_arm import ActiveArm
from jupyter_al.widget import Dashboard
from jupyter_al.widget.trust import trust

from .conftest import Page

RNG = np.random.default_rng(0)
Y = np.arange(900) % 3
X = RNG.normal(size=(900, 5)) + 2 * np.eye(5)[Y]


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
    assert [line["about"] for line in sent["lines"]] == [line.about for line in known.lines]
    assert sent["active"]["points"][-1][0] == known.n_labels
    assert known.random_arm is not None
    largest = known.random_arm.sizes.max()
    assert [n for n, *_ in sent["random"]["points"]] == known.random_arm.sizes.tolist()
    assert sent["fitted"]["points"][-1][0] == 3 * largest
    assert sent["target"]["labels"] is None
    assert "target" not in sent["target"]["text"]
    for name in ("active", "random", "fitted", "believed"):
        assert sent[name]["n"] >= 20, name
        assert sent[name]["method"], name
        for size, middle, low, high in sent[name]["points"]:
            assert size > 0, name
            assert 0 <= low <= middle <= high <= 1, name
    assert sent["believed"]["points"][0][0] == known.n_labels


def test_other_labels_could_have_been_drawn_to_learn_from(known: Evaluation) -> None:
    arm = known.random_arm
    assert arm is not None
    calm = trust(replace(known, random_arm=replace(arm, spread=0.0)))["random"]["points"]
    wild = trust(replace(known, random_arm=replace(arm, spread=0.2)))["random"]["points"]
    assert all(b[3] - b[2] > a[3] - a[2] for a, b in zip(calm, wild, strict=True))
    right = replace(arm, correct=np.ones_like(arm.correct), spread=0.0)
    sure = trust(replace(known, random_arm=right))
    assert all(low < 1 for *_, low, high in sure["random"]["points"])
    assert sure["fitted"] is None  # it does not rise: there is no curve


def test_the_worst_class_comes_first_and_the_unknown_last(known: Evaluation) -> None:
    def quality(name: str, of: int, right: int) -> ClassQuality:
        found = clopper_pearson(right, of)
        return ClassQuality(name, found, found)

    made = [quality("few", 3, 3), quality("good", 50, 48), quality("none", 0, 0)]
    made += [quality("bad", 10, 2)]
    sent = trust(replace(known, classes=tuple(made)))["classes"]
    assert [row[:3] for row in sent] == [
        ["bad", 10, 0.2],
        ["good", 50, 0.96],
        ["few", 3, None],
        ["none", 0, None],
    ]
    lines = [line.text for line in replace(known, classes=tuple(made)).lines]
    assert lines.index("bad: 0.20 (0.03 to 0.56) from 10 labels") < lines.index(
        "none: no examples yet"
    )


def test_without_evidence_there_is_nothing_to_draw(known: Evaluation) -> None:
    arm = known.active_arm
    assert arm is not None
    few = ActiveArm(arm.sizes, arm.correct[:, :19])
    sent = trust(replace(known, active_arm=few, random_arm=None, belief=None))
    assert [sent[name] for name in ("active", "random", "fitted", "believed")] == [None] * 4
    tested = accuracy(Y[:60], Y[:60], source="test")
    assert trust(replace(known, accuracy=tested))["active"] is None


def test_a_gain_is_said_once(known: Evaluation) -> None:
    saved = Range(0.4, 0.15, 0.55, known.interval.n, 0.9, "bootstrap")
    gain = Gain(None, saved, 100.0, 60, "")
    found = replace(known, gain=gain)
    assert trust(found)["gain"] == ""
    assert found.more[0] == "40 % fewer labels than random so far (15 to 55 %)"
    other = replace(gain, labels_saved=replace(saved, n=7))
    assert replace(known, gain=other).more[0].endswith("(15 to 55 %), from 7 audited labels")
    unknown = replace(gain, labels_saved=None, reason="12 of 30 audited labels")
    assert trust(replace(known, gain=unknown))["gain"].endswith("yet: 12 of 30 audited labels")


def test_every_line_says_what_it_is(known: Evaluation) -> None:
    bare = [line for line in known.lines if not line.about and line.name != "note"]
    assert bare == []
    assert len(known.stop.signals) > 2
    assert known.more[-1].startswith("last round moved at most ")
    assert all(label <= known.n_labels for label in known.agreed)


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
    assert all(point["method"] for point in sent["points"])
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
