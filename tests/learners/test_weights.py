"""Labels that count less than others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from jupyter_al import learners
from jupyter_al.errors import LearnerError

X = np.random.default_rng(0).normal(size=(40, 3)) + 3 * np.eye(3)[np.arange(40) % 2]
Y = np.arange(40) % 2
DOUBTED = np.r_[Y[:30], 1 - Y[30:]]  # the last ten are wrong
SPECS = ["linear", "mlp", LogisticRegression()]


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_a_light_label_moves_the_model_less(spec: Any) -> None:
    learner = learners.resolve(spec)
    light = np.r_[np.ones(30), np.full(10, 0.01)]
    rows = np.arange(30, 40)
    plain = learner.fit(X, DOUBTED, 2).predict_proba(X)[rows, Y[rows]]
    weighted = learner.fit(X, DOUBTED, 2, weights=light).predict_proba(X)[rows, Y[rows]]
    assert weighted.mean() > plain.mean() + 0.02


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_equal_weights_change_nothing(spec: Any) -> None:
    learner = learners.resolve(spec)
    same = learner.fit(X, Y, 2, weights=np.ones(40)).predict_proba(X)
    assert np.allclose(same, learner.fit(X, Y, 2).predict_proba(X), atol=1e-5)


def test_the_weight_of_a_row_that_is_not_finite_goes_with_it() -> None:
    broken = np.vstack([[[np.nan] * 3], X])
    weights = np.r_[50.0, np.linspace(0.5, 1, 40)]
    fitted = learners.resolve("linear").fit(broken, np.r_[1, Y], 2, weights=weights)
    plain = learners.resolve("linear").fit(X, Y, 2, weights=weights[1:])
    assert np.allclose(fitted.predict_proba(X), plain.predict_proba(X), atol=1e-6)


def test_a_classifier_that_knows_no_weights_does_without() -> None:
    learner = learners.resolve(KNeighborsClassifier(3))
    assert learner.fit(X, Y, 2, weights=np.linspace(0.1, 1, 40)).predict_proba(X).shape == (40, 2)


@pytest.mark.parametrize("weights", [np.ones(39), np.r_[0.0, np.ones(39)], np.full(40, np.nan)])
def test_wrong_weights_are_refused(weights: np.ndarray) -> None:
    with pytest.raises(LearnerError, match="weights"):
        learners.resolve("linear").fit(X, Y, 2, weights=weights)
