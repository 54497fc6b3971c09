from __future__ import annotations

from jupyter_al import strategies
from jupyter_al.strategies import Auto
from tests.strategies.worlds import world


def test_typical_until_two_classes_and_a_model() -> None:
    auto = Auto()
    for snapshot, why in (
        (world(labels=0, model=False), "no label yet"),
        (world(labels=0), "no label yet"),
        (world(one_class=True), "one class"),
        (world(model=False), "no model"),
    ):
        query = auto.select(snapshot, 3)
        assert query.strategy == "auto: typiclust"
        assert why in query.notes[0]
        assert why in auto.explain(snapshot)
        assert (
            query.indices.tolist()
            == strategies.get("typiclust").select(snapshot, 3).indices.tolist()
        )


def test_margin_afterwards() -> None:
    snapshot = world()
    query = Auto().select(snapshot, 5)
    assert query.strategy == "auto: margin"
    assert "tie" in query.notes[0]
    assert query.indices.tolist() == strategies.get("margin").select(snapshot, 5).indices.tolist()
    assert Auto().now(snapshot).name == "margin"


def test_typical_and_uncertain_in_turn_where_the_labels_are_only_just_enough() -> None:
    snapshot = world(labels=6)
    query = Auto().select(snapshot, 8)
    assert query.strategy == "auto: typiclust and margin"
    assert "in turn" in query.notes[0]
    typical = strategies.get("typiclust").select(snapshot, 8).indices.tolist()
    unsure = strategies.get("margin").select(snapshot, 8).indices.tolist()
    assert {typical[0], unsure[0]} == set(query.indices[:2].tolist())
    assert {*typical[:3], *unsure[:3]} <= set(query.indices.tolist())
    assert len(set(query.indices.tolist())) == 8
    begins = {
        int(Auto().select(world(labels=6, round=r), 1).indices[0]) == unsure[0] for r in range(12)
    }
    assert begins == {True, False}
    everything = Auto().select(snapshot, 200)
    assert sorted(everything.indices.tolist()) == list(range(6, 120))
