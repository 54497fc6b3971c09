"""Numbers over the pool as a job of the worker, and what was said of an item."""

from __future__ import annotations

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import StrategyError
from jupyter_al.session.answers.told import Told
from jupyter_al.session.asking.scoring import IN_USE, KEPT, QUALITY, Scored
from jupyter_al.strategies.scores import Margin

from .conftest import Digits


def column(session: al.Session, name: str) -> Scored:
    session.loop.scoring.want(name)
    session.loop.worker.finish("column")
    return session.loop.scoring.found[name]


def test_the_column_is_the_score_of_the_strategy(session: al.Session, digits: Digits) -> None:
    digits.label(session, 40)
    session.fit()
    found = column(session, "entropy")
    p = session.predict_proba().astype(np.float64)
    np.testing.assert_allclose(found.values, -(p * np.log(p)).sum(axis=1), rtol=1e-4)
    assert found.ramp is not None
    assert found.ramp.codes.max() == 254
    assert found.ramp.codes.min() == 0
    item = int(np.argmax(found.values))
    assert found.rank(item, np.ones(600, dtype=bool)) == 1
    assert "spread over" in found.reason(item)


def test_a_fit_goes_first_and_nothing_is_lost(session: al.Session, digits: Digits) -> None:
    digits.label(session, 40)
    session.fit()
    scoring = session.loop.scoring
    looks: list[bool] = [True]  # a fit waits at the first look, not at the next

    def waiting() -> bool:
        return looks.pop() if looks else False

    scoring._waiting = waiting
    found = column(session, "margin")
    assert looks == []
    assert found.values is not None


def test_a_cancelled_score_is_not_begun_again(session: al.Session, digits: Digits) -> None:
    digits.label(session, 40)
    session.fit()
    scoring = session.loop.scoring

    def cancel() -> bool:
        session.cancel()
        return True

    scoring._waiting = cancel
    scoring.want("margin")
    session.loop.worker.finish("column")
    assert scoring.found == {}
    assert session.loop.worker.failure is None


def test_a_new_model_makes_the_column_old(session: al.Session, digits: Digits) -> None:
    digits.label(session, 40)
    session.fit()
    first = column(session, IN_USE)
    assert session.loop.scoring.now(IN_USE) is first
    session.strategy = "entropy"
    assert session.loop.scoring.now(IN_USE) is None
    assert column(session, IN_USE).title == "entropy"
    digits.label(session, 10)
    session.fit()
    assert session.loop.scoring.now(IN_USE) is None


def test_few_columns_are_kept(session: al.Session, digits: Digits) -> None:
    digits.label(session, 40)
    session.fit()
    for name in ("margin", "entropy", "ratio", "least-confidence", QUALITY):
        column(session, name)
    assert len(session.loop.scoring.found) == KEPT
    assert QUALITY in session.loop.scoring.found


def test_no_number_is_a_sentence(session: al.Session, digits: Digits) -> None:
    assert "no model yet" in column(session, QUALITY).sentence
    assert "needs a fitted model" in column(session, "margin").sentence
    assert "no number to each sample" in column(session, IN_USE).sentence
    with pytest.raises(StrategyError, match="margin"):
        session.loop.scoring.want("margim")


def test_a_score_that_fails_is_a_sentence(session: al.Session, digits: Digits) -> None:
    class Broken(Margin):
        def values(self, snapshot: al.Snapshot, rows: np.ndarray) -> np.ndarray:
            raise ZeroDivisionError("no")

    digits.label(session, 40)
    session.fit()
    session.strategy = al.strategies.score(Broken())
    found = column(session, IN_USE)
    assert found.values is None
    assert found.sentence == "ZeroDivisionError: no"


def test_what_was_said_of_an_item(session: al.Session) -> None:
    told = Told(session.loop.recorder)
    assert told.of(3) == []
    session.annotate(3, "1", annotator="ann")
    session.undo()
    session.annotate([3, 4], "2", annotator="bob")
    session.rename_class("2", "two")
    session.annotate(3, "5", annotator="bob")
    rows = [(said.event.annotator, said.answer, said.undone, said.current) for said in told.of(3)]
    assert rows == [
        ("bob", "5", False, True),
        ("bob", "two", False, False),
        ("ann", "1", True, False),
    ]
    session.undo()
    assert [said.undone for said in told.of(3)] == [True, False, True]
    assert [said.current for said in told.of(3)] == [False, True, False]
    session.redo()
    assert [said.undone for said in told.of(3)] == [False, False, True]
    assert [said.answer for said in told.of(4)] == ["two"]
