from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse

from jupyter_al.numerics import arrays, points
from jupyter_al.numerics.points import Points


def direct(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    a, b = a.astype(np.float64), b.astype(np.float64)
    return ((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2)


@pytest.fixture
def rows() -> np.ndarray:
    return (np.random.default_rng(0).normal(size=(300, 7)) + 50).astype(np.float32)


@pytest.mark.parametrize("kind", ["float32", "float64", "uint8", "fortran", "csr", "float16"])
def test_distances_equal_the_definition(rows: np.ndarray, kind: str) -> None:
    data = {
        "float32": rows,
        "float64": rows.astype(np.float64),
        "uint8": rows.astype(np.uint8),
        "fortran": np.asfortranarray(rows),
        "csr": scipy.sparse.csr_matrix(rows - 50),
        "float16": rows.astype(np.float16),
    }[kind]
    plain = data.toarray() if kind == "csr" else np.asarray(data, dtype=np.float64)
    found = Points.of(data, shift=plain.mean(axis=0).astype(np.float32))
    np.testing.assert_allclose(
        found.distances(found.block(np.array([4]))[0]),
        direct(plain, plain[4:5])[:, 0],
        rtol=1e-3,
        atol=1e-4,
    )
    best, which = found.nearest(found.block(np.arange(5)))
    expected = direct(plain, plain[:5])
    np.testing.assert_allclose(best, expected.min(axis=1), rtol=1e-3, atol=1e-4)
    if kind != "uint8":  # integers tie
        assert (which == expected.argmin(axis=1)).all()


def test_normalised_distances_lie_between_directions(rows: np.ndarray) -> None:
    found = Points.of(rows, normalise=True)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    np.testing.assert_allclose(
        found.distances(found.block(np.array([0]))[0]),
        direct(unit, unit[:1])[:, 0],
        rtol=2e-3,
        atol=1e-7,
    )


def test_cancellation_far_from_the_origin() -> None:
    """K2's counter-example: true d² = 0.0103 where ||x||² = 25600."""
    a = np.full((1, 256), 10.0, dtype=np.float32)
    b = a.copy()
    b[0, 3] += 0.1
    both = np.concatenate([a, b])
    found = Points.of(both)
    expected = float(np.float32(10.1) - np.float32(10)) ** 2
    assert found.distances(both[0])[1] == pytest.approx(expected, rel=1e-3)


def test_equal_rows_are_exactly_zero_apart() -> None:
    rows = (np.random.default_rng(1).normal(size=(100, 40)) * 100).astype(np.float32)
    rows[60] = rows[3]
    found = Points.of(rows, shift=rows.mean(axis=0))
    assert found.distances(found.block(np.array([3]))[0])[60] == 0
    assert found.nearest(found.block(np.array([3, 5])))[0][60] == 0


def test_broken_rows_touch_nothing_else(rows: np.ndarray) -> None:
    broken = rows.copy()
    broken[10, 2], broken[11, 0] = np.nan, np.inf
    whole, hurt = Points.of(rows), Points.of(broken)
    keep = np.delete(np.arange(300), [10, 11])
    np.testing.assert_array_equal(whole.distances(rows[0])[keep], hurt.distances(rows[0])[keep])
    assert not np.isfinite(hurt.lengths[[10, 11]]).any()
    assert not np.isfinite(hurt.nearest(rows[:3])[0][[10, 11]]).any()


def test_blocks_do_not_change_the_answer(rows: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Points.of(rows).nearest(rows[:50])
    original = arrays.blocks
    monkeypatch.setattr(points, "blocks", lambda n, width, budget=0: original(n, width, 1))
    monkeypatch.setattr(points, "_CENTRES_AT_ONCE", 7)
    parts = Points.of(rows).nearest(rows[:50])
    np.testing.assert_allclose(whole[0], parts[0], rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(whole[1], parts[1])


def test_memory_stays_far_below_all_pairs() -> None:
    import tracemalloc

    rows = np.random.default_rng(0).normal(size=(40_000, 16)).astype(np.float32)
    found = Points.of(rows)
    tracemalloc.start()
    found.nearest(rows[:8000])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6  # all pairs would take 1.3 GB
