from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import Auto
from tests.strategies.worlds import world


def test_the_pool_is_covered_until_two_classes_and_a_model() -> None:
    auto = Auto()
    for snapshot, why in (
        (world(labels=0, model=False), "no label yet"),
        (world(labels=0), "no label yet"),
        (world(one_class=True), "one class"),
        (world(model=False), "no model"),
    ):
        query = auto.select(snapshot, 3)
        assert query.strategy == "auto: uherding"
        assert why in query.notes[0]
        assert why in auto.explain(snapshot)
        assert (
            query.indices.tolist()
            == strategies.get("uherding", adaptive=False).select(snapshot, 3).indices.tolist()
        )


def test_margin_afterwards() -> None:
    snapshot = world()
    query = Auto().select(snapshot, 5)
    assert query.strategy == "auto: margin"
    assert "tie" in query.notes[0]
    assert query.indices.tolist() == strategies.get("margin").select(snapshot, 5).indices.tolist()
    assert Auto().now(snapshot).name == "margin"


def test_cover_and_uncertain_in_turn_where_the_labels_are_only_just_enough() -> None:
    snapshot = world(labels=6)
    query = Auto().select(snapshot, 8)
    assert query.strategy == "auto: uherding and margin"
    assert "in turn" in query.notes[0]
    cover = strategies.get("uherding", adaptive=False).select(snapshot, 8).indices.tolist()
    unsure = strategies.get("margin").select(snapshot, 8).indices.tolist()
    assert {cover[0], unsure[0]} == set(query.indices[:2].tolist())
    assert {*cover[:3], *unsure[:3]} <= set(query.indices.tolist())
    assert len(set(query.indices.tolist())) == 8
    begins = {
        int(Auto().select(world(labels=6, round=r), 1).indices[0]) == unsure[0] for r in range(12)
    }
    assert begins == {True, False}
    everything = Auto().select(snapshot, 200)
    assert sorted(everything.indices.tolist()) == list(range(6, 120))


def test_of_a_large_pool_a_sample_is_compared_and_said() -> None:
    snapshot = Snapshot(np.random.default_rng(0).normal(size=(300, 3)))
    query = Auto(most=50).select(snapshot, 4)
    few = strategies.get("uherding", most=50, adaptive=False).select(snapshot, 4)
    assert query.indices.tolist() == few.indices.tolist()
    assert any("sampled" in note for note in query.notes)
    with pytest.raises(StrategyError, match="most"):
        strategies.get("auto", most=0)
