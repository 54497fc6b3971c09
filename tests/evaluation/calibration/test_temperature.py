import math

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.calibration.temperature import (
    Temperature,
    calibrate,
    fit_temperature,
    tempered,
)

FOUR = np.array([[3.0, 0.0]] * 4)
LABELS = np.array([0, 0, 0, 1])


def _data(n, truth=2.0, seed=0, n_classes=4):
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (n, n_classes))
    p = np.exp(logits / truth)
    p /= p.sum(1, keepdims=True)
    return logits, (p.cumsum(1) < rng.random((n, 1))).sum(1)


def test_card_e31_four_items():
    found = fit_temperature(FOUR, LABELS, shrink=False)
    assert found.value == pytest.approx(2.730718, abs=5e-7)
    assert found.value == pytest.approx(3 / math.log(3))
    assert tempered(FOUR, found).max() == pytest.approx(0.75)


def test_card_e31_a_constant_in_each_row_changes_nothing():
    moved = FOUR + np.array([[1.0], [-5.0], [100.0], [0.0]])
    assert fit_temperature(moved, LABELS, shrink=False).value == pytest.approx(3 / math.log(3))


@pytest.mark.parametrize("scale", [0.5, 3.0])
def test_card_e31_scaled_logits_scale_the_temperature(scale):
    found = fit_temperature(scale * FOUR, LABELS, shrink=False).value
    assert found == pytest.approx(scale * 3 / math.log(3))


def test_card_e31_all_correct_ends_at_the_lower_bound_and_says_so():
    found = fit_temperature(FOUR, [0] * 4, shrink=False)
    assert found.value == pytest.approx(0.05)
    assert found.at_bound
    assert "end of the search" in found.sentence
    wrong = fit_temperature(FOUR, [1] * 4, shrink=False)
    assert (wrong.value, wrong.at_bound) == (pytest.approx(20), True)


def test_few_labels_leave_the_temperature_near_one():
    four = fit_temperature(FOUR, LABELS)
    assert 1 < four.value < 3 / math.log(3)
    many = fit_temperature(np.tile(FOUR, (100, 1)), np.tile(LABELS, 100))
    assert abs(many.value - 3 / math.log(3)) < abs(four.value - 3 / math.log(3))
    assert many.value == pytest.approx(3 / math.log(3), rel=0.05)
    assert not fit_temperature(FOUR, [0] * 4).at_bound


@pytest.mark.parametrize("truth", [0.3, 1.0, 4.0])
def test_the_temperature_of_the_data_is_found(truth):
    assert fit_temperature(*_data(4000, truth)).value == pytest.approx(truth, rel=0.08)


def test_the_order_of_items_and_classes_does_not_matter():
    logits, labels = _data(60)
    found = fit_temperature(logits, labels).value
    order = np.random.default_rng(1).permutation(60)
    assert fit_temperature(logits[order], labels[order]).value == pytest.approx(found)
    classes = np.array([2, 0, 3, 1])
    assert fit_temperature(logits[:, classes], classes.argsort()[labels]).value == pytest.approx(
        found
    )


def test_equal_logits_leave_one():
    assert fit_temperature(np.zeros((20, 3)), [0] * 20, shrink=False).value == pytest.approx(1)


def test_log_probabilities_of_zero_are_taken():
    found = fit_temperature([[0.0, -np.inf]] * 50, [0] * 49 + [1])
    assert 1 < found.value < 20
    with pytest.raises(AlError, match="every class"):
        fit_temperature([[-np.inf, -np.inf]], [0])


def test_fewer_than_ten_labels_are_not_calibrated():
    none = calibrate((FOUR, LABELS))
    assert none == Temperature(1.0, 0, "none")
    assert none.sentence.startswith("not calibrated: not enough evidence yet")
    assert calibrate(None) == none
    assert calibrate((np.zeros((0, 2)), [])) == none


def test_out_of_fold_labels_are_added_below_thirty_held_out():
    held, rest = _data(29), _data(50, seed=1)
    both = calibrate(held, rest)
    assert (both.n, both.source) == (79, "out of fold")
    assert both.sentence.endswith("calibrated on hard items")
    enough = calibrate(_data(30), rest)
    assert (enough.n, enough.source) == (30, "held out")
    assert calibrate(held).n == 29
    assert calibrate(None, rest).n == 50


def test_out_of_fold_rows_without_a_prediction_are_left_out():
    logits, labels = _data(50, seed=1)
    logits[:5] = np.nan
    assert calibrate(None, (logits, labels)).n == 45


def test_tempered_keeps_the_class_and_sums_to_one():
    logits, _ = _data(1000)
    p = tempered(logits.astype(np.float32), 3.0)
    assert p.dtype == np.float32
    np.testing.assert_allclose(p.sum(1), 1, rtol=1e-5)
    np.testing.assert_array_equal(p.argmax(1), logits.argmax(1))


def test_without_labels_or_with_one_class_it_is_one():
    assert fit_temperature(np.zeros((0, 2)), np.zeros(0, int)).value == 1
    assert fit_temperature(np.zeros((3, 1)), [0, 0, 0]).value == 1


@pytest.mark.parametrize(
    ("logits", "labels", "words"),
    [
        ([[1.0, 0.0]], [0, 1], "one row of logits"),
        ([[1.0, 0.0]], [2], "codes from 0 to 1"),
        ([[1.0, 0.0]], [-1], "codes from 0 to 1"),
        ([[1.0, 0.0]], ["a"], "codes from 0 to 1"),
        ([[np.nan, 0.0]], [0], "NaN"),
        ([[np.inf, 0.0]], [0], "NaN"),
    ],
)
def test_bad_input_is_refused(logits, labels, words):
    with pytest.raises(AlError, match=words):
        fit_temperature(logits, labels)


def test_bad_parts_are_refused():
    with pytest.raises(AlError, match="same classes"):
        calibrate(_data(20), _data(20, n_classes=3))
    with pytest.raises(AlError, match="3 rows"):
        calibrate(None, (np.zeros((3, 2)), [0]))
    with pytest.raises(AlError, match="above 0"):
        tempered(FOUR, 0)
    with pytest.raises(AlError, match="logits"):
        tempered([1.0], 1)
