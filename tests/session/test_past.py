"""What a session tells strategies that learn from what went before."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al import strategies
from jupyter_al.journal import Event
from jupyter_al.session.answers.askers import Askers, with_arm
from jupyter_al.session.answers.classes import ClassTable
from jupyter_al.session.learning.earlier import Earlier
from jupyter_al.strategies import Query
from jupyter_al.strategies.hybrid.arms import counts_of_arms
from jupyter_al.strategies.hybrid.tailor import Tailor

from .conftest import CLASSES, Digits

ARMS = ("margin", "likely")
UNKNOWN_ARMS = "not known which arm"
UNKNOWN_CHANGE = "No earlier predictions"


def make(digits: Digits, strategy: Any, **more: Any) -> al.Session:
    return al.Session(digits.pool(300), CLASSES, strategy=strategy, projection="pca", **more)


def rounds(session: al.Session, digits: Digits, n: int) -> list[Query]:
    queries = []
    for _ in range(n):
        query = session.query(10)
        session.annotate(query.indices, digits.y[query.indices])
        queries.append(query)
    return queries


def known_before(session: al.Session) -> np.ndarray | None:
    return session.snapshot.past.probabilities


def expected_counts(session: al.Session, queries: list[Query], digits: Digits) -> np.ndarray:
    """Count by the terms that the queries had, not by what was written."""
    asked: list[tuple[int, str, int]] = []
    for number, query in enumerate(queries):
        for position, terms in zip(query.indices, query.terms, strict=True):
            if terms["slice"] != "audit":
                asked.append((int(position), str(terms.get("arm", "")), number))
    strategy = session.strategy
    assert isinstance(strategy, Tailor)
    arms = list(strategy.strategies(session.snapshot))
    labels = digits.y[[position for position, _, _ in asked]]
    by, when = [arm for _, arm, _ in asked], [number for _, _, number in asked]
    return counts_of_arms(arms, by, when, labels, 10)


def test_tailor_counts_for_each_arm_what_it_has_found(digits: Digits) -> None:
    with make(digits, Tailor(ARMS)) as session:
        queries = rounds(session, digits, 6)
        assert not any(UNKNOWN_ARMS in note for note in session.query(10).notes)
        counts = Tailor(ARMS).counts(session.loop.trainer.snapshot_now())
        np.testing.assert_allclose(counts, expected_counts(session, queries, digits))
        assert not (counts == 1).all()
        assert session.events["strategy"].str.startswith("tailor: ").sum() > 30


def test_arms_survive_a_restart(digits: Digits, tmp_path: Path) -> None:
    with make(digits, Tailor(ARMS), store=tmp_path / "a.db") as session:
        rounds(session, digits, 5)
        session.query()
        before = session.snapshot
    with al.Session.open(
        tmp_path / "a.db", digits.pool(300), strategy=Tailor(ARMS), projection="pca"
    ) as again:
        query = again.query(10)
        assert not any(UNKNOWN_ARMS in note for note in query.notes)
        np.testing.assert_array_equal(
            Tailor(ARMS).counts(again.snapshot), Tailor(ARMS).counts(before)
        )
        assert again.snapshot.past.asked_in == before.past.asked_in


def test_an_arm_of_a_class_follows_its_name(digits: Digits, tmp_path: Path) -> None:
    with make(digits, Tailor(("likely",)), store=tmp_path / "a.db") as session:
        rounds(session, digits, 4)
        session.query()
        before = Tailor(("likely",)).counts(session.snapshot)
        session.rename_class("3", "three: 3")
        session.fit()
        assert "likely: three: 3" in session.snapshot.past.asked_by
        assert "likely: 3" not in session.snapshot.past.asked_by
        np.testing.assert_array_equal(Tailor(("likely",)).counts(session.snapshot), before)
    with al.Session.open(
        tmp_path / "a.db", digits.pool(300), strategy=Tailor(("likely",)), projection="pca"
    ) as again:
        again.query()
        np.testing.assert_array_equal(Tailor(("likely",)).counts(again.snapshot), before)


def test_an_answer_taken_back_counts_no_more(digits: Digits) -> None:
    with make(digits, Tailor(ARMS), audit=0) as session:
        rounds(session, digits, 4)
        session.query()
        before = session.snapshot.past
        session.annotate(session.query(1).indices, "0")
        session.undo()
        session.fit()
        assert session.snapshot.past.asked_by == before.asked_by
        session.skip(int(session.snapshot.labelled[0]))
        session.fit()
        assert session.snapshot.past.asked_by == before.asked_by[1:]


def test_labels_that_nobody_asked_for_have_no_asker(digits: Digits) -> None:
    with make(digits, Tailor(ARMS)) as session:
        session.annotate(range(20), digits.y[:20])
        session.fit()
        assert session.snapshot.past.asked_by == ("",) * len(session.snapshot.labels)
        assert any(UNKNOWN_ARMS in note for note in session.query(5).notes)


def test_lftl_gets_what_the_model_before_believed(digits: Digits) -> None:
    with make(digits, "lftl", audit=0) as session:
        first = session.query(20)
        session.annotate(first.indices, digits.y[first.indices])
        second = session.query(10)
        assert any(UNKNOWN_CHANGE in note for note in second.notes)  # there was no model before
        believed = np.array(session.snapshot.probabilities)
        session.annotate(second.indices, digits.y[second.indices])
        third = session.query(10)
        assert not any(UNKNOWN_CHANGE in note for note in third.notes)
        known = session.snapshot.past.probabilities
        assert known is not None
        assert known.dtype == np.float32
        np.testing.assert_array_equal(known, believed)
        session.fit()  # no new labels: the model before is still the one before
        np.testing.assert_array_equal(session.snapshot.past.probabilities, believed)


def test_only_one_earlier_model_is_kept_and_only_for_who_uses_it(digits: Digits) -> None:
    with make(digits, "lftl") as session:
        rounds(session, digits, 4)
        session.query()
        oldest = weakref.ref(session.snapshot.past.probabilities)
        assert oldest() is not None
        rounds(session, digits, 3)
        gc.collect()
        assert oldest() is None
        session.strategy = "margin"
        rounds(session, digits, 2)
        assert session.snapshot.past.probabilities is None
        assert session.loop.trainer._earlier == Earlier()
        assert session.snapshot.past.asked_by == ()


def test_another_learner_and_another_class_have_no_past(digits: Digits) -> None:
    with make(digits, "lftl") as session:
        rounds(session, digits, 4)
        session.query()
        assert known_before(session) is not None
        session.add_class("ten")
        session.query()
        assert known_before(session) is None
        rounds(session, digits, 2)
        session.query()
        known = known_before(session)
        assert known is not None
        assert known.shape == (300, 11)
        session.learner = "mlp"
        session.query()
        assert known_before(session) is None


def test_edg_follows_the_models_of_earlier_rounds(digits: Digits) -> None:
    with make(digits, "edg", audit=0) as session:
        first = session.query(20)
        assert any("no earlier rounds" in note for note in first.notes)
        believed: list[Any] = []
        for size in (20, 1, 20, 20):
            query = session.query(size)
            believed.append(session.snapshot.predicted if len(believed) else None)
            session.annotate(query.indices, digits.y[query.indices])
        query = session.query(5)
        assert any("over 3 rounds stand for errors" in note for note in query.notes)
        known = session.snapshot.past.rounds
        assert known is not None
        # the model after one more label is no round of its own: it agrees with the one before
        assert [len(rows) for rows in known.labelled] == [20, 41]
        np.testing.assert_array_equal(known.predicted, [believed[1], believed[3]])
        session.learner = "mlp"
        session.query()
        assert session.snapshot.past.rounds is None


@pytest.mark.parametrize(
    ("strategy", "used"),
    [
        ("margin", set()),
        ("lftl", {"probabilities"}),
        ("tailor", {"asked_by"}),
        ("edg", {"rounds"}),
        (strategies.get("lftl", step=0.0), set()),
        (strategies.score("contrastive").keep(0.5), {"probabilities"}),
        (strategies.get("mixed", inner="lftl"), {"probabilities"}),
        (Tailor(("margin", "lftl")), {"asked_by", "probabilities"}),
    ],
)
def test_strategies_say_which_past_they_use(strategy: object, used: set[str]) -> None:
    asked = strategies.get(strategy) if isinstance(strategy, str) else strategy
    assert asked.uses_past == used  # type: ignore[attr-defined]


def test_a_strategy_of_the_user_needs_not_know_of_a_past(digits: Digits) -> None:
    class First:
        name = "first"

        def select(self, snapshot: al.Snapshot, n: int) -> Query:
            rows = snapshot.candidates[:n]
            return Query(rows, np.zeros(len(rows)), ("the first",) * len(rows), self.name)

    with make(digits, First(), audit=0) as session:
        rounds(session, digits, 2)
        assert session.events["strategy"].tolist() == ["first"] * 20


def test_names_of_askers() -> None:
    classes = ClassTable(["cat", "dog: big"])
    askers = Askers(classes)
    found = {}
    for number, strategy in enumerate(
        ["margin", "auto: margin", "tailor: likely: cat", "tailor: galaxy: dog: big",
         "tailor: likely: fox", "chosen", "audit", None]
    ):  # fmt: skip
        event = Event(
            f"e{number}", "1", "eva", 0.0, "label", "cat", strategy=strategy, round=number
        )
        askers.add(event)
        found[strategy] = askers.of(f"e{number}")
    assert [name for name, _ in found.values()] == [
        "margin", "margin", "likely: cat", "galaxy: dog: big", "likely: fox", "", "", ""
    ]  # fmt: skip
    assert [number for _, number in found.values()] == list(range(8))
    classes.rename("cat", "tom")
    assert askers.of("e2") == ("likely: tom", 2)
    assert with_arm("tailor", {"arm": "likely: cat"}) == "tailor: likely: cat"
    assert with_arm("margin", {}) == "margin"
