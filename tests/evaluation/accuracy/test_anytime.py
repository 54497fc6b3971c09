import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation import accuracy, clopper_pearson, wilson
from jupyter_al.evaluation.accuracy.anytime import anytime_level


def test_card_a3_test_5_the_fifth_look():
    assert 1 - anytime_level(5, 0.95) == pytest.approx(0.00166667, abs=1e-8)


def test_the_chances_to_miss_sum_to_that_of_one_look():
    missed = sum(1 - anytime_level(j, 0.9) for j in range(1, 20001))
    assert missed == pytest.approx(0.1, abs=1e-5)
    assert missed < 0.1


def test_looking_again_and_again_misses_rarely_with_it_and_often_without():
    rng = np.random.default_rng(0)
    looks, sessions = np.arange(10, 310, 10), 150
    ever = {"once": 0, "anytime": 0}
    for _ in range(sessions):
        right = np.cumsum(rng.random(300) < 0.8)
        for name in ever:
            ends = [
                clopper_pearson(int(right[n - 1]), int(n), level=level)
                for j, n in enumerate(looks, 1)
                for level in [anytime_level(j) if name == "anytime" else 0.95]
            ]
            ever[name] += any(not e.low <= 0.8 <= e.high for e in ends)
    assert ever["anytime"] / sessions <= 0.05
    assert ever["once"] / sessions > 0.1


def test_accuracy_says_which_of_the_two_it_is():
    predicted, truth = ["a"] * 100, ["a"] * 90 + ["b"] * 10
    now, ever = accuracy(predicted, truth), accuracy(predicted, truth, look=5)
    assert ever.interval == wilson(90, 100, level=1 - 0.05 / 30)
    assert ever.sentence == (
        "accuracy 0.90 (0.77 to 0.96) from 100 audited labels, however often you look"
    )
    assert "look" not in now.sentence
    assert (now.look, ever.look) == (None, 5)
    assert ever.interval.low < now.interval.low


@pytest.mark.parametrize(("look", "level", "words"), [(0, 0.95, "from 1"), (1, 1.0, "between")])
def test_bad_input_is_refused(look, level, words):
    with pytest.raises(AlError, match=words):
        anytime_level(look, level)
