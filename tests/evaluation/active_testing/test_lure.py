from itertools import permutations

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.active_testing.lure import lure, lure_weights


def _probabilities(scores, order):
    """q of each draw of `order` when items left are drawn in proportion to their scores."""
    left = sum(scores)
    out = []
    for item in order:
        out.append(min(1.0, scores[item] / left))
        left -= scores[item]
    return out


def _over_all_draws(scores, losses, m, value):
    """Expectation of ``value(risk, losses drawn, q)`` over every ordered draw of `m` items."""
    total = 0.0
    for order in permutations(range(len(scores)), m):
        q = _probabilities(scores, order)
        drawn = [losses[item] for item in order]
        total += float(np.prod(q)) * value(lure(drawn, q, len(scores)), drawn)
    return total


def test_card_a1_test_1():
    found = lure([1, 0, 1], [0.4, 0.25, 0.5], 5)
    assert found.weights == pytest.approx([0.75, 1, 2 / 3], abs=1e-6)
    assert found.mean == pytest.approx(0.472222, abs=1e-6)
    assert found.variance == pytest.approx(0.0183804, abs=1e-7)
    assert (found.n, found.population) == (3, 5)


def test_card_a1_test_2_a_uniform_draw_gives_the_plain_mean():
    q = 1 / (20 - np.arange(8))
    losses = np.array([3.0, 1, 4, 1, 5, 9, 2, 6])
    assert lure_weights(q, 20) == pytest.approx(np.ones(8))
    assert lure(losses, q, 20).mean == pytest.approx(losses.mean())


@pytest.mark.parametrize(("m", "variance"), [(1, 0.53125), (2, 0.190972), (3, 0.0733851), (4, 0)])
def test_card_a1_test_3_unbiased_by_enumeration(m, variance):
    case = ([0.4, 0.3, 0.2, 0.1], [1, 0, 0, 1], m)
    assert _over_all_draws(*case, lambda risk, _: risk.mean) == pytest.approx(0.5)
    assert _over_all_draws(*case, lambda risk, _: risk.weights.mean()) == pytest.approx(1)
    second = _over_all_draws(*case, lambda risk, _: (risk.mean - 0.5) ** 2)
    assert second == pytest.approx(variance, abs=1e-6)


def test_card_a1_test_4_the_variance_is_right_on_average_and_the_naive_one_is_not():
    case = ([0.3, 0.1, 0.25, 0.05, 0.1, 0.2], [1, 0, 1, 0, 0, 1], 3)
    true = _over_all_draws(*case, lambda risk, _: (risk.mean - 0.5) ** 2)
    assert true == pytest.approx(0.0177011, abs=1e-7)
    ours = _over_all_draws(*case, lambda risk, _: risk.variance)
    assert ours == pytest.approx(0.0179521, abs=1e-7)
    naive = _over_all_draws(
        *case, lambda risk, drawn: np.var(risk.weights * np.array(drawn), ddof=1) / 3
    )
    assert naive == pytest.approx(0.0512573, abs=1e-7)


@pytest.mark.parametrize(("n", "population"), [(2, 3), (7, 8), (40, 300), (999, 1000)])
def test_card_a1_test_5_the_mean_is_the_weighted_sum_of_its_terms(n, population):
    rng = np.random.default_rng(n)
    scores = rng.random(population) + 0.1
    q = np.array(_probabilities(scores, range(n)))
    losses = rng.normal(size=n)
    m = np.arange(1, n + 1)
    terms = (losses / q + np.cumsum(losses) - losses) / population
    shares = population * (population - n) / (n * (population - m) * (population - m + 1))
    assert shares.sum() == pytest.approx(1)
    assert abs(lure(losses, q, population).mean - np.sum(shares * terms)) < 1e-11


def test_card_a1_test_5_a_whole_pool_gives_the_exact_mean_and_no_variance():
    losses = [0.5, 2, 3, 0]
    found = lure(losses, _probabilities([0.4, 0.3, 0.2, 0.1], [2, 0, 3, 1]), 4)
    assert found.mean == np.mean(losses)
    assert found.variance == 0
    alone = lure([0.25], [1.0], 1)
    assert (alone.mean, alone.variance) == (0.25, 0)


def test_no_label_and_one_label():
    nothing = lure([], [], 10)
    assert (nothing.mean, nothing.variance, nothing.n) == (None, None, 0)
    one = lure([1], [0.2], 10)
    assert one.variance is None
    assert one.mean == pytest.approx(1 / (10 * 0.2))  # the estimate of Horvitz and Thompson


def test_losses_are_scaled_and_added():
    q = [0.1, 0.3, 0.2, 0.05]
    one, two = np.array([1.0, 0, 2, 5]), np.array([0.0, 3, 1, 1])
    a, b, both = (lure(losses, q, 9) for losses in (one, two, 2 * one - two))
    assert both.mean == pytest.approx(2 * a.mean - b.mean)
    assert lure(3 * one, q, 9).variance == pytest.approx(9 * a.variance)


def test_no_loss_anywhere_has_no_variance():
    found = lure([0, 0, 0], [0.3, 0.2, 0.4], 10)
    assert (found.mean, found.variance) == (0, 0)


@pytest.mark.parametrize(
    ("losses", "q", "population", "words"),
    [
        ([1, 0], [1.0, 1.0], 9, "chosen, not drawn"),
        ([1, 0], [0.5, 0.0], 9, "1 of 2 labels"),
        ([1, 0], [0.5, None], 9, "no probability"),
        ([1, 0], [np.nan, 0.5], 9, "position 0"),
        ([1, 0], [0.5, 1.5], 9, "no probability"),
        ([1, 0], [0.5, -0.5], 9, "no probability"),
        ([1, 0], ["a", "b"], 9, "must be numbers"),
        ([1, 0, 1], [0.5, 0.5], 9, r"\(3,\).*\(2,\)"),
        ([1, 0], [0.5, 0.5], 1, "pool of 1 items"),
        ([1, np.nan], [0.5, 0.5], 9, "not finite"),
        ([1], [[0.5]], 9, r"\(1, 1\)"),
        ([1], [0.5], 9.5, "population"),
        ([1], [0.5], True, "population"),
    ],
)
def test_what_cannot_be_corrected_is_refused(losses, q, population, words):
    with pytest.raises(AlError, match=words):
        lure(losses, q, population)


def test_the_last_item_left_may_be_certain():
    q = _probabilities([1, 1, 1], [0, 1, 2])
    assert q[-1] == 1
    assert lure([1, 0, 0], q, 3).mean == pytest.approx(1 / 3)
