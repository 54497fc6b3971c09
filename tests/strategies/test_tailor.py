"""TAILOR: the worked numbers of its method card (D10), and where its state comes from."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.past import Past
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import score
from jupyter_al.strategies.hybrid.arms import class_weights, counts_of_arms, draw_rewards
from jupyter_al.strategies.hybrid.tailor import Tailor
from tests.strategies.worlds import world

ARMS = ("margin", "entropy")
LABELS = np.array([0, 0, 1, 2])
BY = ("margin", "margin", "margin", "entropy")


def test_card_counts_weights_and_expected_rewards() -> None:
    counts = counts_of_arms(ARMS, BY, (0, 0, 0, 0), LABELS, 3)
    np.testing.assert_allclose(counts, [[2.9, 1.9, 0.9], [0.9, 0.9, 1.9]])
    weights = class_weights(LABELS, 3)
    np.testing.assert_allclose(weights, [0.5, 1, 1])
    known = counts + 1
    expected = known @ weights / known.sum(axis=1)
    np.testing.assert_allclose(expected, [0.775862, 0.858209], atol=1e-6)
    rng = np.random.default_rng(0)
    drawn = np.array([draw_rewards(counts, weights, rng) for _ in range(20_000)])
    np.testing.assert_allclose(drawn.mean(axis=0), expected, atol=0.005)


def test_card_a_class_with_most_labels_is_worth_less_than_nothing() -> None:
    np.testing.assert_allclose(class_weights(np.repeat([0, 1], [6, 2]), 3), [-1 / 6, 0.5, 1])
    assert class_weights(np.empty(0, dtype=np.int64), 3).tolist() == [1, 1, 1]
    assert class_weights(LABELS, 3, "find").tolist() == [1, 1, 1]


def test_card_each_answer_counts_once_and_each_round_fades() -> None:
    counts = counts_of_arms(ARMS, BY, (0, 0, 0, 0), LABELS, 3, discount=1.0)
    assert (counts - 1).sum() == len(LABELS)
    two = counts_of_arms(ARMS, BY, (4, 4, 4, 7), LABELS, 3)
    np.testing.assert_allclose(two, [[2.61, 1.71, 0.81], [0.81, 0.81, 1.81]])
    others = counts_of_arms(ARMS, ("", "badge", "", ""), (0, 0, 1, 2), LABELS, 3)
    assert (others == 1).all()


@pytest.mark.parametrize("arm", ["margin", "least-confidence"])
def test_card_one_arm_is_that_arm(arm: str) -> None:
    query = strategies.get("tailor", arms=(arm,)).select(world(), 9)
    alone = strategies.get(arm).select(world(), 9)
    assert query.indices.tolist() == alone.indices.tolist()
    assert {term["arm"] for term in query.terms} == {arm}
    assert query.reasons[0] == f"{alone.reasons[0]} (asked by {arm})"


def test_card_an_arm_that_finds_only_the_majority_is_dropped() -> None:
    rng = np.random.default_rng(0)
    by: list[str] = []
    rounds: list[int] = []
    labels: list[int] = [0, 0, 0, 1]
    by, rounds = [""] * 4, [0] * 4
    pulls = []
    for each in range(1, 31):
        codes = np.array(labels)
        counts = counts_of_arms(ARMS, by, rounds, codes, 2)
        weights = class_weights(codes, 2)
        for _ in range(10):
            arm = int(draw_rewards(counts, weights, rng).argmax())
            pulls.append(arm)
            by.append(ARMS[arm])
            rounds.append(each)
            labels.append(0 if arm == 0 or rng.random() < 0.6 else 1)
    assert np.mean(np.array(pulls[-50:]) == 0) < 0.1
    assert np.mean(np.array(pulls[:10]) == 0) > np.mean(np.array(pulls[-50:]) == 0)


def test_state_comes_from_the_snapshot() -> None:
    past = Past(asked_by=("margin",) * 6 + ("entropy",) * 6, asked_in=(0,) * 12)
    strategy = Tailor(arms=ARMS)
    snapshot = world(past=past)
    expected = counts_of_arms(ARMS, past.asked_by, past.asked_in, snapshot.labels, 3)
    np.testing.assert_allclose(strategy.counts(snapshot), expected)
    assert (strategy.counts(world()) == 1).all()
    assert "not known which arm" in strategy.select(world(), 4).notes[0]
    assert not any("not known" in note for note in strategy.select(snapshot, 4).notes)


def test_the_arm_that_finds_rare_classes_is_asked_more() -> None:
    labels = np.repeat([0, 1], [40, 8])
    names = ("margin",) * 40 + ("random",) * 8
    base = world(n=300)
    snapshot = Snapshot(
        base.features,
        head=base.head,
        labelled=np.arange(48),
        labels=labels,
        past=Past(asked_by=names, asked_in=(0,) * 48),
    )
    query = Tailor(arms=("margin", "random")).select(snapshot, 40)
    asked = [term["arm"] for term in query.terms]
    assert asked.count("random") > 35


def test_classes_become_arms() -> None:
    found = Tailor().strategies(world())
    assert len(found) == 2 + 3 * 3
    assert {"badge", "likely: cat", "undecided: fox", "galaxy: dog"} <= set(found)
    query = Tailor().select(world(round=2), 40)
    assert len({term["arm"] for term in query.terms}) > 3
    assert len(set(query.indices.tolist())) == 40


def test_words_for_one_class() -> None:
    snapshot = world(dtype=np.float64)
    rows = snapshot.candidates
    chance = np.array(snapshot.probabilities)[rows, 1]
    likely = score("likely", of=1).select(snapshot, 3)
    assert likely.indices.tolist() == rows[np.argsort(-chance)[:3]].tolist()
    assert likely.reasons[0].startswith("among the most likely of dog")
    even = score("undecided", of=1).select(snapshot, 3)
    assert even.indices.tolist() == rows[np.argsort(np.abs(chance - 0.5))[:3]].tolist()
    with pytest.raises(StrategyError, match="3 classes"):
        score("likely", of=3).select(snapshot, 1)
    with pytest.raises(StrategyError, match="of must be"):
        score("likely", of=-1)


@pytest.mark.parametrize(
    ("parameters", "word"),
    [
        ({"arms": ()}, "arms"),
        ({"arms": "margin"}, "arms"),
        ({"arms": ("margin", "margin")}, "arms"),
        ({"arms": ("margni",)}, "did you mean 'margin'"),
        ({"discount": 0}, "discount"),
        ({"reward": "money"}, "reward"),
    ],
)
def test_bad_parameters(parameters: dict[str, object], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("tailor", **parameters)
