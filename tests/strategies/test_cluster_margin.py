"""Card D2 (Cluster-Margin)."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.agglomerative import agglomerative
from jupyter_al.numerics.points import Points
from jupyter_al.strategies.coverage.cluster_margin import in_turn
from tests.strategies.worlds import with_probabilities, world


def test_one_of_each_cluster_from_the_smallest() -> None:
    clusters = np.array([0, 0, 0, 1, 1, 2])
    order = np.array([2, 0, 3, 1, 5, 4])  # best first
    turned = in_turn(clusters, np.array([30, 10, 20]), order)
    assert turned.tolist() == [3, 5, 2, 4, 0, 1]
    level = in_turn(clusters, np.array([10, 10, 10]), order)
    assert level.tolist() == [2, 3, 5, 0, 4, 1]  # equal sizes: the best row first


def test_average_linkage() -> None:
    rows = np.array([[0.0], [1], [10], [12], [30], [np.nan]])
    found = agglomerative(Points.of(rows), 3, use=np.arange(5), rng=np.random.default_rng(0))
    assert found[5] == -1
    assert found[0] == found[1] != found[2] == found[3] != found[4]
    assert len(set(found[:5].tolist())) == 3


@pytest.mark.filterwarnings("error")
def test_rows_that_look_like_a_table_of_distances_are_rows() -> None:
    rows = np.array([[0.0, 1, 9], [1, 0, 9], [9, 9, 0]])
    use, rng = np.arange(3), np.random.default_rng(0)
    found = agglomerative(Points.of(rows), 2, use=use, rng=rng)
    assert found[0] == found[1] != found[2]


def test_many_rows_are_merged_by_cells() -> None:
    rng = np.random.default_rng(0)
    owner = np.repeat(np.arange(5), 300)
    rows = rng.normal(size=(5, 3))[owner] * 50 + rng.normal(size=(1500, 3))
    found = agglomerative(Points.of(rows), 5, use=np.arange(1500), rng=rng, cells=60)
    assert len(set(zip(owner.tolist(), found.tolist(), strict=True))) == 5


def test_small_margins_of_different_clusters() -> None:
    rng = np.random.default_rng(0)
    owner = np.repeat([0, 1, 2], [60, 40, 20])
    rows = np.array([[0.0, 0], [50, 0], [0, 50]])[owner] + rng.normal(size=(120, 2))
    low = np.full(120, 0.05)
    low[[3, 7, 11, 65, 70, 110]] = [0.49, 0.48, 0.47, 0.46, 0.45, 0.44]
    snapshot = with_probabilities(rows, np.column_stack([1 - low, low]))
    query = strategies.get("cluster-margin", times=2, most_clusters=3).select(snapshot, 3)
    assert query.indices.tolist() == [110, 65, 3]
    np.testing.assert_allclose(query.scores, [-0.12, -0.08, -0.02], atol=1e-6)
    assert query.reasons[0].endswith("from a cluster of 20 samples")
    assert [terms["size"] for terms in query.terms] == [20, 40, 60]
    assert strategies.get("margin").select(snapshot, 3).indices.tolist() == [3, 7, 11]


def test_only_the_smallest_margins_take_part() -> None:
    snapshot = world(300)
    query = strategies.get("cluster-margin").select(snapshot, 20)
    kept = 12 + np.argsort(-snapshot.uncertainty[12:], kind="stable")[:25]
    assert set(query.indices.tolist()) <= set(kept.tolist())


def test_bad_inputs() -> None:
    with pytest.raises(StrategyError, match="size must be at least 1"):
        strategies.get("cluster-margin", size=0)
    with pytest.raises(StrategyError, match="clusters vectors"):
        strategies.get("cluster-margin", space="gradient")
    with pytest.raises(StrategyError, match="put a score before it"):
        strategies.everything().spread("clusters-in-turn").select(world(), 3)
