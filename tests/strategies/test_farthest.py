"""Farthest-first traversal that keeps only some rows up to date, and the distances to labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._farthest import FarthestFirst
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._near_labels import NearLabels

Rows = Callable[[np.random.Generator], np.ndarray]


def spread_out(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(1500, 8))


def clustered(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(12, 8))[rng.integers(12, size=1500)] * 5 + rng.normal(size=(1500, 8))


def on_a_grid(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 6, size=(1500, 3)).astype(float)


def plain(rows: np.ndarray, start: np.ndarray, eligible: np.ndarray, n: int) -> list[int]:
    """Return the traversal with every distance computed at every pick."""
    nearest, picks = start.copy(), []
    for _ in range(n):
        index = int(eligible[nearest[eligible].argmax()])
        picks.append(index)
        nearest = np.minimum(nearest, np.square(rows - rows[index]).sum(axis=1))
    return picks


@pytest.mark.parametrize("make", [spread_out, clustered, on_a_grid])
@pytest.mark.parametrize("active", [1, 16, 200, 5000])
def test_picks_are_those_of_the_plain_traversal(make: Rows, active: int) -> None:
    rng = np.random.default_rng(active)
    rows = make(rng)
    eligible = np.sort(rng.choice(1500, 1200, replace=False))
    labelled = np.setdiff1d(np.arange(1500), eligible)[:5]
    start = np.square(rows[:, None] - rows[labelled]).sum(axis=2).min(axis=1)
    step = FarthestFirst(Points.of(rows), start.copy(), eligible, active)
    found = choose(step, eligible, 60)
    expected = plain(rows, start, eligible, 60)
    assert found.order.tolist() == expected
    radius = np.square(rows[:, None] - rows[[*labelled, *expected]]).sum(axis=2).min(axis=1)
    assert found.left == pytest.approx(radius[eligible].max())


def test_only_few_rows_are_read_at_each_pick(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    measure = Points.distances

    def counted(self: Points, *others: object) -> np.ndarray:
        read.append(len(self))
        return measure(self, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(Points, "distances", counted)
    rows = spread_out(np.random.default_rng(0))
    step = FarthestFirst(Points.of(rows), np.full(1500, np.inf), np.arange(1500), 100)
    choose(step, np.arange(1500), 40, first=3)
    assert read == [1500, *[100] * 39]


def test_a_refused_copy_hides_nobody() -> None:
    rows = clustered(np.random.default_rng(1))
    start = np.square(rows - rows[0]).sum(axis=1)
    step = FarthestFirst(Points.of(rows), start.copy(), np.arange(1500), 3)

    def accept(index: int) -> bool:
        if index % 2:
            step.refuse(index)
        return index % 2 == 0

    found = choose(step, np.arange(1500), 40, accept=accept)
    assert found.order.tolist() == plain(rows, start, np.arange(0, 1500, 2), 40)


def test_new_labels_cost_their_own_distances_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    measure = Points.nearest

    def counted(self: Points, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        asked.append(len(centres))
        return measure(self, centres)

    monkeypatch.setattr(Points, "nearest", counted)
    points, kept = Points.of(spread_out(np.random.default_rng(2))), NearLabels()
    for labelled in ([5, 9], [5, 7, 9], [5, 7, 9], [7, 9], [9, 7, 100]):
        rows = np.array(labelled)
        np.testing.assert_allclose(
            kept.of(points, rows), measure(points, points.block(rows))[0], rtol=1e-12
        )
    assert asked == [2, 1, 2, 1]  # a label that was taken back costs all


@pytest.mark.parametrize("normalise", [False, True])
def test_a_later_round_asks_what_a_fresh_start_asks(normalise: bool) -> None:
    rows = clustered(np.random.default_rng(3)).astype(np.float32)
    strategy = strategies.get("k-center", normalise=normalise)
    before, labelled = None, [4, 800]
    for _ in range(4):
        more: dict[str, Any] = {"labelled": labelled, "labels": [0] * len(labelled), "n_classes": 2}
        before = Snapshot(rows, shared_with=before, **more)
        picks = strategy.select(before, 10).indices.tolist()
        assert picks == strategy.select(Snapshot(rows, **more), 10).indices.tolist()
        assert picks == strategy.select(before, 10).indices.tolist()
        labelled = [*labelled, *picks]
