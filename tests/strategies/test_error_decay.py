"""Error decay on groups (card 11, EDG)."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsArtefact, SnapshotError, StrategyError
from jupyter_al.numerics.error_curve import fit_curves
from jupyter_al.past import Past, Rounds
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.expected.observed_errors import answers_of
from jupyter_al.strategies.query import Query
from tests.strategies.worlds import world


def pool_of(sizes: list[int], labels: list[int] | None = None, **more: Any) -> Snapshot:
    """Return rows of several groups, the first ones of each labelled."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.arange(float(len(group)))[:, None]
    labelled = rows_of(group, labels or [0] * len(sizes))
    zeros = np.zeros(len(labelled), dtype=int)
    return Snapshot(rows, n_classes=2, labelled=labelled, labels=zeros, **more)


def rows_of(group: np.ndarray, labels: Any) -> np.ndarray:
    return np.concatenate([np.flatnonzero(group == g)[:count] for g, count in enumerate(labels)])


def ask(snapshot: Snapshot, group: np.ndarray, n: int, **more: Any) -> Query:
    strategy = strategies.get("edg", clusters=(), columns=(tuple(group.tolist()),), **more)
    return strategy.select(snapshot, n)


def with_errors(counts: np.ndarray, wrong: np.ndarray, size: int = 100) -> tuple[Snapshot, Any]:
    """Return groups with `wrong` (R, G) of twenty checked rows at `counts` (R, G) labels."""
    group = np.repeat(np.arange(counts.shape[1]), size)
    checked = np.concatenate([np.flatnonzero(group == g)[-20:] for g in range(counts.shape[1])])
    predicted = np.zeros((len(counts), len(group)), dtype=int)
    for each, row in zip(predicted, wrong, strict=True):
        for g, number in enumerate(row):
            each[checked[20 * g : 20 * g + number]] = 1
    labelled = [rows_of(group, row) for row in counts]
    rounds = Rounds(predicted, labelled, checked, np.zeros(len(checked), dtype=int))
    last = counts[-1].tolist()
    return pool_of([size] * counts.shape[1], last, past=Past(rounds=rounds)), group


def test_card_11_without_rounds_groups_are_covered_in_proportion() -> None:
    sizes = [60, 30, 10]
    group = np.repeat(np.arange(3), sizes)
    query = ask(pool_of(sizes), group, 20)
    assert np.bincount(group[query.indices]).tolist() == [12, 6, 2]
    assert "in proportion to their size" in query.notes[0]
    # a group that has labels already waits until the others have as many for their size
    query = ask(pool_of(sizes, [12, 0, 0]), group, 8)
    assert np.bincount(group[query.indices], minlength=3).tolist() == [0, 6, 2]


def test_score_is_the_gain_at_the_time_of_picking() -> None:
    group = np.repeat([0, 1], [60, 30])
    query = ask(pool_of([60, 30]), group, 4)
    np.testing.assert_allclose(query.scores, [2 / 3, 1 / 3, 1 / 3, 2 / 9])


COUNTS = np.array([[0, 0, 1], [4, 3, 2], [9, 8, 5], [15, 12, 8]])
WRONG = np.array([[16, 10, 9], [8, 10, 8], [5, 9, 8], [4, 9, 7]])


def test_greedy_is_the_best_share_of_the_batch_in_one_partition() -> None:
    snapshot, group = with_errors(COUNTS, WRONG)
    query = ask(snapshot, group, 9)
    curves = fit_curves(COUNTS, WRONG / 20, np.full((4, 3), 20))
    assert curves is not None
    now = COUNTS[-1]

    def saved(more: tuple[int, ...]) -> float:
        return float((curves.at(now) - curves.at(now + np.array(more))).sum() / 3)

    best = max(saved(more) for more in itertools.product(range(10), repeat=3) if sum(more) == 9)
    assert query.scores.sum() == pytest.approx(best)
    assert (np.diff(query.scores) <= 1e-15).all()
    assert saved(tuple(np.bincount(group[query.indices], minlength=3))) == pytest.approx(best)
    assert "60 checked rows" in query.notes[0]


