import numpy as np
import pytest
from scipy.stats import hypergeom

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.finite_pool import hypergeometric
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson


@pytest.mark.parametrize(("population", "n"), [(20, 10), (60, 15), (200, 100)])
def test_coverage_by_enumeration(population, n):
    ends = [hypergeometric(k, n, population) for k in range(n + 1)]
    low, high = (np.array([getattr(e, name) for e in ends]) for name in ("low", "high"))
    for right in range(population + 1):
        held = (low <= right / population) & (right / population <= high)
        assert hypergeom.pmf(np.arange(n + 1), population, right, n)[held].sum() >= 0.95 - 1e-9


def test_a_huge_pool_is_as_good_as_an_endless_one():
    found, endless = hypergeometric(45, 50, 10**7), clopper_pearson(45, 50)
    assert (found.low, found.high) == pytest.approx((endless.low, endless.high), abs=1e-5)


def test_the_ends_are_the_definition():
    found = hypergeometric(9, 10, 20)
    fits = [
        m
        for m in range(21)
        if hypergeom.sf(8, 20, m, 10) > 0.025 and hypergeom.cdf(9, 20, m, 10) > 0.025
    ]
    assert (found.low, found.high) == (fits[0] / 20, fits[-1] / 20)


def test_ends_of_the_range():
    assert hypergeometric(7, 9, 9).low == hypergeometric(7, 9, 9).high == 7 / 9
    assert hypergeometric(0, 0, 9).estimate is None
    assert hypergeometric(0, 5, 50).low == 0
    assert hypergeometric(5, 5, 50).high == 1
    swapped = hypergeometric(2, 30, 90), hypergeometric(28, 30, 90)
    assert swapped[0].low == pytest.approx(1 - swapped[1].high)


def test_impossible_counts_are_refused():
    with pytest.raises(AlError, match="not possible"):
        hypergeometric(3, 5, 4)
    with pytest.raises(AlError, match="level"):
        hypergeometric(3, 5, 9, level=0)
