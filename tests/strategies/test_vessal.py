"""VeSSAL: the worked numbers of its method card (D11), and the exact speed-up."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.strategies.hybrid import stream_volume
from jupyter_al.strategies.hybrid.stream_volume import Accepted, keep_from_stream
from jupyter_al.strategies.hybrid.vessal import gradient_sketch
from tests.strategies.worlds import world

STREAM = np.array([[1.0, 0], [0, 2], [1, 1], [3, 0]])


def naive(rows: np.ndarray, n: int, draws: np.ndarray) -> tuple[list[int], list[float]]:
    """The card, step by step; returns the kept places and every probability."""
    inverse, second = 100 * np.eye(rows.shape[1]), np.zeros((rows.shape[1],) * 2)
    kept: list[int] = []
    chances = []
    for t, u in enumerate(rows):
        volume = abs(u @ inverse @ u)
        second = t / (t + 1) * second + np.outer(u, u) / (t + 1)
        rate = (n - len(kept)) / (len(rows) - t)
        chances.append(rate / np.trace(second @ inverse) * volume)
        if draws[t] < chances[-1]:
            kept.append(t)
            moved = inverse @ u
            inverse = inverse - np.outer(moved, moved) / (1 + u @ moved)
    return kept, chances


def run(rows: np.ndarray, n: int, draws: np.ndarray) -> Accepted:
    return keep_from_stream(lambda part: rows[part], len(rows), n, draws)


def chance_at(rows: np.ndarray, n: int, place: int, taken: tuple[int, ...] = ()) -> float:
    """Return the probability of `place`, found by bisection on the number drawn for it."""
    low, high = 0.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        draws = np.full(len(rows), np.inf)
        draws[list(taken)] = -1.0
        draws[place] = middle
        if place in run(rows, n, draws).places:
            low = middle
        else:
            high = middle
    return low


def test_card_chances_before_anything_is_kept() -> None:
    found = [chance_at(STREAM, 2, place) for place in range(4)]
    np.testing.assert_allclose(found, [0.5, 1.0666667, 0.857143, 4.5], atol=1e-6)
    _, chances = naive(STREAM, 2, np.full(4, np.inf))
    np.testing.assert_allclose(found, chances, atol=1e-9)


def test_card_the_first_row_has_the_chance_n_over_the_length() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 3))
    assert chance_at(rows, 7, 0) == pytest.approx(7 / 50)


def test_card_chance_after_the_first_is_kept() -> None:
    assert chance_at(STREAM, 2, 1, taken=(0,)) == pytest.approx(0.665021, abs=1e-6)
    copies = np.array([[1.0, 0], [1, 0], [0, 1], [1, 1]])
    assert chance_at(copies, 2, 1, taken=(0,)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("block", [1, 7, 4096])
def test_blocks_keep_the_same_rows_as_step_by_step(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_volume, "_BLOCK", block)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        rows = rng.normal(size=(300, 5)) * rng.random((300, 1)) * 3
        draws = rng.random(300)
        kept, chances = naive(rows, 12, draws)
        found = run(rows, 12, draws)
        assert found.places.tolist() == kept[:12]
        np.testing.assert_allclose(
            found.chances, np.minimum(1, np.array(chances)[kept][:12]), rtol=1e-6
        )


def test_card_about_n_rows_are_kept() -> None:
    rows = np.random.default_rng(0).normal(size=(400, 4))
    counts = np.array(
        [len(run(rows, 20, np.random.default_rng(seed).random(400)).places) for seed in range(200)]
    )
    # the last rate rises to one for each row missing, so that a stream seldom ends short
    assert abs(counts.mean() - 20) < max(3 * counts.std() / np.sqrt(200), 0.5)
    assert counts.max() <= 20


def test_zero_rows_are_never_kept() -> None:
    rows = np.zeros((30, 3))
    assert not len(run(rows, 5, np.zeros(30)).places)
    rows[17] = 1
    assert run(rows, 5, np.zeros(30)).places.tolist() == [17]


def test_stream_order_then_filler() -> None:
    snapshot = world(200)
    query = strategies.get("vessal", shuffle=False).select(snapshot, 30)
    kept = [i for i, term in zip(query.indices, query.terms, strict=True) if term["chance"]]
    assert kept == sorted(kept)
    assert kept == query.indices[: len(kept)].tolist()
    assert len(set(query.indices.tolist())) == 30
    assert (query.scores[len(kept) :] == 0).all()
    flat = np.zeros((120, 6), dtype=np.float32)
    none = strategies.get("vessal").select(world(features=flat), 4)
    assert len(none) == 4


def test_saturated_model_fills_at_random() -> None:
    known = np.tile([1.0, 0, 0], (120, 1))
    query = strategies.get("vessal").select(world(probabilities=known), 6)
    assert query.fallback == "random"
    assert "6 short of 6" in query.notes[0]
    assert "drawn at random" in query.reasons[0]


def test_gradients_have_their_blocks_in_class_order() -> None:
    snapshot = world(dtype=np.float64)
    rows = snapshot.candidates
    found = gradient_sketch(snapshot, rows, 2560, np.random.default_rng(0))(slice(0, 9))
    for i in range(9):
        chances = np.array(snapshot.probabilities[rows[i]])
        residual = chances - np.eye(3)[chances.argmax()]
        expected = np.outer(residual, snapshot.features[rows[i]]).ravel()
        np.testing.assert_allclose(found[i], expected, atol=1e-12)


def test_projection_keeps_inner_products() -> None:
    snapshot = world(dtype=np.float64)
    rows = snapshot.candidates
    full = gradient_sketch(snapshot, rows, 2560, np.random.default_rng(0))(slice(0, 9))
    total = np.zeros((9, 9))
    for seed in range(2000):
        few = gradient_sketch(snapshot, rows, 16, np.random.default_rng(seed))(slice(0, 9))
        total += few @ few.T / 2000
    scale = np.linalg.norm(full, axis=1)
    assert np.abs((total - full @ full.T) / np.outer(scale, scale)).max() < 0.1
    query = strategies.get("vessal", width=16).select(snapshot, 5)
    assert "16 columns" in query.notes[0]


def test_embedding_needs_no_model() -> None:
    strategy = strategies.get("vessal", vectors="embedding")
    query = strategy.select(world(labels=0, model=False), 5)
    assert len(query) == 5
    one = strategies.get("vessal").select(world(one_class=True), 5)
    assert "stands in" in one.notes[0]


@pytest.mark.parametrize(
    ("parameters", "word"),
    [({"vectors": "pixels"}, "vectors"), ({"width": 0}, "width"), ({"spread": 0}, "spread")],
)
def test_bad_parameters(parameters: dict[str, object], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("vessal", **parameters)
