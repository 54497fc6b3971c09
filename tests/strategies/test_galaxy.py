"""GALAXY: the worked numbers of its method card (D19), and the search against a plain one."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.strategies.hybrid.chains import Chain, Gap, class_order, next_query
from tests.strategies.worlds import with_probabilities, world

KNOWN = np.array([[0.7, 0.2, 0.1], [0.1, 0.6, 0.3], [0.2, 0.3, 0.5], [0.4, 0.35, 0.25]])


def test_card_orders() -> None:
    assert class_order(KNOWN, 0).tolist() == [1, 2, 3, 0]
    assert class_order(KNOWN, 1)[::-1].tolist() == [1, 3, 2, 0]
    assert class_order(KNOWN, 2)[::-1].tolist() == [2, 3, 1, 0]
    assert class_order(KNOWN, 0, np.log(KNOWN)).tolist() == [1, 2, 3, 0]


def test_saturated_probabilities_go_by_the_logits() -> None:
    logits = np.array([[90.0, 0], [70, 0], [80, 0], [0, 90]])
    known = np.array([[1.0, 0], [1, 0], [1, 0], [0, 1]])
    assert class_order(known, 0, logits).tolist() == [3, 1, 2, 0]


def test_card_binary_search() -> None:
    chain = Chain(np.arange(7), 0, [0, 6], [True, False])
    asked = []
    while (gap := chain.shortest()) is not None:
        asked.append(gap.place)
        chain.learn(gap.place, gap.place <= 2)
    assert asked == [3, 2]
    beside = chain.beside()
    assert beside == Gap(True, 1, 0, 1)  # row 1 is next to the pair (2, 3)


@pytest.mark.parametrize("inside", [1, 2, 3, 7, 8, 100, 1000])
def test_card_number_of_queries(inside: int) -> None:
    for boundary in {0, inside // 3, inside - 1, inside}:
        chain = Chain(np.arange(inside + 2), 0, [0, inside + 1], [True, False])
        asked = 0
        while (gap := chain.shortest()) is not None:
            chain.learn(gap.place, gap.place <= boundary)
            asked += 1
        assert asked <= math.ceil(math.log2(inside + 1))


def rescan(orders: list[np.ndarray], answers: dict[int, int]) -> Gap | None:
    """Read all chains anew: what the heap must find."""
    stretches, near = [], []
    for code, order in enumerate(orders):
        known = [p for p, row in enumerate(order.tolist()) if row in answers]
        for low, high in itertools.pairwise(known):
            opposite = (answers[order[low]] == code) != (answers[order[high]] == code)
            if opposite and high - low > 1:
                size = high - low - 1
                stretches.append((size, code, low, Gap(False, size, code, low + 1 + size // 2)))
            if opposite and high - low == 1:
                for start, step in ((low, -1), (high, 1)):
                    place = start
                    while 0 <= place < len(order) and order[place] in answers:
                        place += step
                    if 0 <= place < len(order):
                        near.append(Gap(True, abs(place - start), code, place))
    if stretches:
        return min(stretches)[3]
    return min(near, default=None)


def test_card_heap_equals_rescanning() -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        orders = [rng.permutation(40) for _ in range(3)]
        truth = rng.integers(0, 3, size=40)
        answers = {int(row): int(truth[row]) for row in rng.choice(40, 4, replace=False)}
        chains = [
            Chain(order, code, list(answers), [c == code for c in answers.values()])
            for code, order in enumerate(orders)
        ]
        while True:
            found, expected = next_query(chains), rescan(orders, answers)
            assert found == expected
            if found is None:
                break
            row = int(orders[found.code][found.place])
            answers[row] = int(truth[row])
            for chain in chains:
                chain.learn(row, answers[row] == chain.code)
        assert len(answers) == 40 or len(set(answers.values())) == 1


def test_one_at_a_time_asks_the_middle() -> None:
    chance = np.linspace(0.95, 0.05, 7)
    known = np.column_stack([chance, 1 - chance])
    rows = np.arange(14.0).reshape(7, 2)
    snapshot = with_probabilities(rows, known, labelled=[0, 6], labels=[0, 1])
    query = strategies.get("galaxy").select(snapshot, 1)
    assert query.indices.tolist() == [3]
    assert query.scores.tolist() == [-5]
    assert query.terms[0] == {"class": "class 0", "stretch": 5}
    assert not query.notes
    assert "5 samples" in query.reasons[0]


def test_a_batch_says_that_predictions_stand_in() -> None:
    query = strategies.get("galaxy").select(world(), 8)
    assert "predictions stand in" in query.notes[0]


def test_without_any_boundary_it_draws_at_random() -> None:
    known = np.tile([0.5, 0.3, 0.2], (120, 1))
    labels = world(labels=12).labels
    assert set(labels.tolist()) == {0, 1, 2}
    rows = np.array(world().features)
    snapshot = with_probabilities(
        rows, known, labelled=[0, 1], labels=[0, 1], unavailable=np.arange(120) > 20
    )
    query = strategies.get("galaxy", only=2).select(snapshot, 5)
    assert query.fallback == "random"
    assert len(set(query.indices.tolist())) == 5
    assert "no boundary" in query.reasons[0]


def test_one_labelled_class_hands_over() -> None:
    assert strategies.get("galaxy").select(world(one_class=True), 4).fallback == "typiclust"


@pytest.mark.parametrize("only", [-1, 1.5, True, "cat"])
def test_bad_parameters(only: object) -> None:
    with pytest.raises(StrategyError, match="only"):
        strategies.get("galaxy", only=only)


def test_a_class_that_is_not_there() -> None:
    with pytest.raises(StrategyError, match="3 classes"):
        strategies.get("galaxy", only=7).select(world(), 2)
