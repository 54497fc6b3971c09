"""Card U12 (learning loss, VAAL, TA-VAAL), on fixed features."""

from __future__ import annotations

import importlib
import math
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from jupyter_al import strategies
from jupyter_al.errors import Cancelled, NotApplicable, StrategyError
from jupyter_al.numerics import arrays
from jupyter_al.numerics.ranking import top_n
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.learned._base import LearnedStrategy
from jupyter_al.strategies.learned.columns import Columns
from jupyter_al.strategies.learned.discriminator import logistic, small_network, told_apart
from jupyter_al.strategies.learned.held_out_loss import answered, fold_of, held_out_losses
from jupyter_al.strategies.learned.learning_loss import LearningLossScore
from jupyter_al.strategies.learned.pair_order import ordered_right, pair_loss, train_ranker
from jupyter_al.strategies.learned.vaal import LabelledLike, RankedLabelledLike, _unseen_ranks
from tests.strategies.worlds import world

NAMES = ["learning-loss", "vaal-lite", "ta-vaal-lite"]
each = pytest.mark.parametrize("name", NAMES)
# of 400 rows with 60 labels all three learn
LARGE: dict[str, Any] = {"labels": 60, "dtype": np.float64}


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


# -- the worked numbers of the card ------------------------------------------------------------


def test_card_12_pair_loss() -> None:
    torch = pytest.importorskip("torch")
    predicted = torch.tensor([2.0, 1.0])
    assert float(pair_loss(predicted, torch.tensor([1.0, 3.0]), 1.0)) == 2.0
    assert float(pair_loss(predicted, torch.tensor([3.0, 1.0]), 1.0)) == 0.0


def test_card_12_equal_losses_count_as_smaller_and_an_odd_row_is_dropped() -> None:
    torch = pytest.importorskip("torch")
    assert float(pair_loss(torch.tensor([2.0, 1.0]), torch.tensor([5.0, 5.0]), 1.0)) == 2.0
    odd = pair_loss(torch.tensor([2.0, 1.0, 99.0]), torch.tensor([1.0, 3.0, 7.0]), 1.0)
    assert float(odd) == 2.0
    # rows 0 and 3, 1 and 2: (1 + 1) / 2 with the margin, the others right by more than it
    predicted, target = torch.tensor([0.0, 5.0, 1.0, 1.0]), torch.tensor([9.0, 8.0, 1.0, 2.0])
    assert float(pair_loss(predicted, target, 1.0)) == 1.0


def test_card_12_pairs_of_ta_vaal_by_cross_entropy() -> None:
    torch = pytest.importorskip("torch")
    predicted = torch.tensor([2.0, 1.0])
    right = float(pair_loss(predicted, torch.tensor([3.0, 1.0]), None))
    wrong = float(pair_loss(predicted, torch.tensor([1.0, 3.0]), None))
    assert right == pytest.approx(math.log(1 + math.exp(-1)), rel=1e-6)
    assert wrong == pytest.approx(math.log(1 + math.exp(1)), rel=1e-6)


def test_card_12_logits_are_ranked_from_below() -> None:
    positions = np.arange(3)
    assert top_n(-np.array([-2.0, 0.0, 3.0]), 3, positions).tolist() == [0, 1, 2]
    # saturated: the chances are all the same, the logits are not
    features = np.linspace(0, 1, 400)[:, None] ** 3 * 1e4
    snapshot = Snapshot(features, labelled=np.arange(60), labels=np.zeros(60), n_classes=2)
    query = strategies.get("vaal-lite", l2=1e-9).select(snapshot, 5)
    assert query.indices.tolist() == [399, 398, 397, 396, 395]
    assert query.terms[0]["labelled_like"] == query.terms[4]["labelled_like"] == 0


def test_card_12_swapping_the_two_sides_flips_the_order() -> None:
    left, right = rng().normal(size=(30, 4)), rng().normal(1, 2, size=(500, 4))
    there, back = logistic(left, right, 0.01), logistic(right, left, 0.01)
    rows = rng().normal(size=(20, 4))
    np.testing.assert_allclose(there.apply(rows), -back.apply(rows), atol=1e-6)
    assert np.argsort(there.apply(rows)).tolist() == np.argsort(-back.apply(rows)).tolist()


