"""The score behind a strategy, over the whole pool."""

from __future__ import annotations

import numpy as np
import pytest

import jupyter_al as al
from jupyter_al.errors import Cancelled, NeedsModel
from jupyter_al.strategies.auto import Auto
from jupyter_al.strategies.score_of import score_of, scores_of_pool
from jupyter_al.strategies.scores import Margin


def snapshot(n: int = 40, **more: object) -> al.Snapshot:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(n, 3))
    head = (rng.normal(size=(4, 3)), np.zeros(4))
    known = {"labelled": [0, 1], "labels": [0, 1]} if n > 1 else {}
    return al.Snapshot.from_arrays(X, **{"head": head, **known, **more})


def test_every_row_has_the_score_that_the_strategy_ranks_by() -> None:
    """The picks of a strategy that ranks are the best rows by its score."""
    given = snapshot(200)
    tried = 0
    for name in ("least-confidence", "margin", "entropy", "ratio", "isal", "ralif", "egl"):
        strategy = al.strategies.get(name)
        score = score_of(strategy, given)
        assert score is not None
        values = scores_of_pool(score, given).values
        picks = strategy.select(given, 5)
        np.testing.assert_allclose(picks.scores, values[picks.indices], rtol=1e-6)
        if name != "ralif":  # it draws among the best
            assert values[picks.indices].min() >= np.sort(values[given.candidates])[-5] - 1e-9
            tried += 1
    assert tried == 6


@pytest.mark.parametrize("name", ["badge", "k-center", "typiclust", "coding-rate"])
def test_batch_strategies_have_none(name: str) -> None:
    assert score_of(al.strategies.get(name), snapshot()) is None


def test_wrappers_and_auto_give_what_is_inside() -> None:
    given = snapshot()
    assert score_of(al.strategies.get("subpool"), given) == Margin()
    auto = Auto()
    inside = auto.now(given)
    assert score_of(auto, given) == score_of(inside, given)


def test_rows_that_are_not_finite_have_none() -> None:
    X = np.ones((4, 2))
    X[1, 0] = np.nan
    given = al.Snapshot.from_arrays(X, head=(np.eye(2), np.zeros(2)))
    found = scores_of_pool(Margin(), given)
    assert np.isnan(found.values).tolist() == [False, True, False, False]
    assert (found.scored, found.of) == (3, 3)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_small_pools(n: int) -> None:
    assert len(scores_of_pool(Margin(), snapshot(n)).values) == n


def test_no_model_is_said() -> None:
    with pytest.raises(NeedsModel, match="needs a fitted model"):
        scores_of_pool(Margin(), al.Snapshot.from_arrays(np.ones((3, 2))))


class Slow(Margin):
    """Takes a second for a thousand rows, by the clock of the test."""

    now = 0.0

    def values(self, snapshot: al.Snapshot, rows: np.ndarray) -> np.ndarray:
        Slow.now += len(rows) / 1000
        return super().values(snapshot, rows)


def test_a_slow_score_is_a_uniform_sample() -> None:
    given, slow = snapshot(50_000), Slow()
    found = scores_of_pool(slow, given, seconds=10, clock=lambda: Slow.now)
    rows = np.flatnonzero(np.isfinite(found.values))
    assert len(rows) == found.scored
    assert 10_000 <= found.scored <= 14_000
    assert found.of == 50_000
    assert 24_000 < rows.mean() < 26_000


def test_cancel() -> None:
    with pytest.raises(Cancelled):
        scores_of_pool(Margin(), snapshot(5000), cancelled=lambda: True)
