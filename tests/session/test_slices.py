"""Whatever a user does, each label stays in the slice that it was drawn for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import AlError
from jupyter_al.journal import HELD_OUT
from jupyter_al.session.trust.held_out import held_out

N = 160
Y = np.arange(N) % 3
X = np.random.default_rng(1).normal(size=(N, 4)) + 2.0 * np.eye(4)[Y]
DEEDS = ("query", "query", "query", "relabel", "undo", "redo", "rename", "skip", "measure", "add")


def do(session: al.Session, deed: str, rng: np.random.Generator) -> None:
    labels = session.loop.recorder.labels
    answered = np.flatnonzero(labels.codes >= 0)
    if deed == "query":
        rows = session.query(5).indices
        session.annotate(rows, Y[rows])
    elif deed == "relabel" and len(answered):
        row = int(rng.choice(answered))
        session.annotate(row, int(rng.integers(3)))
    elif deed in ("undo", "redo"):
        getattr(session, deed)()
    elif deed == "rename":
        at = int(rng.integers(len(session.classes)))
        session.rename_class(session.classes[at], f"name {rng.integers(10**9)}")
    elif deed == "skip":
        session.skip(session.query(1).indices)
    elif deed == "measure":
        rows = session.measure(4).indices
        session.annotate(rows, Y[rows])
    elif deed == "add" and len(session.classes) < 5:
        session.add_class(f"class {len(session.classes)} {rng.integers(10**9)}")


def slices_of_the_journal(session: al.Session) -> dict[int, str]:
    """Return the slice of each standing label, from the frame of labels alone."""
    frame = session.labels
    at = {item: row for row, item in enumerate(session.pool.ids)}
    return {at[row.item_id]: row.slice for row in frame.itertuples() if row.label is not None}


def check(session: al.Session, first: dict[int, str]) -> None:
    labels, trainer = session.loop.recorder.labels, session.loop.trainer
    told = slices_of_the_journal(session)
    assert set(told) == set(np.flatnonzero(labels.codes >= 0).tolist())
    out = {row for row, name in told.items() if name in HELD_OUT}
    rows, _ = labels.training()
    assert set(rows.tolist()) == set(told) - out
    for row, name in told.items():
        # one drawn to measure, taken back, may be asked by the audit later: it stays held out
        was = first.setdefault(row, name)
        assert (was in HELD_OUT) == (name in HELD_OUT)
        assert bool(labels.audit[row]) == (name == "audit")
        assert bool(labels.held_out[row]) == (row in out)
        assert not trainer.audit.reserved[row] or row in out
    held = held_out(labels, trainer.audit)
    assert set(held.rows.tolist()) == out
    assert labels.tally["audit"] == sum(name == "audit" for name in told.values())
    assert labels.tally["test"] == sum(name == "test" for name in told.values())


@pytest.mark.parametrize("seed", range(3))
def test_slices_stay_right_whatever_is_done(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    first: dict[int, str] = {}
    given = {"projection": "pca", "audit": 0.3, "seed": seed, "retrain_every": 10}
    with al.Session(al.Pool(X), ["a", "b", "c"], store=tmp_path / "a.db", **given) as session:
        for deed in rng.choice(DEEDS, 36):
            try:
                do(session, str(deed), rng)
            except AlError:
                continue  # nothing to undo, no model yet: nothing happened
            check(session, first)
        before = (
            session.loop.recorder.labels.training(),
            held_out(session.loop.recorder.labels, session.loop.trainer.audit).rows,
        )
    assert {"audit", "active"} <= set(first.values())
    with al.Session.open(tmp_path / "a.db", al.Pool(X), projection="pca") as again:
        check(again, first)
        labels = again.loop.recorder.labels
        for mine, theirs in zip(before[0], labels.training(), strict=True):
            np.testing.assert_array_equal(mine, theirs)
        np.testing.assert_array_equal(before[1], held_out(labels, again.loop.trainer.audit).rows)
