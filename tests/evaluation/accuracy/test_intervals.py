import math

import pytest
from scipy.stats import beta, binom, hypergeom

from jupyter_al.errors import AlError
from jupyter_al.evaluation import Interval, clopper_pearson, enough, wilson


@pytest.mark.parametrize(
    ("correct", "n", "low", "high"),
    [
        # Newcombe (1998), table I, and the closed forms at the ends: z² / (n + z²)
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (10, 10, 0.7225, 1.0),
        (0, 10, 0.0, 0.2775),
        (45, 50, 0.786398, 0.956524),
    ],
)
def test_wilson_gives_the_published_values(correct, n, low, high):
    found = wilson(correct, n)
    assert found.estimate == correct / n
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("correct", "n", "low", "high"),
    [
        (45, 50, 0.781865, 0.966725),
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (10, 10, 0.6915, 1.0),
    ],
)
def test_clopper_pearson_gives_the_published_values(correct, n, low, high):
    found = clopper_pearson(correct, n)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_clopper_pearson_agrees_with_the_beta_quantiles():
    for correct in range(1, 30):
        found = clopper_pearson(correct, 30, level=0.9)
        assert found.low == pytest.approx(beta.ppf(0.05, correct, 31 - correct))
        if correct < 30:
            assert found.high == pytest.approx(beta.ppf(0.95, correct + 1, 30 - correct))


def _coverage(make, n, truth):
    held = [k for k in range(n + 1) if make(k, n).low <= truth <= make(k, n).high]
    return sum(binom.pmf(k, n, truth) for k in held)


@pytest.mark.parametrize("n", [5, 20, 50])
def test_coverage_by_enumeration(n):
    truths = [i / 40 for i in range(1, 40)]
    exact = [_coverage(clopper_pearson, n, truth) for truth in truths]
    score = [_coverage(wilson, n, truth) for truth in truths]
    assert min(exact) >= 0.95  # what "exact" promises
    assert sum(score) / len(score) == pytest.approx(0.95, abs=0.015)
    assert min(score) >= 0.82  # known dips of the score interval
    assert sum(exact) > sum(score)


def test_the_population_replaces_n_in_wilson():
    # 40 of 80 without replacement count as 40 / (1 - 1/2) = 80 answers
    half = wilson(30, 40, population=80)
    assert (half.low, half.high) == pytest.approx((wilson(60, 80).low, wilson(60, 80).high))
    assert half.n == 40


def test_clopper_pearson_in_a_finite_pool_covers_what_it_says():
    ends = [clopper_pearson(k, 40, population=60) for k in range(41)]
    for right in range(61):
        held = [e.correct for e in ends if e.low <= right / 60 <= e.high]
        assert hypergeom.pmf(held, 60, right, 40).sum() >= 0.95 - 1e-9


@pytest.mark.parametrize("make", [wilson, clopper_pearson])
class TestBoth:
    def test_without_answers_everything_is_possible(self, make):
        assert make(0, 0) == Interval(None, 0.0, 1.0, 0, 0, 0.95)

    def test_all_items_answered_leaves_no_doubt(self, make):
        found = make(7, 9, population=9)
        assert found.low == found.high == found.estimate == 7 / 9

    def test_a_small_population_narrows_and_a_huge_one_does_not(self, make):
        free = make(30, 40)
        near = make(30, 40, population=50)
        far = make(30, 40, population=10**9)
        assert near.high - near.low < 0.65 * (free.high - free.low)
        assert (far.low, far.high) == pytest.approx((free.low, free.high), abs=1e-6)

    def test_limits_stay_in_range_and_around_the_estimate(self, make):
        for n in range(1, 25):
            for correct in range(n + 1):
                found = make(correct, n)
                assert 0.0 <= found.low <= found.estimate <= found.high <= 1.0
            assert make(0, n).low == 0.0
            assert make(n, n).high == 1.0

    def test_a_higher_level_is_wider(self, make):
        wide, narrow = make(8, 12, level=0.99), make(8, 12, level=0.8)
        assert wide.low < narrow.low < narrow.high < wide.high

    @pytest.mark.parametrize(
        ("arguments", "keywords", "words"),
        [
            ((5, 4), {}, "5 correct of 4"),
            ((-1, 4), {}, "-1 correct"),
            ((1, 4), {"level": 1.0}, "between 0 and 1"),
            ((1, 4), {"population": 3}, "drawn from 3"),
        ],
    )
    def test_impossible_counts_are_refused(self, make, arguments, keywords, words):
        with pytest.raises(AlError, match=words):
            make(*arguments, **keywords)


@pytest.mark.parametrize(
    ("correct", "n", "population", "expected"),
    [
        (0, 0, None, False),
        (19, 19, None, False),  # too few, however narrow
        (20, 20, None, True),  # ± .08
        (10, 20, None, False),  # ± .20
        (20, 40, None, True),  # ± .148
        (19, 38, None, False),  # ± .152
        (5, 9, 9, True),  # all there are
        (8, 8, 9, False),
    ],
)
def test_enough_is_twenty_answers_and_a_narrow_interval(correct, n, population, expected):
    assert enough(wilson(correct, n, population=population)) is expected


def test_half_width_at_the_border():
    found = wilson(20, 40)
    assert math.isclose((found.high - found.low) / 2, 0.148, abs_tol=5e-4)
