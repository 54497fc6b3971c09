"""What every learner must do, whatever it is."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from scipy import sparse
from sklearn.naive_bayes import GaussianNB

from jupyter_al.errors import Cancelled, LearnerError
from jupyter_al.learners import (
    MLP,
    Ensemble,
    Learner,
    Linear,
    Model,
    ScikitLearner,
    TorchLearner,
)

RNG = np.random.default_rng(0)
CENTRES = np.array([[3.0, 0, 0, 0], [0, 3.0, 0, 0], [0, 0, 3.0, 0]])
Y = np.arange(60) % 3
X = (CENTRES[Y] + RNG.normal(size=(60, 4))).astype(np.float32)


class Body(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(4, 8)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.layer(x))


def learners() -> list[Any]:
    torch.manual_seed(0)
    return [
        Linear(device="cpu"),
        MLP(hidden=(16,), epochs=30, lr=1e-2, device="cpu"),
        ScikitLearner(GaussianNB()),
        TorchLearner(Body(), epochs=5, min_steps=40, lr=1e-2, device="cpu"),
        Ensemble(MLP(hidden=(16,), epochs=30, lr=1e-2, device="cpu"), 2),
    ]


@pytest.fixture(params=learners(), ids=lambda learner: learner.name)
def learner(request: pytest.FixtureRequest) -> Learner:
    found: Learner = request.param
    return found


def check_probabilities(P: np.ndarray, rows: int, classes: int) -> None:
    assert P.shape == (rows, classes)
    assert P.dtype == np.float32
    assert (P >= 0).all()
    np.testing.assert_allclose(P.sum(axis=1), 1, atol=1e-5)


def test_follows_the_protocols(learner: Learner) -> None:
    assert isinstance(learner, Learner)
    model = learner.fit(X, Y, 3)
    assert isinstance(model, Model)
    assert model.n_classes == 3
    assert model.device == "cpu"
    assert model.regularisation >= 0


def test_learns(learner: Learner) -> None:
    P = learner.fit(X, Y, 3).predict_proba(X)
    check_probabilities(P, 60, 3)
    assert (P.argmax(axis=1) == Y).mean() > 0.85


def test_probabilities_are_the_softmax_of_the_head_on_the_embedding(learner: Learner) -> None:
    model = learner.fit(X, Y, 3)
    if model.head is None:
        assert isinstance(learner, (ScikitLearner, Ensemble))
        return
    weight, bias = model.head
    embedding = model.embed(X)
    logits = (X if embedding is None else embedding) @ weight.T + bias
    expected = np.exp(logits - logits.max(axis=1, keepdims=True))
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(model.predict_proba(X), expected, atol=1e-5)


def test_same_seed_same_model(learner: Learner) -> None:
    first, second = (learner.fit(X, Y, 3, seed=7).predict_proba(X) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_global_random_states_are_left_alone(learner: Learner) -> None:
    torch.manual_seed(3)
    np.random.seed(3)
    expected = torch.rand(3), np.random.rand(3)
    torch.manual_seed(3)
    np.random.seed(3)
    learner.fit(X, Y, 3, seed=11).predict_proba(X)
    assert torch.equal(torch.rand(3), expected[0])
    np.testing.assert_array_equal(np.random.rand(3), expected[1])


def test_declared_class_without_a_label(learner: Learner) -> None:
    P = learner.fit(X, Y, 5).predict_proba(X)
    check_probabilities(P, 60, 5)
    assert (P.argmax(axis=1) == Y).mean() > 0.8
    assert P[:, 3:].max() < 0.2


def test_only_one_class_labelled(learner: Learner) -> None:
    P = learner.fit(X[:4], np.full(4, 2), 3).predict_proba(X)
    check_probabilities(P, 60, 3)
    assert P[:, 2].mean() > 0.5


def test_one_labelled_row(learner: Learner) -> None:
    check_probabilities(learner.fit(X[:1], Y[:1], 3).predict_proba(X), 60, 3)


def test_one_declared_class(learner: Learner) -> None:
    P = learner.fit(X[:3], np.zeros(3, dtype=np.int64), 1).predict_proba(X)
    np.testing.assert_allclose(P, 1)


def test_labelled_rows_that_are_not_finite_are_dropped_and_counted(learner: Learner) -> None:
    bad = X.copy()
    bad[1, 2], bad[5, 0] = np.nan, np.inf
    keep = np.delete(np.arange(60), [1, 5])
    model = learner.fit(bad, Y, 3)
    assert model.dropped == 2  # type: ignore[attr-defined]  # all of ours have it
    np.testing.assert_array_equal(
        model.predict_proba(X), learner.fit(X[keep], Y[keep], 3).predict_proba(X)
    )


def test_rows_that_are_not_finite_give_rows_of_nan(learner: Learner) -> None:
    model = learner.fit(X, Y, 3)
    bad = X.copy()
    bad[1, 2], bad[5, 0], bad[6] = np.nan, np.inf, -np.inf
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        P = model.predict_proba(bad)
    broken = np.isnan(P).all(axis=1)
    assert np.flatnonzero(broken).tolist() == [1, 5, 6]
    np.testing.assert_allclose(P[~broken], model.predict_proba(X)[~broken], atol=1e-6)


def test_no_rows_to_predict(learner: Learner) -> None:
    assert learner.fit(X, Y, 3).predict_proba(X[:0]).shape == (0, 3)


def test_memory_map_and_other_types(learner: Learner, tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", X)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    model = learner.fit(mapped[:], Y, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        P = model.predict_proba(mapped)
    np.testing.assert_allclose(P, model.predict_proba(X), atol=1e-6)
    np.testing.assert_allclose(P, model.predict_proba(X.astype(np.float64)), atol=1e-5)
    np.testing.assert_allclose(P, model.predict_proba(np.asfortranarray(X)), atol=1e-5)
    np.testing.assert_allclose(P, model.predict_proba(X.astype(np.float16)), atol=0.05)


def test_sparse_rows() -> None:
    for learner in (Linear(), MLP(hidden=(8,), epochs=5), TorchLearner(Body(), min_steps=5)):
        rows = sparse.csr_matrix(X)
        dense, thin = learner.fit(X, Y, 3), learner.fit(rows, Y, 3)
        np.testing.assert_allclose(
            thin.predict_proba(rows), dense.predict_proba(X), atol=1e-5, err_msg=learner.name
        )


@pytest.mark.parametrize(
    ("rows", "labels", "classes", "words"),
    [
        (X[:0], Y[:0], 3, "no label yet"),
        (X, Y, 2, "Label 2 is out of range"),
        (X, Y - 1, 3, "Label -1 is out of range"),
        (X, Y[:-1], 3, "one label per row"),
        (X, Y.astype(float), 3, "whole numbers"),
        (X, Y, 0, "declare at least one class"),
        (X[:, 0], Y, 3, "one row per item"),
        (X * np.nan, Y, 3, "All 60 labelled rows"),
        (np.full((60, 4), "a"), Y, 3, "needs numbers"),
    ],
)
def test_bad_training_sets_are_sentences(
    learner: Learner, rows: Any, labels: Any, classes: int, words: str
) -> None:
    with pytest.raises(LearnerError, match=words):
        learner.fit(rows, labels, classes)


def test_rows_of_another_width_are_a_sentence(learner: Learner) -> None:
    model = learner.fit(X, Y, 3)
    if isinstance(learner, TorchLearner):
        pytest.skip("the module decides which shapes it takes")
    with pytest.raises(LearnerError, match="3 features and the model was fitted on 4"):
        model.predict_proba(X[:, :3])


def test_cancelled(learner: Learner) -> None:
    with pytest.raises(Cancelled):
        learner.fit(X, Y, 3, cancelled=lambda: True)


def test_cancelled_half_way() -> None:
    for learner in (Linear(), MLP(), TorchLearner(Body())):
        calls: list[int] = []

        def later(calls: list[int] = calls) -> bool:
            calls.append(1)
            return len(calls) > 2

        with pytest.raises(Cancelled):
            learner.fit(X, Y, 3, cancelled=later)
        assert len(calls) == 3, learner.name


def test_progress_is_a_share_and_a_text(learner: Learner) -> None:
    seen: list[tuple[float, str]] = []
    learner.fit(X, Y, 3, progress=lambda share, text: seen.append((share, text)))
    assert seen
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    assert all(text for _, text in seen)


def test_models_survive_pickling(learner: Learner) -> None:
    model = learner.fit(X, Y, 3)
    again = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(again.predict_proba(X), model.predict_proba(X))


def test_models_are_frozen(learner: Learner) -> None:
    model = learner.fit(X, Y, 3)
    with pytest.raises(AttributeError):
        model.device = "elsewhere"  # type: ignore[misc]  # that is the test
    if model.head is not None:
        with pytest.raises(ValueError, match="read-only"):
            model.head[0][0, 0] = 1.0


def test_unknown_hyper_parameters_are_refused() -> None:
    for make in (Linear, MLP):
        with pytest.raises(TypeError, match="penality"):
            make(penality=1.0)  # type: ignore[call-arg]  # that is the test
