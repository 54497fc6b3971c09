from __future__ import annotations

import numpy as np
from scipy import sparse

from jupyter_al.learners._rows import as_rows, chunks, finite, frozen


def test_nothing_usable_is_copied() -> None:
    X = np.zeros((3, 2), dtype=np.float32)
    assert as_rows(X) is X
    S = sparse.csr_matrix(X)
    assert as_rows(S) is S


def test_finite_rows_of_all_kinds() -> None:
    X = np.array([[0, 1.0], [np.nan, 0], [0, 0], [0, -np.inf]])
    expected = [True, False, True, False]
    assert finite(X).tolist() == expected
    assert finite(X[:, :, None]).tolist() == expected
    assert finite(sparse.csr_matrix(X)).tolist() == expected
    assert finite(np.zeros((2, 2), dtype=np.uint8)).all()


def test_chunks_cover_every_row_once() -> None:
    X = np.zeros((10, 4), dtype=np.float32)
    parts = list(chunks(X, 3 * 16))
    assert [(p.start, p.stop) for p in parts] == [(0, 3), (3, 6), (6, 9), (9, 10)]
    assert list(chunks(X[:0])) == []
    assert len(list(chunks(X, 1))) == 10


def test_frozen() -> None:
    assert not frozen(np.zeros((3, 2)).T).flags.writeable
