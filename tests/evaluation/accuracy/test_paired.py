import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.paired import compare, mcnemar, wald_difference


def _pair(b, c, n):
    first, second = np.ones(n, dtype=bool), np.ones(n, dtype=bool)
    second[:b] = False
    first[b : b + c] = False
    return first, second


def test_card_a3_test_5_the_exact_test_and_the_wald_range_disagree():
    assert mcnemar(12, 4) == pytest.approx(0.0768127, abs=1e-7)
    assert wald_difference(12, 4, 100) == pytest.approx((0.0032, 0.1568), abs=5e-5)
    found = compare(*_pair(12, 4, 100))
    assert found.difference.method == "bootstrap over items"  # 16 items are fewer than 25
    assert not found.apart
    assert found.sentence.startswith("not enough evidence yet that they differ: 0.08 (")


def test_from_25_items_on_the_range_is_that_of_wald():
    found = compare(*_pair(22, 3, 100))
    assert found.difference.method == "Wald"
    assert (found.difference.low, found.difference.high) == wald_difference(22, 3, 100)
    assert found.apart
    assert found.sentence.startswith("the first is better by 0.19 (")


def test_exchanging_the_models_turns_the_sign():
    first, second = _pair(30, 9, 200)
    one, other = compare(first, second), compare(second, first)
    assert one.difference.estimate == -other.difference.estimate
    assert one.difference.low == pytest.approx(-other.difference.high)
    assert one.p == other.p
    assert one.sentence.split("by ")[1] == other.sentence.split("by ")[1]
    assert other.sentence.startswith("the second is better")


def test_the_order_of_the_items_does_not_matter():
    first, second = _pair(8, 3, 60)
    order = np.random.default_rng(0).permutation(60)
    assert compare(first, second, seed=1) == compare(first[order], second[order], seed=1)


def test_without_items_or_differences():
    assert compare([], []).difference is None
    assert "no item" in str(compare([], []))
    same = compare([1, 1, 0], [1, 1, 0])
    assert (same.difference.low, same.difference.high, same.p) == (0.0, 0.0, 1.0)
    assert not same.apart


def test_the_range_covers_the_true_difference():
    rng = np.random.default_rng(0)
    held = 0
    for seed in range(400):
        kind = rng.choice(3, size=150, p=[0.7, 0.2, 0.1])
        found = compare(kind != 2, kind != 1, seed=seed).difference
        held += found.low <= 0.1 <= found.high
    assert 0.91 <= held / 400 <= 0.99


def test_bad_input_is_refused():
    with pytest.raises(AlError, match="one of each model"):
        compare([1, 0], [1])
    with pytest.raises(AlError, match="not possible"):
        wald_difference(3, 3, 5)
    with pytest.raises(AlError, match="level"):
        wald_difference(3, 3, 10, level=1.0)
