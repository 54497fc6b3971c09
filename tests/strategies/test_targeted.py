"""Card D18, the targeted form (SIMILAR): a query set and a private set."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import Cancelled, StrategyError
from jupyter_al.numerics import arrays
from jupyter_al.numerics.targeted import TargetedGains
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies.coverage import targeted
from jupyter_al.strategies.coverage.targeted import Targeted
from tests.strategies.worlds import world

CARD = np.array([[1, 0.8, 0.1, 0], [0.8, 1, 0.2, 0.1], [0.1, 0.2, 1, 0.5], [0, 0.1, 0.5, 1]])


def unit(rows: np.ndarray) -> np.ndarray:
    out: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return out


def cosines(rows: np.ndarray) -> np.ndarray:
    out: np.ndarray = (1 + unit(rows) @ unit(rows).T) / 2
    return out


def information(near: np.ndarray, eta: float) -> Callable[[list[int]], float]:
    """Return the function of the card, for similarities (M, Q)."""

    def value(chosen: list[int]) -> float:
        if not chosen:
            return 0.0
        some = near[chosen]
        return float(some.max(axis=0).sum() + eta * some.max(axis=1).sum())

    return value


def check_greedy(
    picks: list[int], gains: list[float], value: Callable[[list[int]], float], free: list[int]
) -> None:
    """Compare picks and gains with a search over all free rows at each step."""
    chosen: list[int] = []
    for index, gain in zip(picks, gains, strict=True):
        now = {j: value([*chosen, j]) - value(chosen) for j in free if j not in chosen}
        assert now[index] == pytest.approx(max(now.values()), abs=1e-9)
        assert gain == pytest.approx(now[index], abs=1e-9)
        chosen.append(index)


def test_card_18_targeted_on_the_similarities_of_the_card() -> None:
    """Q = row 3 with eta 1: gains 2 s_j3, that is (0, .2, 1, 2); then eta s_j3 is left."""
    step = TargetedGains(CARD[:, [3]], 1.0)
    np.testing.assert_allclose(step.scores(), [0, 0.2, 1, 2])
    found = choose(step, np.arange(4), 4)
    assert found.order.tolist() == [3, 2, 1]  # row 0 is not like it at all
    np.testing.assert_allclose(found.gains, [2, 0.5, 0.1])


def test_card_18_targeted_without_eta_is_facility_location_on_the_query_set() -> None:
    found = choose(TargetedGains(CARD[:, [0, 3]], 0.0), np.arange(4), 4)
    # (1.0, .9, .6, 1.0) at first; row 0 then leaves 1.0 for row 3
    assert found.order.tolist() == [0, 3]
    np.testing.assert_allclose(found.gains, [1, 1])


@pytest.mark.parametrize(("seed", "eta"), [*itertools.product(range(3), [0.0, 0.3, 1.0, 5.0])])
def test_targeted_gains_are_those_of_the_function(seed: int, eta: float) -> None:
    near = np.random.default_rng(seed).random((30, 5))
    found = choose(TargetedGains(near, eta), np.arange(30), 8)
    value = information(near, eta)
    check_greedy(found.order.tolist(), found.gains.tolist(), value, list(range(30)))
    assert (np.diff(found.gains) <= 1e-12).all()
    order = found.order.tolist()
    assert value(order) == pytest.approx(value(order[::-1]))
    assert found.gains.sum() == pytest.approx(value(order))


@pytest.fixture
def rows() -> np.ndarray:
    """Forty rows; the first nine are labelled, three of each class."""
    found: np.ndarray = np.random.default_rng(3).normal(size=(40, 3))
    return found


def labelled(rows: np.ndarray, **more: Any) -> Snapshot:
    known = {"labelled": np.arange(9), "labels": np.arange(9) % 3, "classes": ("cat", "dog", "fox")}
    return Snapshot(rows, **{**known, **more})


def test_strategy_is_the_greedy_choice_for_a_query_set(rows: np.ndarray) -> None:
    query = strategies.get("similar", target="fox", eta=0.5).select(labelled(rows), 6)
    near = cosines(rows)[:, [2, 5, 8]]
    value = information(near, 0.5)
    check_greedy(query.indices.tolist(), query.scores.tolist(), value, list(range(9, 40)))
    first = query.indices[0]
    assert query.terms[0]["like_wanted"] == pytest.approx(near[first].max())
    assert query.reasons[0].endswith("similar to a labelled fox")
    assert query.fallback is None
    assert not query.notes


@pytest.mark.parametrize("nu", [0.5, 1.0, 1.1])
def test_strategy_is_the_greedy_choice_between_query_and_private_set(
    rows: np.ndarray, nu: float
) -> None:
    near = cosines(rows)
    good, bad = 0.9 * near[:, [2, 5, 8]].max(axis=1), nu * near[:, [0, 3, 6]].max(axis=1)

    def value(chosen: list[int]) -> float:
        served = near[:, chosen].max(axis=1) if chosen else np.zeros(40)
        return float(np.maximum(np.minimum(served, good) - bad, 0).sum() / (good > bad).sum())

    strategy = strategies.get("similar", target="fox", avoid="cat", eta=0.9, nu=nu)
    query = strategy.select(labelled(rows), 4)
    gained = int(np.count_nonzero(query.scores))
    assert gained
    check_greedy(
        query.indices[:gained].tolist(), query.scores[:gained].tolist(), value, list(range(9, 40))
    )
    assert "avoided (cat)" in query.reasons[0]
    assert "similar to a labelled fox" in query.reasons[0]


def test_strategy_is_the_greedy_choice_for_a_private_set_alone(rows: np.ndarray) -> None:
    near = cosines(rows)
    bad = near[:, [20, 30]].max(axis=1)

    def value(chosen: list[int]) -> float:
        served = near[:, chosen].max(axis=1) if chosen else np.zeros(40)
        return float(np.maximum(served - bad, 0).sum() / (bad < 1).sum())

    query = strategies.get("similar", private=(20, 30)).select(Snapshot(rows), 4)
    check_greedy(query.indices.tolist(), query.scores.tolist(), value, list(range(40)))
    assert not set(query.indices.tolist()) & {20, 30}
    assert "what is to be avoided (a given sample)" in query.reasons[0]


def clusters() -> tuple[np.ndarray, np.ndarray]:
    """Three groups of 400, 150 and 50 rows."""
    rng = np.random.default_rng(1)
    codes = np.repeat([0, 1, 2], [400, 150, 50])
    rows = np.eye(5)[codes] * 6 + rng.normal(size=(600, 5))
    return rows, codes


def test_the_rarest_labelled_class_is_looked_for() -> None:
    rows, codes = clusters()
    known = np.array([0, 1, 2, 3, 400, 401, 402, 550, 551])
    snapshot = Snapshot(rows, labelled=known, labels=codes[known], classes=("cat", "dog", "fox"))
    query = strategies.get("similar").select(snapshot, 20)
    assert (codes[query.indices] == 2).mean() > 0.9
    plain = strategies.get("facility-location").select(snapshot, 20)
    assert (codes[plain.indices] == 2).mean() < 0.5
    dogs = strategies.get("similar", target=1).select(snapshot, 20)
    assert (codes[dogs.indices] == 1).mean() > 0.9
    both = strategies.get("similar", target=("dog", "fox")).select(snapshot, 20)
    assert set(codes[both.indices].tolist()) == {1, 2}


def test_avoiding_a_class_looks_for_the_others() -> None:
    rows, codes = clusters()
    known = np.array([0, 1, 2, 3, 400, 401, 402, 550, 551])
    snapshot = Snapshot(rows, labelled=known, labels=codes[known], classes=("cat", "dog", "fox"))
    query = strategies.get("similar", avoid="cat").select(snapshot, 12)
    assert (codes[query.indices] > 0).all()
    assert query.reasons[0].startswith(".")
    assert "the other labelled samples" in query.reasons[0]


def test_given_rows_need_no_labels() -> None:
    rows, codes = clusters()
    query = strategies.get("similar", query=[560, 570]).select(Snapshot(rows), 10)
    assert set(query.indices[:2].tolist()) == {560, 570}  # nothing is more like them
    assert (codes[query.indices] == 2).all()
    assert query.reasons[5].endswith("similar to a given sample")


def test_without_labels_the_pool_is_covered() -> None:
    cold = world(labels=0, model=False)
    for strategy in (strategies.get("similar"), strategies.get("similar", target="fox")):
        query = strategy.select(cold, 5)
        assert query.fallback == "facility-location"
        assert query.notes[0].endswith("the batch covers the pool instead.")
        plain = strategies.get("facility-location").select(cold, 5)
        assert query.indices.tolist() == plain.indices.tolist()
    two = world(one_class=True)
    assert (
        "No fox has a label yet" in strategies.get("similar", target="fox").select(two, 3).notes[0]
    )
    assert "nothing is to avoid" in strategies.get("similar", avoid="fox").select(two, 3).notes[0]
    assert strategies.get("similar").select(two, 3).fallback is None


def test_where_everything_is_to_avoid_rows_are_drawn() -> None:
    query = strategies.get("similar", avoid="dog", nu=50).select(world(), 4)
    assert query.fallback == "random"
    assert len(query) == 4


def test_samples_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    few = strategies.get("similar", target="cat", exemplars=2).select(world(), 3)
    assert few.notes == ("2 of 4 rows, drawn, show what to look for.",)
    avoiding = strategies.get("similar", target="cat", avoid="dog", candidates=20, targets=10)
    notes = avoiding.select(world(), 3).notes
    assert notes[0].startswith("Chosen among the 20 rows most like what is looked for")
    assert notes[1].startswith("10 rows, drawn out of ")
    monkeypatch.setattr(targeted, "_ENTRIES", 80)
    query = strategies.get("similar", target="cat").select(world(), 3)
    assert query.notes == ("Chosen among the 20 candidates most like it, of 108.",)
    monkeypatch.undo()
    whole = strategies.get("similar", target="cat").select(world(), 3)
    assert query.indices[0] == whole.indices[0]


def test_after_a_score_the_best_rows_are_spread_towards_the_target() -> None:
    sentence = strategies.score("entropy").keep(0.3).spread("targeted", target="fox")
    query = sentence.select(world(), 5)
    assert sentence.name == "entropy > keep 0.3 > targeted in embedding"
    assert len(query) == 5
    assert "entropy" in query.terms[0]
    assert "like_wanted" in query.terms[0]


@pytest.mark.parametrize("more", [{}, {"avoid": "cat"}])
def test_blocks_do_not_change_the_answer(
    more: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    strategy = strategies.get("similar", target="fox", **more)
    whole = strategy.select(world(400, dtype=np.float64), 12)
    original = arrays.blocks
    monkeypatch.setattr(targeted, "blocks", lambda n, width: original(n, width, 1))
    parts = strategy.select(world(400, dtype=np.float64), 12)
    assert parts.indices.tolist() == whole.indices.tolist()
    np.testing.assert_allclose(parts.scores, whole.scores)


def test_another_order_of_the_rows_gives_the_same_items() -> None:
    base = world(400, dtype=np.float64)
    order = np.concatenate([np.arange(12), 12 + np.random.default_rng(3).permutation(388)])
    turned = world(400, features=np.array(base.features)[order])
    strategy = strategies.get("similar", target="fox", avoid="cat", candidates=50, targets=60)
    straight = strategy.select(base, 10).indices
    assert order[strategy.select(turned, 10).indices].tolist() == straight.tolist()


def test_rows_that_are_not_finite_show_nothing() -> None:
    features = np.array(world().features)
    features[[2, 5]] = np.nan  # two labelled ones
    features[40] = np.inf
    broken = strategies.get("similar", target="fox", avoid="cat", query=(40,))
    query = broken.select(world(features=features), 5)
    assert query.excluded == (40,)
    assert np.isfinite(query.scores).all()
    nothing = strategies.get("similar", query=(40,)).select(world(features=features), 5)
    assert nothing.fallback == "facility-location"
    assert "is finite" in nothing.notes[0]


def test_cancel_stops_the_work() -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    strategy = strategies.get("similar", target="fox", avoid="cat")
    with pytest.raises(Cancelled):
        strategy.select(world(), 9, cancelled=cancelled)  # type: ignore[call-arg]


def test_bad_inputs() -> None:
    with pytest.raises(StrategyError, match=r"no class 'fix'.*fox"):
        strategies.get("similar", target="fix").select(world(), 1)
    with pytest.raises(StrategyError, match="positions from 0 to 2, not 7"):
        strategies.get("similar", avoid=7).select(world(), 1)
    with pytest.raises(StrategyError, match="'cat' is both looked for and avoided"):
        strategies.get("similar", target="cat", avoid=("dog", "cat")).select(world(), 1)
    with pytest.raises(StrategyError, match="a row is both"):
        strategies.get("similar", query=(1, 2), private=(2,)).select(world(), 1)
    with pytest.raises(StrategyError, match="the row 120 and the pool has 120"):
        strategies.get("similar", query=(120,)).select(world(), 1)
    with pytest.raises(StrategyError, match="query must hold positions"):
        strategies.get("similar", query=(0.5,))
    with pytest.raises(StrategyError, match="private must hold positions"):
        strategies.get("similar", private="cat")
    with pytest.raises(StrategyError, match="target must hold class names"):
        strategies.get("similar", target=True)
    with pytest.raises(StrategyError, match="eta must be a number from zero"):
        strategies.get("similar", eta=-1)
    with pytest.raises(StrategyError, match="at least 1"):
        strategies.get("similar", exemplars=0)
    with pytest.raises(StrategyError, match="directions of vectors"):
        Targeted(space="gradient")
