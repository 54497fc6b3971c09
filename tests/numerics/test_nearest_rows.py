import numpy as np
import pytest

from jupyter_al.numerics.nearest_rows import nearest_rows

RNG = np.random.default_rng(0)


def _reference(queries, rows, k):
    far = np.linalg.norm(queries[:, None].astype(np.float64) - rows[None], axis=2)
    near = np.argsort(far, axis=1, kind="stable")[:, :k]
    return near, np.take_along_axis(far, near, axis=1)


def _found(queries, rows, k, **more):
    return nearest_rows(queries, rows, k, rng=np.random.default_rng(0), **more)


def test_it_is_the_brute_force():
    queries = RNG.standard_normal((70, 6)).astype(np.float32)
    rows = RNG.standard_normal((300, 6)).astype(np.float32) + 100
    near, far = _found(queries + 100, rows, 7)
    expected, distances = _reference(queries + 100, rows, 7)
    np.testing.assert_array_equal(near, expected)
    np.testing.assert_allclose(far, distances, rtol=1e-4)


def test_cells_find_nearly_all_and_the_same_each_time():
    centres = 5 * RNG.standard_normal((40, 8))
    rows = (centres[RNG.integers(0, 40, 4000)] + RNG.standard_normal((4000, 8))).astype(np.float32)
    queries = rows[:500] + np.float32(0.1)
    expected, _ = _reference(queries, rows, 10)
    near, far = _found(queries, rows, 10, exact_up_to=100)
    again, _ = _found(queries, rows, 10, exact_up_to=100)
    np.testing.assert_array_equal(near, again)
    hits = np.mean([len(np.intersect1d(a, b)) / 10 for a, b in zip(near, expected, strict=True)])
    assert hits > 0.95
    assert (np.diff(far, axis=1) >= 0).all()


def test_equal_rows_are_exactly_zero_apart():
    rows = (RNG.standard_normal((50, 4)) + 1e4).astype(np.float32)
    near, far = _found(rows, rows, 3)
    np.testing.assert_array_equal(near[:, 0], np.arange(50))
    assert (far[:, 0] == 0).all()
    same = np.ones((400, 3), dtype=np.float32)
    near, far = _found(same, same, 5, exact_up_to=100)
    assert far.max() == 0
    assert (np.diff(np.sort(near, axis=1), axis=1) > 0).all()


@pytest.mark.parametrize(("n", "m", "k"), [(0, 3, 2), (3, 1, 5), (2, 4, 4)])
def test_few_rows(n, m, k):
    queries = RNG.standard_normal((n, 2)).astype(np.float32)
    rows = RNG.standard_normal((m, 2)).astype(np.float32)
    near, far = _found(queries, rows, k)
    assert near.shape == far.shape == (n, min(k, m))
    np.testing.assert_array_equal(near, _reference(queries, rows, k)[0])


def test_it_says_how_far_it_is_and_can_be_stopped():
    rows = RNG.standard_normal((600, 3)).astype(np.float32)
    told = []
    _found(rows, rows, 3, exact_up_to=100, check=told.append)
    assert told[0] == 0
    assert told == sorted(told)
    assert told[-1] < 1

    def stop(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _found(rows, rows, 3, check=stop)
