"""No audit or test label ever trains the model: every label is followed from journal to fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError
from jupyter_al.learners import Linear
from jupyter_al.session.past.replay import Replay, standing

RNG = np.random.default_rng(0)
N = 400
Y = np.arange(N) % 3
X = RNG.normal(size=(N, 5)) + 1.5 * np.eye(5)[Y]
X[:, 4] = np.arange(N)  # who is who, for the spy
CLASSES = ["a", "b", "c"]


class Spy(Linear):
    """A linear learner that notes which items each fit learns from."""

    def fit(self, inputs: Any, labels: Any, n_classes: int, **options: Any) -> Any:
        SEEN.append((frozenset(np.rint(np.asarray(inputs)[:, 4]).astype(int).tolist()), labels))
        return super().fit(inputs, labels, n_classes, **options)


SEEN: list[tuple[frozenset[int], Any]] = []


def make(**more: Any) -> al.Session:
    SEEN.clear()
    given = {"projection": "pca", "learner": Spy(), "audit": 0.3, **more}
    return al.Session(al.Pool(X), CLASSES, **given)


def journal_of(session: al.Session) -> dict[int, str]:
    """Return the slice of each item's latest label, read from the journal alone."""
    frame = session.events
    labels = frame[frame["answer_kind"] == "label"]
    at = {item: position for position, item in enumerate(session.pool.ids)}
    return {at[row.item_id]: row.slice for row in labels.itertuples()}


def label(session: al.Session, rounds: int, n: int = 10) -> None:
    for _ in range(rounds):
        query = session.query(n)
        session.annotate(query.indices, Y[query.indices])


def check(session: al.Session, production: list[frozenset[int]]) -> None:
    slices = journal_of(session)
    held_out = {item for item, name in slices.items() if name in ("audit", "test")}
    assert held_out
    for learned in production:
        assert not learned & held_out
    assert not set(session.snapshot.labelled.tolist()) & held_out
    assert not set(session.snapshot.candidates.tolist()) & held_out


def test_every_label_from_the_journal_to_the_fit(tmp_path: Path) -> None:
    session = make(store=tmp_path / "a.db")
    label(session, 6)
    drawn = session.measure(15)
    session.annotate(drawn.indices, Y[drawn.indices])
    label(session, 3)
    # relabelled, undone, redone, and a class under another name: the slices stay
    first = int(drawn.indices[0])
    session.annotate(first, "c")
    session.annotate(first, "a")
    session.undo()
    session.redo()
    session.rename_class("b", "bee")
    label(session, 2)
    session.fit()
    production = [learned for learned, _ in SEEN]
    slices = journal_of(session)
    assert [slices[int(i)] for i in drawn.indices] == ["test"] * 15
    check(session, production)
    active = {item for item, name in slices.items() if name not in ("audit", "test")}
    assert production[-1] == active

    # going back in time trains on nothing else either
    replay = Replay(session.pool, CLASSES)
    events = session.loop.recorder.events
    past = [standing([replay.to(events, len(events))]).trains[0]]
    assert set(past[0].tolist()) == active

    # the arm of random labels learns from the audit alone, and leaves the model alone
    model = session.loop.trainer.model
    SEEN.clear()
    session.evaluate()
    arms = [learned for learned, _ in SEEN]
    even = {item for item, name in slices.items() if name == "audit"}
    place = session.loop.trainer.audit.place(np.array(sorted(slices)))
    reached = place[[sorted(slices).index(i) for i in even]].max()
    even |= {i for i, p in zip(sorted(slices), place, strict=True) if 0 <= p <= reached}
    assert arms
    assert all(learned <= even for learned in arms)
    assert session.loop.trainer.model is model
    session.close()

    # and after a restart
    SEEN.clear()
    with al.Session.open(tmp_path / "a.db", al.Pool(X), learner=Spy(), projection="pca") as again:
        again.fit()
        check(again, [learned for learned, _ in SEEN])
        again.skip(int(again.query(1).indices[0]))
        assert again.loop.recorder.labels.counts()["test"] == 15


def test_the_interval_tightens_with_every_answer() -> None:
    session = make()
    label(session, 8)
    before = session.evaluate(patience=0).interval
    widths = [before.high - before.low]
    for item in session.measure(40).indices:
        session.annotate(int(item), int(Y[item]))
        session.loop.refresh()
        estimate = session.loop.trainer.curve.estimate
        assert estimate is not None
        now = estimate.interval
        widths.append(now.high - now.low)
    assert now.n == before.n + 40
    assert widths[-1] < 0.85 * widths[0]
    steps = np.diff(widths)
    assert (steps < 0).mean() > 0.7  # an error found may widen it
    truth = (session.predict_proba().argmax(axis=1) == Y).mean()
    assert now.low - 0.03 <= truth <= now.high + 0.03
    assert "drawn to measure" in session.evaluate(patience=0).sentence


