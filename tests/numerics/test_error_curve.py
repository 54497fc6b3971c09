"""Error decay curves; worked numbers of card 11 (EDG)."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al.numerics.error_curve import OFFSETS, ErrorCurves, fit_curves

CARD = ErrorCurves(np.array([[0.05, 0.3, 0.2, 0.1]]), 1.0)


@pytest.mark.parametrize(
    ("labels", "error"), [(0, 0.65), (3, 0.25625), (8, 0.173457), (15, 0.137891), (99, 0.08201)]
)
def test_card_11_error_at_a_number_of_labels(labels: int, error: float) -> None:
    assert CARD.at(np.array([labels]))[0] == pytest.approx(error, abs=1e-6)


@pytest.mark.parametrize(("start", "fall"), [(3, 0.082793), (15, 0.012675)])
def test_card_11_fall_of_five_labels(start: int, fall: float) -> None:
    steps = [CARD.drop(np.array([start + more]))[0] for more in range(5)]
    assert sum(steps) == pytest.approx(fall, abs=1e-6)


@pytest.mark.parametrize("offset", OFFSETS)
def test_card_11_a_curve_without_noise_is_found_again(offset: float) -> None:
    rng = np.random.default_rng(0)
    truth = ErrorCurves(rng.uniform(0, 0.3, size=(5, 4)) * [1, offset**0.5, offset, 1], offset)
    counts = np.sort(rng.choice(100, size=(9, 5)), axis=0).astype(float)
    errors = np.array([truth.at(row) for row in counts])
    found = fit_curves(counts, errors, np.full((9, 5), 20.0))
    assert found is not None
    for row in counts:
        np.testing.assert_allclose(found.at(row), truth.at(row), atol=1e-6)
    middle = counts.mean(axis=0)
    np.testing.assert_allclose(found.at(middle), truth.at(middle), atol=1e-5)


def test_card_11_curves_fall_and_are_convex_whatever_the_noise() -> None:
    rng = np.random.default_rng(1)
    steps = np.arange(0.0, 300)
    for _ in range(20):
        counts = np.cumsum(rng.integers(0, 9, size=(6, 7)), axis=0)
        errors, weights = rng.random((6, 7)), rng.integers(0, 30, size=(6, 7))
        found = fit_curves(counts, errors, weights)
        assert found is not None
        values = np.array([found.at(np.full(7, step)) for step in steps])
        assert (values >= 0).all()
        assert (np.diff(values, axis=0) <= 1e-12).all()
        assert (np.diff(values, n=2, axis=0) >= -1e-12).all()


def test_the_fit_is_the_best_curve_that_is_not_negative() -> None:
    rng = np.random.default_rng(2)
    counts = np.arange(0.0, 30, 3)[:, None]
    errors, weights = rng.random((10, 1)), rng.integers(1, 30, size=(10, 1))
    found = fit_curves(counts, errors, weights)
    assert found is not None

    def loss(curve: ErrorCurves) -> float:
        fitted = np.array([curve.at(row) for row in counts])
        return float((weights * (fitted - errors) ** 2).sum())

    for _ in range(300):
        moved = np.maximum(0, found.coefficients + rng.normal(size=(1, 4)) * 0.01)
        assert loss(ErrorCurves(moved, found.offset)) >= loss(found) - 1e-12
    for place in range(4):
        moved = found.coefficients.copy()
        moved[0, place] += 1e-4
        assert loss(ErrorCurves(moved, found.offset)) >= loss(found) - 1e-12


def test_a_group_seen_too_rarely_has_the_scaled_curve_of_all() -> None:
    counts = np.array([[0.0, 2, 5, 7], [3, 2, 9, 7], [8, 2, 9, 7], [20, 2, 9, 7]])
    base = CARD.coefficients
    errors = np.column_stack(
        [
            ErrorCurves(base * scale, 1.0).at(column[:, None].repeat(1, axis=1).ravel())
            for scale, column in zip((1, 3, 1, 0.5), counts.T, strict=True)
        ]
    )
    weights = np.array([[9.0, 9, 0, 9]] * 4)
    found = fit_curves(counts, errors, weights)
    assert found is not None
    pooled = found.coefficients[2]  # of the group that was never observed
    for group in (1, 3):
        ratio = found.coefficients[group] / np.where(pooled > 0, pooled, 1)
        used = pooled > 0
        np.testing.assert_allclose(ratio[used], ratio[used][0])
        assert found.at(counts[0])[group] == pytest.approx(errors[0, group])
    assert found.at(counts[1])[0] == pytest.approx(errors[1, 0], abs=1e-6)


def test_without_two_numbers_of_labels_nothing_decays() -> None:
    assert fit_curves(np.full((3, 2), 4), np.random.default_rng(0).random((3, 2)),
                      np.ones((3, 2))) is None  # fmt: skip
    assert fit_curves(np.array([[0, 5]]), np.ones((1, 2)), np.zeros((1, 2))) is None
