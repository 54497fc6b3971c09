"""LFTL: the worked numbers of its method card (D21), and what it does without a past."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import SnapshotError, StrategyError
from jupyter_al.past import Past
from jupyter_al.strategies.hybrid.contrastive import Contrastive, drifted_margin, hardness
from tests.strategies.worlds import random_probabilities, with_probabilities, world

NOW = np.array([[0.6, 0.3, 0.1], [0.5, 0.45, 0.05], [0.9, 0.05, 0.05]])
BEFORE = np.array([[0.5, 0.4, 0.1], [0.7, 0.25, 0.05], [0.8, 0.1, 0.1]])


def test_card_margins() -> None:
    np.testing.assert_allclose(drifted_margin(NOW, BEFORE, 0.03), [0.306, 0.038, 0.8545])
    np.testing.assert_allclose(drifted_margin(NOW, None, 0.03), [0.3, 0.05, 0.85])
    np.testing.assert_allclose(drifted_margin(NOW, BEFORE, 0.0), [0.3, 0.05, 0.85])
    gone = BEFORE.copy()
    gone[1] = np.nan  # a newer row counts as unchanged
    np.testing.assert_allclose(drifted_margin(NOW, gone, 0.03), [0.306, 0.05, 0.8545])


def test_hardness_is_the_share_among_the_surest() -> None:
    margins, predicted = np.array([0.9, 0.8, 0.7, 0.1]), np.array([0, 0, 2, 1])
    assert hardness(margins, predicted, 3, 3).tolist() == [1, 0, 0.5]
    assert hardness(margins, predicted, 3, 500).tolist() == [1, 0.5, 0.5]


def test_score_adds_both_parts() -> None:
    snapshot = with_probabilities(np.eye(3), NOW, past=Past(BEFORE))
    values = Contrastive().values(snapshot, np.arange(3))
    expected = -(np.array([0.306, 0.038, 0.8545]) / 0.8545 + 0.1)
    np.testing.assert_allclose(values, expected)
    query = strategies.get("lftl").select(snapshot, 3)
    assert query.indices.tolist() == [1, 0, 2]
    assert not query.notes
    assert "has lost since the last model" in query.reasons[0]
    assert "has lost" not in query.reasons[1]


def test_a_row_drifting_to_indecision_is_promoted() -> None:
    now = np.array([[0.6, 0.4], [0.61, 0.39], [0.9, 0.1]])
    before = np.array([[0.6, 0.4], [0.99, 0.01], [0.9, 0.1]])
    rows = np.random.default_rng(0).normal(size=(3, 2))
    plain = with_probabilities(rows, now)
    drifting = with_probabilities(rows, now, past=Past(before))
    assert strategies.get("lftl").select(plain, 1).indices.tolist() == [0]
    assert strategies.get("lftl").select(drifting, 1).indices.tolist() == [1]


def test_without_a_past_and_without_a_weight_it_is_margin() -> None:
    snapshot = world(dtype=np.float64)
    query = strategies.get("lftl", lam=0.0).select(snapshot, 10)
    assert query.indices.tolist() == strategies.get("margin").select(snapshot, 10).indices.tolist()
    assert "No earlier predictions" in query.notes[0]


def test_the_past_must_fit() -> None:
    with pytest.raises(SnapshotError, match="probabilities"):
        world(past=Past(random_probabilities(7, 3)))
    with pytest.raises(SnapshotError, match="asked_by"):
        world(past=Past(asked_by=("margin",), asked_in=(0,)))
    with pytest.raises(SnapshotError, match="together"):
        world(past=Past(asked_by=("margin",) * 12))


@pytest.mark.parametrize(
    ("parameters", "word"),
    [({"step": -1}, "step"), ({"lam": -1}, "lam"), ({"confident": 0}, "conf")],
)
def test_bad_parameters(parameters: dict[str, float], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("lftl", **parameters)
