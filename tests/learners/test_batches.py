from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.learners._batches import batches


@pytest.mark.parametrize(("n", "sizes"), [(1, [1]), (32, [32]), (33, [17, 16]), (65, [22, 22, 21])])
def test_no_batch_of_a_single_row_is_left(n: int, sizes: list[int]) -> None:
    parts = batches(np.arange(n), 32, np.random.default_rng(0))
    assert [len(p) for p in parts] == sizes
    assert sorted(np.concatenate(parts)) == list(range(n))
