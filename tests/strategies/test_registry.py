from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsModel, StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import Query, registry, score
from tests.strategies.worlds import world


@pytest.fixture
def clean() -> Iterator[None]:
    known = dict(registry._STRATEGIES)
    yield
    registry._STRATEGIES.clear()
    registry._STRATEGIES.update(known)


def test_names() -> None:
    assert set(strategies.names()) >= {
        "auto", "random", "least-confidence", "margin", "entropy", "k-center", "typiclust",
        "badge", "ralif", "ralif-reference",
    }  # fmt: skip


def test_get_with_parameters() -> None:
    assert strategies.get("margin", clip_top=0.05).clip_top == 0.05  # type: ignore[attr-defined]
    assert strategies.get("ralif", tau=1) == strategies.RALIF(tau=1)
    assert strategies.get("ralif-reference") == strategies.RALIF(mode="reference")
    with pytest.raises(StrategyError, match="did you mean 'typiclust'"):
        strategies.get("typicluster")
    with pytest.raises(StrategyError, match="did you mean 'neighbours'"):
        strategies.get("typiclust", neighbors=5)
    with pytest.raises(StrategyError, match="no parameters"):
        strategies.get("pcoreset", tau=5)


_NOT = {
    "int": ("3", 2.5, float("nan"), True, None, [3], np.array([1, 2])),
    "float": ("0.5", float("nan"), True, None, [0.5], 1j, np.array([0.5, 1])),
    "str": (3, None, ["top"], True),
    "bool": ("False", 1, None, [True]),
}


@pytest.mark.parametrize("name", strategies.names())
def test_a_parameter_of_a_wrong_kind_is_refused_by_its_name(name: str) -> None:
    strategy: Any = strategies.get(name)
    if isinstance(strategy, strategies.Composition):
        with pytest.raises(StrategyError, match="no parameters: it is a sentence"):
            strategies.get(name, beta=2)
        return
    kinds = {field.name: str(field.type).split(" | ") for field in dataclasses.fields(strategy)}
    for word, (kind, *otherwise) in kinds.items():
        for wrong in _NOT.get(kind, ()):
            if wrong is None and otherwise:
                assert getattr(strategies.get(name, **{word: None}), word, None) is None
            elif otherwise != ["str", "None"]:
                with pytest.raises(StrategyError, match=word):
                    strategies.get(name, **{word: wrong})


def test_scalars_out_of_an_array_are_numbers() -> None:
    given: tuple[tuple[str, dict[str, Any]], ...] = (
        ("mixed", {"share": np.float64(0.25)}),
        ("refine", {"rounds": np.int64(2)}),
        ("vaal-lite", {"l2": np.float32(0.5), "steps": np.int16(5)}),
        ("epig", {"beta": np.int32(2)}),
    )
    for name, parameters in given:
        plain = {word: value.item() for word, value in parameters.items()}
        assert repr(strategies.get(name, **parameters)) == repr(strategies.get(name, **plain))
    assert "power 2" in str(score("bald").spread("power", beta=np.int64(2)).name)


def test_capitals_do_not_hide_the_nearest() -> None:
    for said, meant in (
        ("BADGE", "badge"),
        ("BALD", "bald"),
        ("LDM-S", "ldm-s"),
        ("Ralif", "ralif"),
    ):
        with pytest.raises(StrategyError, match=f"did you mean '{meant}'"):
            strategies.get(said)


def test_a_name_is_text() -> None:
    wrong: Any
    for wrong in (["margin"], {}, None, 3):
        with pytest.raises(StrategyError, match="Unknown strategy"):
            strategies.get(wrong)


def test_why_not_takes_a_strategy_and_a_snapshot() -> None:
    strategy: Any
    snapshot: Any
    for strategy, snapshot in ((3, world()), ("badge", None), ("badge", "session")):
        with pytest.raises(StrategyError, match=r"session\.snapshot"):
            strategies.why_not(strategy, snapshot)
    assert strategies.why_not("badge", world()) is None


