"""The worked numbers of the method card on BAIT, and the greedy against plain inverses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.gradient import trace_greedy
from jupyter_al.strategies.gradient.bait import Bait, BaitBinary
from jupyter_al.strategies.gradient.factors import Binary, Softmax, class_factors, contrasts
from jupyter_al.strategies.gradient.trace_greedy import TraceStep, forward_backward, inverse
from tests.strategies.worlds import random_probabilities, with_probabilities, world


def test_rank_one_case_of_the_card() -> None:
    rows = np.array([[1.0, 0], [0, 1], [2, 0]])
    fisher = rows.T @ rows / 3
    start = inverse(np.zeros((2, 2)), 1.0)
    step = TraceStep(Binary(rows), start.copy(), fisher)
    assert step.trace == pytest.approx(2.0)
    np.testing.assert_allclose(step.scores(), [0.833333, 0.166667, 1.333333], atol=1e-6)
    for row, after in enumerate([1.166667, 1.833333, 0.666667]):
        one = TraceStep(Binary(rows), start.copy(), fisher)
        one.add(row)
        assert one.trace == pytest.approx(after, abs=1e-6)
        direct = np.linalg.inv(np.eye(2) + np.outer(rows[row], rows[row]))
        assert np.trace(direct @ fisher) == pytest.approx(after, abs=1e-6)


def test_class_part_of_the_card() -> None:
    known = np.array([[0.7, 0.2, 0.1]])
    parts = class_factors(known, 3, np.eye(3))[0]
    expected = [[0.21, -0.14, -0.07], [-0.14, 0.16, -0.02], [-0.07, -0.02, 0.09]]
    np.testing.assert_allclose(parts.T @ parts, expected, atol=1e-12)
    assert np.trace(parts.T @ parts) == pytest.approx(0.46)
    assert np.trace(parts.T @ parts) == pytest.approx(1 - (known**2).sum())
    basis = contrasts(3)
    turned = class_factors(known, 3, basis)[0]
    np.testing.assert_allclose(basis @ turned.T @ turned @ basis.T, expected, atol=1e-12)


def test_binary_collapse_of_the_card() -> None:
    row, known = np.array([[1.0, 2]]), np.array([[0.7, 0.3]])
    expected = np.array([[0.21, 0.42], [0.42, 0.84]])
    np.testing.assert_allclose(BaitBinary().information(row, known), expected)
    own = BaitBinary().factors(row, known).block(np.array([0]))[0]
    np.testing.assert_allclose(own.T @ own, expected)
    # with two classes the full form, in its one direction, is the same
    full = Bait().information(row, known)
    np.testing.assert_allclose(full, 2 * expected)


def test_top_classes_are_renormalised() -> None:
    known = np.array([[0.1, 0.6, 0.3], [0.5, 0.2, 0.3]])
    parts = class_factors(known, 2, np.eye(3))
    first = parts[0].T @ parts[0]
    two = np.array([2 / 3, 1 / 3])
    np.testing.assert_allclose(first[1:, 1:], np.diag(two) - np.outer(two, two), atol=1e-12)
    np.testing.assert_allclose(first[0], 0, atol=1e-12)
    np.testing.assert_allclose(
        class_factors(known, 3, np.eye(3)), class_factors(known, 7, np.eye(3))
    )


def softmax_factors(count: int = 40, width: int = 3, seed: int = 0) -> Softmax:
    rng = np.random.default_rng(seed)
    known = softmax(rng.normal(size=(count, 3)) * 2)
    return Softmax(class_factors(known, 3, contrasts(3)), rng.normal(size=(count, width)))


def binary_factors(count: int = 40, width: int = 5, seed: int = 0) -> Binary:
    return Binary(np.random.default_rng(seed).normal(size=(count, width)))


@pytest.mark.parametrize("make", [softmax_factors, binary_factors])
@pytest.mark.parametrize("refresh", [3, 64])
def test_updates_equal_direct_inverses(
    make: Any, refresh: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace_greedy, "_REFRESH", refresh)
    factors = make()
    whole = factors.block(slice(None))
    rows, width = whole.shape[0], whole.shape[2]
    fisher = np.einsum("mki,mkj->ij", whole, whole) / rows
    information = np.eye(width)
    step = TraceStep(factors, inverse(np.zeros((width, width)), 1.0), fisher)
    traces = [step.trace]
    for row in (7, 3, 21, 0, 38, 11):
        direct = np.array(
            [np.trace(np.linalg.inv(information + own.T @ own) @ fisher) for own in whole]
        )
        np.testing.assert_allclose(step.scores(), traces[-1] - direct, atol=1e-8)
        step.add(row)
        information += whole[row].T @ whole[row]
        assert step.trace == pytest.approx(direct[row], abs=1e-8)
        assert step.trace <= traces[-1]
        traces.append(step.trace)
    back = TraceStep(factors, step.inverse, fisher, sign=-1)
    inside = [7, 3, 21, 0, 38, 11]
    for row in (21, 7):
        direct = [
            np.trace(np.linalg.inv(information - whole[i].T @ whole[i]) @ fisher) for i in inside
        ]
        np.testing.assert_allclose(
            back.scores()[inside], np.array(direct) - back.trace, rtol=1e-4, atol=1e-5
        )
        back.add(row)
        information -= whole[row].T @ whole[row]
        inside.remove(row)
        assert back.trace == pytest.approx(np.trace(np.linalg.inv(information) @ fisher), rel=1e-4)


@pytest.mark.parametrize("make", [softmax_factors, binary_factors])
def test_forward_pass_equals_the_naive_greedy(make: Any) -> None:
    factors = make()
    whole = factors.block(slice(None))
    fisher = np.einsum("mki,mkj->ij", whole, whole) / len(whole)
    information, picked = np.eye(len(fisher)), []
    for _ in range(6):
        traces = [np.trace(np.linalg.inv(information + v.T @ v) @ fisher) for v in whole]
        best = min((t, i) for i, t in enumerate(traces) if i not in picked)[1]
        picked.append(best)
        information += whole[best].T @ whole[best]
    plan = forward_backward(factors, np.eye(len(fisher)), fisher, 6, oversample=1)
    assert plan.order.tolist() == picked
    assert plan.end == pytest.approx(traces[best], abs=1e-8)


def test_the_better_of_both_passes_is_returned() -> None:
    better = {"forward": 0, "backward": 0}
    for seed in range(30):
        factors = binary_factors(seed=seed)
        whole = factors.rows
        fisher = whole.T @ whole / len(whole)
        both = forward_backward(factors, np.eye(5), fisher, 4)
        forward = forward_backward(factors, np.eye(5), fisher, 4, oversample=1)
        some = whole[both.order]
        direct = np.trace(np.linalg.inv(np.eye(5) + some.T @ some) @ fisher)
        assert both.end == pytest.approx(direct, abs=1e-4)
        assert both.end <= forward.end + 1e-9
        kind = "forward" if both.order.tolist() == forward.order.tolist() else "backward"
        better[kind] += 1
        rng = np.random.default_rng(seed)
        chance = [whole[rng.choice(40, 4, replace=False)] for _ in range(20)]
        random = [np.trace(np.linalg.inv(np.eye(5) + s.T @ s) @ fisher) for s in chance]
        assert both.end < np.mean(random)
    assert min(better.values()) > 0


def test_inverse_survives_a_singular_matrix() -> None:
    singular = np.outer([1.0, 1], [1, 1])
    assert np.isfinite(inverse(singular, 0.0)).all()
    np.testing.assert_allclose(
        inverse(singular, 1.0) @ (singular + np.eye(2)), np.eye(2), atol=1e-12
    )


@pytest.mark.parametrize("name", ["bait", "bait-binary"])
def test_a_sure_model_falls_back_to_random(name: str) -> None:
    known = np.tile([1.0, 0, 0], (20, 1))
    rows = np.random.default_rng(0).normal(size=(20, 4))
    query = strategies.get(name).select(with_probabilities(rows, known, n_classes=3), 5)
    assert query.fallback == "random"
    assert len(query) == 5
    assert "random" in query.notes[0]


@pytest.mark.parametrize("name", ["bait", "bait-binary"])
def test_one_labelled_class_hands_over_to_typiclust(name: str) -> None:
    query = strategies.get(name).select(world(one_class=True), 4)
    assert query.fallback == "typiclust"
    assert "one class" in query.notes[0]


@pytest.mark.parametrize("name", ["bait", "bait-binary"])
def test_no_labels_but_probabilities(name: str) -> None:
    known = random_probabilities(30, 3)
    rows = np.random.default_rng(1).normal(size=(30, 4))
    query = strategies.get(name).select(with_probabilities(rows, known), 6)
    assert len(set(query.indices.tolist())) == 6
    assert query.fallback is None
    assert query.scores.min() > 0
    assert query.terms[0]["trace"] > query.terms[-1]["trace"] > 0


def test_picks_of_the_binary_form_equal_a_plain_computation() -> None:
    snapshot = world(60, dtype=np.float64)
    rows, known = np.asarray(snapshot.embedding), np.asarray(snapshot.probabilities)
    top = known.max(axis=1)
    phi = rows * np.sqrt(top * (1 - top))[:, None]
    fisher = phi.T @ phi / 60
    n = 5
    information = np.eye(6) + phi[:12].T @ phi[:12] / 12 * (12 / (12 + n))
    picked: list[int] = []
    for _ in range(n):
        own = phi * np.sqrt(n / (12 + n))
        traces = {
            i: np.trace(np.linalg.inv(information + np.outer(own[i], own[i])) @ fisher)
            for i in range(12, 60)
            if i not in picked
        }
        best = min(traces, key=lambda i: traces[i])
        picked.append(best)
        information += np.outer(own[best], own[best])
    query = strategies.get("bait-binary", oversample=1).select(snapshot, n)
    assert query.indices.tolist() == picked


def test_order_of_the_classes_does_not_matter() -> None:
    base, order = world(dtype=np.float64), np.array([2, 0, 1])
    weight, bias = base.head
    turned = world(dtype=np.float64, head=(weight[order], bias[order]))
    first = strategies.get("bait").select(base, 8)
    second = strategies.get("bait").select(turned, 8)
    assert first.indices.tolist() == second.indices.tolist()


def test_shortcuts_are_said() -> None:
    rng = np.random.default_rng(0)
    rows, known = rng.normal(size=(300, 40)), random_probabilities(300, 12)
    snapshot = Snapshot(rows, probabilities=known)
    query = strategies.get("bait", candidates=60).select(snapshot, 5)
    said = " ".join(query.notes)
    assert "Only the 10 most probable classes" in said
    assert "40 columns were reduced to the 30" in said
    assert "Chosen among 60 rows of 300 rows" in said
    assert not strategies.get("bait", top=12, dims=40).select(snapshot, 5).notes
    wide = Snapshot(rng.normal(size=(50, 1100)), probabilities=random_probabilities(50, 3))
    said = " ".join(strategies.get("bait-binary").select(wide, 5).notes)
    assert "1100 columns were projected at random to 128" in said


def test_many_classes_average_over_fewer_rows() -> None:
    assert Bait().averaged(30, 10) == 100_000
    assert Bait().averaged(7, 100) == int(1e10 / 693**2)
    assert BaitBinary().averaged(128, 100) == 100_000
    rng = np.random.default_rng(0)
    snapshot = Snapshot(
        rng.normal(size=(6000, 8)), probabilities=random_probabilities(6000, 100), n_classes=100
    )
    notes = strategies.get("bait", top=3, candidates=50).select(snapshot, 3).notes
    assert not any("represented" in note for note in notes)


def test_bias_counts_as_a_constant_column() -> None:
    rows, known = np.random.default_rng(0).normal(size=(50, 3)), random_probabilities(50, 3)
    own = Snapshot(rows, probabilities=known)
    with_one = Snapshot(np.column_stack([rows, np.ones(50)]), probabilities=known)
    for name in ("bait", "bait-binary"):
        first = strategies.get(name, bias=True).select(own, 7)
        second = strategies.get(name).select(with_one, 7)
        assert first.indices.tolist() == second.indices.tolist()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"lam": 0}, "lam"),
        ({"oversample": 0.5}, "oversample"),
        ({"dims": 0}, "dims"),
        ({"candidates": 0}, "candidates"),
        ({"top": 1}, "top"),
    ],
)
def test_bad_parameters(wrong: dict[str, float], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("bait", **wrong)
