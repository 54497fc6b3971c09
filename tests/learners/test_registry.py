from __future__ import annotations

from typing import Any

import pytest
import torch
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from jupyter_al import learners
from jupyter_al.errors import LearnerError
from jupyter_al.learners import MLP, Linear, ScikitLearner, TorchLearner


class WithFeatures(torch.nn.Linear):
    def features(self, x: torch.Tensor) -> torch.Tensor:
        return self(x)


def test_names_resolve() -> None:
    assert learners.names() == ["linear", "mlp"]
    for name in learners.names():
        assert learners.resolve(name).name == name


def test_a_learner_is_taken_as_it_is() -> None:
    for learner in (Linear(l2=0.5), MLP(hidden=(3,)), ScikitLearner(LogisticRegression())):
        assert learners.resolve(learner) is learner


def test_estimators_pipelines_and_modules_are_wrapped() -> None:
    assert isinstance(learners.resolve(LogisticRegression()), ScikitLearner)
    pipeline = make_pipeline(StandardScaler(), LogisticRegression())
    assert learners.resolve(pipeline).name == "LogisticRegression"
    assert isinstance(learners.resolve(WithFeatures(2, 2)), TorchLearner)


def test_the_nearest_name_is_named() -> None:
    with pytest.raises(LearnerError, match="did you mean 'linear'") as caught:
        learners.resolve("liner")
    assert "scikit-learn classifier with predict_proba" in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (42, "int is no learner. A learner is 'linear'"),
        (None, "NoneType is no learner"),
        (LogisticRegression, r"pass an instance, LogisticRegression\(\)"),
        (Linear, r"pass an instance, Linear\(\)"),
        (SVC(), r"SVC\(probability=True\)"),
        (LinearSVC(), r"CalibratedClassifierCV\(LinearSVC\(\)\)"),
        (LinearRegression(), "is a regressor"),
        (torch.nn.Linear(2, 2), "no features method"),
    ],
)
def test_what_is_no_learner_is_told_what_is(spec: Any, words: str) -> None:
    with pytest.raises(LearnerError, match=words):
        learners.resolve(spec)
