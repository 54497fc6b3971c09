import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation import accuracy, clopper_pearson, wilson


def _pair(correct, n):
    return np.zeros(n, dtype=int), np.array([0] * correct + [1] * (n - correct), dtype=int)


def test_the_sentence_says_number_interval_and_what_it_is_made_of():
    found = accuracy(*_pair(52, 60))
    assert found.enough
    assert found.interval == wilson(52, 60)
    assert found.sentence == "accuracy 0.87 (0.76 to 0.93) from 60 audited labels"
    tested = accuracy(*_pair(60, 60), source="test")
    assert tested.sentence == "accuracy 1.00 (0.94 to 1.00) from 60 test labels"


def test_too_few_answers_give_no_number():
    found = accuracy(*_pair(7, 7))
    assert not found.enough
    assert found.sentence == "not enough evidence yet: 7 of 20 audited labels"


def test_a_wide_interval_gives_no_number():
    found = accuracy(*_pair(12, 25))
    assert not found.enough
    assert found.sentence == (
        "not enough evidence yet: 0.28 to 0.69 from 25 audited labels is wider than ±0.15"
    )


def test_no_answers_at_all():
    found = accuracy([], [])
    assert found.interval.estimate is None
    assert not found.enough
    assert found.sentence == "not enough evidence yet: 0 of 20 audited labels"


def test_a_small_pool_audited_whole_is_enough():
    found = accuracy(*_pair(4, 5), population=5)
    assert found.enough
    assert found.sentence == "accuracy 0.80 (0.80 to 0.80) from 5 audited labels"


@pytest.mark.parametrize(
    ("correct", "n", "make"),
    [
        (30, 39, clopper_pearson),
        (30, 40, wilson),
        (50, 50, clopper_pearson),
        (0, 50, clopper_pearson),
        (49, 50, wilson),
    ],
)
def test_which_interval_is_shown(correct, n, make):
    found = accuracy(*_pair(correct, n), population=1000)
    assert found.interval == make(correct, n, population=1000)
    assert found.exact == clopper_pearson(correct, n, population=1000)


def test_names_and_codes_are_compared_alike():
    codes = accuracy([0, 1, 1], [0, 1, 0])
    names = accuracy(["cat", "dog", "dog"], np.array(["cat", "dog", "cat"], dtype=object))
    assert codes == names
    assert codes.interval.correct == 2


def test_different_lengths_are_refused_with_both_shapes():
    with pytest.raises(AlError, match=r"\(3,\).*\(2,\)"):
        accuracy([0, 1, 1], [0, 1])
    with pytest.raises(AlError, match="shape"):
        accuracy([[0, 1]], [[0, 1]])


def test_an_unknown_source_names_the_nearest():
    with pytest.raises(AlError, match="'audit'"):
        accuracy([0], [0], source="audti")


def test_a_population_smaller_than_the_answers_is_refused():
    with pytest.raises(AlError, match="drawn from 2"):
        accuracy([0, 1, 1], [0, 1, 1], population=2)
