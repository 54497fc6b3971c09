from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits

from jupyter_al.errors import LearnerError
from jupyter_al.learners import MLP

RNG = np.random.default_rng(0)


def ring(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Inside and outside of a circle: no linear head can tell them apart."""
    X = np.random.default_rng(seed).uniform(-1, 1, size=(n, 2))
    return X, ((X**2).sum(axis=1) > 0.55).astype(np.int64)


def test_learns_what_a_linear_head_cannot() -> None:
    X, y = ring(200, 0)
    test, truth = ring(500, 1)
    model = MLP(hidden=(32,), lr=1e-2, device="cpu").fit(X, y, 2)
    assert (model.predict_proba(test).argmax(axis=1) == truth).mean() > 0.85


def test_columns_of_very_different_size() -> None:
    X, y = ring(200, 0)
    size = np.array([1e-3, 1e3])
    learner = MLP(hidden=(32,), lr=1e-2, device="cpu", epochs=60)
    big = learner.fit(X * [1, 5] + [0, 40], y, 2)
    assert (big.predict_proba(X * [1, 5] + [0, 40]).argmax(axis=1) == y).mean() > 0.85
    odd = learner.fit(X * size, y, 2).predict_proba(X * size)
    assert np.isfinite(odd).all()


def test_a_column_that_never_varies_does_no_harm() -> None:
    X, y = ring(60, 0)
    X = np.column_stack([X, np.full(60, 5.0)])
    model = MLP(hidden=(16,), epochs=20, device="cpu").fit(X, y, 2)
    X[:, 2] += 0.01
    assert np.isfinite(model.predict_proba(X)).all()
    assert model.predict_proba(X).max() <= 1


def test_stops_early_and_keeps_the_best_epoch() -> None:
    noise = RNG.normal(size=(100, 20))
    y = RNG.integers(0, 2, 100)
    model = MLP(patience=3, epochs=500, lr=1e-2, device="cpu").fit(noise, y, 2)
    assert model.epochs < 50
    # pure noise: the epoch kept is one from before the network knew the rows by heart
    assert model.predict_proba(noise).max(axis=1).mean() < 0.95


def test_few_rows_are_trained_until_the_loss_stands_still() -> None:
    X = np.array([[0.0, 1], [1, 0], [1, 1]])
    model = MLP(hidden=(16,), dropout=0.0, epochs=400, device="cpu").fit(X, np.arange(3), 3)
    assert model.predict_proba(X).argmax(axis=1).tolist() == [0, 1, 2]


def test_layers_and_embedding() -> None:
    X, y = ring(40, 0)
    model = MLP(hidden=(16, 8), epochs=3, device="cpu").fit(X, y, 3)
    assert [w.shape for w, _ in model.layers] == [(16, 2), (8, 16), (3, 8)]
    embedding = model.embed(X)
    assert embedding.shape == (40, 8)
    assert embedding.dtype == np.float32
    assert (embedding >= 0).all()
    assert model.head[0].shape == (3, 8)
    bad = X.copy()
    bad[3, 0] = -np.inf
    assert np.flatnonzero(np.isnan(model.embed(bad)).all(axis=1)).tolist() == [3]


def test_the_seed_matters() -> None:
    X, y = ring(40, 0)
    learner = MLP(hidden=(8,), epochs=3, device="cpu")
    one, two = (learner.fit(X, y, 2, seed=s).predict_proba(X) for s in (1, 2))
    assert np.abs(one - two).max() > 1e-3


def test_dropout_is_off_in_prediction() -> None:
    X, y = ring(40, 0)
    model = MLP(hidden=(8,), dropout=0.9, epochs=3, device="cpu").fit(X, y, 2)
    np.testing.assert_array_equal(model.predict_proba(X), model.predict_proba(X))


@pytest.mark.parametrize(
    "wrong",
    [
        {"hidden": ()},
        {"hidden": (0,)},
        {"dropout": 1.0},
        {"dropout": -0.1},
        {"epochs": 0},
        {"patience": 0},
        {"batch_size": 0},
        {"lr": 0.0},
        {"weight_decay": -1.0},
    ],
)
def test_impossible_values_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(LearnerError, match=next(iter(wrong))):
        MLP(**wrong)  # type: ignore[arg-type]  # that is the test


def test_a_diverging_training_is_a_sentence() -> None:
    X, y = ring(40, 0)
    with pytest.raises(LearnerError, match="lower lr"):
        MLP(lr=1e30, device="cpu").fit(X, y, 2)


@pytest.mark.gpu
def test_cuda_is_as_accurate_as_the_cpu() -> None:
    X, y = load_digits(return_X_y=True)
    scores = {}
    for device in ("cpu", None):
        model = MLP(device=device).fit(X[:400], y[:400], 10)
        scores[model.device] = (model.predict_proba(X[400:]).argmax(axis=1) == y[400:]).mean()
    assert set(scores) == {"cpu", "cuda"}
    assert abs(scores["cuda"] - scores["cpu"]) < 0.03
    again = MLP().fit(X[:400], y[:400], 10).predict_proba(X)
    np.testing.assert_array_equal(again, MLP().fit(X[:400], y[:400], 10).predict_proba(X))
