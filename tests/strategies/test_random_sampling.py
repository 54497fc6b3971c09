"""Random sampling: every row with the same chance, looking at no more than it draws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import Cancelled, StrategyError
from jupyter_al.snapshot import Snapshot
from tests.strategies.worlds import world


def test_every_row_has_the_same_chance() -> None:
    counts = np.zeros(20)
    for seed in range(3000):
        snapshot = world(20, labels=0, model=False, seed=0, round=seed)
        counts[strategies.get("random").select(snapshot, 2).indices] += 1
    assert np.abs(counts / 3000 - 0.1).max() < 0.025


class Watched(np.ndarray):
    """Features that remember which rows were read."""

    read: list[np.ndarray]

    def __getitem__(self, index: Any) -> Any:
        out = super().__getitem__(index)
        rows = index[0] if isinstance(index, tuple) else index
        self.read.append(np.asarray(rows))
        return np.asarray(out)


def test_only_the_rows_that_are_drawn_are_read() -> None:
    features = np.random.default_rng(0).normal(size=(5000, 4)).view(Watched)
    features.read = []
    snapshot = Snapshot(features, labelled=[1, 2], labels=[0, 1])
    query = strategies.get("random").select(snapshot, 20)
    read = set(np.concatenate([np.ravel(rows) for rows in features.read]).tolist())
    assert read == {*query.indices.tolist(), 1, 2}


def test_rows_that_are_not_finite_are_passed_over() -> None:
    features = np.array(world().features)
    features[30:110] = np.nan
    query = strategies.get("random").select(world(features=features), 20)
    assert len(query) == 20
    assert set(query.indices.tolist()) <= {*range(12, 30), *range(110, 120)}
    assert query.excluded
    assert set(query.excluded) <= set(range(30, 110))
    few = strategies.get("random").select(world(features=features), 29)
    assert len(few) == 28
    assert few.shortfall
    assert few.excluded == tuple(range(30, 110))
    assert few.considered == 28


def test_a_longer_batch_begins_alike_and_less_choice_keeps_the_order() -> None:
    whole = strategies.get("random").select(world(), 108).indices.tolist()
    assert strategies.get("random").select(world(), 9).indices.tolist() == whole[:9]
    away = np.zeros(120, dtype=bool)
    away[whole[:50]] = True
    rest = strategies.get("random").select(world(unavailable=away), 20)
    assert rest.indices.tolist() == whole[50:70]


def test_copies_wait_unless_told_otherwise() -> None:
    features = np.repeat(np.arange(12.0), 10)[:, None]
    snapshot = world(features=features, labels=1, model=False)
    query = strategies.get("random").select(snapshot, 11)
    assert sorted(features[query.indices, 0].tolist()) == list(range(1, 12))
    assert not query.notes
    more = strategies.get("random").select(snapshot, 12)
    assert "copies" in more.notes[0]
    assert len(set(more.indices.tolist())) == 12
    kinds = features[strategies.get("random", dedupe=False).select(snapshot, 60).indices, 0]
    assert len(set(kinds[:11].tolist())) < 11


def test_it_has_no_uncertain_end_to_clip() -> None:
    with pytest.raises(StrategyError, match="clip_top"):
        strategies.get("random", clip_top=0.1)


def test_a_large_batch_can_be_cancelled_between_blocks_of_rows_and_tells_how_far_it_is() -> None:
    snapshot = Snapshot(np.random.default_rng(0).normal(size=(70_000, 64)))  # three blocks
    told: list[float] = []
    strategies.get("random").select(snapshot, 70_000, progress=told.append)
    assert told
    assert told == sorted(told)
    asked: list[None] = []

    def third() -> bool:
        asked.append(None)
        return len(asked) == 3

    with pytest.raises(Cancelled):
        strategies.get("random").select(snapshot, 70_000, cancelled=third)
