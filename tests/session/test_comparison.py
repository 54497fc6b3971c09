"""What two strategies would ask, side by side, without a widget."""

from __future__ import annotations

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import SessionError, StrategyError
from jupyter_al.strategies import registry

from .conftest import Digits


def test_sides_are_what_each_strategy_asks(session: al.Session, digits: Digits) -> None:
    digits.label(session, 40)
    found = session.compare("margin", "k-center", n=20)
    snapshot = session.loop.trainer.snapshot_now()
    for side in found.sides:
        alone = al.strategies.get(side.name).select(snapshot, 20).indices
        assert side.items.tolist() == alone.tolist()
    margin, center = (side.items for side in found.sides)
    assert found.common.tolist() == [i for i in margin if i in set(center)]
    assert f"{len(found.common)} of 20" in repr(found)


def test_a_side_that_cannot_choose_says_why(session: al.Session) -> None:
    found = session.compare("margin", "typiclust", n=5)
    assert found.sides[0].query is None
    assert "needs a fitted model" in found.sides[0].sentence
    assert len(found.sides[1].items) == 5
    assert len(found.common) == 0


def test_nothing_is_asked_or_labelled(session: al.Session, digits: Digits) -> None:
    digits.label(session, 20)
    labels, events = session.labels, len(session.events)
    before = session.query(5).indices
    session.compare("badge", "margin")
    assert len(session.events) == events
    assert session.labels.equals(labels)
    assert np.array_equal(session.query(5).indices, before)


def test_bad_input(session: al.Session) -> None:
    with pytest.raises(StrategyError, match="margin"):
        session.compare("margim", "random")
    with pytest.raises(SessionError, match="different names"):
        session.compare("random", "random")
    with pytest.raises(SessionError, match="whole number from 1"):
        session.compare("random", "margin", n=0)
    for n in ("3", 2.5, None, True, -1):
        with pytest.raises(SessionError, match="whole number from 1"):
            session.compare("random", "margin", n=n)  # type: ignore[arg-type]
    with pytest.raises(SessionError, match=r"Badge is a class; pass an instance, Badge\(\)"):
        session.compare(al.strategies.Badge, "margin")  # type: ignore[arg-type]
    assert session.compare().sides == ()
    assert session.compare().common.tolist() == []


def test_a_variant_is_compared_under_a_name_of_its_own(
    session: al.Session, digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits.label(session, 20)
    monkeypatch.setattr(registry, "_STRATEGIES", dict(registry._STRATEGIES))
    variant = al.strategies.get("margin", clip_top=0.5)
    with pytest.raises(SessionError, match=r"al\.strategies\.register\('mine'"):
        session.compare("margin", variant)
    al.strategies.register("mine", variant)
    found = session.compare("margin", "mine", n=5)
    assert [side.name for side in found.sides] == ["margin", "mine"]
    assert len(found.common) < 5


def test_a_side_that_raises_does_not_hide_the_other(session: al.Session) -> None:
    class Broken:
        name = "broken"

        def select(self, snapshot: al.Snapshot, n: int) -> al.strategies.Query:
            raise RuntimeError("no idea")

    found = session.compare(Broken(), "random", n=4)
    assert found.sides[0].sentence == "RuntimeError: no idea"
    assert len(found.sides[1].items) == 4
