"""The committee that a network makes of itself by leaving out hidden units."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.learners.mlp import MLP, MLPModel
from jupyter_al.snapshot import Snapshot


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    codes = np.arange(150) % 3
    return (rng.normal(size=(3, 5))[codes] * 2 + rng.normal(size=(150, 5))), codes


@pytest.fixture(scope="module")
def model(data: tuple[np.ndarray, np.ndarray]) -> MLPModel:
    return MLP(hidden=(16, 16), epochs=30, device="cpu").fit(data[0][:30], data[1][:30], 3)


def test_members_are_the_same_for_every_row(
    data: tuple[np.ndarray, np.ndarray], model: MLPModel
) -> None:
    whole = model.committee(data[0], 6, 3)
    assert whole.shape == (6, 150, 3)
    np.testing.assert_allclose(whole.sum(axis=2), 1, atol=1e-5)
    np.testing.assert_allclose(model.committee(data[0][40:60], 6, 3), whole[:, 40:60], atol=1e-6)
    assert np.abs(model.committee(data[0], 6, 4) - whole).max() > 0.01
    assert whole.std(axis=0).max() > 0.01


def test_without_dropout_all_members_are_the_model(data: tuple[np.ndarray, np.ndarray]) -> None:
    plain = MLP(hidden=(8,), dropout=0.0, epochs=5, device="cpu").fit(data[0][:30], data[1][:30], 3)
    members = plain.committee(data[0], 2, 0)
    np.testing.assert_allclose(members[0], plain.predict_proba(data[0]), atol=1e-6)
    assert (members[0] == members[1]).all()
    snapshot = Snapshot(data[0], model=plain, labelled=np.arange(30), labels=data[1][:30])
    assert "linear heads" in strategies.get("bald").select(snapshot, 5).notes[0]


def test_strategies_use_it_and_say_so(data: tuple[np.ndarray, np.ndarray], model: MLPModel) -> None:
    snapshot = Snapshot(data[0], model=model, labelled=np.arange(30), labels=data[1][:30])
    query = strategies.get("bald").select(snapshot, 5)
    assert "10 variants of the model itself" in query.notes[0]
    assert query.scores[0] > 0
