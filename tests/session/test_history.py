"""How belief moved: versions, what was asked before each, and what a restart brings back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError
from jupyter_al.session.past.marks import Mark, as_json, from_events, read
from jupyter_al.session.past.rebuilding import REBUILT
from jupyter_al.session.past.steps import Asking, Step

from .conftest import CLASSES, Digits

Open = Callable[..., al.Session]


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "digits.db")


@pytest.fixture
def made(digits: Digits, store: str) -> al.Session:
    """A session that somebody looks at, with six model versions."""
    session = al.Session(digits.pool(), CLASSES, store=store, strategy="margin", projection="pca")
    session.loop.start()
    session.loop.worker.finish()
    for _ in range(6):
        query = session.query(4)
        session.annotate(query.indices, digits.y[query.indices])
        session.fit()
    return session


def rebuilt(session: al.Session) -> al.Session:
    session.loop.rebuilding.begin()
    session.loop.worker.finish("fit", "rebuild")
    return session


def columns(session: al.Session, version: int) -> tuple[list[int], list[int]]:
    moment = session.loop.beliefs.moment(version)
    assert moment.prediction is not None
    assert moment.uncertainty is not None
    return moment.prediction.tolist(), moment.uncertainty.tolist()


def test_each_version_has_its_labels_belief_and_reason(made: al.Session, digits: Digits) -> None:
    history = made.history()
    assert history.version.tolist() == list(range(1, len(history) + 1))
    assert history.belief.eq("kept").all()
    assert history.labels.is_monotonic_increasing
    asked = [item for items in history.asked for item in items]
    assert sorted(asked) == sorted(int(i) for i in made.labels.item_id)  # every answer once
    last = history.iloc[-1]
    assert last.labels == made.loop.trainer.trained_on
    query = made.loop.trainer.asked[last.asked[0]]
    assert last.strategy == query.strategy
    assert last.reason == query.reasons[0]
    assert sum(last.predicted) == len(made.pool)


def test_changes_and_columns_are_those_of_the_models(made: al.Session, digits: Digits) -> None:
    version = made.snapshot.version
    before, _ = columns(made, version)
    assert before == made.snapshot.predicted.tolist()
    query = made.query(4)
    made.annotate(query.indices, digits.y[query.indices])
    made.fit()
    changed = int((np.array(before) != made.snapshot.predicted).sum())
    assert made.history().changed.iloc[-1] == changed
    uncertainty = made.loop.beliefs.moment(version + 1).uncertainty
    assert uncertainty is not None
    assert np.abs(uncertainty / 252 - made.snapshot.uncertainty).max() <= 0.5 / 63 + 1e-6


def test_labels_are_those_that_stood_then(made: al.Session) -> None:
    beliefs = made.loop.beliefs
    first = beliefs.moment(1)
    assert len(first.labels.trains[0]) == first.step.labels
    wrong = int(first.labels.items[0])
    then = int(first.labels.codes[0])
    made.annotate([wrong], [(then + 1) % 10])  # corrected later: the past keeps what stood
    made.fit()
    assert beliefs.moment(1).labels.codes[0] == then
    now = beliefs.moment(made.snapshot.version).labels
    assert now.codes[np.searchsorted(now.items, wrong)] == (then + 1) % 10


def test_an_undone_label_is_gone_from_then_on(made: al.Session, digits: Digits) -> None:
    standing = made.snapshot.version
    before = made.loop.beliefs.moment(standing).labels.items.tolist()
    query = made.query(1)
    made.annotate(query.indices, digits.y[query.indices])
    made.fit()
    assert len(made.loop.beliefs.moment(made.snapshot.version).labels.items) == len(before) + 1
    made.undo()
    made.fit()
    assert made.loop.beliefs.moment(made.snapshot.version).labels.items.tolist() == before


def test_a_restart_brings_the_steps_back_at_once(
    made: al.Session, store: str, digits: Digits
) -> None:
    before = made.history()
    made.close()
    with al.Session.open(store, digits.pool(), projection="pca") as again:
        after = again.history()
        same = ["version", "labels", "changed", "asked", "strategy", "reason", "learner"]
        assert after[same].equals(before[same])
        assert after.belief.eq("none").all()
        assert again.loop.beliefs.moment(2).prediction is None
        labels = again.loop.beliefs.moment(2).labels
    assert len(labels.trains[0]) == before.labels[1]


def test_the_same_labels_and_seed_give_the_same_beliefs(
    made: al.Session, store: str, digits: Digits
) -> None:
    kept = {v: columns(made, v) for v in made.history().version}
    made.close()
    with al.Session.open(store, digits.pool(), projection="pca") as first:
        rebuilt(first)
        steps = first.loop.beliefs.steps()
        one = {v: columns(first, v) for v in kept}
    with al.Session.open(store, digits.pool(), projection="pca") as second:
        two = {v: columns(rebuilt(second), v) for v in kept}
    assert one == two
    assert [s.belief for s in steps[: len(kept)]] == ["recomputed"] * len(kept)
    assert steps[2].sentence.endswith("recomputed")
    for version, (codes, doubt) in kept.items():  # fitted from nothing: the same optimum
        assert one[version][0] == codes
        assert np.abs(np.array(one[version][1]) - np.array(doubt)).max() <= 4


def test_at_most_thirty_versions_are_computed_anew(store: str, digits: Digits) -> None:
    with al.Session(digits.pool(), CLASSES, store=store, projection="pca", audit=0) as session:
        query = session.query(45)
        for item in query.indices:
            session.annotate([item], [digits.y[item]])
            session.fit()
        versions = session.history().version.tolist()
    assert len(versions) > REBUILT
    with al.Session.open(store, digits.pool(), projection="pca") as again:
        history = rebuilt(again).history()
        assert history.belief.eq("recomputed").sum() == REBUILT
        assert history.version.iloc[0] == versions[0]
        assert history.labels.iloc[-1] == len(query.indices)
        asked = [item for items in history.asked for item in items]
        assert sorted(asked) == sorted(query.indices.tolist())  # what was left out is counted on


def test_going_back_can_be_stopped_and_gone_on_with(
    made: al.Session, store: str, digits: Digits
) -> None:
    made.close()
    with al.Session.open(store, digits.pool(), projection="pca") as again:
        rebuilding = again.loop.rebuilding
        seen = []

        def stop(kinds: tuple[str, ...], _: object) -> None:
            if "history" in kinds:
                seen.append(rebuilding.progress)
                if again.history().belief.eq("recomputed").sum() == 2:
                    rebuilding.stop()

        leave = again.loop.updates.subscribe(stop)
        rebuilt(again)
        assert again.history().belief.eq("recomputed").sum() == 2
        assert rebuilding.progress is None
        assert any(p is not None and 0 < p < 1 for p in seen)
        leave()
        history = rebuilt(again).history()
        assert history.belief.ne("none").all()


def test_a_session_nobody_looks_at_keeps_steps_only(session: al.Session, digits: Digits) -> None:
    digits.label(session, 20)
    session.fit()
    history = session.history()
    assert len(history) >= 1
    assert history.belief.eq("none").all()
    assert history.changed.isna().all()
    assert rebuilt(session).history().belief.eq("recomputed").all()


def test_no_model_no_history(session: al.Session) -> None:
    assert session.history().empty
    assert session.history().dtypes.version == "int64"
    rebuilt(session)
    assert session.history().empty
    with pytest.raises(SessionError, match=r"session\.history\(\) lists them"):
        session.loop.beliefs.moment(1)


def test_without_marks_the_answers_tell_the_versions(
    made: al.Session, store: str, digits: Digits
) -> None:
    """A store of before there was a history."""
    before = made.history()
    made.loop.recorder.journal.set_meta("history", "no json")
    made.close()
    with al.Session.open(store, digits.pool(), projection="pca") as again:
        after = again.history()
    assert after.version.tolist() == before.version.tolist()[:-1]  # the last one asked nothing yet
    assert after.labels.tolist() == before.labels.tolist()[:-1]


def test_a_new_class_and_items_that_left_the_pool(store: str, digits: Digits) -> None:
    with al.Session(digits.pool(), CLASSES[:9], store=store, projection="pca") as session:
        session.loop.start()
        session.annotate([0, 1, 2], digits.y[[0, 1, 2]])
        session.fit()
        session.add_class("9")
        session.annotate([9], ["9"])
        session.fit()
        last = session.history().version.iloc[-1]
        assert len(session.history().predicted.iloc[-1]) == 10
        assert session.loop.beliefs.moment(last).labels.codes.tolist() == [0, 1, 2, 9]
    with al.Session.open(store, digits.pool(), projection="pca") as again:
        assert rebuilt(again).loop.beliefs.moment(last).labels.codes.tolist() == [0, 1, 2, 9]


def test_marks_survive_the_way_to_the_store(made: al.Session) -> None:
    events = made.loop.recorder.events
    marks = [Mark(1, 4, "linear", None, {"margin": "tied"}), Mark(3, 9, "mlp", 12)]
    text = as_json(marks, events)
    assert read(text, events) == marks
    assert read(text, events[:6]) == marks[:1]  # of another notebook on the same store
    assert [m.events for m in from_events(events)] == sorted(m.events for m in from_events(events))


def test_sentences() -> None:
    asked = (Asking("auto: margin", (1, 2), "cat and dog are nearly tied."), Asking("audit", (3,)))
    step = Step(7, 35, asked, changed=412)
    assert step.sentence == (
        "version 7 · 35 labels · 412 predictions changed · "
        "asked 2 by margin: cat and dog are nearly tied, 1 at random to audit"
    )
    assert Step(1, 1).sentence == "version 1 · 1 label · fitted on the same labels"
    assert Step(2, 12_345, changed=1).sentence.startswith(
        "version 2 · 12\u202f345 labels · 1 prediction changed"
    )
    assert step.items == (1, 2, 3)
