import math
import sys

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.calibration.reliability import reliability
from jupyter_al.numerics.calibration import calibration_error

SURE = [0.95, 0.9, 0.8, 0.7, 0.6]
RIGHT = [1, 1, 0, 1, 0]


def _drawn(n, shift, seed):
    rng = np.random.default_rng(seed)
    sure = rng.uniform(0.4, 1, n)
    return sure, rng.random(n) < np.clip(sure - shift, 0, 1)


def test_card_e31_five_items_in_ten_bins():
    found = reliability(SURE, RIGHT, bins=10)
    assert found.error.estimate == pytest.approx(0.37)
    # closed above: .9 belongs to (.8, .9]
    assert [each.n for each in found.bins] == [0] * 5 + [1, 1, 1, 1, 1]
    assert found.bins[8].confidence == 0.9
    assert found.bins[8].accuracy.correct == 1
    assert found.gap == pytest.approx(0.79 - 0.6)


def test_it_is_the_error_of_the_numerics():
    p = np.random.default_rng(0).dirichlet(np.ones(3), 300)
    labels = np.random.default_rng(1).integers(0, 3, 300)
    found = reliability(p.max(1), p.argmax(1) == labels)
    assert found.error.estimate == pytest.approx(calibration_error(p, labels))


def test_below_a_hundred_labels_nothing_is_said():
    assert reliability(SURE, RIGHT).sentence == "not enough evidence yet: 5 of 100 labels"
    assert reliability(*_drawn(99, 0.1, 0)).enough is False
    said = str(reliability(*_drawn(100, 0.3, 0)))
    assert said.startswith("confidence and accuracy are 0.")
    assert "from 100 labels; on the whole the model is too sure by 0." in said
    assert "not sure enough" in str(reliability(np.full(100, 0.5), np.ones(100)))


def test_the_bins_of_the_diagram():
    found = reliability([0.0, 1.0, 0.5], [1, 1, 0], bins=2)
    assert [(each.low, each.high, each.n) for each in found.bins] == [(0, 0.5, 2), (0.5, 1, 1)]
    assert found.bins[0].accuracy.estimate == 0.5
    assert sum(each.n for each in found.bins) == 3
    empty = reliability(SURE, RIGHT, bins=10).bins[0]
    assert math.isnan(empty.confidence)
    assert empty.accuracy.estimate is None


@pytest.mark.parametrize(("shift", "n"), [(0.0, 100), (0.0, 300), (0.1, 300), (0.2, 150)])
def test_the_interval_covers_the_true_error(shift, n):
    held = 0
    for seed in range(150):
        found = reliability(*_drawn(n, shift, seed), draws=200, seed=seed).error
        held += found.low <= shift <= found.high
    assert held / 150 >= 0.91


def test_more_labels_narrow_the_interval():
    widths = [
        np.mean(
            [
                (e := reliability(*_drawn(n, 0.1, s), draws=200).error).high - e.low
                for s in range(10)
            ]
        )
        for n in (100, 400, 1600)
    ]
    assert widths[0] > widths[1] > widths[2]


def test_many_items_are_drawn_as_normal_sums_with_the_same_interval(monkeypatch):
    sure, right = _drawn(4000, 0.05, 0)
    drawn = reliability(sure, right, draws=4000).error
    # the package has a function of the module's name
    monkeypatch.setattr(sys.modules["jupyter_al.evaluation.calibration.reliability"], "_MANY", 3999)
    normal = reliability(sure, right, draws=4000).error
    assert normal.estimate == drawn.estimate
    assert normal.low == pytest.approx(drawn.low, abs=0.0015)
    assert normal.high == pytest.approx(drawn.high, abs=0.0015)
    assert normal.low != drawn.low


def test_the_order_of_the_items_does_not_matter():
    sure, right = _drawn(200, 0.1, 0)
    order = np.random.default_rng(1).permutation(200)
    one, other = (
        reliability(sure, right, seed=3).error,
        reliability(sure[order], right[order], seed=3).error,
    )
    assert (one.low, one.high) == pytest.approx((other.low, other.high))
    assert one.estimate == pytest.approx(other.estimate)


def test_without_items():
    found = reliability([], [])
    assert found.error.n == 0
    assert "0 of 100" in found.sentence


@pytest.mark.parametrize(
    ("sure", "right", "keywords", "words"),
    [
        ([0.5], [1, 0], {}, "one of each"),
        ([1.5], [1], {}, "between 0 and 1"),
        ([math.nan], [1], {}, "between 0 and 1"),
        ([0.5], [1], {"bins": 0}, "bins"),
        ([0.5], [1], {"level": 0.0}, "level"),
    ],
)
def test_bad_input_is_refused(sure, right, keywords, words):
    with pytest.raises(AlError, match=words):
        reliability(sure, right, **keywords)