def test_what_is_drawn_is_in_the_journal_with_its_chance() -> None:
    session = make()
    label(session, 6)
    drawn = session.measure(12)
    assert not drawn.shortfall
    assert len(set(drawn.indices.tolist())) == 12
    session.annotate(drawn.indices, Y[drawn.indices])
    frame = session.events
    rows = frame[frame["slice"] == "test"]
    assert (rows["strategy"] == "measure").all()
    chances = [drawn.terms[i]["probability"] for i in range(12)]
    assert rows["selection_probability"].tolist() == chances
    reserve = session.loop.trainer.audit.reserved.sum()
    assert all(0.5 / reserve <= chance < 1 for chance in chances)


def test_the_same_session_draws_the_same_items() -> None:
    found = []
    for _ in range(2):
        session = make(seed=3)
        label(session, 5)
        found.append(session.measure(8).indices.tolist())
    assert found[0] == found[1]


def test_measuring_owes_no_audit_questions_and_can_be_stopped() -> None:
    session = make()
    label(session, 5)
    due = session.loop.recorder.labels.tally["asked"]
    drawn = session.measure(6)
    assert [s.item for s in session.loop.queue_now()[0]][:6] == drawn.indices.tolist()
    session.annotate(drawn.indices[:2], Y[drawn.indices[:2]])
    assert session.loop.recorder.labels.tally["asked"] == due
    assert [s.slice for s in session.loop.queue_now()[0]][:4] == ["test"] * 4
    more = session.measure(3)
    assert not set(more.indices) & set(drawn.indices)
    assert len(session.measure(0)) == 0
    assert "test" not in {s.slice for s in session.loop.queue_now()[0]}


def test_an_audit_of_labels_drawn_to_measure_stays_even() -> None:
    """What the random order passes by is audited as well, whoever asked for it."""
    session = make()
    label(session, 5)
    drawn = session.measure(60)
    session.annotate(drawn.indices, Y[drawn.indices])
    label(session, 8)
    from jupyter_al.session.trust.held_out import held_out

    trainer = session.loop.trainer
    held = held_out(trainer.recorder.labels, trainer.audit)
    even = held.rows[held.uniform]
    place = trainer.audit.place(even)
    assert sorted(place.tolist()) == list(range(place.max() + 1))  # no gap
    assert held.uniform.sum() > trainer.recorder.labels.tally["audit"]
    assert held.measured == 60
    assert session.evaluate(patience=0).accuracy.n == len(held.rows)


def test_a_deterministic_choice_is_refused() -> None:
    from jupyter_al.journal import Event

    with pytest.raises(SessionError, match=r"session\.measure"):
        Event("e" * 8, "1", "me", 0.0, "label", answer="a", slice="test")
    session = make()
    label(session, 5)
    picked = int(session.loop.trainer.audit.order[-1])
    session.annotate(picked, "a")  # by hand: it trains, and leaves the reserve
    assert journal_of(session)[picked] == "active"
    assert not session.loop.trainer.audit.reserved[picked]
    assert any("picked by hand" in note for note in session.evaluate(patience=0).notes)


def test_what_cannot_be_measured_is_said() -> None:
    session = make()
    with pytest.raises(SessionError, match="no model yet"):
        session.measure(5)
    with pytest.raises(SessionError, match="whole number"):
        session.measure(-1)
    without = make(audit=0)
    without.annotate(range(20), Y[:20])
    with pytest.raises(SessionError, match=r"audit=0\.15"):
        without.measure(5)
    small = make(audit=0.02)
    small.annotate(range(20, 60), Y[20:60])
    size = int(small.loop.trainer.audit.reserved.sum())
    drawn = small.measure(50)
    assert len(drawn) == size
    assert drawn.shortfall
    small.annotate(drawn.indices, Y[drawn.indices])
    with pytest.raises(SessionError, match="nothing left to draw"):
        small.measure(5)
    assert small.evaluate(patience=0).interval.n == size


def test_a_drawn_item_that_is_skipped_is_left_out_and_counted() -> None:
    session = make()
    label(session, 6)
    drawn = session.measure(10)
    session.skip(int(drawn.indices[0]))
    session.annotate(drawn.indices[1:], Y[drawn.indices[1:]])
    found = session.evaluate(patience=0)
    assert any("1 drawn items without a label" in note for note in found.notes)
