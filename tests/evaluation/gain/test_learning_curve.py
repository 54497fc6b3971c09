import math

import numpy as np
import pytest
from scipy.optimize import curve_fit

from jupyter_al.errors import AlError
from jupyter_al.evaluation.gain.learning_curve import fit_curve_draws, fit_learning_curve

SIZES = np.array([20, 40, 80, 160, 320])
TRUE = 0.95 - 1.2 * SIZES**-0.6


def test_card_a3_test_4_the_curve_is_found_again():
    np.testing.assert_allclose(TRUE, [0.751133, 0.818797, 0.863438, 0.892890, 0.912322], atol=6e-7)
    curve = fit_learning_curve(SIZES, TRUE)
    assert (curve.ceiling, curve.drop, curve.rate) == pytest.approx((0.95, 1.2, 0.6), abs=1e-5)
    assert curve.labels_for(0.90) == pytest.approx(199.688, abs=2e-3)
    assert curve.labels_for(0.92) == pytest.approx(467.843, abs=2e-2)
    assert curve.usable
    assert str(curve) == "accuracy 0.95 - 1.20 / n^0.60, fitted from 20 to 320 labels"


@pytest.mark.parametrize("seed", range(6))
def test_no_general_optimiser_finds_a_better_fit(seed):
    noisy = np.clip(TRUE + np.random.default_rng(seed).normal(0, 0.02, 5), 0, 1)
    weights = np.arange(1, 6) / 5
    found = fit_learning_curve(SIZES, noisy)

    def loss(a, b, c):
        return float((weights * (noisy - a + b * SIZES**-c) ** 2).sum())

    (a, b, c), _ = curve_fit(
        lambda n, a, b, c: a - b * n**-c,
        SIZES,
        noisy,
        p0=(0.9, 1, 0.5),
        sigma=1 / np.sqrt(weights),
        bounds=([1e-9, 0, 0.05], [1, np.inf, 2]),
    )
    assert loss(found.ceiling, found.drop, found.rate) <= loss(a, b, c) + 1e-9


def test_larger_sizes_count_more_unless_told_otherwise():
    bent = TRUE.copy()
    bent[0] += 0.05
    by_size = fit_learning_curve(SIZES, bent).at(320)
    alike = fit_learning_curve(SIZES, bent, weights=np.ones(5)).at(320)
    assert abs(by_size - TRUE[-1]) < abs(alike - TRUE[-1])


def test_nothing_is_said_beyond_three_times_the_largest_size():
    curve = fit_learning_curve(SIZES, TRUE)
    assert curve.horizon == 960
    drawn = curve.at([1, 320, 960, 961])
    assert np.isfinite(drawn[:3]).all()
    assert math.isnan(drawn[3])
    assert math.isnan(curve.labels_for(0.945))  # 9305 labels
    assert curve.labels_for(0.95) == math.inf or curve.labels_for(0.9501) == math.inf
    assert curve.labels_for(0.99) == math.inf


@pytest.mark.parametrize(
    ("sizes", "accuracies", "reason"),
    [
        ([10, 20, 40], [0.5, 0.6, 0.7], "3 of 4 distinct"),
        ([10, 10, 20, 40], [0.5, 0.5, 0.6, 0.7], "3 of 4 distinct"),
        ([20, 30, 40, 50], [0.5, 0.6, 0.65, 0.7], "less than 3 times 20"),
        ([10, 20, 40, 80], [0.7, 0.7, 0.7, 0.7], "does not rise"),
        ([10, 20, 40, 80], [0.8, 0.7, 0.6, 0.5], "does not rise"),
        # a straight line in log n, as far as one can see
        ([10, 20, 40, 80], [0.1000, 0.1425, 0.1850, 0.2275], "too slowly"),
    ],
)
def test_a_curve_that_means_nothing_is_not_drawn(sizes, accuracies, reason):
    curve = fit_learning_curve(sizes, accuracies)
    assert not curve.usable
    assert reason in curve.reason
    assert str(curve).startswith("not enough evidence yet: ")
    assert np.isnan(curve.at(sizes)).all()
    assert math.isnan(curve.labels_for(0.5))


def test_bounds_hold_for_anything():
    rng = np.random.default_rng(3)
    drawn = fit_curve_draws(SIZES, rng.random((300, 5)), fit_learning_curve(SIZES, TRUE), 40)
    assert ((drawn.ceiling >= 0) & (drawn.ceiling <= 1)).all()
    assert (drawn.drop >= 0).all()
    assert ((drawn.rate >= 0.05 - 1e-12) & (drawn.rate <= 2 + 1e-12)).all()


def test_the_order_of_the_sizes_does_not_matter():
    order = [3, 0, 4, 2, 1]
    straight, mixed = fit_learning_curve(SIZES, TRUE), fit_learning_curve(SIZES[order], TRUE[order])
    assert (mixed.ceiling, mixed.drop) == pytest.approx((straight.ceiling, straight.drop), rel=1e-6)


def test_a_band_holds_the_curve_and_ends_at_the_horizon():
    curve = fit_learning_curve(SIZES, TRUE)
    noise = np.random.default_rng(0).normal(0, 0.01, (200, 5))
    band = fit_curve_draws(SIZES, np.clip(TRUE + noise, 0, 1), curve, 60).band([80, 320, 961])
    assert band[0].low < band[0].estimate < band[0].high
    assert band[1].n == 60
    assert math.isnan(band[2].low)
    assert math.isnan(band[2].estimate)


@pytest.mark.parametrize(
    ("sizes", "accuracies", "weights", "words"),
    [
        ([1, 2], [0.5], None, "one accuracy for each size"),
        ([], [], None, "one accuracy for each size"),
        ([0, 2, 3, 4], [0.1] * 4, None, "1 or more"),
        ([1, 2, 3, 4], [0.1, 0.2, 0.3, 1.1], None, "between 0 and 1"),
        ([1, 2, 3, 4], [0.1, 0.2, 0.3, math.nan], None, "between 0 and 1"),
        ([1, 2, 3, 4], [0.1, 0.2, 0.3, 0.4], [1, 1, 0, 1], "weight above 0"),
    ],
)
def test_bad_input_is_refused(sizes, accuracies, weights, words):
    with pytest.raises(AlError, match=words):
        fit_learning_curve(sizes, accuracies, weights)
