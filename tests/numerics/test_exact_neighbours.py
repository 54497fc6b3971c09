from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from jupyter_al.numerics import exact_neighbours as module
from jupyter_al.numerics.exact_neighbours import exact_neighbours
from jupyter_al.numerics.points import Points


def brute(X: np.ndarray, queries: np.ndarray, k: int, among: np.ndarray) -> np.ndarray:
    out = np.full((len(queries), k), -1)
    for line, q in enumerate(queries):
        others = among[among != q]
        far = np.linalg.norm(X[others] - X[q], axis=1)
        best = others[np.lexsort((others, far))][:k]
        out[line, : len(best)] = best
    return out


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROWS", 7)
    monkeypatch.setattr(module, "_COLUMNS", 13)


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_matrix])
@pytest.mark.parametrize("some", [False, True])
def test_like_brute_force(kind: type, some: bool) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4)) + 100  # far from the origin: digits are lost on the way
    queries = rng.permutation(60)[:20]
    among = np.sort(rng.permutation(60)[:31]) if some else None
    near, far = exact_neighbours(Points.of(kind(X)), queries, 5, among=among)
    truth = brute(X, queries, 5, np.arange(60) if among is None else among)
    assert near.tolist() == truth.tolist()
    assert np.allclose(far, np.linalg.norm(X[truth] - X[queries][:, None], axis=2))


def test_equal_rows_come_in_their_order_and_never_the_row_itself() -> None:
    near, far = exact_neighbours(Points.of(np.ones((30, 2))), np.array([4]), 3)
    assert 4 not in near
    assert (far == 0).all()
    assert near[0].tolist() == sorted(near[0])


def test_fewer_rows_than_asked_for_and_rows_that_are_not_finite() -> None:
    X = np.array([[0.0], [1.0], [np.nan], [3.0]])
    near, far = exact_neighbours(Points.of(X), np.array([0, 2]), 4)
    assert near.tolist() == [[1, 3, -1, -1], [-1] * 4]
    assert np.isinf(far[0, 2:]).all()
    assert exact_neighbours(Points.of(X), np.array([0]), 0)[0].shape == (1, 0)
