"""Scores of a committee beside scikit-activeml, small-text, baal and modAL."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.special import xlogy

from benchmarks._peer_calls import Case
from jupyter_al import strategies
from jupyter_al.strategies.expected.score_gain import ScoreGain
from tests.peers.conftest import Peers
from tests.peers.worlds import snapshot_of

pytestmark = pytest.mark.peers


def values(case: Case, name: str, rows: np.ndarray) -> np.ndarray:
    return strategies.score(name).scorer.values(snapshot_of(case, committee=True), rows)


def test_bald_scores(peers: Peers, cases: dict[str, Case]) -> None:
    case = cases["plain"]
    ours = values(case, "bald", case.pool)
    theirs = peers["bald_activeml"]["scores"][case.pool]
    np.testing.assert_allclose(ours, theirs, atol=1e-5)  # it clips probabilities at 1e-7
    np.testing.assert_allclose(ours, peers["bald_baal"]["scores"][case.pool], atol=1e-9)
    # small-text measures in bits, with 1e-8 inside the logarithm
    theirs = peers["bald_small"]["scores"][case.pool] * np.log(2)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_bald_picks(peers: Peers, cases: dict[str, Case]) -> None:
    case = cases["plain"]
    ours = strategies.get("bald").select(snapshot_of(case, committee=True), case.batch)
    assert ours.indices.tolist() == peers["bald_activeml"]["picks"].tolist()
    assert ours.indices.tolist() == peers["bald_baal"]["picks"].tolist()
    assert set(ours.indices.tolist()) == set(peers["bald_small"]["picks"].tolist())  # unordered


def test_query_by_committee_with_kl_divergence_is_bald(
    peers: Peers, cases: dict[str, Case]
) -> None:
    """The mean divergence of the members from their mean is the mutual information."""
    case = cases["plain"]
    theirs = peers["committee_activeml"]["KL_divergence"][case.pool]
    np.testing.assert_allclose(values(case, "bald", case.pool), theirs, atol=1e-6)


def test_variation_ratio(peers: Peers, cases: dict[str, Case]) -> None:
    case = cases["plain"]
    theirs = peers["committee_activeml"]["variation_ratios"][case.pool]
    np.testing.assert_allclose(values(case, "variation-ratio", case.pool), theirs, atol=1e-12)


def test_consensus_entropy(peers: Peers, cases: dict[str, Case]) -> None:
    case = cases["plain"]
    theirs = peers["consensus_modal"]["scores"]
    ours = values(case, "consensus-entropy", np.arange(len(case.X)))
    np.testing.assert_allclose(ours, theirs, atol=1e-9)
    best = strategies.score("consensus-entropy").select(snapshot_of(case, committee=True), 12)
    assert set(best.indices.tolist()) == set(peers["consensus_modal"]["picks"].tolist())


def test_votes_agree_where_modal_sees_no_disagreement(peers: Peers, cases: dict[str, Case]) -> None:
    """modAL takes the entropy of the votes, we one minus the share of the mode: zero together."""
    case = cases["plain"]
    ours = values(case, "variation-ratio", np.arange(len(case.X)))
    votes = peers["consensus_modal"]["votes"]
    assert ((ours < 1e-9) == (votes < 1e-9)).all()
    assert np.corrcoef(ours, votes)[0, 1] > 0.95


def test_mean_std(peers: Peers, cases: dict[str, Case]) -> None:
    """baal averages variances over the classes, we standard deviations (Gal et al. 2017)."""
    case = cases["plain"]
    variance = peers["bald_baal"]["variance"]
    ours = values(case, "mean-std", np.arange(len(case.X)))
    np.testing.assert_allclose(ours, np.sqrt(variance).mean(axis=1), atol=1e-9)
    # which changes the order a little
    picks = strategies.get("mean-std").select(snapshot_of(case, committee=True), case.batch)
    common = set(picks.indices.tolist()) & set(peers["bald_baal"]["variance picks"].tolist())
    assert len(common) >= case.batch // 2


def joint_information(chances: np.ndarray) -> float:
    """Return I(y_1 .. y_n; member) of (K, n, C) probabilities, all answers listed."""
    members, size, classes = chances.shape
    told = 0.0
    for answers in product(range(classes), repeat=size):
        p = chances[:, np.arange(size), answers].prod(axis=1).mean()
        told -= xlogy(p, p)
    return float(told + xlogy(chances, chances).sum() / members)


def test_batch_bald_beside_activeml(peers: Peers, cases: dict[str, Case]) -> None:
    """It reports the information of the batch so far with each row, we what each row adds."""
    case = cases["few"]
    ours = strategies.get("batch-bald").select(snapshot_of(case, committee=True), case.batch)
    theirs = peers["batch_bald_activeml"]
    assert ours.indices.tolist() == theirs["picks"].tolist()
    together = np.nanmax(theirs["every"], axis=1)
    np.testing.assert_allclose(np.cumsum(ours.scores), together, atol=1e-5)
    assert joint_information(case.members[:, ours.indices]) == pytest.approx(together[-1], abs=1e-5)


def test_batch_bald_beside_baal(peers: Peers, cases: dict[str, Case]) -> None:
    """baal estimates the joint entropy from draws from the second pick on: its batch is as good.

    Its ranks are of another kind: the score of a row is the joint entropy at the time of its
    pick, which grows with the batch, so that later picks come before earlier ones. (It also picks
    one row more than it is told to: 3 asked, 4 picked.)
    """
    case = cases["few"]
    theirs = peers["batch_bald_baal"]["picks"]
    ours = strategies.get("batch-bald").select(snapshot_of(case, committee=True), len(theirs))
    assert len(theirs) == case.batch
    first = int(ours.indices[0])
    assert first in theirs
    found = joint_information(case.members[:, ours.indices])
    assert found >= 0.99 * joint_information(case.members[:, theirs])


def test_epig(peers: Peers, cases: dict[str, Case]) -> None:
    case = cases["few"]
    gain = ScoreGain("log", targets=1000)  # the whole pool, as there
    ours = gain.values(snapshot_of(case, committee=True), case.pool)
    # baal computes in single precision
    np.testing.assert_allclose(ours, peers["epig_baal"]["scores"], atol=1e-4)


def test_power_draws_follow_the_shares_of_baal(peers: Peers, cases: dict[str, Case]) -> None:
    """baal draws from score / sum, we perturb and rank: one distribution."""
    case = cases["plain"]
    shares = peers["power_baal"]["shares"]
    counts = np.zeros(len(case.X))
    draws = 600
    for round_ in range(draws):
        snapshot = snapshot_of(case, committee=True, round=round_)
        counts[strategies.get("power-bald").select(snapshot, 1).indices] += 1
    seen = counts[case.pool] / draws
    # in ten groups of rows by share, for there are more rows than draws
    for group in np.array_split(np.argsort(shares), 10):
        expected = shares[group].sum()
        error = np.sqrt(expected * (1 - expected) / draws)
        assert abs(seen[group].sum() - expected) < 4 * error + 1e-3
