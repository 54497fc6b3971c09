import math

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.stopping.stability import change_bound, changed_share, delta_f, kappa


def _moved(counts_old, moves):
    """Return predictions of counts_old[c] items each, and the same with some moved."""
    old = np.repeat(np.arange(len(counts_old)), counts_old)
    new = old.copy()
    for start, end, times in moves:
        new[np.flatnonzero((old == start) & (new == start))[:times]] = end
    return new, old


@pytest.mark.parametrize(
    ("counts", "moves", "expected"),
    [
        ([50, 50], [(0, 1, 1)], 0.98),
        ([95, 5], [(0, 1, 1)], 0.903846),
        ([95, 5], [(1, 0, 1)], 0.883721),
        ([50, 50], [], 1.0),
        ([100], [], 1.0),
    ],
)
def test_card_a3_test_1_kappa(counts, moves, expected):
    assert kappa(*_moved(counts, moves)) == pytest.approx(expected, abs=5e-7)


def test_kappa_agrees_with_scikit_learn():
    from sklearn.metrics import cohen_kappa_score

    rng = np.random.default_rng(0)
    for n_classes in (2, 3, 7):
        a, b = rng.integers(0, n_classes, (2, 90))
        assert kappa(a, b) == pytest.approx(cohen_kappa_score(a, b))


def test_kappa_of_opposite_and_disjoint_predictions():
    assert kappa([0, 1], [1, 0]) == -1
    assert kappa([0, 0], [1, 1]) == 0
    assert math.isnan(kappa([], []))


def test_card_a3_test_2_delta_f():
    # 10 old positives: 9 shared, 1 lost, 1 gained
    assert delta_f(*_moved([20, 10], [(1, 0, 1), (0, 1, 1)])) == pytest.approx(0.1)


def test_delta_f_without_any_positive():
    assert delta_f([0, 0], [0, 0]) == 0
    assert math.isnan(delta_f([0, 0], [0, 0], positive_trained=False))
    assert delta_f(["b", "a"], ["b", "b"], positive="b") == pytest.approx(1 / 3)
    assert delta_f([1, 1], [0, 0]) == 1


@pytest.mark.parametrize(
    ("changed", "n", "bound"), [(0, 1000, 0.0029912), (10, 1000, 0.0169032), (3, 200, 0.0383097)]
)
def test_card_a3_test_3_bound(changed, n, bound):
    found = change_bound(*_moved([n, 0], [(0, 1, changed)]))
    assert found.bound == pytest.approx(bound, abs=5e-8)
    assert (found.changed, found.n, found.level) == (changed, n, 0.95)


def test_the_bound_says_no_less_than_it_knows():
    assert str(change_bound(*_moved([1000, 0], [(0, 1, 10)]))).endswith("at most 1.7 %")
    whole = change_bound(*_moved([1000, 0], [(0, 1, 9)]), population=1000)
    assert whole.sentence == "the last round can have moved accuracy by at most 0.9 %"
    assert whole.level == 1.0


def test_on_the_whole_pool_the_bound_holds_for_any_labels():
    rng = np.random.default_rng(0)
    for _ in range(200):
        truth, old, new = rng.integers(0, 3, (3, 40))
        moved = abs((new == truth).mean() - (old == truth).mean())
        assert moved <= change_bound(new, old, population=40).bound + 1e-12


def test_on_a_part_of_the_pool_the_bound_holds_at_least_as_often_as_it_says():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 2, 4000)
    old = np.where(rng.random(4000) < 0.7, truth, 1 - truth)
    # every change is a correction: the bound has nothing to spare
    new = np.where((old != truth) & (rng.random(4000) < 0.1), truth, old)
    moved = abs((new == truth).mean() - (old == truth).mean())
    held = 0
    for _ in range(400):
        part = rng.choice(4000, 300, replace=False)
        held += moved <= change_bound(new[part], old[part], population=4000).bound
    assert held / 400 >= 0.93


def test_changed_share():
    assert changed_share(["a", "b", "c"], ["a", "c", "c"]) == pytest.approx(1 / 3)
    assert math.isnan(changed_share([], []))


def test_bad_input_is_refused():
    for measure in (kappa, changed_share, delta_f, change_bound):
        with pytest.raises(AlError, match="the same items"):
            measure([1, 2], [1])
    with pytest.raises(AlError, match="drawn from 1"):
        change_bound([1, 2], [1, 2], population=1)
    with pytest.raises(AlError, match="level"):
        change_bound([1, 2], [1, 2], level=0)
