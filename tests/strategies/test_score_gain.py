"""Gains of proper scoring rules; worked numbers of card 10 (BEMPS, BESRA, EPIG)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from sklearn.linear_model import LogisticRegression

from jupyter_al import strategies
from jupyter_al.errors import NeedsArtefact, NotApplicable, StrategyError
from jupyter_al.numerics.proper_scores import beta_gain, beta_gains, brier_gains, log_gains
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot
from tests.strategies.worlds import world

X = np.array([[0.9, 0.1], [0.2, 0.8]])[:, None]
T = np.array([[0.7, 0.3], [0.1, 0.9]])[:, None]


def committee(members: int, rows: int, classes: int, seed: int = 0) -> np.ndarray:
    logits = np.random.default_rng(seed).normal(size=(members * rows, classes)) * 1.5
    return softmax(logits).reshape(members, rows, classes)


def test_card_10_brier_and_log() -> None:
    np.testing.assert_allclose(brier_gains(X, T), 0.089091, atol=5e-7)
    np.testing.assert_allclose(log_gains(X, T), 0.098170, atol=5e-7)


@pytest.mark.parametrize(("beta", "gain"), [(1, 0.085604), (2, 0.043658), (3, 0.022729)])
def test_card_10_beta_rule(beta: int, gain: float) -> None:
    p, q, alpha = 0.3, 0.6, 0.1
    found = float(beta_gain(np.array(p), np.array(q), alpha, beta))
    assert found == pytest.approx(gain, abs=5e-7)
    one = quad(lambda c: c ** (alpha - 1) * (1 - c) ** beta, p, q)[0]
    zero = quad(lambda c: c**alpha * (1 - c) ** (beta - 1), p, q)[0]
    assert found == pytest.approx(-p * one + (1 - p) * zero, abs=1e-9)


def test_card_10_beta_rule_the_other_way_and_special_cases() -> None:
    assert float(beta_gain(np.array(0.6), np.array(0.3), 0.1, 1)) == pytest.approx(
        0.105293, abs=5e-7
    )
    p, q = np.random.default_rng(0).uniform(0.01, 0.99, size=(2, 50))
    np.testing.assert_allclose(beta_gain(p, q, 1, 1), (p - q) ** 2 / 2, atol=1e-12)
    kl = p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))
    np.testing.assert_allclose(beta_gain(p, q, 0, 0), kl)


def naive(rows: np.ndarray, aims: np.ndarray, divergence: object) -> np.ndarray:
    out = np.zeros((rows.shape[1], aims.shape[1]))
    for i in range(rows.shape[1]):
        for j in range(aims.shape[1]):
            before = aims[:, j].mean(axis=0)
            for y in range(rows.shape[2]):
                weight = rows[:, i, y] / rows[:, i, y].sum()
                after = weight @ aims[:, j]
                out[i, j] += rows[:, i, y].mean() * divergence(after, before)  # type: ignore[operator]
    return out


def test_gains_are_those_of_the_definition() -> None:
    rows, aims = committee(5, 4, 3), committee(5, 6, 3, seed=1)
    brier = naive(rows, aims, lambda a, b: ((a - b) ** 2).sum())
    log = naive(rows, aims, lambda a, b: (a * np.log(a / b)).sum())
    np.testing.assert_allclose(brier_gains(rows, aims), brier, atol=1e-14)
    np.testing.assert_allclose(log_gains(rows, aims), log, atol=1e-14)
    binary = sum(
        naive(
            np.stack([rows[..., c], 1 - rows[..., c]], axis=2),
            np.stack([aims[..., c], 1 - aims[..., c]], axis=2),
            lambda a, b: beta_gain(a[0], b[0], 0.1, 2),
        )
        for c in range(3)
    )
    np.testing.assert_allclose(beta_gains(rows, aims, 0.1, 2), binary, atol=1e-13)


def test_invariants_of_card_10() -> None:
    rows, aims = committee(4, 5, 3), committee(4, 7, 3, seed=1)
    same = np.repeat(rows[:1], 4, axis=0)
    for gains in (brier_gains, log_gains, lambda a, b: beta_gains(a, b, 0.1, 1)):
        assert (gains(rows, aims) >= 0).all()
        assert np.abs(gains(same, aims)).max() < 1e-14
        assert np.abs(gains(rows, same)).max() < 1e-14
    np.testing.assert_allclose(log_gains(rows, aims), log_gains(aims, rows).T, atol=1e-14)
    two, others = committee(4, 5, 2), committee(4, 7, 2, seed=2)
    # each of the two classes gains (p - q)^2 / 2 where the Brier rule gains (p - q)^2 twice
    np.testing.assert_allclose(
        beta_gains(two, others, 1, 1), brier_gains(two, others) / 2, atol=1e-14
    )


def test_a_label_that_nobody_expects_is_skipped() -> None:
    rows = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0]])[:, None]
    aims = np.array([[0.7, 0.3, 0.0], [0.1, 0.9, 0.0]])[:, None]
    with np.errstate(all="raise"):
        np.testing.assert_allclose(brier_gains(rows, aims), 0.089091, atol=5e-7)
        np.testing.assert_allclose(log_gains(rows, aims), 0.098170, atol=5e-7)
        assert np.isfinite(beta_gains(rows, aims, 0.1, 1)).all()
    sure = np.array([[1.0, 0.0], [0.0, 1.0]])[:, None]
    assert log_gains(sure, sure)[0, 0] == pytest.approx(np.log(2))


def given(members: np.ndarray, **more: object) -> Snapshot:
    rows = np.random.default_rng(5).normal(size=(members.shape[1], 3))
    return Snapshot.from_arrays(
        rows,
        probabilities=members.mean(axis=0),
        committee=members,
        **more,  # type: ignore[arg-type]
    )


def test_epig_of_a_given_committee_is_the_mean_over_all_targets() -> None:
    members = committee(6, 40, 3)
    query = strategies.get("epig").select(given(members), 40)
    expected = log_gains(members, members).mean(axis=1)
    np.testing.assert_allclose(query.scores, np.sort(expected)[::-1])
    assert query.indices[0] == expected.argmax()
    assert "6 members" in query.notes[0]


def test_one_pick_of_bemps_is_the_best_kind_and_a_batch_is_spread() -> None:
    rng = np.random.default_rng(0)
    kinds = committee(4, 3, 3, seed=3)
    members = np.repeat(kinds, 30, axis=1) * (1 + 0.01 * rng.random((4, 90, 1)))
    members /= members.sum(axis=2, keepdims=True)
    best = strategies.get("bemps", share=1.0).select(given(members), 3)
    assert sorted((best.indices // 30).tolist()) == [0, 1, 2]


def test_the_list_is_shortened_and_says_so() -> None:
    members = committee(3, 3000, 2)
    query = strategies.get("epig", most=50).select(given(members), 5)
    assert any("50 rows" in note for note in query.notes)
    assert len(strategies.get("epig", most=50).select(given(members), 200)) == 200


def test_resampled_heads_differ_less_with_more_labels() -> None:
    def gain(labels: int) -> float:
        plain = world(900, labels=labels, model=False)
        rows, known = np.asarray(plain.features), plain.labels
        blurred = rows + np.random.default_rng(1).normal(size=rows.shape).astype(np.float32) * 2
        model = LogisticRegression(C=1 / (labels * 1e-2)).fit(blurred[:labels], known)
        head = (model.coef_, model.intercept_)
        snapshot = world(900, labels=labels, features=blurred, head=head, regularisation=1e-2)
        return float(strategies.get("epig").select(snapshot, 200).scores.mean())

    assert gain(15) > 3 * gain(600) > 0


def test_bad_input_is_named() -> None:
    with pytest.raises(StrategyError, match="rule"):
        strategies.get("epig", rule="brierr")
    with pytest.raises(StrategyError, match="batch"):
        strategies.get("epig", batch="kmeans")
    with pytest.raises(StrategyError, match="alpha"):
        strategies.get("besra", alpha=0.0)
    with pytest.raises(StrategyError, match="beta"):
        strategies.get("besra", beta=1.5)
    with pytest.raises(StrategyError, match="targets"):
        strategies.get("epig", targets=0)
    with pytest.raises(StrategyError, match="share"):
        strategies.get("bemps", share=0.0)
    with pytest.raises(NotApplicable, match="only 1"):
        strategies.get("epig").select(given(committee(1, 9, 3)), 2)
    plain = Snapshot.from_arrays(np.eye(4), probabilities=np.full((4, 2), 0.5))
    with pytest.raises(NeedsArtefact, match="committee"):
        strategies.get("epig").select(plain, 2)
