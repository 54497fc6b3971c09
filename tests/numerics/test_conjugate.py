from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics.conjugate import conjugate_gradients


def test_solves_a_matrix_shaped_system() -> None:
    rng = np.random.default_rng(0)
    root = rng.normal(size=(12, 12))
    matrix = root @ root.T + 0.1 * np.eye(12)
    right = rng.normal(size=(3, 4))
    found = conjugate_gradients(
        lambda v: (matrix @ v.ravel()).reshape(v.shape), right, tolerance=1e-10
    )
    np.testing.assert_allclose(found.x.ravel(), np.linalg.solve(matrix, right.ravel()), rtol=1e-6)
    assert found.residual <= 1e-10


def test_stops_at_the_tolerance_and_at_the_limit() -> None:
    scale = np.linspace(1, 1000, 50)
    right = np.ones(50)
    loose = conjugate_gradients(lambda v: scale * v, right, tolerance=1e-2)
    tight = conjugate_gradients(lambda v: scale * v, right, tolerance=1e-9)
    assert loose.iterations < tight.iterations
    assert conjugate_gradients(lambda v: scale * v, right, limit=3).iterations == 3


def test_degenerate_right_sides() -> None:
    assert conjugate_gradients(lambda v: v, np.zeros(4)).x.tolist() == [0, 0, 0, 0]
    assert conjugate_gradients(lambda v: v, np.array([np.nan, 1])).residual == np.inf
    assert conjugate_gradients(lambda v: -v, np.ones(2)).x.tolist() == [0, 0]
    assert conjugate_gradients(lambda v: 2 * v, np.ones(2)).x == pytest.approx([0.5, 0.5])