def test_card_12_labels_have_no_influence_on_vaal() -> None:
    base = world(400, **LARGE)
    other = Snapshot(
        base.features, labelled=base.labelled, labels=np.arange(60) % 2, n_classes=3, seed=0
    )
    found = [strategies.get("vaal-lite").select(each_, 20) for each_ in (base, other)]
    assert found[0].indices.tolist() == found[1].indices.tolist()
    assert found[0].scores.tolist() == found[1].scores.tolist()


@pytest.mark.parametrize("word", [LabelledLike(), RankedLabelledLike()])
def test_card_12_under_fifty_labels_it_is_not_applicable(word: LabelledLike) -> None:
    few, enough = world(400, labels=49), world(400, labels=50)
    with pytest.raises(NotApplicable, match=r"needs 50 .*has 49 labels.*max-herding"):
        strategies.score(word).select(few, 3)
    assert len(strategies.score(word).select(enough, 3)) == 3
    query = strategies.get(word.name).select(few, 3)
    assert query.fallback == "max-herding"
    assert "has 49 labels" in query.notes[0]
    starter = strategies.get("max-herding").select(few, 3)
    assert query.indices.tolist() == starter.indices.tolist()
    assert strategies.get(word.name).select(enough, 3).fallback is None


# -- learning loss -----------------------------------------------------------------------------


def test_held_out_losses_are_of_heads_that_have_not_seen_the_row() -> None:
    snapshot = world(300, labels=40, dtype=np.float64)
    turned = np.array(snapshot.labels)
    turned[7] = (turned[7] + 1) % 3  # one wrong label
    wrong = Snapshot(
        snapshot.features, head=snapshot.head, labelled=snapshot.labelled, labels=turned,
        regularisation=1e-6,
    )  # fmt: skip
    known = answered(wrong)
    losses = held_out_losses(wrong, known, 5)
    assert sorted(known.rows.tolist()) == list(range(40))
    assert known.codes.tolist() == turned[known.rows].tolist()
    assert known.rows[losses.argmax()] == 7
    assert losses.max() > 2


def test_folds_hold_as_many_of_each_class() -> None:
    codes = np.array([0] * 10 + [1] * 5 + [2] * 3)
    fold = fold_of(codes, 5)
    assert np.bincount(fold[:10]).tolist() == [2] * 5
    assert np.bincount(fold[10:15]).tolist() == [1] * 5
    assert np.bincount(fold).max() - np.bincount(fold).min() <= 1


def hard_half(labels: int = 300) -> Snapshot:
    """Two classes that mingle where the first column is high, and lie apart elsewhere."""
    draw = np.random.default_rng(5)
    rows = draw.normal(size=(2000, 8))
    codes = draw.integers(2, size=2000)
    easy = rows[:, 0] < 0
    rows[:, 1] = np.where(easy, 4.0 * (2 * codes - 1), rows[:, 1])
    head = np.zeros((2, 8))
    head[:, 1] = -1, 1
    return Snapshot(
        rows, head=(head, np.zeros(2)), labelled=np.arange(labels), labels=codes[:labels],
        regularisation=1e-2, classes=("cat", "dog"),
    )  # fmt: skip


def test_learning_loss_asks_where_held_out_labels_are_hard() -> None:
    snapshot = hard_half()
    query = strategies.get("learning-loss").select(snapshot, 100)
    high = np.asarray(snapshot.features)[query.indices, 0] > 0
    assert high.mean() > 0.9  # half of the pool is
    assert query.reasons[0].startswith("expected to be harder than ")
    assert "cat" in query.reasons[0]
    assert query.terms[0]["harder_than"] > 0.9
    assert (np.diff(query.scores) <= 0).all()
    (note,) = [text for text in query.notes if "right order" in text]
    right = int(note.split(" % in")[0].split()[-1])
    assert right > 60


def test_ranker_learns_an_order_and_is_judged_by_it() -> None:
    rows = rng().normal(size=(200, 5))
    losses = np.exp(rows[:, 0])
    for margin in (1.0, None):
        network = train_ranker(
            rows, losses, margin, hidden=32, steps=200, batch=64, lr=1e-2, rng=rng()
        )
        fresh = np.random.default_rng(1).normal(size=(200, 5))
        assert ordered_right(network.apply(fresh), np.exp(fresh[:, 0])) > 0.9
    assert ordered_right(np.array([1.0, 2, 3]), np.array([1.0, 2, 3])) == 1
    assert ordered_right(np.array([1.0, 2, 3]), np.array([3.0, 2, 2])) == 0
    assert ordered_right(np.zeros(3), np.array([1.0, 2, 3])) == 0.5
    assert math.isnan(ordered_right(np.array([1.0, 2]), np.ones(2)))


