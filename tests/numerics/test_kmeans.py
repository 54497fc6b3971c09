from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics import kmeans as module
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.points import Points


def blobs(k: int, each: int = 60, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    centres = np.stack([np.arange(k) * 10.0, (np.arange(k) % 3) * 10.0], axis=1)
    owner = np.repeat(np.arange(k), each)
    return (centres[owner] + rng.normal(size=(k * each, 2))).astype(np.float32), owner


@pytest.mark.parametrize("k", [2, 7, 12])
def test_finds_separate_blobs(k: int) -> None:
    rows, owner = blobs(k)
    found = kmeans(Points.of(rows), k, rng=np.random.default_rng(1))
    assert len(found.centres) == k
    for cluster in range(k):
        assert len(np.unique(owner[found.assignment == cluster])) == 1


def test_many_clusters_come_close_to_the_best_of_many_starts() -> None:
    from sklearn.cluster import KMeans

    rows = np.random.default_rng(0).normal(size=(3000, 6)).astype(np.float32)
    points = Points.of(rows)
    found = kmeans(points, 80, rng=np.random.default_rng(0))
    own = points.nearest(found.centres)[0].mean()
    best = KMeans(80, n_init=2, random_state=0).fit(rows).inertia_ / 3000
    assert own < 1.06 * best
    assert len(np.unique(found.assignment)) == 80


def test_the_same_generator_gives_the_same_clusters() -> None:
    rows = np.random.default_rng(0).normal(size=(9000, 4)).astype(np.float32)
    one, two = (kmeans(Points.of(rows), 60, rng=np.random.default_rng(5)) for _ in range(2))
    assert (one.assignment == two.assignment).all()
    other = kmeans(Points.of(rows), 60, rng=np.random.default_rng(6))
    assert (one.assignment != other.assignment).any()


@pytest.mark.parametrize("k", [5, 70])
def test_never_more_clusters_than_distinct_rows(k: int) -> None:
    rows = np.repeat(np.eye(3), 40, axis=0)
    found = kmeans(Points.of(rows), k, rng=np.random.default_rng(0))
    assert len(found.centres) == 3
    for kind in range(3):
        assert len(np.unique(found.assignment[40 * kind : 40 * kind + 40])) == 1


def test_unusable_rows_get_no_cluster() -> None:
    rows, _ = blobs(3)
    rows[5] = np.nan
    use = np.delete(np.arange(len(rows)), 5)
    found = kmeans(Points.of(rows), 3, rng=np.random.default_rng(0), use=use)
    assert found.assignment[5] == -1
    assert (found.assignment[use] >= 0).all()
    assert np.isfinite(found.centres).all()


def test_no_rows() -> None:
    found = kmeans(
        Points.of(np.ones((4, 2))), 3, rng=np.random.default_rng(0), use=np.empty(0, int)
    )
    assert (found.assignment == -1).all()


def test_an_empty_cluster_moves_to_the_worst_served_point() -> None:
    rows = np.array([[0.0], [1.0], [9.0]])
    means = module._means(
        rows, np.array([0, 0, 0]), np.array([[3.0], [50.0]]), np.array([9.0, 4.0, 36.0])
    )
    assert means.ravel().tolist() == [pytest.approx(10 / 3), 9.0]
