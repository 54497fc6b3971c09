"""What is held back from a selection, and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al.errors import Cancelled
from jupyter_al.numerics.points import Points
from jupyter_al.quality import screening
from jupyter_al.quality.screening import REASONS, proposed, screen


def held(
    X: np.ndarray, region: Any, codes: Any = None, code: int = 0, **more: Any
) -> dict[int, str]:
    region = np.asarray(region, dtype=np.int64)
    codes = np.full(len(X), -1, dtype=np.int32) if codes is None else np.asarray(codes, np.int32)
    found = screen(Points.of(X), region, region, code, codes, rng=np.random.default_rng(0), **more)
    return {int(r): REASONS[w] for r, w in zip(found.rows, found.reasons, strict=True) if w >= 0}


@pytest.fixture
def islands() -> np.ndarray:
    """Two clouds of 100 points far apart in ten dimensions."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(200, 10))
    X[100:] += 30
    return X


def test_strangers_that_a_map_lays_over_a_region_are_held_back(islands: np.ndarray) -> None:
    region = [*range(60), 150, 160, 170]  # three of the other cloud
    found = held(islands, region)
    assert {150, 160, 170} <= set(found)
    assert {found[i] for i in (150, 160, 170)} <= {"far", "mixed"}
    # the rest are the five farthest of a hundred, and few at the rim of the lasso
    assert len(found) < 15


def test_most_neighbours_outside_of_the_lasso(islands: np.ndarray) -> None:
    """One item of the other cloud, whose ten neighbours were not selected."""
    region = [*range(100), 150]
    assert held(islands, region)[150] in ("far", "mixed")


def test_a_label_of_another_class_comes_first(islands: np.ndarray) -> None:
    codes = np.full(200, -1)
    codes[[3, 150]] = 1
    codes[5] = 0  # the same class speaks for it
    found = held(islands, [*range(60), 150], codes)
    assert found[3] == "label"
    assert found[150] == "label"
    assert found.get(5) != "label"


def test_the_model_gives_the_class_less_than_chance(islands: np.ndarray) -> None:
    likely = np.full(60, 0.9)
    likely[[7, 8]] = [0.32, 1 / 3]
    likely[9] = np.nan
    found = held(islands, range(60), likely=likely, n_classes=3)
    assert found[7] == "predicted"
    assert found.get(8) != "predicted"
    assert found.get(9) != "predicted"


def test_copies_of_an_item_with_another_label(islands: np.ndarray) -> None:
    islands[10] = islands[110] = islands[4]
    islands[11] = islands[4] + 1e-6  # a chain: 11 is a near-duplicate of 10
    codes = np.full(200, -1)
    codes[110] = 1  # outside of the region, the same features
    found = held(islands, range(60), codes)
    assert [found[i] for i in (4, 10, 11)] == ["duplicate"] * 3
    assert "duplicate" not in {found.get(i) for i in (0, 1, 2)}


@pytest.mark.parametrize("n", [0, 1, 2, 10])
def test_very_small_regions(n: int) -> None:
    X = np.arange(20.0)[:, None]
    assert held(X, range(n)) == {}


def test_points_that_are_all_equal() -> None:
    assert held(np.ones((50, 3)), range(50)) == {}


def test_rows_that_are_not_finite_disturb_nobody(islands: np.ndarray) -> None:
    plain = held(islands, range(60))
    islands[199] = np.nan
    assert held(islands, range(60)) == plain


def test_a_large_region_is_compared_with_a_sample(
    islands: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screening, "WORK", 103 * 10 * 120)
    monkeypatch.setattr(screening, "FEWEST", 100)
    region = np.array([*range(100), 150, 160, 170])
    codes = np.full(200, -1, dtype=np.int32)
    found = screen(Points.of(islands), region, region, 0, codes, rng=np.random.default_rng(0))
    assert found.compared == 120
    assert set(found.rows[found.reasons >= 0]) >= {150, 160, 170}


def test_it_can_be_cancelled(islands: np.ndarray) -> None:
    def stop(done: float) -> None:
        raise Cancelled("Cancelled.")

    with pytest.raises(Cancelled):
        held(islands, range(60), check=stop)


def test_the_class_that_is_proposed() -> None:
    codes = np.array([1, -1, -1, 2, -1], dtype=np.int32)
    predicted = np.array([0, 2, 2, 1, -1])
    region = np.arange(5)
    assert proposed(predicted, codes, region, 3) == 2
    assert proposed(None, codes, region, 3) == 1  # a tie: the lower one
    assert proposed(None, codes, np.array([1, 2]), 3) is None
    assert proposed(None, codes, np.array([], dtype=np.int64), 3) is None
