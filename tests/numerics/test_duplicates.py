from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse

from jupyter_al.numerics.duplicates import first_of_each, row_hashes, two_columns


def test_equal_rows_and_only_they_share_a_hash() -> None:
    rng = np.random.default_rng(0)
    rows = rng.integers(0, 3, size=(400, 4)).astype(np.float32)
    hashes = row_hashes(rows)
    groups = np.unique(rows, axis=0, return_inverse=True)[1].ravel()
    assert ((hashes[:, None] == hashes[None]) == (groups[:, None] == groups[None])).all()


def test_many_random_rows_never_collide() -> None:
    rows = np.random.default_rng(1).normal(size=(100_000, 2)).astype(np.float32)
    assert len(np.unique(row_hashes(rows))) == len(np.unique(rows, axis=0))


def test_order_of_values_counts_and_minus_zero_does_not() -> None:
    one, two, three = row_hashes(np.array([[1.0, 2, 0], [2, 1, 0], [1, 2, -0.0]]))
    assert one != two
    assert one == three


def test_sparse_agrees_with_itself_whatever_is_stored() -> None:
    dense = np.array([[0, 1.0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 0]])
    stored = [0.0, 1, 1, 1]  # the first row holds a zero
    rows = scipy.sparse.csr_matrix((stored, [0, 1, 1, 0], [0, 2, 3, 4, 4]), shape=dense.shape)
    assert (rows.toarray() == dense).all()
    hashes = row_hashes(rows)
    assert hashes[0] == hashes[1]
    assert len(set(hashes.tolist())) == 3
    assert (row_hashes(rows, np.array([2, 0])) == hashes[[2, 0]]).all()


def test_first_of_each_keeps_the_order_and_knows_the_past() -> None:
    hashes = np.array([5, 7, 5, 9, 7], dtype=np.uint64)
    assert first_of_each(hashes).tolist() == [True, True, False, True, False]
    known = np.array([7], dtype=np.uint64)
    assert first_of_each(hashes, known).tolist() == [True, False, False, True, False]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ">f4", "int64"])
@pytest.mark.parametrize("width", [1, 2, 5, 6, 8])
@pytest.mark.parametrize("transposed", [False, True])
def test_the_columns_in_the_middle_tell_rows_apart(
    dtype: str, width: int, transposed: bool
) -> None:
    rows = np.zeros((9, width), dtype=dtype)
    rows = np.asarray(rows, order="F") if transposed else rows
    rows[3, width // 2] = 1
    rows[4, width // 2] = 2
    rows[5] = -rows[5]  # minus zero, where there is one
    keys = two_columns(rows, np.array([8, 3, 4, 5, 3]))
    assert (keys[:, None] == keys[None]).tolist() == [
        [True, False, False, True, False],
        [False, True, False, False, True],
        [False, False, True, False, False],
        [True, False, False, True, False],
        [False, True, False, False, True],
    ]
