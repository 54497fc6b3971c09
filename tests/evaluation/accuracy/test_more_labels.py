"""More labels never make an interval wider in expectation; found by enumeration, not by chance."""

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from jupyter_al.evaluation import accuracy, clopper_pearson, wilson


def expected_width(make, chances):
    ends = [make(k) for k in range(len(chances))]
    return float(sum(p * (e.high - e.low) for p, e in zip(chances, ends, strict=True)))


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@pytest.mark.parametrize("share", [0.5, 0.8, 0.97, 1.0])
def test_in_a_pool_without_end(interval, share):
    widths = [
        expected_width(lambda k, n=n: interval(k, n), binom.pmf(np.arange(n + 1), n, share))
        for n in range(1, 81, 3)
    ]
    assert (np.diff(widths) < 0).all()


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@pytest.mark.parametrize("right", [60, 96, 114, 120])
def test_in_a_pool_of_known_size(interval, right):
    widths = [
        expected_width(
            lambda k, n=n: interval(k, n, population=120),
            hypergeom.pmf(np.arange(n + 1), 120, right, n),
        )
        for n in range(1, 121, 7)
        if right >= 1
    ]
    # the exact interval moves in steps of one item
    assert (np.diff(widths) < 1 / 120).all()
    assert widths[-1] < 0.35 * widths[3]


def test_of_what_is_shown_and_of_the_interval_for_all_looks():
    def shown(n, look):
        chances = binom.pmf(np.arange(n + 1), n, 0.85)
        return expected_width(
            lambda k: accuracy([1] * k + [0] * (n - k), [1] * n, look=look).interval, chances
        )

    for look in (None, 4):
        widths = [shown(n, look) for n in (5, 15, 30, 39, 41, 60, 100)]
        assert (np.diff(widths) < 0).all()
    assert shown(60, 4) > shown(60, None)
