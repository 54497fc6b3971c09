from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError, StrategyError

from .conftest import CLASSES, Digits


def test_three_lines_then_labels_then_a_model(session: al.Session, digits: Digits) -> None:
    digits.label(session, 60)
    assert len(session.labels) == 60
    assert session.predict_proba([0, 1]).shape == (2, 10)
    np.testing.assert_allclose(session.predict_proba().sum(axis=1), 1, atol=1e-5)
    accuracy = (session.predict_proba().argmax(axis=1) == digits.y[:600]).mean()
    assert accuracy > 0.75


def test_query_gives_distinct_open_items_with_reasons(session: al.Session, digits: Digits) -> None:
    digits.label(session, 40)
    query = session.query(25)
    assert len(set(query.indices.tolist())) == 25
    open_items = set(range(600)) - {int(i) for i in session.labels["item_id"]}
    assert set(query.indices.tolist()) <= open_items
    assert all(len(reason) > 5 for reason in query.reasons)


def test_query_without_new_labels_asks_the_same_again(session: al.Session) -> None:
    assert session.query(8).indices.tolist() == session.query(8).indices.tolist()


def test_more_than_is_left_gives_what_is_left(digits: Digits) -> None:
    session = al.Session(digits.pool(12), CLASSES, projection="pca")
    query = session.query(50)
    assert sorted(query.indices.tolist()) == list(range(12))
    assert query.shortfall
    session.annotate(query.indices, digits.y[query.indices])
    assert len(session.query(5).indices) == 0
    assert session.loop.phase.name == "finished"


def test_audit_slice_is_drawn_at_its_share_and_never_trains(
    session: al.Session, digits: Digits
) -> None:
    digits.label(session, 200)
    slices = session.events["slice"].value_counts()
    assert slices["audit"] == pytest.approx(30, abs=2)
    rows, _ = session.loop.recorder.labels.training()
    audited, _ = session.loop.recorder.labels.audited()
    assert not set(rows) & set(audited)
    assert not set(session.snapshot.labelled.tolist()) & set(audited.tolist())
    # the strategy cannot even see the reserve
    assert not session.loop.trainer.audit.reserved[session.snapshot.candidates].any()


def test_audit_draws_do_not_depend_on_the_strategy(digits: Digits) -> None:
    asked = []
    for strategy in ("random", "margin"):
        session = al.Session(digits.pool(), CLASSES, strategy=strategy, projection="pca")
        digits.label(session, 60)
        frame = session.events
        asked.append(frame[frame["slice"] == "audit"]["item_id"].tolist())
    assert asked[0] == asked[1]


def test_evaluate_says_n_and_interval(session: al.Session, digits: Digits) -> None:
    digits.label(session, 30)
    few = session.evaluate()
    assert not few.enough
    assert "not enough evidence" in few.sentence
    digits.label(session, 200)
    many = session.evaluate()
    assert many.enough
    truth = (session.predict_proba().argmax(axis=1) == digits.y[:600]).mean()
    assert many.interval.low - 0.08 <= truth <= many.interval.high + 0.08
    assert f"from {many.interval.n} audited labels" in many.sentence


def test_test_set_makes_the_curve(digits: Digits) -> None:
    test = (digits.X[1000:1300], digits.y[1000:1300])
    session = al.Session(digits.pool(), CLASSES, test=test, projection="pca")
    digits.label(session, 80)
    estimate = session.evaluate()
    probabilities = session.loop.trainer.model.predict_proba(test[0])  # type: ignore[union-attr]
    assert estimate.interval.n == 300
    assert estimate.interval.correct == (probabilities.argmax(axis=1) == test[1]).sum()


def test_undo_and_redo_over_everything(session: al.Session, digits: Digits) -> None:
    session.annotate([3], ["3"])
    session.annotate([4, 5], "4")
    session.skip(6)
    session.add_class("ten")
    session.annotate([7], ["ten"])
    for expected in (3, 3, 3, 1, 0):
        session.undo()
        assert len(session.labels) == expected
    assert session.classes == CLASSES
    with pytest.raises(SessionError, match="nothing to undo"):
        session.undo()
    for _ in range(5):
        session.redo()
    assert session.classes[-1] == "ten"
    assert session.loop.recorder.labels.codes[[3, 4, 5, 7]].tolist() == [3, 4, 4, 10]
    with pytest.raises(SessionError, match="nothing to redo"):
        session.redo()


def test_undone_item_is_asked_again(session: al.Session, digits: Digits) -> None:
    query = session.query(3)
    session.annotate(query.indices, digits.y[query.indices])
    session.undo()
    assert session.loop.trainer.queue.items()[0] == query.indices[-1]


def test_rename_keeps_labels_and_old_names_lead_to_it(session: al.Session) -> None:
    session.annotate([3, 4], "3")
    session.rename_class("3", "three")
    assert session.classes[3] == "three"
    session.annotate([5], ["three"])
    assert session.loop.recorder.labels.codes[[3, 4, 5]].tolist() == [3, 3, 3]
    session.undo()
    session.undo()
    assert session.classes[3] == "3"
    assert session.loop.recorder.labels.codes[3] == 3


def test_relabelling_supersedes_and_keeps_the_slice(session: al.Session, digits: Digits) -> None:
    digits.label(session, 40)
    audited, _ = session.loop.recorder.labels.audited()
    session.annotate([int(audited[0])], ["0"])
    again, _ = session.loop.recorder.labels.audited()
    assert audited.tolist() == again.tolist()
    assert session.loop.recorder.labels.codes[audited[0]] == 0


