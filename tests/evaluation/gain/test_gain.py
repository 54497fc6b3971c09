import math
import sys

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.gain.gain import gain_over_random, leaves_open
from jupyter_al.evaluation.gain.random_arm import RandomArm

SIZES = np.array([20, 40, 80, 160, 320])
CURVE = 0.95 - 1.2 * SIZES**-0.6


def _arm(accuracies, n=100, sizes=SIZES):
    return RandomArm(np.asarray(sizes), np.tile(np.asarray(accuracies)[:, None], n), 5, 10)


def _drawn_arm(n, rng, accuracies=CURVE):
    """An arm whose items are right or wrong together, like those of real models."""
    hard = rng.random(n)
    return RandomArm(
        SIZES, (hard[None] < np.asarray(accuracies)[:, None]).astype(float), 5, 1
    ), hard


def test_card_a3_test_4_labels_saved():
    gain = gain_over_random(_arm(CURVE), np.full(100, 0.90), 120)
    assert gain.n_random == pytest.approx(199.688, abs=2e-3)
    assert gain.labels_saved.estimate == pytest.approx(0.399063, abs=1e-5)
    assert gain.accuracy.estimate == pytest.approx(0.90 - (0.95 - 1.2 * 120**-0.6), abs=1e-5)
    assert (
        gain.sentence
        == "40 % fewer labels than random so far (40 to 40 %), from 100 audited labels"
    )


def test_harm_is_said_as_more_labels():
    gain = gain_over_random(_arm(CURVE), np.full(100, 0.85), 120)
    needed = (1.2 / 0.10) ** (1 / 0.6)
    assert gain.labels_saved.estimate == pytest.approx(1 - 120 / needed, abs=1e-4)
    assert gain.sentence.startswith("91 % more labels than random so far (91 to 91 %)")
    assert gain.accuracy.estimate < 0


def test_a_range_on_both_sides_of_zero_is_not_called_a_saving():
    arm, hard = _drawn_arm(200, np.random.default_rng(0))
    gain = gain_over_random(arm, hard < 0.88, 100)
    assert gain.labels_saved.low < 0 < gain.labels_saved.high
    assert str(gain) == (
        "not clear yet: between 26 % more and 23 % fewer labels than random so far, "
        "from 200 audited labels"
    )


def test_a_range_from_harm_to_four_fifths_saved_says_nothing(monkeypatch):
    rng = np.random.default_rng(3)
    arm, _ = _drawn_arm(60, rng)
    right = rng.random(60) < 0.9
    assert gain_over_random(arm, right, 60).labels_saved is None
    assert "60 audited labels leave the labels saved open" in str(gain_over_random(arm, right, 60))
    module = sys.modules[gain_over_random.__module__]
    monkeypatch.setattr(module, "_OPEN", (-math.inf, math.inf))
    found = gain_over_random(arm, right, 60).labels_saved
    assert found.low <= 0
    assert found.high >= 0.8


@pytest.mark.parametrize(
    ("low", "high", "open_"),
    [
        (-0.1, 0.85, True),
        (0.1, 1.0, False),
        (0.0, 0.5, False),
        (-0.4, -0.05, False),
        (-2.5, -0.3, True),
        (-1.8, 0.3, True),
        (-0.3, 0.4, False),
    ],
)
def test_a_wide_range_that_reaches_below_zero_leaves_it_open(low, high, open_):
    assert leaves_open(low, high) is open_


def test_twelve_audited_labels_are_not_enough():
    gain = gain_over_random(_arm(CURVE, n=12), np.ones(12), 100)
    assert gain.sentence == "not enough evidence yet: 12 of 30 audited labels"
    assert gain.accuracy is None
    # half of the slice kept for calibration does not count
    half = gain_over_random(_arm(CURVE, n=40), np.ones(20), 100, items=np.arange(20))
    assert "20 of 30" in half.sentence


def test_nothing_beyond_three_times_the_largest_size():
    far = gain_over_random(_arm(CURVE), np.full(100, 0.94), 400)
    assert far.labels_saved is None
    assert "more than 960 labels" in far.reason
    assert far.accuracy is not None
    never = gain_over_random(_arm(CURVE), np.full(100, 0.97), 1000)
    assert never.labels_saved is None
    assert never.n_random == math.inf
    assert never.accuracy is None


def test_an_upper_end_beyond_the_horizon_is_left_open():
    rng = np.random.default_rng(4)
    arm, hard = _drawn_arm(4000, rng)
    gain = gain_over_random(arm, hard < 0.928, 150)
    assert gain.labels_saved.high == 1.0
    assert 0.4 < gain.labels_saved.low < gain.labels_saved.estimate
    assert "to 100 %" in gain.sentence


def test_a_flat_random_curve_gives_no_number():
    gain = gain_over_random(_arm([0.7] * 5), np.full(100, 0.9), 120)
    assert "does not rise" in gain.sentence
    assert "3 of 4" in gain_over_random(_arm(CURVE[:3], sizes=SIZES[:3]), np.ones(100), 9).sentence


def test_the_order_of_the_items_does_not_matter():
    rng = np.random.default_rng(1)
    arm, hard = _drawn_arm(800, rng)
    right = hard < 0.88
    order = rng.permutation(800)
    mixed = RandomArm(SIZES, arm.correct[:, order], 5, 1)
    assert gain_over_random(arm, right, 100) == gain_over_random(mixed, right[order], 100)


def test_more_audited_items_narrow_the_range():
    widths = []
    for n in (500, 4000):
        found = []
        for seed in range(20):
            arm, hard = _drawn_arm(n, np.random.default_rng(seed))
            gain = gain_over_random(arm, hard < 0.88, 100)
            found.append(gain.accuracy.high - gain.accuracy.low)
        widths.append(np.mean(found))
    assert widths[1] < 0.6 * widths[0]


def test_the_range_of_labels_saved_covers_the_truth():
    truth = 1 - 100 / (1.2 / 0.07) ** (1 / 0.6)
    held, shown = 0, 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        correct = rng.random((5, 5000)) < CURVE[:, None]
        arm = RandomArm(SIZES, correct.astype(float), 5, 1)
        gain = gain_over_random(arm, rng.random(5000) < 0.88, 100, level=0.95, seed=seed)
        if gain.labels_saved is not None:
            shown += 1
            held += gain.labels_saved.low <= truth <= gain.labels_saved.high
    assert shown > 100
    assert 0.91 <= held / shown <= 0.99


@pytest.mark.parametrize(
    ("right", "n_active", "keywords", "words"),
    [
        (np.ones(99), 100, {}, "one for each"),
        (np.full(100, 2.0), 100, {}, "true or false"),
        (np.ones(100), 0, {}, "1 or more"),
        (np.ones(2), 10, {"items": [0, 100]}, "different positions"),
        (np.ones(2), 10, {"items": [3, 3]}, "different positions"),
    ],
)
def test_bad_input_is_refused(right, n_active, keywords, words):
    with pytest.raises(AlError, match=words):
        gain_over_random(_arm(CURVE), right, n_active, **keywords)
