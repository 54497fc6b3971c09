"""What a session says about its model, and what it does not say yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.session.answers.recorder import Answer

RNG = np.random.default_rng(0)
N = 900
Y = np.arange(N) % 3
X = RNG.normal(size=(N, 5)) + 1.2 * np.eye(5)[Y]
CLASSES = ["a", "b", "c"]


def make(**more: Any) -> al.Session:
    given = {"projection": "pca", "strategy": "margin", **more}
    features = given.pop("features", X)
    return al.Session(al.Pool(features), CLASSES, **given)


def label(session: al.Session, n: int, seconds: float | None = None) -> None:
    for _ in range(0, n, 10):
        for item in session.query(10).indices:
            answer = Answer("label", (int(item),), CLASSES[Y[item]], active_seconds=seconds)
            session.loop.answer([answer])


@pytest.fixture(scope="module")
def known() -> Evaluation:
    session = make(audit=0.4)
    label(session, 300, seconds=2.0)
    return session.evaluate(target=0.75)


def test_early_everything_says_that_it_has_no_evidence() -> None:
    session = make()
    label(session, 20)
    found = session.evaluate(target=0.9)
    assert not found.enough
    assert "0 of 20 timed labels" in found.cost.sentence
    said = [line.text for line in found.lines]
    named = {line.name: line.text for line in found.lines if line.name}
    for name in ("accuracy now", "over classes", "gain over random", "calibration", "time"):
        assert "not enough evidence yet" in named[name], name
    assert found.gain.labels_saved is None
    assert found.target is not None
    assert "not enough evidence yet" in found.target.sentence
    assert all(said)
    assert not session.evaluate().stop.may_stop


def test_every_number_has_its_n_and_its_interval(known: Evaluation) -> None:
    assert known.enough
    n = known.interval.n
    assert known.accuracy.sentence.endswith(f"from {n} audited labels")
    assert known.interval.low < known.interval.estimate < known.interval.high
    assert known.anytime.interval.low < known.interval.low
    assert known.anytime.interval.high > known.interval.high
    assert sum(each.recall.n for each in known.classes) == n
    assert [each.name for each in known.classes] == CLASSES
    assert known.macro_f1.enough
    assert known.macro_f1.value.n == n
    assert known.reliability.enough
    assert known.belief is not None
    assert "not measured" in known.belief.sentence
    assert known.cost.seconds == 2.0
    assert sum(range_.correct for range_ in known.skew.pool.intervals) == n
    assert known.skew.labelled.sum() == pytest.approx(1)
    assert known.random_arm is not None
    assert known.random_arm.n == n
    assert known.active_arm is not None
    assert known.active_arm.n == n
    assert known.active_arm.accuracies[-1] == pytest.approx(known.interval.estimate)


def test_the_accuracy_is_that_of_the_pool(known: Evaluation) -> None:
    session = make(audit=0.4)
    label(session, 300)
    truth = (session.predict_proba().argmax(axis=1) == Y).mean()
    assert known.interval.low - 0.02 <= truth <= known.interval.high + 0.02


def test_it_can_be_read(known: Evaluation) -> None:
    text = repr(known)
    for name in ("accuracy now", "gain over random", "stop?", "class shares", "belief", "time"):
        assert name in text
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "however often you look" in text
    assert "never a command" in text.replace("\n" + " " * 20, " ")
    page = known._repr_html_()
    assert page.count("<tr>") == len(known.lines)
    assert str(known) == known.sentence
    assert known.sentence.startswith("accuracy 0.")
    assert "last round moved at most" in known.sentence
    assert "can have moved accuracy by at most" in " ".join(text.split())


def test_nothing_beyond_three_times_what_was_seen(known: Evaluation) -> None:
    for arm in (known.random_arm, known.active_arm):
        assert arm is not None
        curve = arm.curve
        assert np.isnan(curve.at(3 * curve.largest + 1))
    if known.gain.labels_saved is not None:
        assert known.gain.n_random <= 3 * known.random_arm.sizes.max()


def test_class_names_are_text_in_the_page() -> None:
    session = al.Session(al.Pool(X), ["<b>a</b>", "b", "c"], projection="pca", audit=0.4)
    for _ in range(6):
        query = session.query(20)
        session.annotate(query.indices, Y[query.indices])
    page = session.evaluate(patience=0)._repr_html_()
    assert "<b>" not in page
    assert "&lt;b&gt;a&lt;/b&gt;" in page


def test_the_same_labels_give_the_same_evaluation() -> None:
    found = []
    for _ in range(2):
        session = make(audit=0.4)
        label(session, 120)
        found.append(repr(session.evaluate()))
    assert found[0] == found[1]


def test_models_of_random_labels_wait_for_patience() -> None:
    session = make(audit=0.5)
    label(session, 100)
    hasty = session.evaluate(patience=0)
    assert hasty.random_arm is None
    assert "patience" in hasty.gain.sentence
    assert session.evaluate().random_arm is not None
    assert session.evaluate(patience=0).random_arm is not None  # kept


def test_a_test_set_is_measured_on_and_copies_are_counted() -> None:
    session = make(test=(X[:200], Y[:200]))
    label(session, 60)
    found = session.evaluate()
    assert found.interval.n == 200
    assert "200 test labels" in found.sentence
    assert any(note.startswith("200 of the 200 test items are copies") for note in found.notes)
    trained = set(session.snapshot.labelled.tolist()) & set(range(200))
    assert any(f"{len(trained)} train the model" in note for note in found.notes)
    other = RNG.normal(size=(50, 5))
    clean = make(test=(other, Y[:50]))
    label(clean, 30)
    assert clean.evaluate().notes == ()


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ((X[:10], Y[:9]), "10 rows of features and 9 labels"),
        ((X[:10, :3], Y[:10]), r"\(3,\).*\(5,\)"),
        ((X[:2], ["a", "zebra"]), "zebra"),
        ((X[:2], [0, 7]), "7"),
        ([*X[:2].tolist(), 3], "pair"),
        ((np.full((2, 5), np.nan), [0, 1]), "NaN"),
        ((X[:0], Y[:0]), "has no rows"),
        ((X[:6], np.eye(3)[Y[:6]]), "argmax"),
        ((X[0], Y[:5]), "a row for each item"),
        ((X[:3], "abc"), "pair"),
        ({"features": X[:3], "labels": Y[:3]}, "pair"),
        ((X[:3].astype(str), Y[:3]), "not numbers"),
        ((X[:3], [0, None, 1]), "None"),
    ],
)
def test_a_wrong_test_set_is_refused_in_words(test: Any, words: str) -> None:
    with pytest.raises(SessionError, match=words):
        make(test=test)


def test_copies_within_a_test_set_are_counted_and_so_are_torn_ones() -> None:
    far = RNG.normal(size=(30, 5)) + 50
    twice = np.vstack([far, far[:10].astype(np.float32)])
    answers = np.r_[Y[:30], Y[:10]]
    session = make(test=(twice, answers))
    label(session, 20)
    (note,) = session.evaluate(patience=0).notes
    assert note.startswith("only 30 of the 40 test items are different")
    answers[-4:] = (answers[-4:] + 1) % 3
    torn = make(test=(twice, answers))
    label(torn, 20)
    assert torn.evaluate(patience=0).notes[1].startswith("4 test items are there with different")


def test_time_is_money(known: Evaluation) -> None:
    session = make(audit=0.4)
    label(session, 300, seconds=3.6)
    found = session.evaluate(target=0.75, price=50, patience=0)
    assert found.cost.price == 50
    assert "3.6 s a label (half of them 3.6 to 3.6 s), 0.05 a label" in found.cost.sentence
    assert "18 min (15.00) in all" in found.cost.sentence
    assert f"{600 * 3.6 / 3600 * 50:,.2f}" in found.cost.sentence
    assert session.evaluate(patience=0).cost.price == 50  # kept
    goal = found.target
    assert goal is not None
    if goal.seconds is not None:
        assert goal.cost == pytest.approx(goal.seconds / 72)
    assert known.cost.price is None
    wrong: list[Any] = [-1, "30", np.nan, np.inf, True]
    for price in wrong:
        with pytest.raises(SessionError, match="price"):
            session.evaluate(price=price)


def test_a_test_set_tells_of_a_target_without_any_audit(tmp_path: Path) -> None:
    half = len(X) // 2
    given = {"projection": "pca", "strategy": "random", "audit": 0, "store": tmp_path / "s.db"}
    pool, test = al.Pool(X[:half]), (X[half:], Y[half:])
    with al.Session(pool, CLASSES, test=test, **given) as session:
        for _ in range(12):
            rows = session.query(10).indices
            session.annotate(rows, Y[rows])
            session.fit()
        found = session.evaluate(patience=0)
        assert found.interval.estimate is not None
        goal = round(found.interval.estimate + 0.01, 3)
        before = session.evaluate(patience=0, target=goal).target
    assert before is not None
    assert before.reason == ""
    assert before.low <= before.labels <= before.high
    assert 120 < before.labels <= 3 * 120
    # the rounds of before are known after a restart, on the same test set only, whatever its size
    with al.Session(pool, CLASSES, test=test, **given) as session:
        session.fit()
        assert session.evaluate(patience=0, target=goal).target == before
    with al.Session(pool, CLASSES, test=(X[half:][::-1], Y[half:][::-1]), **given) as session:
        session.fit()
        other = session.evaluate(patience=0, target=goal).target
        assert other is not None
        assert "not enough evidence yet" in other.sentence
        assert not any(len(each.tested) for each in session.loop.trainer.rounds.past)


@pytest.mark.parametrize("target", [0, 1, 90, -0.5])
def test_a_target_is_an_accuracy(target: float) -> None:
    session = make()
    label(session, 20)
    with pytest.raises(SessionError, match="target"):
        session.evaluate(target=target)
    with pytest.raises(SessionError, match="patience"):
        session.evaluate(patience=-1)


def test_a_class_that_nobody_has_labelled() -> None:
    session = al.Session(al.Pool(X), [*CLASSES, "d"], projection="pca", audit=0.4)
    for _ in range(8):
        query = session.query(20)
        session.annotate(query.indices, Y[query.indices])
    found = session.evaluate()
    assert found.classes[3].sentence == "d: no examples yet"
    assert not found.macro_f1.enough
    assert "'d' has 0 of 5" in found.macro_f1.sentence


def test_a_new_class_begins_a_new_history() -> None:
    session = make()
    label(session, 100)
    assert session.evaluate(patience=0).stop.rounds > 3
    session.add_class("d")
    label(session, 10)
    assert session.evaluate(patience=0).stop.rounds <= 1


def test_two_classes_have_every_signal() -> None:
    labels = (Y > 0).astype(int)
    session = al.Session(al.Pool(X), ["no", "yes"], projection="pca", audit=0.3)
    for _ in range(30):
        query = session.query(10)
        session.annotate(query.indices, labels[query.indices])
        session.fit()
    names = {signal.name for signal in session.evaluate(patience=0).stop.signals}
    assert names >= {
        "kappa average",
        "delta F",
        "classification change",
        "accuracy-change bound",
        "error stability",
        "contradictory information",
    }


def test_calibrated_doubt_is_a_signal_once_there_are_labels_to_calibrate_with() -> None:
    session = make(audit=0.5)
    label(session, 30)
    early = {signal.name for signal in session.evaluate(patience=0).stop.signals}
    label(session, 150)
    later = {s.name: s for s in session.evaluate(patience=0).stop.signals}
    assert "overall uncertainty" not in early
    assert 0 < later["overall uncertainty"].value < 1


def test_data_that_look_different_raise_an_alarm() -> None:
    session = make()
    with pytest.raises(SessionError, match="no model yet"):
        session.drift(X[:50])
    label(session, 60)
    again = RNG.normal(size=(300, 5)) + 1.2 * np.eye(5)[np.arange(300) % 3]
    assert not session.drift(again).alarm
    far = session.drift(np.zeros((300, 5)) + 0.4)
    assert far.alarm
    assert "label some of them" in far.sentence
    assert "10 of 30 added items" in session.drift(again[:10]).sentence
    with pytest.raises(SessionError, match="shape"):
        session.drift(X[:, :2])


def test_drift_is_measured_against_items_that_trained_no_model() -> None:
    session = make()
    label(session, 60)
    reserve = session.loop.trainer.audit
    assert session.drift(X[:50]).n_reference == reserve.size
    session.annotate(reserve.order[-5:], Y[reserve.order[-5:]])  # by hand: they train now
    assert session.drift(X[:50]).n_reference == reserve.size - 5
    alone = make(audit=0)
    label(alone, 60)
    assert alone.drift(X[:50]).n_reference == N


def test_stop_signals_go_on_after_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "a.db"
    with make(store=store) as session:
        label(session, 120)
        before = session.evaluate(patience=0)
    with make(store=store) as again:
        after = again.evaluate(patience=0)
        assert after.stop.rounds == before.stop.rounds > 3
        assert [s.sentence for s in after.stop.signals] == [s.sentence for s in before.stop.signals]
        # a round in which they agreed stays one, and the last says what the advice says
        past = [each.n_labels for each in again.loop.trainer.rounds.past]
        assert set(before.agreed) <= set(after.agreed) <= set(past)
        assert (past[-1] in after.agreed) == after.stop.may_stop
        again.loop.recorder.journal.set_meta("rounds", '[{"n_labels": 1}]')
    with make(store=store) as damaged:
        assert any("stop signals start anew" in note for note in damaged.loop.notes)
        assert damaged.evaluate(patience=0).stop.rounds == 0
