from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics.typicality import typicality


def test_worked_numbers_of_the_card() -> None:
    found = typicality(np.array([[0.0], [1], [2], [4], [10]]), neighbours=2)
    np.testing.assert_allclose(found, [0.666662, 0.99999, 0.666662, 0.399998, 0.142857], atol=1e-6)


def test_the_distance_is_plain_not_squared() -> None:
    """A has neighbours at 0.1 and 1.9, B at 1.2 and 1.2: plain prefers A, squared B."""
    rows = np.array([[0.0], [0.1], [-1.9], [100], [101.2], [98.8]])
    found = typicality(rows, neighbours=2)
    assert found[0] == pytest.approx(1.0, abs=1e-4)
    assert found[3] == pytest.approx(0.8333, abs=1e-4)


def test_at_most_half_of_the_group_is_near() -> None:
    rows = np.array([[0.0], [1], [3], [7]])
    np.testing.assert_allclose(typicality(rows, 20), 1 / (np.array([2, 1.5, 2.5, 5]) + 1e-5))


def test_alone_and_alike() -> None:
    assert np.isinf(typicality(np.zeros((1, 3))))
    np.testing.assert_allclose(typicality(np.zeros((4, 3))), 1e5)


def test_turning_the_rows_changes_nothing() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(80, 5)) + 100
    turn = np.linalg.qr(rng.normal(size=(5, 5)))[0]
    np.testing.assert_allclose(typicality(rows), typicality(rows @ turn), rtol=1e-8)
