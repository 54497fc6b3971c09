from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.softmax import softmax
from tests.strategies.worlds import random_probabilities, with_probabilities, world

P = np.array([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.9, 0.05, 0.05], [1 / 3] * 3, [0.6, 0.4, 0]])


def scores_of(name: str) -> dict[int, float]:
    query = strategies.get(name).select(with_probabilities(np.arange(5)[:, None], P), 5)
    return dict(zip(query.indices.tolist(), query.scores.tolist(), strict=True))


def test_worked_numbers_of_the_card() -> None:
    for name, expected in {
        "least-confidence": [0.5, 0.6, 0.1, 0.666667, 0.4],
        "margin": [-0.2, 0, -0.85, 0, -0.2],
        "entropy": [1.029653, 1.054920, 0.394398, 1.098612, 0.673012],
    }.items():
        found = scores_of(name)
        np.testing.assert_allclose([found[i] for i in range(5)], expected, atol=1e-6)


def test_orders_of_the_card() -> None:
    def order(name: str) -> list[int]:
        snapshot = with_probabilities(np.arange(5)[:, None], P)
        return strategies.get(name).select(snapshot, 5).indices.tolist()

    assert order("least-confidence") == [3, 1, 0, 4, 2]
    assert order("entropy") == [3, 1, 0, 4, 2]
    assert set(order("margin")[:2]) == {1, 3}
    assert set(order("margin")[2:4]) == {0, 4}


@pytest.mark.parametrize(("clip", "picks"), [(0.05, [1, 2, 3]), (0.1, [2, 3, 4]), (0, [0, 1, 2])])
def test_clipping_of_the_card(clip: float, picks: list[int]) -> None:
    sure = np.append(np.arange(0.35, 0.995, 0.05), np.linspace(0.9951, 0.9959, 7))[:20]
    sure = np.sort(np.append(sure[:19], 0.995))
    known = np.column_stack([sure, (1 - sure) * 0.5, (1 - sure) * 0.5])
    snapshot = with_probabilities(np.arange(20)[:, None], known)
    query = strategies.get("least-confidence", clip_top=clip).select(snapshot, 3)
    assert query.indices.tolist() == picks
    assert sorted(query.dropped) == list(range(picks[0]))


def test_clipping_cuts_the_uncertain_end_of_entropy_too() -> None:
    """The released code asks the surest of binary rows first; twenty rows, linspace .5 ... .995."""
    p = np.linspace(0.5, 0.995, 20)
    snapshot = with_probabilities(np.arange(20)[:, None], np.column_stack([p, 1 - p]))
    query = strategies.get("entropy", clip_top=0.05).select(snapshot, 2)
    assert query.indices.tolist() == [1, 2]


def test_clipping_yields_where_too_few_would_remain() -> None:
    query = strategies.get("margin", clip_top=0.9).select(world(20), 8)
    assert len(query) == 8
    assert query.dropped == ()
    with pytest.raises(StrategyError, match="clip_top"):
        strategies.get("margin", clip_top=1.0)


def test_two_classes_rank_alike() -> None:
    p = np.random.default_rng(0).random(60)
    snapshot = with_probabilities(np.arange(60)[:, None], np.column_stack([p, 1 - p]))
    orders = [
        strategies.get(name).select(snapshot, 60).indices.tolist()
        for name in ("margin", "least-confidence", "entropy")
    ]
    assert orders[0] == orders[1] == orders[2]


def test_permuting_classes_changes_nothing() -> None:
    known = random_probabilities(50, 4)
    for name in ("margin", "least-confidence", "entropy"):
        picks = [
            strategies.get(name).select(with_probabilities(np.arange(50)[:, None], k), 9).indices
            for k in (known, known[:, [2, 0, 3, 1]])
        ]
        assert picks[0].tolist() == picks[1].tolist()


def test_a_flat_score_is_a_seeded_shuffle_and_says_so() -> None:
    def flat(seed: int) -> strategies.Query:
        known = np.full((200, 3), 1 / 3)
        rows = np.arange(200)[:, None]
        return strategies.get("margin").select(with_probabilities(rows, known, seed=seed), 10)

    assert flat(0).flat
    assert flat(0).indices.tolist() == flat(0).indices.tolist()
    assert flat(0).indices.tolist() != flat(1).indices.tolist()
    assert not strategies.get("margin").select(world(), 5).flat


def test_a_saturated_model_is_still_ranked() -> None:
    logits = np.column_stack([np.linspace(20, 40, 50), np.zeros(50), np.zeros(50)])
    known = softmax(logits.astype(np.float32))
    query = strategies.get("margin").select(with_probabilities(np.arange(50)[:, None], known), 5)
    assert query.indices.tolist() == [0, 1, 2, 3, 4]


def test_copies_wait_unless_told_otherwise() -> None:
    rows = np.repeat(np.arange(5.0), 4)[:, None]
    known = np.repeat(P, 4, axis=0)
    distinct = strategies.get("entropy").select(with_probabilities(rows, known), 3)
    assert sorted(rows[distinct.indices, 0].tolist()) == [0, 1, 3]
    plain = strategies.get("entropy", dedupe=False).select(with_probabilities(rows, known), 3)
    assert set(rows[plain.indices, 0].tolist()) == {3}
    many = strategies.get("entropy").select(with_probabilities(rows, known), 7)
    assert rows[many.indices[:5], 0].tolist() == [3, 1, 0, 4, 2]
    assert "copies" in many.notes[0]


def test_reasons_name_the_classes() -> None:
    known = np.array([[0.48, 0.45, 0.07], [0.9, 0.08, 0.02]])
    snapshot = with_probabilities([[0], [1]], known, classes=["cat", "dog", "fox"])
    query = strategies.get("margin").select(snapshot, 2)
    assert query.reasons[0] == "cat .48 and dog .45 are nearly tied"
    assert query.reasons[1] == "cat .90 is ahead of dog .08"
    assert query.terms[0]["first"] == "cat"
    assert query.terms[0]["p2"] == 0.45
