"""EGL (card section 4) and the ratio of the two best classes (section 5)."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.softmax import softmax
from jupyter_al.strategies import score
from jupyter_al.strategies.uncertainty.gradient_length import residual_length
from tests.strategies.worlds import random_probabilities, with_probabilities, world

X, P = np.array([[3.0, 4.0]]), np.array([[0.7, 0.2, 0.1]])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("length", 3.014622), ("squared", 11.96), ("entropy", 0.381717 * 5.099020)],
)
def test_worked_numbers_of_the_card(kind: str, expected: float) -> None:
    query = strategies.get("egl", kind=kind, normalise=False).select(with_probabilities(X, P), 1)
    assert query.scores[0] == pytest.approx(expected, abs=2e-6)
    assert query.terms[0]["egl"] == pytest.approx(expected, abs=2e-6)
    unit = strategies.get("egl", kind=kind).select(with_probabilities(X, P), 1)
    scale = 26 if kind == "squared" else 26**0.5
    assert unit.scores[0] * scale == pytest.approx(expected, abs=2e-6)
    plain = strategies.get("egl", kind=kind, normalise=False, bias=False)
    by_rows = plain.select(with_probabilities(X, P), 1).scores[0]
    scale = 25 if kind == "squared" else 5
    assert by_rows == pytest.approx(unit.scores[0] * scale, rel=1e-9)


def test_lengths_of_each_class_of_the_card() -> None:
    lengths = np.linalg.norm(P - np.eye(3), axis=1)
    np.testing.assert_allclose(lengths, [0.374166, 1.067708, 1.157584], atol=1e-6)
    assert residual_length(P, "length")[0] == pytest.approx(float(P[0] @ lengths), abs=1e-12)
    logs = np.log(P[0])
    gradient = -P[0] * (logs - P[0] @ logs)
    np.testing.assert_allclose(gradient, [-0.311601, 0.161524, 0.150077], atol=1e-6)
    assert residual_length(P, "entropy")[0] == pytest.approx(float(np.linalg.norm(gradient)))


def test_entropy_gradient_by_differences() -> None:
    logits = np.random.default_rng(0).normal(size=4)

    def entropy(z: np.ndarray) -> float:
        p = softmax(z[None])[0]
        return float(-(p * np.log(p)).sum())

    steps = np.eye(4) * 1e-5
    slopes = [(entropy(logits + e) - entropy(logits - e)) / 2e-5 for e in steps]
    known = residual_length(softmax(logits[None]), "entropy")[0]
    assert known == pytest.approx(float(np.linalg.norm(slopes)), rel=1e-5)


def test_invariants() -> None:
    p = random_probabilities(200, 5).astype(float)
    explicit = ((p[:, None, :] - np.eye(5)) ** 2).sum(axis=2)
    np.testing.assert_allclose(residual_length(p, "squared"), (p * explicit).sum(axis=1), atol=1e-6)
    np.testing.assert_allclose(
        residual_length(p, "length"), (p * np.sqrt(explicit)).sum(axis=1), atol=1e-6
    )
    assert (residual_length(p, "length") <= np.sqrt(residual_length(p, "squared")) + 1e-12).all()
    assert residual_length(np.full((1, 5), 0.2), "squared")[0] == pytest.approx(1 - 1 / 5)
    assert residual_length(p, "squared").max() < 1 - 1 / 5


@pytest.mark.parametrize("kind", ["length", "squared", "entropy"])
def test_sure_rows_and_zero_rows(kind: str) -> None:
    assert residual_length(np.array([[1.0, 0, 0]]), kind)[0] == 0
    zero = with_probabilities(np.zeros((1, 2)), P)
    plain = strategies.get("egl", kind=kind, normalise=False, bias=False)
    assert plain.select(zero, 1).scores[0] == 0
    assert strategies.get("egl", kind=kind, normalise=False).select(zero, 1).scores[0] > 0


@pytest.mark.parametrize("name", ["egl", "ratio"])
def test_two_classes_rank_as_margin_does(name: str) -> None:
    p = np.random.default_rng(0).random(60)
    snapshot = with_probabilities(np.arange(60)[:, None], np.column_stack([p, 1 - p]))
    orders = [strategies.get(n).select(snapshot, 60).indices.tolist() for n in (name, "margin")]
    assert orders[0] == orders[1]


def test_a_saturated_model_is_still_ranked() -> None:
    logits = np.column_stack([np.linspace(20, 40, 50), np.zeros(50), np.zeros(50)])
    known = softmax(logits.astype(np.float32))
    snapshot = with_probabilities(np.arange(50)[:, None], known)
    for name in ("egl", "ratio"):
        assert strategies.get(name).select(snapshot, 5).indices.tolist() == [0, 1, 2, 3, 4]


def test_ratio() -> None:
    known = np.array([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.9, 0.05, 0.05], [0.6, 0.4, 0]])
    query = strategies.get("ratio").select(with_probabilities(np.arange(4)[:, None], known), 4)
    assert query.indices.tolist() == [1, 3, 0, 2]
    np.testing.assert_allclose(query.scores, [1, 2 / 3, 0.6, 1 / 18], rtol=1e-6)
    assert "1.50 times as likely" in query.reasons[1]


def test_long_rows_win_unless_normalised() -> None:
    rows, known = np.array([[100.0, 0], [1, 0]]), np.array([[0.9, 0.1], [0.5, 0.5]])
    snapshot = with_probabilities(rows, known)
    assert strategies.get("egl").select(snapshot, 1).indices[0] == 1
    assert strategies.get("egl", normalise=False).select(snapshot, 1).indices[0] == 0


def test_word_and_bad_kind() -> None:
    assert len(score("egl", kind="squared").spread("d2").select(world(), 5)) == 5
    assert len(strategies.get("egl", clip_top=0.1).select(world(), 5).dropped) == 10
    with pytest.raises(StrategyError, match="did you mean 'squared'"):
        strategies.get("egl", kind="square")
