from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from jupyter_al.errors import LearnerError
from jupyter_al.learners import ScikitLearner

RNG = np.random.default_rng(0)
Y = np.arange(40) % 2 * 2
X = RNG.normal(size=(40, 3)) + Y[:, None]


def test_columns_of_classes_without_a_label_are_zero() -> None:
    estimator = LogisticRegression()
    P = ScikitLearner(estimator).fit(X, Y, 4).predict_proba(X)
    np.testing.assert_array_equal(P[:, [1, 3]], 0)
    expected = LogisticRegression().fit(X, Y).predict_proba(X)
    np.testing.assert_allclose(P[:, [0, 2]], expected, atol=1e-6)


def test_the_given_object_is_never_fitted() -> None:
    estimator = LogisticRegression()
    ScikitLearner(estimator).fit(X, Y, 3)
    assert not hasattr(estimator, "coef_")


def test_one_class_is_the_rule_of_succession() -> None:
    model = ScikitLearner(LogisticRegression()).fit(X[:6], np.full(6, 1), 4)
    np.testing.assert_allclose(model.predict_proba(X), [[0.1, 0.7, 0.1, 0.1]] * 40, rtol=1e-6)


def test_the_seed_goes_where_random_state_is_open() -> None:
    forest = make_pipeline(StandardScaler(), RandomForestClassifier(5))
    learner = ScikitLearner(forest)
    one, again, two = (learner.fit(X, Y, 3, seed=s).predict_proba(X) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != two).any()
    fixed = ScikitLearner(RandomForestClassifier(5, random_state=0))
    np.testing.assert_array_equal(
        fixed.fit(X, Y, 3, seed=1).predict_proba(X), fixed.fit(X, Y, 3, seed=2).predict_proba(X)
    )
    assert forest[-1].random_state is None


def test_items_with_more_axes_are_flattened() -> None:
    images = RNG.normal(size=(40, 2, 3)) + Y[:, None, None]
    learner = ScikitLearner(KNeighborsClassifier(3))
    np.testing.assert_array_equal(
        learner.fit(images, Y, 3).predict_proba(images),
        learner.fit(images.reshape(40, 6), Y, 3).predict_proba(images.reshape(40, 6)),
    )


def test_an_error_of_the_estimator_is_a_sentence() -> None:
    with pytest.raises(LearnerError, match="LogisticRegression could not be fitted"):
        ScikitLearner(LogisticRegression(C=-1)).fit(X, Y, 3)


def test_a_loss_without_probabilities_is_told_the_way_out() -> None:
    with pytest.raises(LearnerError, match="loss='log_loss'"):
        ScikitLearner(SGDClassifier())


def test_any_object_with_fit_and_predict_proba() -> None:
    class Prior:
        def fit(self, X: np.ndarray, y: np.ndarray) -> Prior:
            self.share = np.bincount(y)[np.unique(y)] / len(y)
            return self

        def predict_proba(self, X: np.ndarray) -> np.ndarray:
            return np.tile(self.share, (len(X), 1))

    P = ScikitLearner(Prior()).fit(X, Y, 3).predict_proba(X[:2])
    np.testing.assert_allclose(P, [[0.5, 0, 0.5]] * 2)
