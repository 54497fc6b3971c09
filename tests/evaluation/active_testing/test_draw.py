from itertools import permutations

import numpy as np
import pytest

from jupyter_al.errors import AlError
from jupyter_al.evaluation.active_testing.draw import draw_items, draw_probabilities


def test_half_is_even_and_half_goes_by_the_score():
    found = draw_probabilities([3, 1, 0, 0])
    assert found == pytest.approx([0.5, 0.25, 0.125, 0.125])
    assert draw_probabilities([3, 1, 0, 0], floor=1) == pytest.approx(np.full(4, 0.25))


def test_items_drawn_before_have_no_probability():
    found = draw_probabilities([3, 1, 0, 0], [0])
    assert found == pytest.approx([0, 1 / 6 + 0.5, 1 / 6, 1 / 6])
    assert not draw_probabilities([3, 1], [1, 0]).any()


@pytest.mark.parametrize("scores", [[0, 0, 0, 0], [1e308, 1e308, 1e308, 1e308], [1e-320] * 4])
def test_equal_scores_are_uniform(scores):
    assert draw_probabilities(scores) == pytest.approx(np.full(4, 0.25))


def test_permuting_the_pool_permutes_the_probabilities():
    rng = np.random.default_rng(1)
    scores, order = rng.random(30), rng.permutation(30)
    assert draw_probabilities(scores[order]) == pytest.approx(draw_probabilities(scores)[order])


def test_the_order_of_a_batch_has_the_probability_that_is_said():
    scores = [0.5, 0.3, 0.2]
    p = draw_probabilities(scores)
    rng = np.random.default_rng(0)
    seen = {}
    for _ in range(6000):
        batch = draw_items(scores, 2, rng)
        seen.setdefault(tuple(batch.items.tolist()), []).append(batch.probabilities)
    for order in permutations(range(3), 2):
        expected = [p[order[0]], p[order[1]] / (1 - p[order[0]])]
        assert seen[order][0] == pytest.approx(expected)
        # four standard errors
        assert len(seen[order]) / 6000 == pytest.approx(np.prod(expected), abs=0.025)


def test_batches_go_on_where_the_last_one_stopped():
    scores = np.linspace(0, 1, 50)
    first = draw_items(scores, 20, 3)
    second = draw_items(scores, 40, 4, drawn=first.items)
    assert sorted([*first.items, *second.items]) == list(range(50))  # 30 were left of 40 asked
    assert second.probabilities[-1] == 1
    assert len(draw_items(scores, 5, 0, drawn=range(50)).items) == 0
    assert len(draw_items(scores, 0, 0).items) == 0
    assert len(draw_items([], 3, 0).items) == 0


def test_the_same_seed_draws_the_same():
    scores = np.linspace(0, 1, 500)
    one, two = draw_items(scores, 50, 7), draw_items(scores, 50, 7)
    assert np.array_equal(one.items, two.items)
    assert np.array_equal(one.probabilities, two.probabilities)
    assert not np.array_equal(one.items, draw_items(scores, 50, 8).items)
    with pytest.raises(ValueError, match="read-only"):
        one.items[0] = 1


def test_the_probabilities_keep_their_precision_to_the_end():
    scores = np.r_[1e6, np.full(199, 1e-9)]
    found = draw_items(scores, 200, 0)
    left = 200 - np.arange(200)
    later = np.flatnonzero(found.items == 0)[0] + 1
    assert found.probabilities[later:] == pytest.approx(1 / left[later:], rel=1e-9)


def test_every_item_of_a_large_pool_can_be_drawn():
    found = draw_items(np.zeros(10**6), 5, 0)
    assert found.probabilities == pytest.approx(np.full(5, 1e-6), rel=1e-4)


@pytest.mark.parametrize(
    ("arguments", "keywords", "words"),
    [
        (([0.1, -0.1], 1, 0), {}, "1 of 2 scores"),
        (([0.1, np.inf], 1, 0), {}, "not finite"),
        (([[0.1]], 1, 0), {}, r"\(1, 1\)"),
        (([0.1], 1, 0), {"floor": 0}, "never be drawn"),
        (([0.1], 1, 0), {"floor": 1.1}, "floor"),
        (([0.1], 1, 0), {"drawn": [1]}, "from 0 to 0"),
        (([0.1, 1], 1, 0), {"drawn": [1, 1]}, "twice"),
        (([0.1, 1], 1, 0), {"drawn": [0.5]}, "positions"),
        (([0.1, 1], 1.5, 0), {}, "whole number"),
        (([0.1, 1], -1, 0), {}, "whole number"),
        (([0.1, 1], True, 0), {}, "whole number"),
    ],
)
def test_bad_input_is_refused(arguments, keywords, words):
    with pytest.raises(AlError, match=words):
        draw_items(*arguments, **keywords)
