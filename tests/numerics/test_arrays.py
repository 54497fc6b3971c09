from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse

from jupyter_al.numerics import arrays
from jupyter_al.numerics.arrays import blocks, dense, frozen, matmul, mean_row, squared_lengths


def test_blocks_cover_every_row_once() -> None:
    parts = list(blocks(1000, 10**6))
    assert np.concatenate([np.arange(1000)[p] for p in parts]).tolist() == list(range(1000))
    assert len(parts) > 1
    assert list(blocks(0, 4)) == []


def test_the_large_side_keeps_its_precision() -> None:
    rows = np.ones((5, 3), dtype=np.float32)
    assert matmul(rows, np.ones(3)).dtype == np.float32
    assert matmul(rows.astype(np.int16), np.ones(3)).dtype == np.float32
    assert matmul(rows.astype(np.float64), np.ones((3, 2), np.float32)).dtype == np.float64


@pytest.mark.parametrize("sparse", [False, True])
def test_lengths_and_mean(sparse: bool) -> None:
    rows = np.random.default_rng(0).normal(size=(50, 6))
    data = scipy.sparse.csr_matrix(rows) if sparse else rows
    shift = np.arange(6.0)
    np.testing.assert_allclose(squared_lengths(data), (rows**2).sum(axis=1))
    np.testing.assert_allclose(squared_lengths(data, shift), ((rows - shift) ** 2).sum(axis=1))
    use = np.arange(50) % 2 == 0
    np.testing.assert_allclose(mean_row(data, use), rows[use].mean(axis=0))
    np.testing.assert_allclose(dense(data, np.array([3, 1])), rows[[3, 1]])


def test_lengths_find_broken_rows() -> None:
    rows = np.ones((4, 3), dtype=np.float32)
    rows[1, 0], rows[2, 1], rows[3, 2] = np.nan, -np.inf, 1e30
    assert np.isfinite(squared_lengths(rows)).tolist() == [True, False, False, False]
    sparse = scipy.sparse.csr_matrix(rows)
    assert np.isfinite(squared_lengths(sparse)).tolist() == [True, False, False, False]


def test_frozen_does_not_freeze_the_original() -> None:
    own = np.zeros(3)
    view = frozen(own)
    with pytest.raises(ValueError, match="read-only"):
        view[0] = 1
    own[0] = 1
    assert view[0] == 1


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32"])
def test_moderate_values_are_recognised(dtype):
    rows = np.arange(12).reshape(4, 3).astype(dtype)
    assert arrays.all_moderate(rows)
    assert arrays.all_moderate(scipy.sparse.csr_matrix(rows.astype("float32")))
    assert arrays.all_moderate(rows[:0])
    assert arrays.all_moderate(rows[:, :0])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e20, -1e20])
def test_one_value_that_is_not_moderate_is_found(bad):
    rows = np.zeros((300_000, 3), dtype=np.float32)
    rows[-1, 1] = bad
    assert not arrays.all_moderate(rows)
    assert not arrays.all_moderate(scipy.sparse.csr_matrix(rows))
    finite = np.isfinite(bad)
    assert arrays.finite_sums(rows).sum() == len(rows) - (not finite)


@pytest.mark.parametrize(
    ("index", "whole"),
    [
        ([3, 4, 5, 6], True),
        ([3, 4, 6, 7, 8], True),  # one row in between is not wanted
        ([0, 50, 99], False),
        ([6, 5, 4, 3], False),
        ([3, 3, 4, 5], False),
        ([9], True),
        ([], False),
    ],
)
def test_a_stretch_of_rows_is_not_copied(index, whole):
    rows = np.arange(300, dtype=np.float32).reshape(100, 3)
    index = np.array(index, dtype=np.int64)
    block, at = arrays.spanned(rows, index)
    np.testing.assert_array_equal(block[at], rows[index])
    assert np.shares_memory(block, rows) == whole
    block, at = arrays.spanned(scipy.sparse.csr_matrix(rows), index)
    np.testing.assert_array_equal(block[at], rows[index])