def test_learning_loss_needs_errors() -> None:
    one = world(200, labels=30, one_class=True)
    query = strategies.get("learning-loss").select(one, 4)
    assert query.fallback == "max-herding"
    assert "label a second one" in query.notes[0]
    with pytest.raises(NotApplicable, match="all labels are of one class"):
        strategies.score("learning-loss").select(one, 4)
    with pytest.raises(NotApplicable, match="needs 10 of them and has 9 labels"):
        strategies.score("learning-loss").select(world(labels=9), 4)


# -- VAAL --------------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [0, 16])
def test_vaal_asks_in_the_part_without_labels(hidden: int) -> None:
    rows = rng().normal(size=(1000, 5))
    rows[500:] += 3
    snapshot = Snapshot(rows, labelled=np.arange(60), labels=np.arange(60) % 2)
    query = strategies.get("vaal-lite", hidden=hidden).select(snapshot, 50)
    assert (query.indices >= 500).all()
    assert query.reasons[0].startswith("unlike the labelled samples: ")
    assert all(term["labelled_like"] < 0.5 for term in query.terms)
    assert any("tells which is which in" in note for note in query.notes)


def test_vaal_says_when_nothing_tells_the_labels_apart() -> None:
    rows = np.random.default_rng(2).normal(size=(3000, 5))
    snapshot = Snapshot(rows, labelled=np.arange(200), labels=np.arange(200) % 2)
    query = strategies.get("vaal-lite").select(snapshot, 5)
    assert any("hardly better than a draw" in note for note in query.notes)


def test_logistic_weighs_both_sides_alike() -> None:
    """At any numbers of rows the logits of two Gaussians are those of equal priors."""
    left, right = rng().normal(0, 1, size=(300, 1)), rng().normal(2, 1, size=(6000, 1))
    plane = logistic(left, right, 1e-9)
    assert plane.apply(np.array([[1.0]]))[0] == pytest.approx(0, abs=0.15)
    assert plane.weight[0] == pytest.approx(-2, abs=0.3)  # (0 - 2) / 1²
    again = logistic(left, np.repeat(right, 3, axis=0), 1e-9)
    np.testing.assert_allclose(again.weight, plane.weight, rtol=1e-5)


def test_told_apart_is_of_rows_that_were_not_seen() -> None:
    noise = rng().normal(size=(60, 50))
    more = np.random.default_rng(1).normal(size=(600, 50))

    def fit(left: np.ndarray, right: np.ndarray) -> object:
        return logistic(left, right, 1e-3)

    assert told_apart(noise, more, fit) == pytest.approx(0.5, abs=0.12)  # type: ignore[arg-type]
    assert told_apart(noise + 5, more, fit) == pytest.approx(1, abs=1e-3)  # type: ignore[arg-type]
    assert math.isnan(told_apart(noise, more[:4], fit))  # type: ignore[arg-type]


def test_ta_vaal_reads_the_expected_loss_too() -> None:
    """Labels lie in the easy half only: the rank of the loss is what tells the sides apart."""
    base = hard_half(2000)
    easy = np.flatnonzero(np.asarray(base.features)[:, 0] < 0.5)[:300]
    snapshot = Snapshot(
        base.features, head=base.head, labelled=easy, labels=base.labels[easy],
        regularisation=1e-2, classes=("cat", "dog"),
    )  # fmt: skip
    query = strategies.get("ta-vaal-lite").select(snapshot, 50)
    plain = strategies.get("vaal-lite").select(snapshot, 50)
    assert query.indices.tolist() != plain.indices.tolist()
    assert "harder than" in query.reasons[0]
    assert {"labelled_like", "harder_than", "p1"} <= set(query.terms[0])
    assert not any("harder_than" in term for term in plain.terms)
    assert (np.asarray(base.features)[query.indices, 0] > 0).mean() > 0.8


def test_small_network_with_fewer_rows_than_a_batch() -> None:
    left, right = rng().normal(size=(7, 3)), rng().normal(3, 1, size=(40, 3))
    judge = small_network(left, right, 8, 100, rng())
    assert judge.apply(left).mean() > 0 > judge.apply(right).mean()


# -- what holds for all three ------------------------------------------------------------------


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
