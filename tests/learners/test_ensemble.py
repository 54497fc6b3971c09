"""Deep ensembles: their members, and the committee that strategies see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.tree import DecisionTreeClassifier

import jupyter_al as al
from jupyter_al.errors import Cancelled, LearnerError
from jupyter_al.learners import MLP, Ensemble
from jupyter_al.numerics.disagreement import bald

RNG = np.random.default_rng(0)
Y = np.arange(90) % 3
X = (np.eye(3, 4)[Y] * 2 + RNG.normal(size=(90, 4))).astype(np.float32)
NET = MLP(hidden=(8,), epochs=10, lr=1e-2, device="cpu")


def test_the_model_is_the_mean_of_members_that_differ() -> None:
    model = Ensemble(NET, 3).fit(X[:30], Y[:30], 3, seed=4)
    members = model.committee(X, 10, 0)
    assert members.shape == (3, 90, 3)
    np.testing.assert_allclose(model.predict_proba(X), members.mean(axis=0), atol=1e-6)
    assert np.abs(members[0] - members[1]).max() > 0.01
    np.testing.assert_array_equal(members[0], NET.fit(X[:30], Y[:30], 3, seed=4).predict_proba(X))
    neighbour = Ensemble(NET, 3).fit(X[:30], Y[:30], 3, seed=5).committee(X, 10, 0)
    assert not any((one == other).all() for one in members for other in neighbour)


def test_committee_strategies_look_at_its_members() -> None:
    with al.Session(al.Pool(X), ["a", "b", "c"], learner=Ensemble(NET, 4), audit=0.0) as session:
        session.annotate(range(30), Y[:30])
        session.fit()
        query = al.strategies.get("bald").select(session.snapshot, 5)
        model: Any = session.snapshot.model
    assert "4 variants of the model itself" in query.notes[0]
    assert "as an ensemble" in query.notes[0]
    members = model.committee(X[query.indices], 10, 0).astype(np.float64)
    np.testing.assert_allclose(bald(members), query.scores, atol=1e-6)


def test_any_learner_whose_fits_differ_by_the_seed() -> None:
    trees = Ensemble(DecisionTreeClassifier(max_features=1), 3)
    assert trees.name == "DecisionTreeClassifier x 3"
    members = trees.fit(X, Y, 3).committee(X + 0.3, 3, 0)
    assert (members[0] != members[1]).any()
    doubled = np.where(np.arange(30) < 15, 5.0, 1.0)
    weighted = Ensemble(NET, 2).fit(X[:30], Y[:30], 3, weights=doubled)
    plain = Ensemble(NET, 2).fit(X[:30], Y[:30], 3)
    assert (weighted.predict_proba(X) != plain.predict_proba(X)).any()


def test_progress_goes_over_all_members_and_each_can_be_stopped() -> None:
    told: list[tuple[float, str]] = []
    Ensemble(NET, 2).fit(X, Y, 3, progress=lambda done, text: told.append((done, text)))
    shares = [done for done, _ in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.5 <= shares[-1] <= 1
    assert told[-1][1].startswith("member 2 of 2, epoch")
    with pytest.raises(Cancelled):
        Ensemble(NET, 2).fit(X, Y, 3, cancelled=lambda: len(told) > 0)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"size": 1}, "size is 1; an ensemble has at least 2"),
        ({"size": 2.5}, "size is 2.5"),
        ({"size": True}, "size is True"),
        ({"member": "linear"}, r"same from every start.*Ensemble\('mlp'\)"),
        ({"member": "mpl"}, "did you mean 'mlp'"),
        ({"member": 3}, "int is no learner"),
    ],
)
def test_what_is_no_ensemble_is_said(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LearnerError, match=sentence):
        Ensemble(**given)
