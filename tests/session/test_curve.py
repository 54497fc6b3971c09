"""What the curve says it is made of, and what it keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import jupyter_al as al

from .conftest import CLASSES, Digits


def test_without_an_audit_nothing_is_measured_and_it_says_so(digits: Digits) -> None:
    with al.Session(digits.pool(), CLASSES, audit=0) as session:
        digits.label(session, 40)
        curve = session.loop.trainer.curve
        assert curve.points == []
        assert (
            curve.sentence == "Nothing is audited: give a test set or audit=0.15 to see accuracy."
        )


def test_items_of_the_slice_picked_by_hand_are_counted_out(digits: Digits) -> None:
    with al.Session(digits.pool(), CLASSES) as session:
        picked = session.loop.trainer.audit.order[:2]
        session.annotate(picked, digits.y[picked])
        digits.label(session, 200)
        session.loop.refresh()
        sentence = session.loop.trainer.curve.sentence
        assert "without the 2 that you picked by hand" in sentence
        audited = session.loop.recorder.labels.audited()[0]
        assert not np.isin(picked, audited).any()


def test_model_versions_go_on_after_a_restart(digits: Digits, tmp_path: Path) -> None:
    store = tmp_path / "labels.db"
    for audit in (0, 0):
        with al.Session(digits.pool(), CLASSES, audit=audit, store=store) as session:
            digits.label(session, 30)
            session.loop.refresh()
            version = session.loop.trainer.version
    with al.Session(digits.pool(), CLASSES, store=store) as session:
        assert session.loop.trainer.version == version > 0
