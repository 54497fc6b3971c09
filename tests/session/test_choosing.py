"""A strategy of the user's own may answer anything: a sentence, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError
from jupyter_al.strategies import Query, get

from .conftest import Digits


@dataclass(frozen=True)
class Own:
    """Changes what a draw at random has found."""

    change: Callable[[Query], Any]
    name: str = "own"

    def select(self, snapshot: al.Snapshot, n: int) -> Query:
        found: Query = self.change(get("random").select(snapshot, n))
        return found


WRONG: list[tuple[Callable[[Query], Any], str]] = [
    (lambda q: q.indices, "returned ndarray"),
    (lambda q: None, "returned NoneType"),
    (lambda q: replace(q, indices=q.indices + 10_000), r"picked row 1\d{4} of a pool of 600"),
    (lambda q: replace(q, indices=-1 - np.arange(len(q))), "picked row -1"),
    (lambda q: replace(q, indices=np.repeat(q.indices[:1], len(q))), "picked a row twice"),
    (lambda q: replace(q, indices=(q.indices / 2).tolist()), "returned indices that are no whole"),
    (lambda q: replace(q, scores=q.scores[:1]), r"returned \d+ indices and 1 scores"),
    (lambda q: replace(q, reasons=()), r"returned \d+ indices and 0 reasons"),
]


@pytest.mark.parametrize(("change", "sentence"), WRONG, ids=[said for _, said in WRONG])
def test_what_cannot_be_asked_is_refused(
    session: al.Session, digits: Digits, change: Callable[[Query], Any], sentence: str
) -> None:
    digits.label(session, 20)
    before = len(session.events)
    session.strategy = Own(change)
    with pytest.raises(SessionError, match=f"'own' {sentence}.*must return"):
        session.query(5)
    assert sentence.split()[0] in session.compare(Own(change), "margin", n=5).sides[0].sentence
    assert (len(session.events), len(session.labels)) == (before, 20)
    session.strategy = "margin"
    assert len(session.query(5)) == 5


def test_lists_in_place_of_arrays_will_do(session: al.Session) -> None:
    plain = Own(lambda q: replace(q, indices=q.indices.tolist(), scores=q.scores.tolist()))
    session.strategy = plain
    assert len(session.query(5)) == 5
    assert len(session.compare(plain, "random", n=5).common) == 5


def test_a_class_or_something_without_a_name_is_no_strategy(session: al.Session) -> None:
    class Nameless:
        def select(self, snapshot: al.Snapshot, n: int) -> Query:
            return get("random").select(snapshot, n)

    wrong: Any
    for wrong, sentence in (
        (al.strategies.Badge, r"pass an instance, Badge\(\)"),
        (Nameless(), "needs a name"),
    ):
        with pytest.raises(SessionError, match=sentence):
            session.strategy = wrong
        with pytest.raises(SessionError, match=sentence):
            al.Session(session.pool, session.classes, strategy=wrong, projection="pca")
    assert session.strategy.name == "auto"


@pytest.mark.parametrize("store", [3, True, b"a.db", ["a.db"]])
def test_a_store_is_a_path_or_a_url(session: al.Session, store: Any) -> None:
    with pytest.raises(SessionError, match="'store' is the path"):
        al.Session(session.pool, session.classes, store=store)
    with pytest.raises(SessionError, match="'store' is the path"):
        al.Session.open(store, session.pool)


@pytest.mark.parametrize("n", [-1, 2.5, "3", None, True, [3]])
def test_a_number_of_questions_is_whole(session: al.Session, n: Any) -> None:
    with pytest.raises(SessionError, match=r"query\(n\) takes a whole number from 0"):
        session.query(n)
    assert len(session.query(np.int16(3))) == 3  # type: ignore[arg-type]
