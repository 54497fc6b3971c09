"""Sentences of a batch that are written when they are read."""

import pickle

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.strategies._later import Later
from jupyter_al.strategies.scores import Margin


def test_it_is_made_once_and_only_when_read():
    calls = []
    later = Later(2, lambda: calls.append(1) or ["one", "two"])
    assert len(later) == 2
    assert not calls
    assert list(later) == ["one", "two"]
    assert later[-1] == "two"
    assert later[:1] == ("one",)
    assert later == ("one", "two")
    assert later != ("one",)
    assert calls == [1]


def test_it_travels_as_a_tuple():
    assert pickle.loads(pickle.dumps(Later(1, lambda: ["one"]))) == ("one",)


def test_a_selection_writes_no_sentence_until_it_is_read(monkeypatch):
    def refuse(*_):
        raise AssertionError("written too early")

    rng = np.random.default_rng(0)
    snapshot = al.Snapshot.from_arrays(
        rng.normal(size=(50, 3)), probabilities=rng.dirichlet(np.ones(3), 50)
    )
    with monkeypatch.context() as patch:
        patch.setattr(Margin, "reason", refuse)
        query = al.strategies.get("margin").select(snapshot, 5)
        assert len(query.reasons) == 5
        with pytest.raises(AssertionError, match="too early"):
            list(query.reasons)
    # what failed once is tried again
    assert all("class" in reason for reason in query.reasons)
    assert {"first", "p1", "second", "p2"} <= set(query.terms[0])