def test_the_group_whose_error_falls_is_asked() -> None:
    falling = np.array([[18, 10], [12, 10], [8, 10], [6, 10]])
    snapshot, group = with_errors(np.array([[0, 0], [2, 2], [5, 5], [9, 9]]), falling)
    query = ask(snapshot, group, 30)
    assert (group[query.indices] == 0).all()
    assert "lower its error of" in query.reasons[0]
    terms = query.terms[0]
    assert terms["labels"] == 9
    assert terms["rows"] == 100
    assert terms["gain"] == pytest.approx(terms["drop"] / 2)


def test_card_11_more_picks_for_a_larger_share_of_the_pool() -> None:
    counts = np.array([[0, 0], [3, 3], [8, 8]])
    snapshot, group = with_errors(counts, np.array([[16, 16], [9, 9], [5, 5]]))
    # the same curves; half of the first group is taken out of the pool
    even = np.bincount(group[ask(snapshot, group, 30).indices])
    assert abs(int(even[0]) - int(even[1])) <= 1
    moved = group.copy()
    moved[20:60] = 1
    uneven = np.bincount(moved[ask(snapshot, moved, 30).indices])
    assert uneven[1] > even[1]


def test_card_11_numbers_of_the_groups_do_not_matter() -> None:
    snapshot, group = with_errors(COUNTS, WRONG)
    straight = ask(snapshot, group, 12)
    turned = ask(snapshot, np.array([2, 0, 1])[group], 12)
    np.testing.assert_allclose(turned.scores, straight.scores)
    assert sorted(group[turned.indices]) == sorted(group[straight.indices])


def test_gains_of_several_partitions_are_averaged() -> None:
    group, other = np.repeat([0, 1], [60, 30]), np.tile([0, 0, 1], 30)
    columns = tuple(tuple(column.tolist()) for column in (group, other))
    query = strategies.get("edg", clusters=(), columns=columns).select(pool_of([60, 30]), 2)
    assert query.scores[0] == pytest.approx((2 / 3 + 2 / 3) / 2)
    first = query.indices[0]
    assert (group[first], other[first]) == (0, 0)
    # then each cell has lost in the groups it shares with the first pick
    assert query.scores[1] == pytest.approx((1 / 3 + 1 / 3) / 2)


def test_card_11_an_exhausted_group_leaves_the_rest_to_others() -> None:
    group = np.repeat([0, 1], [3, 60])
    query = ask(pool_of([3, 60]), group, 63)
    assert len(set(query.indices.tolist())) == 63
    assert not query.shortfall


def test_card_11_a_flat_error_is_random_over_the_pool_and_says_so() -> None:
    flat = np.full((4, 3), 7)
    snapshot, group = with_errors(COUNTS, flat)
    query = ask(snapshot, group, 60)
    assert query.fallback == "random"
    assert (query.scores == 0).all()
    assert np.bincount(group[query.indices], minlength=3).min() > 8
    assert "drawn at random" in query.reasons[0]


def test_checked_rows_are_not_asked() -> None:
    snapshot, group = with_errors(COUNTS, WRONG)
    query = ask(snapshot, group, 300)
    assert query.shortfall
    assert len(query) == 300 - 60 - COUNTS[-1].sum()
    assert not set(query.indices.tolist()) & set(snapshot.past.rounds.checked.tolist())  # type: ignore[union-attr]