@pytest.mark.parametrize("wrong", [None, np.zeros((5, 2)), "session"], ids=str)
def test_select_looks_at_a_snapshot(wrong: Any) -> None:
    sentence = score("margin").keep(0.5)
    for strategy in (*map(strategies.get, ("margin", "mixed", "auto", "tailor")), sentence):
        with pytest.raises(StrategyError, match=r"session\.snapshot"):
            strategy.select(wrong, 3)


@pytest.mark.parametrize("name", strategies.names())
def test_describe(name: str) -> None:
    known = strategies.describe(name)
    assert known.name == name
    for text in (known.sentence, known.reference, known.use_when, known.fails_when):
        assert text.endswith(".")
        assert len(text) > 15
    assert set(known.needs) == set(strategies.get(name).needs)  # type: ignore[attr-defined]
    for word in (name, known.sentence, "needs", "use when", "fails when", "reference"):
        assert word in str(known)
    for parameter in known.parameters:
        assert parameter in str(known)


def test_describe_unknown() -> None:
    with pytest.raises(StrategyError, match="did you mean 'badge'"):
        strategies.describe("bagde")


@pytest.mark.usefixtures("clean")
def test_register_a_sentence() -> None:
    strategies.register("mine", score("margin").keep(0.2).spread("d2"))
    query = strategies.get("mine").select(world(), 4)
    assert query.strategy == "mine"
    assert strategies.names()[-1] == "mine"
    assert "margin > keep 0.2" in str(strategies.describe("mine"))
    with pytest.raises(StrategyError, match="already"):
        strategies.register("mine", score("entropy"))
    strategies.register("mine", score("entropy"), replace=True)


@pytest.mark.usefixtures("clean")
def test_register_a_wrapper_without_a_word_about_it() -> None:
    strategies.register("mine", strategies.get("mixed", inner="entropy", share=0.3))
    assert strategies.describe("mine").sentence == "mixed of entropy"
    assert strategies.describe("mine").parameters["share"] == 0.3
    with pytest.raises(StrategyError, match="did you mean 'share'"):
        strategies.get("mine", shaer=0.5)


@pytest.mark.usefixtures("clean")
def test_a_variant_goes_by_the_name_it_was_registered_under() -> None:
    plain = strategies.get("k-center", space="probabilities")
    strategies.register("mine", plain)
    query = strategies.get("mine").select(world(), 6)
    assert query.strategy == strategies.get("mine").name == "mine"
    assert query.indices.tolist() == plain.select(world(), 6).indices.tolist()
    assert strategies.describe("mine").needs == ("probabilities",)
    other = strategies.get("mine", space="features")
    assert other.name == "mine"
    center = strategies.get("k-center", space="features").select(world(), 6)
    assert other.select(world(), 6).indices.tolist() == center.indices.tolist()
    assert strategies.get("mixed", inner="mine").name == "mixed of mine"
    with pytest.raises(NeedsModel, match="'mine' needs"):
        strategies.get("mine").select(world(labels=0, model=False), 3)


@pytest.mark.usefixtures("clean")
def test_register_any_object_that_selects() -> None:
    class First:
        name = "first"

        def select(self, snapshot: Snapshot, n: int) -> Query:
            rows = snapshot.candidates[:n]
            return Query(rows, np.zeros(len(rows)), ("it comes first",) * len(rows), self.name)

    strategies.register("first", First(), sentence="Ask in the order of the pool.")
    assert strategies.get("first").select(world(), 2).indices.tolist() == [12, 13]
    assert "order of the pool" in str(strategies.describe("first"))
    with pytest.raises(StrategyError, match="no parameter"):
        strategies.get("first", depth=3)


def test_register_refuses_what_cannot_select() -> None:
    for wrong in (object(), strategies.Margin, "margin"):
        with pytest.raises(StrategyError, match="select"):
            strategies.register("wrong", wrong)  # type: ignore[arg-type]
    assert "wrong" not in strategies.names()
