import numpy as np
import pytest
from scipy.stats import ks_2samp, ttest_ind

from jupyter_al.errors import AlError
from jupyter_al.evaluation.unlabelled.drift import drift


def test_the_numbers_are_those_of_the_two_tests():
    rng = np.random.default_rng(0)
    before, added = rng.beta(8, 2, 300), rng.beta(5, 3, 120)
    found = drift(before, added)
    plain = ks_2samp(before, added, method="asymp")
    assert (found.distance, found.p_value) == pytest.approx((plain.statistic, plain.pvalue))
    welch = ttest_ind(added, before, equal_var=False).confidence_interval()
    assert (found.low, found.high) == pytest.approx((welch.low, welch.high))
    assert found.difference == pytest.approx(added.mean() - before.mean())
    assert found.alarm
    assert found.sentence == (
        "the 120 added items look different to the model: mean confidence 0.63, before 0.79 "
        f"({found.low:+.2f} to {found.high:+.2f}); label some of them before you rely on the "
        "accuracy"
    )


def test_a_model_that_is_surer_than_before_is_a_reason_too():
    rng = np.random.default_rng(1)
    assert drift(rng.beta(5, 3, 300), rng.beta(30, 1, 300)).alarm


def test_equal_means_of_unequal_shape_are_found():
    rng = np.random.default_rng(2)
    before, added = rng.uniform(0.65, 0.75, 400), rng.choice([0.5, 0.9], 400)
    assert drift(before, added).alarm


def test_false_alarms_are_rare():
    rng = np.random.default_rng(3)
    alarms = sum(drift(rng.beta(8, 2, 300), rng.beta(8, 2, 60), least=0).alarm for _ in range(400))
    assert alarms <= 12  # 1 % are expected


def test_a_certain_but_small_difference_is_no_alarm():
    before = np.linspace(0.5, 1, 50_000)
    found = drift(before, before - 0.01)
    assert found.p_value < 0.01
    assert found.distance == pytest.approx(0.02, abs=1e-3)
    assert not found.alarm
    assert str(found).startswith("the 50000 added items look like the others")
    assert drift(before, before - 0.01, least=0.01).alarm


def test_few_items_never_raise_an_alarm():
    found = drift(np.linspace(0.9, 1, 100), np.linspace(0.5, 0.6, 12))
    assert not found.alarm
    assert found.sentence == "not enough evidence yet: 12 of 30 added items"
    assert "5 of 30 earlier" in drift(np.linspace(0.9, 1, 5), np.linspace(0.9, 1, 50)).sentence
    one = drift([0.5], [0.6])
    assert (one.low, one.high) == (-np.inf, np.inf)


def test_scores_that_are_all_alike():
    found = drift(np.full(50, 0.8), np.full(40, 0.8))
    assert (found.distance, found.alarm) == (0, False)
    assert (found.low, found.high) == pytest.approx((0, 0))


def test_the_order_of_items_does_not_count():
    rng = np.random.default_rng(4)
    before, added = rng.random(90), rng.random(70)
    one, two = drift(before, added), drift(rng.permutation(before), np.sort(added))
    assert (one.distance, one.p_value) == (two.distance, two.p_value)
    assert one.low == pytest.approx(two.low)


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="no added item"):
        drift([0.5], [])
    with pytest.raises(AlError, match="1 of 2 reference scores"):
        drift([0.5, np.inf], [0.5])
    with pytest.raises(AlError, match="level"):
        drift([0.5], [0.5], level=1)
    with pytest.raises(AlError, match="least"):
        drift([0.5], [0.5], least=1)