def test_item_of_the_reserve_picked_by_hand_leaves_the_audit(session: al.Session) -> None:
    item = int(session.loop.trainer.audit.order[0])
    session.annotate([item], ["1"])
    assert not session.loop.trainer.audit.reserved[item]
    assert item in session.loop.recorder.labels.training()[0]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda s: s.annotate([0], ["eleven"]), "no class 'eleven'"),
        (lambda s: s.annotate([0], [10]), "position from 0 to 9"),
        (lambda s: s.annotate([0, 1], ["1"]), "2 items and 1 answers"),
        (lambda s: s.annotate([0, 0], ["1", "2"]), "named twice"),
        (lambda s: s.annotate([600], ["1"]), "not in this pool of 600"),
        (lambda s: s.annotate([-1], ["1"]), "not in this pool"),
        (lambda s: s.annotate(["a"], ["1"]), "whole numbers"),
        (lambda s: s.skip(999), "not in this pool"),
        (lambda s: s.add_class("3"), "already"),
        (lambda s: s.add_class("  "), "name"),
        (lambda s: s.rename_class("x", "y"), "no class 'x'"),
        (lambda s: s.predict_proba(), "at least two classes"),
        (lambda s: s.query(-1), "from 0"),
    ],
)
def test_bad_input_is_a_sentence_and_writes_nothing(
    session: al.Session, call: Any, sentence: str
) -> None:
    with pytest.raises(SessionError, match=sentence):
        call(session)
    assert len(session.events) == 0


def test_bad_arguments_name_the_fix(digits: Digits) -> None:
    pool = digits.pool(20)
    with pytest.raises(SessionError, match="name each class once"):
        al.Session(pool, ["a", "a"])
    with pytest.raises(SessionError, match="must be a list"):
        al.Session(pool, "ab")
    with pytest.raises(StrategyError, match="margin"):
        al.Session(pool, CLASSES, strategy="margn")
    with pytest.raises(SessionError, match="share between"):
        al.Session(pool, CLASSES, audit=15)
    with pytest.raises(SessionError, match=r"al\.Pool"):
        al.Session(digits.X, CLASSES)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        al.Session(pool, CLASSES, stratgy="margin")  # type: ignore[call-arg]
    with pytest.raises(SessionError, match="rows of features"):
        al.Session(pool, CLASSES, test=(digits.X[:3], [1, 2]))


def test_resume_at_the_same_place(digits: Digits, tmp_path: Path) -> None:
    store = tmp_path / "digits.db"
    first = al.Session(digits.pool(), CLASSES, store=store, strategy="margin", projection="pca")
    digits.label(first, 50)
    first.skip(int(first.query(1).indices[0]))
    first.add_class("none of these")
    labels, asks = first.labels, first.query(6).indices.tolist()
    first.close()

    again = al.Session.open(store, digits.pool(), projection="pca")
    pd.testing.assert_frame_equal(again.labels, labels)
    assert again.classes[-1] == "none of these"
    assert again.strategy.name == "margin"
    assert again.query(6).indices.tolist() == asks
    again.close()


def test_session_on_an_existing_store_resumes_too(digits: Digits, tmp_path: Path) -> None:
    store = tmp_path / "digits.db"
    first = al.Session(digits.pool(), CLASSES, store=store, projection="pca")
    digits.label(first, 20)
    first.close()
    again = al.Session(digits.pool(), [*CLASSES, "odd"], store=store, projection="pca")
    assert len(again.labels) == 20
    assert again.classes == [*CLASSES, "odd"]
    again.close()


def test_switch_strategy_and_learner_while_running(session: al.Session, digits: Digits) -> None:
    from sklearn.naive_bayes import GaussianNB

    digits.label(session, 40)
    session.strategy = "badge"
    assert session.query(5).strategy.startswith("badge")
    session.learner = GaussianNB()
    session.fit()
    assert session.loop.trainer.fits[0].learner == session.learner.name
    with pytest.raises(StrategyError):
        session.strategy = "nonsense"


def test_model_based_strategy_starts_cold_without_labels(digits: Digits) -> None:
    session = al.Session(digits.pool(), CLASSES, strategy="ralif", audit=0, projection="pca")
    query = session.query(10)
    assert len(query.indices) == 10
    assert query.strategy == "auto: uherding"


def test_a_class_without_labels_is_allowed(digits: Digits) -> None:
    session = al.Session(digits.pool(), [*CLASSES, "never seen"], projection="pca")
    digits.label(session, 50)
    assert session.predict_proba().shape == (600, 11)
    assert np.isfinite(session.predict_proba()).all()


def test_export_writes_what_labels_shows(
    session: al.Session, digits: Digits, tmp_path: Path
) -> None:
    digits.label(session, 20)
    session.export(tmp_path / "labels.csv")
    read = pd.read_csv(tmp_path / "labels.csv", dtype={"item_id": str, "label": str})
    assert read["label"].tolist() == session.labels["label"].tolist()
    session.export(tmp_path / "labels.jsonl")
    lines = (tmp_path / "labels.jsonl").read_text().splitlines()
    assert [json.loads(line)["item_id"] for line in lines] == session.labels["item_id"].tolist()


def test_selection_both_ways(session: al.Session) -> None:
    session.selection = [5, 3, 3]
    assert session.selection.tolist() == [3, 5]


def test_repr_counts(session: al.Session, digits: Digits) -> None:
    digits.label(session, 10)
    assert "10 of 600 labelled" in repr(session)


def test_labels_given_beforehand_do_not_owe_audits(digits: Digits) -> None:
    session = al.Session(digits.pool(), CLASSES, projection="pca")
    session.annotate(range(200), digits.y[:200])
    query = session.query(20)
    slices = [term["slice"] for term in query.terms]
    assert slices.count("audit") <= 4
    assert set(session.events["slice"]) == {"seed"}
