"""One label for a whole region: what is held back, what is written, what one undo takes away."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError
from jupyter_al.session.map import bulk as module
from jupyter_al.session.worker import Task

Blobs = tuple[np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def blobs() -> Blobs:
    rng = np.random.default_rng(3)
    y = np.arange(600) % 3
    return rng.normal(size=(600, 8)) + 12 * np.eye(8)[y], y


@pytest.fixture
def session(blobs: Blobs) -> Iterator[al.Session]:
    made = al.Session(al.Pool(blobs[0]), ["a", "b", "c"], projection="pca", audit=0.1)
    yield made
    made.close()


def of_class(blobs: Blobs, code: int) -> np.ndarray:
    return np.flatnonzero(blobs[1] == code)


def test_a_region_gets_its_label_in_one_step(session: al.Session, blobs: Blobs) -> None:
    region = of_class(blobs, 1)
    reserved = session.loop.trainer.audit.reserved.copy()
    plan = session.bulk("b", region)
    assert len(plan.region) == 200
    assert plan.audit == reserved[region].sum() > 0
    assert len(plan.accepted) + len(plan.held) + plan.audit == 200
    assert len(plan.checks) == module.spot_checks(len(plan.accepted))
    assert set(plan.checks) <= set(plan.accepted)
    assert len(session.labels) == 0  # nothing is written yet
    session.commit(plan)
    labels = session.labels
    assert sorted(int(i) for i in labels.item_id) == sorted(plan.accepted.tolist())
    assert set(labels.label) == {"b"}
    looked = labels[labels.answer_kind == "label"]
    assert sorted(int(i) for i in looked.item_id) == sorted(plan.checks.tolist())
    events = session.events
    assert events.bulk_id.nunique() == 1
    assert events.event_id.nunique() == len(events)
    assert set(events.strategy) == {"given"}
    note = json.loads(events[events.answer_kind == "bulk"].note.iloc[0])
    most = plan.most_wrong()
    assert note == {
        "size": len(plan.accepted),
        "checked": len(plan.checks),
        "wrong_at_most": most,
        "weight": round(1 - most / len(plan.accepted), 4),
    }


def test_one_undo_takes_all_of_it_back_and_redo_brings_it_again(
    session: al.Session, blobs: Blobs
) -> None:
    session.annotate([0, 3], ["a", "a"])
    before = session.labels
    codes = session.loop.recorder.labels.codes.copy()
    tally = dict(session.loop.recorder.labels.tally)
    session.commit(session.bulk("b", of_class(blobs, 1)))
    after = session.loop.recorder.labels.codes.copy()
    queued = session.loop.trainer.queue.items()
    session.undo()
    assert session.labels.equals(before)
    assert (session.loop.recorder.labels.codes == codes).all()
    assert {k: v for k, v in session.loop.recorder.labels.tally.items() if v} == {
        k: v for k, v in tally.items() if v
    }
    assert session.loop.recorder.labels.bulk == {}
    assert session.loop.trainer.queue.items() == queued  # nobody was asked about these items
    session.redo()
    assert (session.loop.recorder.labels.codes == after).all()


def test_the_audit_slice_stays_as_it_was(session: al.Session, blobs: Blobs) -> None:
    audit = session.loop.trainer.audit
    before = audit.reserved.copy()
    region = of_class(blobs, 1)
    session.commit(session.bulk("b", region))
    assert (audit.reserved == before).all()
    assert audit.released == 0
    rows, _ = session.loop.recorder.labels.training()
    assert not before[rows].any()
    assert session.loop.recorder.labels.tally["asked"] == 0  # these owe no audit questions


def test_bulk_labels_train_with_the_weight_of_their_certificate(
    session: al.Session, blobs: Blobs
) -> None:
    session.annotate(of_class(blobs, 0)[:5], "a")
    plan = session.bulk("b", of_class(blobs, 1))
    session.commit(plan)
    session.fit()
    weights = dict(
        zip(session.snapshot.labelled.tolist(), session.snapshot.weights.tolist(), strict=True)
    )
    expected = round(1 - plan.most_wrong() / len(plan.accepted), 4)
    assert 0.8 < expected < 1
    for item in plan.accepted:
        assert weights[item] == (1.0 if item in plan.checks else expected)
    # somebody looks at one of them: it counts as any other label
    item = int(np.setdiff1d(plan.accepted, plan.checks)[0])
    session.annotate([item], ["c"])
    assert item not in session.loop.recorder.labels.bulk


def test_with_one_wrong_nothing_is_written(session: al.Session, blobs: Blobs) -> None:
    plan = session.bulk("b", of_class(blobs, 1))
    with pytest.raises(SessionError, match=r"1 of \d+ checked items are not b: up to \d+ of"):
        session.commit(plan, plan.checks[:1])
    with pytest.raises(SessionError, match="checks"):
        session.commit(plan, plan.held[:1])
    assert len(session.labels) == 0


def test_split_gives_two_parts_the_clean_one_first(session: al.Session, blobs: Blobs) -> None:
    region = np.concatenate([of_class(blobs, 1), of_class(blobs, 2)])
    plan = session.bulk("b", region)
    wrong = [i for i in plan.checks if blobs[1][i] != 1]
    assert wrong
    clean, rest = session.split(plan, wrong)
    assert set(blobs[1][clean.accepted]) == {1}
    assert set(blobs[1][rest.accepted]) == {2}
    assert not set(wrong) & {*clean.region, *rest.region}
    assert set(clean.checks) <= set(clean.accepted)


def test_the_model_and_labels_speak_against_items(session: al.Session, blobs: Blobs) -> None:
    y = blobs[1]
    start = [int(i) for c in range(3) for i in of_class(blobs, c)[:6]]
    session.annotate(start, y[start])
    session.fit()
    own = of_class(blobs, 1)
    strangers = of_class(blobs, 2)[50:53]
    region = np.concatenate([own, strangers, [of_class(blobs, 2)[0]]])
    plan = session.bulk(None, region)  # what most are predicted to be
    assert plan.answer == "b"
    assert plan.done == 6
    why = dict(zip(plan.held.tolist(), plan.reasons, strict=True))
    asked = [i for i in strangers if not session.loop.trainer.audit.reserved[i]]
    assert [why[i] for i in asked] == ["predicted"] * len(asked)
    assert why[int(of_class(blobs, 2)[0])] == "label"
    assert "1 label" in repr(plan)


def test_asked_for_again_the_same_items_are_checked(session: al.Session, blobs: Blobs) -> None:
    region = of_class(blobs, 1)
    first, second = session.bulk("b", region), session.bulk("b", region)
    assert first.checks.tolist() == second.checks.tolist()
    assert first.id != second.id


def test_what_got_an_answer_meanwhile_is_left_alone(session: al.Session, blobs: Blobs) -> None:
    plan = session.bulk("b", of_class(blobs, 1))
    item = int(plan.accepted[0])
    session.annotate([item], ["c"])
    session.commit(plan)
    assert session.labels.set_index("item_id").label[str(item)] == "c"
    with pytest.raises(SessionError, match="answer by now"):
        session.commit(plan)


def test_written_in_parts_and_given_up_when_undone_between(
    session: al.Session, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 20)
    plan = session.bulk("b", of_class(blobs, 1))
    session.commit(plan)
    assert session.loop.recorder.labels.history.undo_depth == 1
    session.undo()
    calls: list[float] = []

    class Undoing(Task):
        def progress(self, fraction: float | None, text: str = "") -> None:
            calls.append(fraction or 0.0)
            if len(calls) == 3:
                session.undo()

    module.commit(session.loop, plan, task=Undoing("look", lambda: None))
    assert len(calls) == 3
    assert len(session.labels) == 0


def test_it_survives_a_restart(blobs: Blobs, tmp_path: object) -> None:
    store = f"{tmp_path}/s.db"
    pool = al.Pool(blobs[0])
    with al.Session(pool, ["a", "b", "c"], store=store, projection="pca") as first:
        first.commit(first.bulk("b", of_class(blobs, 1)))
        codes = first.loop.recorder.labels.codes.copy()
        weights = dict(first.loop.recorder.labels.bulk)
    with al.Session.open(store, pool, projection="pca") as again:
        assert (again.loop.recorder.labels.codes == codes).all()
        assert again.loop.recorder.labels.bulk == weights
        again.undo()
        assert len(again.labels) == 0


def test_odd_selections(session: al.Session) -> None:
    with pytest.raises(SessionError, match="Nothing is selected"):
        session.bulk("a", [])
    with pytest.raises(SessionError, match="no model yet"):
        session.bulk(None, [1, 2])
    with pytest.raises(SessionError, match="no class"):
        session.bulk("z", [1, 2])
    with pytest.raises(SessionError, match="tolerance"):
        session.bulk("a", [1, 2], tolerance=True)
    only_audit = session.loop.trainer.audit.order[:3]
    plan = session.bulk("a", only_audit)
    assert (plan.audit, len(plan.accepted), len(plan.checks)) == (3, 0, 0)
    with pytest.raises(SessionError, match="nothing is left"):
        session.commit(plan)


@pytest.mark.parametrize("size", [1, 2])
def test_one_or_two_items_are_all_checked(session: al.Session, size: int) -> None:
    open_ = np.flatnonzero(~session.loop.trainer.audit.reserved)[:size]
    plan = session.bulk("a", open_)
    assert sorted(plan.checks.tolist()) == open_.tolist()
    session.commit(plan)
    assert (session.labels.answer_kind == "label").all()
    session.undo()
    assert len(session.labels) == 0


def test_rows_that_cannot_be_used_and_skipped_ones_are_left_out(blobs: Blobs) -> None:
    X = blobs[0].copy()
    X[1] = np.nan
    with pytest.warns(al.errors.PoolWarning):
        pool = al.Pool(X)
    with al.Session(pool, ["a", "b", "c"], projection="pca", audit=0) as session:
        session.skip([4])
        plan = session.bulk("b", of_class(blobs, 1))
        assert (plan.unusable, plan.aside) == (1, 1)
        assert not {1, 4} & set(plan.accepted.tolist())


def test_a_region_that_turns_out_wrong_is_doubted_and_can_be_revoked(
    session: al.Session, blobs: Blobs
) -> None:
    session.commit(session.bulk("b", of_class(blobs, 1)))
    bulk = session.events.bulk_id.iloc[0]
    later = of_class(blobs, 0)[:3]
    session.annotate(later, "a")  # steps of later stand when the region is revoked
    items = [int(i) for i in session.labels.query("answer_kind == 'bulk'").item_id[:4]]
    session.annotate(items[:1], ["b"])  # looked at again, and right
    session.annotate(items[1:2], ["c"])
    assert not [n for n in session.loop.notes if "revoke" in n]
    session.annotate(items[2:3], ["a"])
    (note,) = [n for n in session.loop.notes if "revoke" in n]
    assert note.startswith("2 of 3 items looked at again are not b")
    assert bulk in note
    session.annotate(items[3:4], ["a"])  # said once
    assert len([n for n in session.loop.notes if "revoke" in n]) == 1
    session.revoke(bulk)
    left = session.labels.set_index("item_id").label
    assert left[[str(i) for i in later]].tolist() == ["a"] * 3
    assert left[[str(i) for i in items]].tolist() == ["b", "c", "a", "a"]  # answers of their own
    assert len(left) == 7
    with pytest.raises(SessionError, match="no step"):
        session.revoke(bulk)


def test_labels_of_the_audit_have_no_say_in_what_is_held_back(blobs: Blobs) -> None:
    X = blobs[0].copy()
    with al.Session(al.Pool(X), ["a", "b", "c"], projection="pca", audit=0.1) as session:
        audited = int(session.loop.trainer.audit.order[0])
    own = next(i for i in of_class(blobs, 1) if i != audited)
    X[audited] = X[own]  # a copy of an item of the region
    with al.Session(al.Pool(X), ["a", "b", "c"], projection="pca", audit=0.1) as session:
        while session.loop.recorder.labels.tally["audit"] == 0:
            query = session.query(1)
            session.annotate(query.indices, ["c"])
        assert session.loop.recorder.labels.audit[audited]
        plan = session.bulk("b", of_class(blobs, 1))
        assert "duplicate" not in plan.reasons