def test_without_checked_rows_changed_answers_are_the_errors() -> None:
    group = np.repeat([0, 1], 50)
    labelled = [rows_of(group, [count, count]) for count in (1, 3, 6, 10)]
    predicted = np.zeros((4, 100), dtype=int)
    predicted[1, :40] = 1  # 40, 20 and 10 of the first group change, ten of the second always
    predicted[2, :20] = 1
    predicted[3, :10] = 1
    predicted[1::2, 50:60] = 1
    predicted[0, 99] = predicted[3, 99] = -1
    past = Past(rounds=Rounds(predicted, labelled))
    snapshot = pool_of([50, 50], [10, 10], past=past)
    answers = answers_of(snapshot, changes=False)
    assert answers is not None
    counts, errors, weights = answers.errors(group)
    assert counts.tolist() == [[1, 1], [3, 3], [6, 6], [10, 10]]
    np.testing.assert_allclose(errors[1:], [[0.8, 10 / 49], [0.4, 0.2], [0.2, 10 / 49]])
    assert weights.tolist() == [[0, 0], [50, 49], [50, 50], [50, 49]]
    query = ask(snapshot, group, 10)
    assert (group[query.indices] == 0).all()
    assert "changed answers over 4 rounds" in query.notes[0]
    assert "share of changing answers of" in query.reasons[0]
    with_checks, group = with_errors(COUNTS, WRONG)
    assert "changed answers" in ask(with_checks, group, 3, error="changed").notes[0]


def test_the_model_of_now_is_the_last_round() -> None:
    base = world(labels=6)
    known = np.asarray(base.probabilities)
    rounds = Rounds(np.zeros((1, 120), dtype=int), [np.arange(3)], [100, 101], [1, 2])
    snapshot = world(probabilities=known, past=Past(rounds=rounds))
    answers = answers_of(snapshot, changes=False)
    assert answers is not None
    assert answers.predicted[-1].tolist() == snapshot.predicted.tolist()
    assert [len(rows) for rows in answers.labelled] == [3, 12]
    same = Rounds(np.zeros((1, 120), dtype=int), [np.arange(12)[::-1]], [100, 101], [1, 2])
    told = answers_of(world(past=Past(rounds=same)), changes=False)
    assert told is not None
    assert len(told.predicted) == 1


def test_groups_stay_the_same_over_the_rounds() -> None:
    first = world()
    later = world(labels=30, round=3)
    taken = [strategies.get("edg", clusters=(4,)).select(s, 4) for s in (first, later)]
    sizes = [{terms["rows"] for terms in query.terms} for query in taken]
    assert len(sizes[0] | sizes[1]) <= 4


def test_bad_input_is_named() -> None:
    for wrong in (0, 2.5, True):
        with pytest.raises(StrategyError, match="clusters"):
            strategies.get("edg", clusters=(10, wrong))
    with pytest.raises(StrategyError, match="clusters or columns"):
        strategies.get("edg", clusters=())
    with pytest.raises(StrategyError, match="error must be"):
        strategies.get("edg", error="validation")
    with pytest.raises(StrategyError, match=r"columns\[0\] has 3 values"):
        strategies.get("edg", columns=[[0, 1, 1]]).select(world(), 3)
    with pytest.raises(NeedsArtefact, match="known answer"):
        strategies.get("edg", error="checked").select(world(), 3)


@pytest.mark.parametrize(
    ("rounds", "word"),
    [
        (Rounds(np.zeros((2, 7), dtype=int), [[0], [1]]), r"predicted must be \(rounds, 120\)"),  # type: ignore[list-item]
        (Rounds(np.zeros((2, 120), dtype=int), [np.arange(3)]), "each of 2 rounds"),
        (Rounds(np.zeros((1, 120), dtype=int), [np.array([120])]), "labelled must hold positions"),
        (Rounds(np.zeros((1, 120), dtype=int), [np.arange(3)], [-1], [0]), "checked must hold"),
        (Rounds(np.zeros((1, 120), dtype=int), [np.arange(3)], [9], []), "checked has 1 rows"),
        (Rounds(np.zeros((1, 120), dtype=int), [np.arange(3)], [9], [3]), "classes below 3"),
    ],
)
def test_rounds_that_do_not_fit_are_named(rounds: Rounds, word: str) -> None:
    with pytest.raises(SnapshotError, match=word):
        world(past=Past(rounds=rounds))
