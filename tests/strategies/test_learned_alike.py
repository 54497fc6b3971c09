"""What holds for learning loss, VAAL and TA-VAAL alike."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from jupyter_al import strategies
from jupyter_al.errors import Cancelled, StrategyError
from jupyter_al.numerics import arrays
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.learned._base import LearnedStrategy
from jupyter_al.strategies.learned.columns import Columns
from jupyter_al.strategies.learned.learning_loss import LearningLossScore
from jupyter_al.strategies.learned.vaal import RankedLabelledLike, _unseen_ranks
from tests.strategies.worlds import world

NAMES = ["learning-loss", "vaal-lite", "ta-vaal-lite"]
each = pytest.mark.parametrize("name", NAMES)
# of 400 rows with 60 labels all three learn
LARGE: dict[str, Any] = {"labels": 60, "dtype": np.float64}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def quick(name: str) -> LearnedStrategy:
    """Return a strategy whose networks are trained for a moment only."""
    strategy = strategies.get(name, steps=30)
    assert isinstance(strategy, LearnedStrategy)
    return strategy


@each
def test_it_learns_in_this_world(name: str) -> None:
    query = quick(name).select(world(400, **LARGE), 12)
    assert query.fallback is None
    assert len(set(query.indices.tolist())) == 12


@each
def test_same_state_same_picks_other_seed_other_network(name: str) -> None:
    first, second = (quick(name).select(world(400, **LARGE), 340) for _ in range(2))
    assert first.indices.tolist() == second.indices.tolist()
    assert first.scores.tolist() == second.scores.tolist()
    if name != "vaal-lite":  # its optimum is unique
        third = quick(name).select(world(400, **LARGE, round=1), 340)
        assert third.scores.tolist() != first.scores.tolist()


@each
def test_torch_keeps_its_own_random_numbers(name: str) -> None:
    torch = pytest.importorskip("torch")
    before = torch.get_rng_state()
    quick(name).select(world(400, **LARGE), 3)
    assert torch.equal(torch.get_rng_state(), before)


@each
def test_another_order_of_the_rows_gives_the_same_items(name: str) -> None:
    base = world(400, **LARGE)
    order = np.random.default_rng(3).permutation(400)
    place = np.argsort(order)
    turned = Snapshot(
        np.array(base.features)[order], head=base.head, labelled=place[base.labelled],
        labels=base.labels, regularisation=1e-3, classes=base.classes, seed=0,
    )  # fmt: skip
    straight = quick(name).select(base, 10)
    found = quick(name).select(turned, 10)
    assert order[found.indices].tolist() == straight.indices.tolist()


@each
def test_blocks_do_not_change_the_scores(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = quick(name).select(world(400, **LARGE), 12)
    original = arrays.blocks
    for module in ("columns", "learning_loss", "vaal"):
        place = importlib.import_module(f"jupyter_al.strategies.learned.{module}")
        monkeypatch.setattr(place, "blocks", lambda n, width: original(n, width, 1))
    parts = quick(name).select(world(400, **LARGE), 12)
    assert parts.indices.tolist() == whole.indices.tolist()
    np.testing.assert_allclose(parts.scores, whole.scores, rtol=1e-6)


@each
def test_copies_and_broken_rows_with_labels_enough(name: str) -> None:
    features = np.array(world(400, **LARGE).features)
    features[200:300] = features[100:200]
    features[350] = np.nan
    features[5] = np.inf  # a labelled one
    query = quick(name).select(world(400, features=features, labels=60), 239)
    kinds = np.unique(features[query.indices], axis=0)
    assert query.fallback is None
    assert len(kinds) == 239
    assert query.excluded == (350,)
    assert np.isfinite(query.scores).all()


@each
def test_sparse_wide_and_whole_numbers(name: str) -> None:
    wide = np.random.default_rng(0).poisson(0.01, size=(300, 3000))
    more: dict[str, Any] = {"labelled": np.arange(60), "labels": np.arange(60) % 2, "n_classes": 2}
    head = (np.zeros((2, 3000)), np.zeros(2))
    plain = quick(name).select(Snapshot(wide.astype(float), head=head, **more), 6)
    sparse = scipy.sparse.csr_matrix(wide.astype(float))
    found = quick(name).select(Snapshot(sparse, head=head, **more), 6)
    # the heads behind the losses are fitted in another basis: the last bits differ
    assert len(set(found.indices.tolist()) & set(plain.indices.tolist())) >= 5
    small = Snapshot(wide.astype(np.uint8), head=head, **more)
    assert len(quick(name).select(small, 6)) == 6


@each
def test_cancel_stops_the_training(name: str) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 5

    snapshot = world(400, **LARGE)
    with pytest.raises(Cancelled):
        quick(name).select(snapshot, 3, cancelled=cancelled)
    assert len(asked) == 6
    # nothing half-trained is kept
    after = quick(name).select(snapshot, 12).scores
    assert after.tolist() == quick(name).select(world(400, **LARGE), 12).scores.tolist()


@each
def test_one_model_serves_a_whole_sentence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = world(400, **LARGE)
    query = strategies.score(quick(name).scorer()).keep(0.2).spread("k-center").select(snapshot, 6)
    best = quick(name).select(snapshot, 68).indices
    assert set(query.indices.tolist()) <= set(best.tolist())
    monkeypatch.setattr(np.linalg, "eigh", None)  # a second training would call it, or Linear
    monkeypatch.setattr("jupyter_al.strategies.learned.held_out_loss.Linear", None)
    strategies.score(quick(name).scorer()).select(snapshot, 3)


@each
def test_one_row_left_equal_rows_and_a_sure_model(name: str) -> None:
    assert quick(name).select(world(61, labels=60), 4).indices.tolist() == [60]
    equal = quick(name).select(world(200, labels=60, features=np.zeros((200, 6))), 9)
    assert len(set(equal.indices.tolist())) == 9
    assert equal.flat
    assert equal.notes
    sure = world(200, labels=60, head=(np.eye(6)[:3] * 1e6, np.zeros(3)))
    assert np.isfinite(quick(name).select(sure, 9).scores).all()


@each
def test_no_warning_of_numpy_while_it_learns(name: str) -> None:
    features = np.array(world(400, **LARGE).features) * 30  # far apart: chances round to zero
    features[300] = np.nan
    with np.errstate(all="raise"):
        query = quick(name).select(world(400, features=features, labels=60), 300)
    assert all(10 <= len(reason) <= 220 for reason in query.reasons)
    assert "nan" not in "".join(query.reasons)


def test_labelled_rows_are_ranked_by_networks_that_have_not_seen_them() -> None:
    snapshot = world(400, **LARGE)
    ranker = RankedLabelledLike(steps=30).ranker(snapshot, lambda: None)
    assert ranker is not None
    assert len(ranker.twins) == 5
    assert sorted(set(ranker.fold.tolist())) == [0, 1, 2, 3, 4]
    others = np.arange(100, 400)
    ranks = _unseen_ranks(ranker, others)
    own = int(np.flatnonzero(ranker.fold == 3)[0])
    pool = ranker.values(others, ranker.twins[3])
    alone = ranker.values(ranker.rows[[own]], ranker.twins[3])[0]
    assert ranks[own] == pytest.approx((alone - pool.mean()) / pool.std())
    assert len(LearningLossScore(steps=30).trained(snapshot).twins) == 1


def test_columns_are_scaled_and_turned() -> None:
    rows = rng().normal(size=(500, 6)) * [5, 1, 1, 1, 1, 1] + 100
    columns = Columns.of(rows, np.arange(500), rng())
    block = columns.all_of(np.arange(500))
    assert np.square(block).mean() == pytest.approx(1)
    np.testing.assert_allclose(block.mean(axis=0), 0, atol=1e-9)
    turned = Columns.of(rows, np.arange(500), rng(), 2)
    assert turned.width == 2
    two = turned.all_of(np.arange(500))
    assert np.square(two).mean() == pytest.approx(1)
    assert abs(np.corrcoef(two[:, 0], rows[:, 0])[0, 1]) > 0.99
    assert (Columns.of(np.ones((9, 3)), np.arange(9), rng()).all_of(np.arange(9)) == 0).all()


def test_wide_rows_keep_their_distances_roughly() -> None:
    rows = rng().normal(size=(20, 5000))
    columns = Columns.of(rows, np.arange(20), rng())
    assert columns.width == 1024
    found = columns.all_of(np.arange(20)) * columns.scale
    apart = np.linalg.norm(found[0] - found[1:], axis=1)
    np.testing.assert_allclose(apart, np.linalg.norm(rows[0] - rows[1:], axis=1), rtol=0.2)


def test_samples_are_said() -> None:
    query = strategies.get("vaal-lite", sample=100).select(world(400, **LARGE), 5)
    assert "100 rows, drawn at random, stand for all 340." in query.notes
    whole = strategies.get("vaal-lite").select(world(400, **LARGE), 5)
    assert not any("stand for" in note for note in whole.notes)


def test_bad_inputs() -> None:
    with pytest.raises(StrategyError, match="hidden must be a whole number from 1"):
        strategies.get("learning-loss", hidden=0)
    with pytest.raises(StrategyError, match="batch must be a whole number from 2"):
        strategies.get("learning-loss", batch=1)
    with pytest.raises(StrategyError, match="margin must be a number above zero"):
        strategies.get("learning-loss", margin="1")
    with pytest.raises(StrategyError, match="steps must be a whole number"):
        LearningLossScore(steps=True)
    with pytest.raises(StrategyError, match="l2 must be a number above zero"):
        strategies.get("vaal-lite", l2=0)
    with pytest.raises(StrategyError, match="components must be a whole number from 1"):
        strategies.get("ta-vaal-lite", components=0)
    with pytest.raises(StrategyError, match="hidden must be a whole number from 0"):
        strategies.get("vaal-lite", hidden=-1)
