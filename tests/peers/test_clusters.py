"""TypiClust, DropQuery, CLUE and k-means beside scikit-activeml, small-text and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import KMeans

from benchmarks._peer_calls import Case
from jupyter_al import strategies
from jupyter_al.numerics.softmax import entropy
from jupyter_al.strategies.coverage.purity import pure_radius
from jupyter_al.strategies.hybrid.dropout_disagreement import DropoutDisagreement
from tests.peers.conftest import Peers
from tests.peers.worlds import snapshot_of

pytestmark = pytest.mark.peers


def test_typiclust_beside_activeml(peers: Peers, cases: dict[str, Case]) -> None:
    """Clusters far apart: both find the same ones, and leave out those with a label.

    scikit-activeml asks for k nearest rows and the row itself, which adds zero; we take k others.
    It counts up to all rows of a cluster as neighbours, we at most half (K = 5 is less than that
    here). Its default k is 5, ours 20 as in the paper.
    """
    case = cases["blobs"]
    strategy = strategies.get("typiclust", neighbours=5, growth=0.0)
    ours = strategy.select(snapshot_of(case), case.batch)
    theirs = peers["typical_activeml"]["picks"]
    assert ours.indices.tolist() == theirs.tolist()  # the largest clusters first, in both


def test_radius_of_probcover_beside_activeml(peers: Peers, cases: dict[str, Case]) -> None:
    """It tries a grid of radii and stops at the first that is not pure; we take the largest pure
    one. Its share counts rows whose ball is pure, as ours does."""
    case = cases["blobs"]
    snapshot = snapshot_of(case)
    ours = pure_radius(snapshot, "features", False, 0.95, 12)
    theirs = float(peers["radius_activeml"]["radius"])
    assert theirs <= ours < theirs + 1.0 + 1e-6


def test_dropout_disagreement_beside_activeml(peers: Peers, cases: dict[str, Case]) -> None:
    """It keeps rows that more than half of the passes predict otherwise. With 501 passes that is
    nearly the same set whoever draws. It does not scale what is left by 1 / (1 - rate), which
    matters for a head with a bias; this one has none."""
    case = cases["plain"]
    theirs = set(peers["dropquery_activeml"]["candidates"].tolist())
    score = DropoutDisagreement(passes=501, rate=0.5)
    changed = score.values(snapshot_of(case), case.pool)
    sure = case.pool[changed > 0.6 * 501]
    out = case.pool[changed < 0.4 * 501]
    assert len(theirs) > case.batch
    assert set(sure.tolist()) <= theirs
    assert not set(out.tolist()) & theirs
    ours = strategies.get("dropquery", passes=501, rate=0.5, pool_factor=1)
    picks = ours.select(snapshot_of(case), case.batch).indices
    assert (changed[np.searchsorted(case.pool, picks)] > 0.45 * 501).all()


def inertia(rows: np.ndarray, centres: np.ndarray, weights: np.ndarray | None = None) -> float:
    nearest = ((rows[:, None] - centres[None]) ** 2).sum(axis=2).min(axis=1)
    return float(nearest.sum() if weights is None else nearest @ weights)


def test_clue_is_as_good_as_that_of_activeml(peers: Peers, cases: dict[str, Case]) -> None:
    """Its weights are plain entropies; ours at temperature 1 too (the paper's 0.1 by default).

    The clusters are drawn, so that the aim is compared: the weighted sum of squared distances to
    the picks.
    """
    case = cases["plain"]
    weights = entropy(case.P[case.pool])
    rows = case.X[case.pool]
    ours = []
    for seed in range(5):
        picks = strategies.get("clue", temperature=1.0).select(
            snapshot_of(case, seed=seed), case.batch
        )
        ours.append(inertia(rows, case.X[picks.indices], weights))
    theirs = [inertia(rows, case.X[p], weights) for p in peers["clue_activeml"]["picks"]]
    assert np.mean(ours) < 1.05 * np.mean(theirs)


def test_k_means_is_as_good_as_those_of_small_text_and_sklearn(
    peers: Peers, cases: dict[str, Case]
) -> None:
    """small-text scales rows to length one first and runs scikit-learn's k-means."""
    case = cases["plain"]
    rows = case.X[case.pool]
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    whole = case.X / np.linalg.norm(case.X, axis=1, keepdims=True)
    ours = strategies.get("k-means", normalise=True).select(snapshot_of(case), case.batch)
    theirs = peers["k_means_small"]["picks"]
    assert inertia(unit, whole[ours.indices]) < 1.05 * inertia(unit, whole[theirs])
    # one run each, as both are by default; the best of ten runs is some 5 % better
    own, other = [], []
    for seed in range(10):
        picks = strategies.get("k-means").select(snapshot_of(case, seed=seed), case.batch)
        own.append(inertia(rows, case.X[picks.indices]))
        groups = KMeans(case.batch, n_init=1, random_state=seed).fit(rows)
        other.append(inertia(rows, rows[groups.transform(rows).argmin(axis=0)]))
    assert np.mean(own) < 1.03 * np.mean(other)
