"""LDM-S; numbers of its card (section 8)."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsArtefact, StrategyError
from jupyter_al.numerics.flips import SIGMAS, Flips, disagreement, seeding_weights
from jupyter_al.snapshot import Snapshot
from tests.strategies.worlds import random_probabilities, with_probabilities, world


def test_weights_of_the_card() -> None:
    least = np.array([0, 0.01, 0.02, 0.04, 0.08])
    np.testing.assert_allclose(seeding_weights(least, 2), [1, 1, 1, 0.518993, 0.070238], atol=1e-6)
    raw = np.exp(-np.maximum(least - 0.02, 0) / 0.02)
    np.testing.assert_allclose(raw, [1, 1, 1, 0.367879, 0.049787], atol=1e-6)


def test_weights_where_the_level_is_zero() -> None:
    found = seeding_weights(np.array([0, 0, 0, 0.1, 0.2]), 1)
    assert (found <= 1).all()
    assert found[3] > found[4] > 0
    assert seeding_weights(np.zeros(3), 1).tolist() == [1, 1, 1]
    assert len(seeding_weights(np.array([0.1, 0.2]), 2)) == 2


HEAD = (np.array([[0.0], [1.0]]), np.zeros(2))


def one_dimensional(seed: int, patience: int = 10) -> np.ndarray:
    """Return the metric of 0.1, 0.5 and 2 against 601 points on [-3, 3]; the boundary is at 0."""
    pool = Flips(np.array([[0.1], [0.5], [2.0]]), HEAD, np.random.default_rng(seed))
    sample = Flips(np.linspace(-3, 3, 601)[:, None], HEAD, np.random.default_rng(seed))
    return disagreement(pool, sample, patience, 1000)[0]


@pytest.mark.parametrize("seed", range(5))
def test_line_of_the_card(seed: int) -> None:
    found = one_dimensional(seed)
    bound = np.array([0.015, 0.083, 0.333])
    assert (found >= np.array([0.1, 0.5, 2]) / 6 - 1 / 601 - 1e-9).all()
    assert (found >= bound - 1 / 601 - 5e-4).all()
    assert found[0] < found[1] < found[2]
    assert (found <= [0.04, 0.14, 0.55]).all()


def test_a_speed_says_where_the_class_flips() -> None:
    rng = np.random.default_rng(0)
    rows, head = rng.normal(size=(50, 4)), (rng.normal(size=(3, 4)), rng.normal(size=3))
    speeds = Flips(rows, head, np.random.default_rng(7)).speeds(0).astype(float)
    side = np.random.default_rng(7).standard_normal((3, 5)).astype(np.float32)
    before = (rows @ head[0].T + head[1]).argmax(axis=1)
    for sigma in SIGMAS[::5]:
        logits = rows @ (head[0] + sigma * side[:, :-1]).T + head[1] + sigma * side[:, -1]
        assert ((logits.argmax(axis=1) != before) == (speeds * sigma > 1)).all()


def test_more_draws_never_increase_the_metric() -> None:
    assert (one_dimensional(0, 40) <= one_dimensional(0, 5)).all()


def test_first_pick_is_the_smallest_and_picks_differ() -> None:
    snapshot = world()
    query = strategies.get("ldm-s").select(snapshot, 108)
    assert query.scores[0] == query.scores.max()
    assert ((query.scores <= 0) & (query.scores >= -1)).all()
    few = strategies.get("ldm-s").select(snapshot, 10)
    assert few.indices[0] == query.indices[0]
    assert "directions to measure" in few.notes[-1]


def test_rows_near_the_boundary_are_preferred() -> None:
    rows = np.linspace(-3, 3, 301)[:, None]
    snapshot = Snapshot(rows, head=HEAD, labelled=[0], labels=[0])
    assert abs(rows[strategies.get("ldm-s").select(snapshot, 1).indices[0], 0]) < 0.05


def test_shortlist_is_said() -> None:
    query = strategies.get("ldm-s", shortlist=30, sample=50).select(world(), 5)
    assert "Only the 30 rows of smallest margin" in query.notes[0]
    assert len(strategies.get("ldm-s", shortlist=3).select(world(), 40)) == 40


def test_a_head_that_no_draw_flips_falls_back_to_the_margin() -> None:
    head = (np.eye(6)[:3] * 1e9, np.array([0.0, 1e9, -1e9]))
    query = strategies.get("ldm-s").select(world(head=head), 5)
    assert query.fallback == "margin"
    assert query.flat


def test_a_zero_row_is_at_distance_one() -> None:
    features = np.array(world().features)
    features[40] = 0
    assert len(strategies.get("ldm-s").select(world(features=features), 108)) == 108


def test_bad_arguments() -> None:
    for field in ("patience", "most_draws", "sample", "shortlist"):
        with pytest.raises(StrategyError, match=field):
            strategies.get("ldm-s", **{field: 0})
    known = with_probabilities(np.arange(9)[:, None], random_probabilities(9, 3))
    with pytest.raises(NeedsArtefact, match="head"):
        strategies.get("ldm-s").select(known, 3)
