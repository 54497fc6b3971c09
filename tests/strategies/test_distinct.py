"""Copies are found whatever part of a row tells it from others."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse

from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import Seen


def rows_with_copies(column: int) -> np.ndarray:
    """Return rows that differ in one column only; 7 is a copy of 3 and 9 of the labelled 0."""
    rows = np.zeros((12, 40), dtype=np.float32)
    rows[:, column] = np.arange(12)
    rows[7], rows[9] = rows[3], rows[0]
    return rows


@pytest.mark.parametrize("column", [0, 5, 13, 39])
@pytest.mark.parametrize("sparse", [False, True])
def test_first_of_their_kind(column: int, sparse: bool) -> None:
    rows = rows_with_copies(column)
    features = scipy.sparse.csr_matrix(rows) if sparse else rows
    snapshot = Snapshot(features, labelled=[0], labels=[0], n_classes=2)
    positions = np.arange(11, 0, -1)
    fresh = Seen.labelled(snapshot).first(positions)
    assert positions[~fresh].tolist() == [9, 3]  # 7 comes before its copy 3
    assert Seen(snapshot).first(positions).sum() == 10
    assert Seen(snapshot).first(np.arange(12)).tolist() == [i not in (7, 9) for i in range(12)]


def test_rows_that_all_differ_are_all_first() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 40))
    snapshot = Snapshot(rows, labelled=[0, 1], labels=[0, 1])
    assert Seen.labelled(snapshot).first(np.arange(2, 50)).all()


def test_what_was_added_is_seen() -> None:
    seen = Seen.labelled(Snapshot(rows_with_copies(2), labelled=[0], labels=[0], n_classes=2))
    assert not seen.is_new(9)
    assert seen.is_new(3)
    assert not seen.is_new(7)
    seen.add(np.array([4, 5]))
    assert seen.first(np.array([4, 6, 7, 8])).tolist() == [False, True, False, True]
