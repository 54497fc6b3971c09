"""Expected error reduction; worked numbers and checks of card 13."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse

from jupyter_al import strategies
from jupyter_al.errors import NeedsModel, StrategyError
from jupyter_al.numerics.ridge import Ridge, one_more
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.expected.error_reduction import ErrorReduction
from tests.strategies.worlds import world


def test_card_13_rank_one_update() -> None:
    # A^-1 = 1, x = 2, u = 1: k(u, x) = 2, k(x, x) = 4, f(x) = .5, t = 1
    residual = np.array(0.5)
    assert one_more(np.array(0.25), np.array(2.0), np.array(4.0), residual) == pytest.approx(0.45)
    assert one_more(np.array(0.5), np.array(4.0), np.array(4.0), residual) == pytest.approx(0.9)


@pytest.mark.parametrize("width", [4, 30])
def test_rank_one_update_is_the_refit(width: int) -> None:
    rng = np.random.default_rng(0)
    rows, answers = rng.normal(size=(12, width)), np.eye(3)[rng.integers(0, 3, 12)]
    others = rng.normal(size=(5, width))
    ridge = Ridge(rows, answers, 0.7)
    np.testing.assert_allclose(
        ridge.weights(), np.linalg.solve(rows.T @ rows + 0.7 * np.eye(width), rows.T @ answers)
    )
    extra, answer = rng.normal(size=(1, width)), np.eye(3)[[1]]
    again = Ridge(np.vstack([rows, extra]), np.vstack([answers, answer]), 0.7)
    kernel = others @ ridge.inverse(extra.T)
    residual = answer - extra @ ridge.weights()
    found = one_more(others @ ridge.weights(), kernel, ridge.leverage(extra), residual)
    np.testing.assert_allclose(found, others @ again.weights(), atol=1e-13)
    left_out = Ridge(rows[1:], answers[1:], 0.7)
    np.testing.assert_allclose(ridge.without_itself()[0], rows[0] @ left_out.weights(), atol=1e-12)


def brute(snapshot: Snapshot, scorer: ErrorReduction) -> np.ndarray:
    fit = scorer.fit(snapshot)
    pool = snapshot.candidates
    seen = fit.rows(np.asarray(snapshot.embedding)[pool])
    out = np.zeros(len(pool))
    for i in range(len(pool)):
        for c in range(snapshot.n_classes):
            rows = np.vstack([fit.ridge.rows, seen[i]])
            answers = np.vstack([fit.ridge.answers, np.eye(snapshot.n_classes)[c]])
            said = seen @ Ridge(rows, answers, fit.ridge.penalty).weights()
            if scorer.loss == "brier":
                loss = (said * (1 - said)).sum(axis=1)
            else:
                known = softmax(said * fit.temperature)
                loss = {
                    "log": -(known * np.log(known)).sum(axis=1),
                    "zero-one": 1 - known.max(axis=1),
                }[scorer.loss]
            out[i] += snapshot.probabilities[pool[i], c] * loss.mean()
    return -out


@pytest.mark.parametrize("loss", ["brier", "log", "zero-one"])
def test_card_13_the_fast_path_is_the_brute_force_on_twelve_rows(loss: str) -> None:
    snapshot = world(24, dtype=np.float64)
    scorer = ErrorReduction(loss)
    found = scorer.values(snapshot, snapshot.candidates)
    np.testing.assert_allclose(found, brute(snapshot, scorer), atol=1e-12)
    query = strategies.get("expected-error-reduction", loss=loss, refits=1).select(snapshot, 12)
    np.testing.assert_allclose(query.scores, np.sort(found)[::-1], atol=1e-12)


def test_card_13_permuting_classes_changes_nothing() -> None:
    base = world(60, dtype=np.float64)
    order = np.array([2, 0, 1])
    weight, bias = base.head
    turned = world(60, dtype=np.float64, head=(weight[order], bias[order]))
    turned = Snapshot(
        turned.features,
        head=turned.head,
        labelled=base.labelled,
        labels=np.argsort(order)[base.labels],
    )
    picks = [
        strategies.get("expected-error-reduction").select(s, 8).indices for s in (base, turned)
    ]
    assert picks[0].tolist() == picks[1].tolist()


def test_an_evaluation_sample_of_all_rows_is_all_rows() -> None:
    snapshot = world(60)
    full = ErrorReduction(evaluation=48).values(snapshot, snapshot.candidates)
    more = ErrorReduction(evaluation=10**6).values(snapshot, snapshot.candidates)
    np.testing.assert_allclose(full, more)
    few = ErrorReduction(evaluation=20).values(snapshot, snapshot.candidates)
    assert np.corrcoef(few, full)[0, 1] > 0.8


def test_a_row_in_the_middle_of_the_pool_without_bias_changes_nothing() -> None:
    ridge = Ridge(np.eye(3), np.eye(3), 1.0)
    nothing = np.zeros((1, 3))
    assert ridge.leverage(nothing) == 0
    said = np.array([[0.2, 0.3, 0.5]])
    kernel = nothing @ ridge.inverse(nothing.T)
    assert (one_more(said, kernel, ridge.leverage(nothing), np.ones((1, 3))) == said).all()


def test_a_class_without_labels_counts() -> None:
    query = strategies.get("expected-error-reduction").select(world(one_class=True), 10)
    assert np.isfinite(query.scores).all()
    assert "parts" in query.notes[-1]


def test_later_parts_see_earlier_picks_labelled_as_predicted() -> None:
    snapshot = world(dtype=np.float64)
    first, second = strategies.get("expected-error-reduction").select(snapshot, 2).indices
    scorer = ErrorReduction()
    pool = snapshot.candidates
    assert first == pool[scorer.values(snapshot, pool).argmax()]
    guess = snapshot.predicted[[first]]
    pretended = Snapshot(
        snapshot.features,
        head=snapshot.head,
        labelled=np.append(snapshot.labelled, first),
        labels=np.append(snapshot.labels, guess),
    )
    fit = scorer.fit(snapshot, np.array([first]), guess)
    np.testing.assert_allclose(fit.ridge.answers, scorer.fit(pretended).ridge.answers)
    rest = pool[pool != first]
    assert second == rest[scorer.expected(snapshot, rest, fit).argmin()]
    once = strategies.get("expected-error-reduction", refits=1).select(snapshot, 20).indices
    parts = strategies.get("expected-error-reduction").select(snapshot, 20).indices
    assert set(once.tolist()) != set(parts.tolist())


def test_wide_and_sparse_rows() -> None:
    rng = np.random.default_rng(0)
    rows = scipy.sparse.random(200, 500, 0.05, format="csr", random_state=1)
    snapshot = Snapshot(
        rows, head=(rng.normal(size=(3, 500)), np.zeros(3)), labelled=range(20), labels=[0, 1] * 10
    )
    assert len(strategies.get("expected-error-reduction").select(snapshot, 5)) == 5


def test_bad_input_and_the_limit() -> None:
    with pytest.raises(StrategyError, match="loss"):
        strategies.get("expected-error-reduction", loss="brierr")
    with pytest.raises(StrategyError, match="ridge"):
        strategies.get("expected-error-reduction", ridge=0)
    with pytest.raises(StrategyError, match="evaluation"):
        strategies.get("expected-error-reduction", evaluation=0)
    with pytest.raises(StrategyError, match="refits"):
        strategies.get("expected-error-reduction", refits=0)
    with pytest.raises(NeedsModel, match="label"):
        strategies.get("expected-error-reduction").select(world(labels=0), 2)
    query = strategies.get("expected-error-reduction", most=20).select(world(), 5)
    assert "20 rows" in query.notes[0]
