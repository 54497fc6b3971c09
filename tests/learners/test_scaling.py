from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from jupyter_al.learners import _rows, scaling_of


def test_worked_numbers() -> None:
    # centre (2, 0); squared distances 4, 4, 1, 1
    mean, scale = scaling_of(np.array([[0.0, 0], [4, 0], [2, 1], [2, -1]]))
    np.testing.assert_allclose(mean, [2, 0])
    assert scale == pytest.approx(np.sqrt(2.5))


def test_chunks_sparse_and_whole_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5000, 6)) * (rng.random((5000, 6)) < 0.3) + np.array([5, 0, 0, 0, 0, 1])
    whole = X.mean(axis=0), np.sqrt(((X - X.mean(axis=0)) ** 2).sum(axis=1).mean())
    monkeypatch.setattr(_rows.chunks, "__defaults__", (1000,))
    for rows in (X, sparse.csr_matrix(X), X.reshape(5000, 2, 3)):
        mean, scale = scaling_of(rows)
        np.testing.assert_allclose(mean, whole[0], atol=1e-12)
        assert scale == pytest.approx(whole[1])


def test_rows_that_are_not_finite_are_left_out() -> None:
    X = np.array([[0.0], [2.0], [np.nan], [np.inf]])
    mean, scale = scaling_of(X)
    assert (mean[0], scale) == (1.0, 1.0)


@pytest.mark.parametrize("rows", [1, 5])
def test_equal_rows_have_scale_one(rows: int) -> None:
    mean, scale = scaling_of(np.full((rows, 3), 0.1))
    np.testing.assert_allclose(mean, 0.1)
    assert scale == 1.0


def test_no_rows() -> None:
    assert scaling_of(np.empty((0, 2))).scale == 1.0
