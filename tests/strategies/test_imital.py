"""ImitAL: the worked numbers of its method card (D12), and the shipped network."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.spatial.distance import cdist, pdist

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.learned import imital, ranking_network
from jupyter_al.strategies.learned.candidates import (
    median_distance,
    set_spreads,
    state,
    summed_distances,
)
from jupyter_al.strategies.learned.ranking_network import SHIPPED, RankingNetwork, load
from tests.strategies.worlds import random_probabilities, world

ROOT = Path(__file__).parents[2]


class Stub:
    """A network that values doubt, and keeps what it was shown."""

    size = 20

    def __init__(self) -> None:
        self.seen: list[np.ndarray] = []

    def __call__(self, states: np.ndarray) -> np.ndarray:
        self.seen.append(states)
        return -states[:, : self.size]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Stub:
    network = Stub()
    monkeypatch.setattr(imital, "load", lambda path: network)
    return network


def arrays(candidates: int = 20, hidden: int = 4) -> dict[str, np.ndarray]:
    """Return weights of the right shapes."""
    rng = np.random.default_rng(0)
    widths = [5 * candidates, hidden, hidden, candidates]
    found = {"limits": np.repeat([[0.0], [3.0]], 5, axis=1)}
    for place in (1, 2, 3):
        found[f"weight{place}"] = rng.normal(size=(widths[place], widths[place - 1]))
        found[f"bias{place}"] = rng.normal(size=widths[place])
    return found


def test_card_state_of_two_candidates() -> None:
    known = np.array([[0.6, 0.3, 0.1], [0.4, 0.35, 0.25]])
    labelled, candidates = np.array([[0.0, 0], [2, 0]]), np.array([[1.0, 0], [3, 0]])
    to_labelled = summed_distances(candidates, labelled) / 2
    to_unlabelled = summed_distances(candidates, candidates) / 2
    found = state(known, to_labelled, to_unlabelled)
    np.testing.assert_allclose(found, [0.6, 0.4, 0.3, 0.35, 0.1, 0.25, 1, 2, 1, 1], atol=1e-7)


def test_card_state_length_and_blocks() -> None:
    known, far = random_probabilities(20, 4), np.random.default_rng(0).random((2, 20))
    order = np.random.default_rng(1).permutation(20)
    straight = state(known, *far)
    assert straight.shape == (100,)
    turned = state(known[order], *far[:, order])
    np.testing.assert_array_equal(turned.reshape(5, 20), straight.reshape(5, 20)[:, order])
    assert (state(random_probabilities(20, 2), *far).reshape(5, 20)[2] == 0).all()
    np.testing.assert_allclose(state(known, *far, 4.0)[60:], straight[60:] / 4)
    np.testing.assert_allclose(state(known, *far, 4.0)[:60], straight[:60])


def test_card_a_network_of_doubt_is_least_confidence(stub: Stub) -> None:
    small = world(32)  # twenty rows without a label: all are candidates
    found = strategies.get("imital", take=20).select(small, 8)
    doubt = strategies.get("least-confidence").select(small, 8)
    assert found.indices.tolist() == doubt.indices.tolist()
    big = world(300)
    query = strategies.get("imital").select(big, 6)
    shown = np.sort(stub.seen[-1][0, :20])
    np.testing.assert_allclose(big.probabilities[query.indices].max(axis=1), shown[:6])


def test_card_the_furthest_of_ten_sets_is_kept(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[np.ndarray] = []

    def watched(sets: np.ndarray, sums: np.ndarray) -> np.ndarray:
        seen.append(np.array(sets, dtype=float))
        return set_spreads(sets, sums)

    monkeypatch.setattr(imital, "set_spreads", watched)
    snapshot = world(300, dtype=np.float64)
    rows = np.asarray(snapshot.features)
    query = strategies.get("imital", take=20).select(snapshot, 20)
    assert seen[0].shape == (10, 20, 6)
    labelled = rows[:12] - rows.mean(axis=0)
    values = [pdist(each).sum() + cdist(each, labelled).sum() for each in seen[0]]
    best = seen[0][int(np.argmax(values))] + rows.mean(axis=0)
    asked = rows[query.indices]
    np.testing.assert_allclose(asked[np.lexsort(asked.T)], best[np.lexsort(best.T)])


def test_spread_of_a_set_is_pairs_inside_and_all_labelled() -> None:
    rng = np.random.default_rng(0)
    sets, labelled = rng.normal(size=(3, 5, 4)) + 100, rng.normal(size=(7, 4)) + 100
    sums = np.stack([summed_distances(each, labelled) for each in sets])
    brute = [pdist(each).sum() + cdist(each, labelled).sum() for each in sets]
    np.testing.assert_allclose(set_spreads(sets, sums), brute)


def test_median_distance() -> None:
    rows = np.random.default_rng(0).normal(size=(300, 3))
    assert median_distance(rows) == pytest.approx(np.median(pdist(rows)))
    assert median_distance(rows + 1e4) == pytest.approx(np.median(pdist(rows)))
    assert median_distance(np.ones((5, 2))) is None
    assert median_distance(np.ones((1, 2))) is None
    assert median_distance(np.array([[0.0], [0], [0], [3]])) == pytest.approx(3)


def moved(rows: np.ndarray) -> np.ndarray:
    return rows + 50


def scaled(rows: np.ndarray) -> np.ndarray:
    return rows * 1e-3


def turned(rows: np.ndarray) -> np.ndarray:
    return rows @ np.linalg.qr(np.random.default_rng(4).normal(size=(6, 6)))[0]


@pytest.mark.parametrize("change", [moved, scaled, turned])
def test_features_may_be_moved_scaled_and_turned(
    change: Callable[[np.ndarray], np.ndarray],
) -> None:
    base = world(200, dtype=np.float64)
    known, rows = np.array(base.probabilities), np.array(base.features)
    plain = strategies.get("imital").select(world(features=rows, probabilities=known), 15)
    other = strategies.get("imital").select(world(features=change(rows), probabilities=known), 15)
    assert other.indices.tolist() == plain.indices.tolist()
    np.testing.assert_allclose(other.scores, plain.scores, rtol=1e-3, atol=1e-6)


def test_a_value_does_not_hang_on_the_place_in_the_set() -> None:
    network = load()
    rng = np.random.default_rng(0)
    states = state(random_probabilities(20, 3), *rng.uniform(0.2, 2, size=(2, 20)))
    order = rng.permutation(20)
    mixed = states.reshape(5, 20)[:, order].ravel()
    np.testing.assert_array_equal(network(mixed[None])[0], network(states[None])[0][order])


def test_network_is_three_layers_with_elu() -> None:
    parts = arrays()
    network = RankingNetwork.of(parts, {})
    states = np.sort(np.random.default_rng(1).uniform(0, 3, size=(1, 5, 20)), axis=2)
    layer = states.reshape(-1)
    for place in (1, 2, 3):
        layer = parts[f"weight{place}"] @ layer + parts[f"bias{place}"]
        layer = layer if place == 3 else np.where(layer > 0, layer, np.exp(layer) - 1)
    np.testing.assert_allclose(network(states.reshape(1, 100))[0], layer, rtol=1e-4)
    beyond = np.where(states > 2, 7.0, states)
    inside = np.where(states > 2, 3.0, states)
    np.testing.assert_array_equal(network(beyond), network(inside))


def test_shipped_weights() -> None:
    network = load()
    assert network.size == 20
    shapes = [weight.shape for weight, _ in network.layers]
    hidden = int(network.metadata["setting hidden"])
    assert shapes == [(hidden, 100), (hidden, hidden), (20, hidden)]
    assert network.limits.shape == (2, 5)
    assert (network.limits[0] < network.limits[1]).all()
    assert network.limits[:, 0].tolist() == pytest.approx([0.2, 1], abs=0.15)
    for known in ("setting seed", "version torch", "validation loss", "rank correlation", "target"):
        assert network.metadata[known]
    log = SHIPPED.with_suffix(".log").read_text()
    for known in ("seed=", "epoch", "random", "expert", "held-out", network.metadata["epoch"]):
        assert known in log
    assert f"validation loss {network.metadata['validation loss']}" in log


def test_weights_are_in_the_wheel() -> None:
    from hatchling.builders.wheel import WheelBuilder

    files = {f.distribution_path for f in WheelBuilder(str(ROOT)).recurse_included_files()}
    folder = "jupyter_al/strategies/learned"
    assert {f"{folder}/imital.safetensors", f"{folder}/imital.log"} <= files


def wrong(tmp_path: Path, change: dict[str, Any]) -> str:
    from safetensors.numpy import save_file

    parts = {n: np.float32(v) for n, v in (arrays() | change).items() if v is not None}
    save_file(parts, tmp_path / "own.safetensors")
    return str(tmp_path / "own.safetensors")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"weight2": None}, "no 'weight2'"),
        ({"weight1": np.ones((4, 99))}, r"\(4, 99\), expected \(4, 100\)"),
        ({"bias2": np.ones(5)}, "expected"),
        ({"limits": np.ones((2, 4))}, "wrong or broken"),
        ({"bias3": np.full(20, np.nan)}, "wrong or broken"),
    ],
)
def test_wrong_weights(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("imital", weights=wrong(tmp_path, change)).select(world(), 3)


def test_weights_of_another_file(tmp_path: Path) -> None:
    own = strategies.get("imital", weights=wrong(tmp_path, arrays(candidates=8)))
    query = own.select(world(), 9)
    assert {terms["of"] for terms in query.terms} == {8}
    with pytest.raises(StrategyError, match="no weights at"):
        strategies.get("imital", weights=str(tmp_path / "none")).select(world(), 3)
    (tmp_path / "text").write_text("no weights")
    with pytest.raises(StrategyError, match="cannot be read"):
        strategies.get("imital", weights=str(tmp_path / "text")).select(world(), 3)


def test_without_safetensors_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "safetensors", None)
    with pytest.raises(StrategyError, match="pip install safetensors"):
        load.__wrapped__("")
    assert "safetensors" not in vars(ranking_network)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"draws": 0}, "draws"),
        ({"take": 2.5}, "take"),
        ({"reference": True}, "reference"),
        ({"space": "feature"}, "did you mean 'features'"),
        ({"space": "probabilities"}, "Unknown space"),
        ({"weights": None}, "weights"),
    ],
)
def test_bad_parameters(parameters: dict[str, Any], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("imital", **parameters)


def test_fewer_rows_than_a_set() -> None:
    query = strategies.get("imital").select(world(19), 7)
    assert sorted(query.indices.tolist()) == list(range(12, 19))
    assert (np.diff(query.scores) <= 0).all()
    assert "Fewer than 21 rows" in query.notes[0]


def test_picks_of_one_set_are_in_the_order_of_the_network_and_then_a_new_set_is_drawn() -> None:
    query = strategies.get("imital", take=4).select(world(400), 10)
    assert [terms["rank"] for terms in query.terms] == [1, 2, 3, 4, 1, 2, 3, 4, 1, 2]
    for part in (slice(0, 4), slice(4, 8), slice(8, 10)):
        assert (np.diff(query.scores[part]) <= 0).all()
    assert "3 sets of 20 out of 388 rows" in query.notes[0]
    assert "one set of 20" in strategies.get("imital").select(world(400), 10).notes[0]


@pytest.mark.parametrize("more", [{"labels": 0}, {"one_class": True}])
def test_without_two_labelled_classes_typical_rows(more: dict[str, Any]) -> None:
    query = strategies.get("imital").select(world(**more), 5)
    assert query.fallback == "typiclust"
    typical = strategies.get("typiclust").select(world(**more), 5)
    assert sorted(query.indices.tolist()) == sorted(typical.indices.tolist())
    assert "two classes" in query.notes[0]


def test_rows_in_one_place_and_rows_far_out() -> None:
    query = strategies.get("imital").select(world(features=np.zeros((120, 6))), 5)
    assert any("in one place" in note for note in query.notes)
    features = np.array(world(dtype=np.float64).features)
    features[30] = 1e15
    far = strategies.get("imital").select(world(features=features), 108)
    assert np.isfinite(far.scores).all()
    assert 30 in far.indices


def test_mean_distance_to_a_part_of_a_large_pool() -> None:
    snapshot = world(600)
    part = strategies.get("imital", reference=150).select(snapshot, 5)
    assert any("means over 150" in note for note in part.notes)
    whole = strategies.get("imital").select(snapshot, 5)
    assert not any("means over" in note for note in whole.notes)
    terms = whole.terms[0]
    rows = np.array(snapshot.features, dtype=float)
    unit = median_distance(rows[np.linspace(0, 599, 256).astype(int)])
    brute = cdist(rows[whole.indices[:1]], rows[12:]).mean() / unit
    assert terms["from unlabelled"] == pytest.approx(brute, rel=1e-4)
    brute = cdist(rows[whole.indices[:1]], rows[:12]).mean() / unit
    assert terms["from labelled"] == pytest.approx(brute, rel=1e-4)


def test_the_embedding_may_be_the_space() -> None:
    rng = np.random.default_rng(0)
    rows, known = rng.normal(size=(200, 4)), random_probabilities(200, 3)
    labels = {"labelled": np.arange(9), "labels": np.arange(9) % 3}
    own = Snapshot.from_arrays(rows, probabilities=known, embedding=rows[:, ::-1] ** 3, **labels)
    by = Snapshot.from_arrays(rows[:, ::-1] ** 3, probabilities=known, **labels)
    found = strategies.get("imital", space="embedding").select(own, 9)
    assert found.indices.tolist() == strategies.get("imital").select(by, 9).indices.tolist()
