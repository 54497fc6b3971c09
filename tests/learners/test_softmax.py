from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import sparse
from scipy.special import softmax

from jupyter_al.learners import _softmax
from jupyter_al.learners._softmax import head_probabilities

RNG = np.random.default_rng(0)
W, B = RNG.normal(size=(3, 6)), RNG.normal(size=3)
X = RNG.normal(size=(1000, 6)).astype(np.float32)


@pytest.mark.parametrize("rows", [X, sparse.csr_matrix(X), X.reshape(1000, 2, 3)], ids=str)
def test_equals_the_formula_in_many_chunks(rows: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_softmax, "CPU_CHUNK", 7 * 24)
    P = head_probabilities(rows, W, B)
    np.testing.assert_allclose(P, softmax(X @ W.T + B, axis=1), atol=1e-6)


def test_large_logits_do_not_overflow() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        P = head_probabilities(X[:5] * 1e6, W, B)
    np.testing.assert_allclose(P.max(axis=1), 1)


def test_bytes_count_as_numbers() -> None:
    rows = RNG.integers(0, 255, size=(20, 6)).astype(np.uint8)
    expected = softmax(rows @ (W.T / 100) + B, axis=1)
    np.testing.assert_allclose(head_probabilities(rows, W / 100, B), expected, atol=1e-5)


def test_every_kind_of_infinity_is_a_row_of_nan_without_a_warning() -> None:
    rows = X[:6].copy()
    rows[0, 0], rows[1, 1], rows[2, 2] = np.nan, np.inf, -np.inf
    rows[3] = np.inf
    weight = W.copy()
    weight[1, 1] = 0.0
    for kind in (rows, sparse.csr_matrix(rows)):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            P = head_probabilities(kind, weight, B)
        assert np.isnan(P).all(axis=1).tolist() == [True] * 4 + [False] * 2
        assert np.isnan(P).any(axis=1).tolist() == [True] * 4 + [False] * 2


def test_read_only_rows_are_not_written() -> None:
    rows = X.copy()
    rows.flags.writeable = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        head_probabilities(rows, W, B)
    np.testing.assert_array_equal(rows, X)
