import math

import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.cost import cost, minutes, money, target
from jupyter_al.evaluation.gain.learning_curve import fit_curve_draws, fit_learning_curve

SIZES = [20, 40, 80, 160, 320]
ACCURACIES = [0.751133, 0.818797, 0.863438, 0.892890, 0.912322]  # 0.95 - 1.2 n^-0.6


def _curve(draws=20):
    curve = fit_learning_curve(SIZES, ACCURACIES)
    import numpy as np

    return curve, fit_curve_draws(SIZES, np.tile(ACCURACIES, (draws, 1)), curve, 100)


def test_time_per_label_leaves_accidents_and_pauses_out():
    found = cost([2.0] * 30 + [0.1, 0.2, 900.0, None], left=100)
    assert (found.seconds, found.n, found.labelled) == (2.0, 30, 34)
    assert found.total == 60
    assert found.enough
    assert found.sentence == (
        "2.0 s a label (half of them 2.0 to 2.0 s), 60 s in all, 30 labels timed; "
        "to label all 100 that are left would take about 3 min"
    )
    # a slow worker is no pause: ten times the median counts
    assert cost([20.0] * 30 + [150.0]).n == 31


def test_without_timings():
    assert cost([]).sentence == "not enough evidence yet: 0 of 20 timed labels"
    assert cost([None] * 50).seconds is None
    assert not cost([1.0] * 19).enough
    with pytest.raises(AlError, match="seconds"):
        cost([-1.0])
    with pytest.raises(AlError, match="seconds"):
        cost([math.nan])


def test_the_labels_a_target_takes_are_those_of_the_card():
    curve, draws = _curve()
    found = target(0.90, (0.8, 0.88), 120, curve, draws, 3.0)
    assert found.labels == pytest.approx(199.688, abs=0.5)
    assert found.seconds == pytest.approx(3 * (found.labels - 120))
    assert found.sentence == (
        "accuracy 0.90 takes about 200 labels (200 to 200), about 4 min from here"
    )
    assert found.short == "accuracy 0.90: about 200 labels, 4 min more"
    assert target(0.90, None, 120, curve, draws, None).short == "accuracy 0.90: about 200 labels"
    assert target(0.92, None, 120, curve, draws, None).labels == pytest.approx(467.843, abs=2)


def test_never_beyond_three_times_what_was_seen():
    curve, draws = _curve()
    far = target(0.94, None, 320, curve, draws, 1.0)  # n(0.94) = 2918
    assert math.isnan(far.labels)
    assert "more than 960 labels" in far.sentence
    never = target(0.96, None, 320, curve, draws, 1.0)  # above the ceiling
    assert "more than 960 labels" in never.sentence


def test_a_target_that_is_reached_or_unknown():
    curve, draws = _curve()
    assert "reached" in target(0.8, (0.82, 0.9), 300, curve, draws, 1.0).sentence
    assert "about here" in target(0.8, (0.75, 0.9), 300, curve, draws, 1.0).sentence
    assert target(0.8, (0.82, 0.9), 300, curve, draws, 1.0).short == "accuracy 0.80: reached"
    short = fit_learning_curve([10, 20], [0.5, 0.6])
    unknown = target(0.9, None, 20, short, None, 1.0)
    assert "2 of 4 distinct" in unknown.sentence
    assert unknown.short == "accuracy 0.90: not enough evidence yet"
    with pytest.raises(AlError, match="between 0 and 1"):
        target(90, None, 20, curve, draws, 1.0)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (89, "89 s"), (120, "2 min"), (7200, "2.0 h")]
)
def test_times_in_words(seconds, said):
    assert minutes(seconds) == said


def test_an_hour_has_a_price():
    found = cost([3.6] * 100, left=900, price=25)
    assert found.sentence == (
        "3.6 s a label (half of them 3.6 to 3.6 s), 0.025 a label, 6 min (2.50) in all, "
        "100 labels timed; to label all 900 that are left would take about 54 min (22.50)"
    )
    assert money(3600, 1234.5) == "1,234.50"
    assert money(0, 30) == "0.00"
    curve, draws = _curve()
    goal = target(0.90, (0.8, 0.88), 120, curve, draws, 36.0, price=10)
    assert goal.cost == pytest.approx(goal.seconds / 360)
    assert goal.sentence.endswith(f"about {minutes(goal.seconds)} ({goal.cost:.2f}) from here")
    assert target(0.90, (0.8, 0.88), 120, curve, draws, 36.0).cost is None
    with pytest.raises(AlError, match="price"):
        cost([1.0], price=-1)
    with pytest.raises(AlError, match="price"):
        cost([1.0], price=math.nan)
