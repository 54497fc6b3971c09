from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
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
        strategies.get("auto", tau=5)


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
