import math

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.stopping.error_stability import (
    error_change,
    error_ratio,
    gaussian_divergence,
    laplace_covariance,
    risk_change,
)

OLD = (np.zeros(2), np.diag([1.0, 2.0]))
NEW = (np.array([0.5, 0.0]), np.diag([1.5, 1.5]))


@pytest.mark.parametrize(("kl", "expected"), [(0, 0), (1, 1.718282), (0.01, 0.144717)])
def test_card_a3_test_6_the_change_of_risk(kl, expected):
    assert risk_change(kl) == pytest.approx(expected, abs=5e-7)


def test_card_a3_test_6_two_normal_distributions():
    assert gaussian_divergence(*OLD, *NEW) == pytest.approx(0.142225, abs=5e-7)
    assert gaussian_divergence(*NEW, *OLD) == pytest.approx(0.191108, abs=5e-7)
    assert error_change(*OLD, *NEW) == pytest.approx(1.257995, abs=5e-7)
    assert error_change(*OLD, *OLD) == pytest.approx(0, abs=1e-6)


def test_the_divergence_does_not_hang_on_the_coordinates():
    rng = np.random.default_rng(0)
    turn = rng.normal(size=(2, 2))
    moved = [(turn @ mean, turn @ cov @ turn.T) for mean, cov in (OLD, NEW)]
    assert gaussian_divergence(*moved[0], *moved[1]) == pytest.approx(
        gaussian_divergence(*OLD, *NEW)
    )


def test_risk_change_grows_with_the_divergence():
    values = [risk_change(kl) for kl in (0, 1e-9, 0.01, 0.5, 1, 4)]
    assert values == sorted(values)
    assert len(set(values)) == 6


def test_the_covariance_is_that_of_the_definition():
    rng = np.random.default_rng(0)
    rows, p = rng.normal(size=(30, 3)), rng.random(30)
    expected = np.linalg.inv(rows.T @ np.diag(p * (1 - p)) @ rows + np.eye(3) / 2)
    np.testing.assert_allclose(laplace_covariance(rows, p, C=2.0), expected)
    np.testing.assert_allclose(laplace_covariance(np.zeros((0, 2)), [], C=3.0), 3 * np.eye(2))


def test_the_ratio_needs_more_rounds_than_its_reference():
    changes = [4.0, 2.0, 3.0, 0.2]
    assert math.isnan(error_ratio(changes[:3], reference=2))
    assert error_ratio(changes, reference=2) == pytest.approx(0.1)
    assert math.isnan(error_ratio(np.ones(11)))
    assert error_ratio(np.ones(12)) == 1
    assert error_ratio([0.0, 1.0], reference=0) == math.inf
    assert error_ratio([0.0, 0.0], reference=0) == 0


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="same"):
        gaussian_divergence([0], np.eye(1), [0, 0], np.eye(2))
    with pytest.raises(AlError, match="positive definite"):
        gaussian_divergence([0, 0], np.eye(2), [0, 0], -np.eye(2))
    with pytest.raises(AlError, match="0 or more"):
        risk_change(-0.1)
    with pytest.raises(AlError, match="one for each row"):
        laplace_covariance(np.eye(2), [0.5])
    with pytest.raises(AlError, match="between 0 and 1"):
        laplace_covariance(np.eye(2), [0.5, 1.5])
    with pytest.raises(AlError, match="C must"):
        laplace_covariance(np.eye(2), [0.5, 0.5], C=0)
    with pytest.raises(AlError, match="reference"):
        error_ratio([1.0], reference=-1)
