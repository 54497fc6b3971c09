"""Card U12 (learning loss, VAAL, TA-VAAL), on fixed features."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NotApplicable
from jupyter_al.numerics.ranking import top_n
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.learned.discriminator import logistic, small_network, told_apart
from jupyter_al.strategies.learned.held_out_loss import answered, fold_of, held_out_losses
from jupyter_al.strategies.learned.pair_order import ordered_right, pair_loss, train_ranker
from jupyter_al.strategies.learned.vaal import LabelledLike, RankedLabelledLike
from tests.strategies.worlds import world

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
