from __future__ import annotations

from typing import Any

import pytest

from jupyter_al import strategies
from jupyter_al.errors import Cancelled, StrategyError
from jupyter_al.strategies.hybrid.refine import Refine
from jupyter_al.strategies.strategy import Task
from tests.strategies.worlds import world


def part_of(strategy: Refine, n: int = 5) -> list[int]:
    snapshot = world(600)
    task = Task(snapshot, snapshot.candidates, n, strategy.name)
    return [int(row) for row in strategy.part(task)[0]]


def test_the_pool_shrinks_to_what_was_picked() -> None:
    sizes = [len(part_of(Refine(rounds=rounds, first=100))) for rounds in (1, 2, 5)]
    assert sizes[0] <= 12 * 5
    assert sizes[0] > sizes[1] > sizes[2] >= 5
    assert set(part_of(Refine(rounds=2, first=100))) <= set(part_of(Refine(rounds=1, first=100)))
    assert len(part_of(Refine(rounds=1, first=100, most=30))) == 30


def test_the_last_choice_is_made_from_what_is_left() -> None:
    strategy = Refine(first=100)
    query = strategy.select(world(600), 5)
    part = part_of(strategy)
    best = strategies.get("margin").select(world(600), 588).indices.tolist()
    assert query.indices.tolist() == [row for row in best if row in set(part)][:5]
    assert f"{len(part)} samples that margin, badge, k-center and chance left" in query.notes[0]


def test_voters_by_name_and_their_needs() -> None:
    strategy = Refine(inner="random", among=("k-center",))  # type: ignore[arg-type]
    assert strategy == Refine(strategies.Random(), (strategies.KCenter(),))
    assert strategy.needs == {"embedding"}
    assert len(strategy.select(world(model=False), 6)) == 6
    assert Refine().needs == {"embedding", "probabilities"}


def test_one_voter_by_its_name_is_not_read_letter_by_letter() -> None:
    assert strategies.get("refine", among="margin").among == (strategies.Margin(),)  # type: ignore[attr-defined]
    with pytest.raises(StrategyError, match="did you mean 'margin'"):
        strategies.get("refine", among="margn")


def test_it_can_be_cancelled_between_batches() -> None:
    calls = iter([False] * 5 + [True] * 10)
    with pytest.raises(Cancelled):
        Refine().select(world(), 5, cancelled=lambda: next(calls))


def test_another_round_leaves_other_rows() -> None:
    parts = set()
    for round_ in range(4):
        snapshot = world(600, round=round_)
        strategy = Refine(first=100)
        part = strategy.part(Task(snapshot, snapshot.candidates, 6, strategy.name))[0]
        parts.add(tuple(part.tolist()))
    assert len(parts) == 4


@pytest.mark.parametrize(
    "wrong",
    [{"among": ()}, {"among": (3,)}, {"rounds": 0}, {"batches": 1.5}, {"share": 0.0},
     {"share": 1.1}, {"most": True}, {"first": 0}],
)  # fmt: skip
def test_arguments(wrong: dict[str, Any]) -> None:
    with pytest.raises(StrategyError, match=next(iter(wrong))):
        Refine(**wrong)
