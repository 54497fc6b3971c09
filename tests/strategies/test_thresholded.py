"""Online thresholded uncertainty; worked numbers of card 15."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.uncertainty.trust import ask_at_rate, trusted
from tests.strategies.worlds import world

STEPS = np.array([[0.97, 0.99, 0.98], [0.60, 0.55, 0.70], [0.96, 0.97, 0.20]])


def of_members(p: np.ndarray, **more: object) -> Snapshot:
    """Rows with P(class 1) = p (M, E) by each of E members, and four labelled rows at the end."""
    every = np.vstack([p, np.full((4, p.shape[1]), 0.5)])
    members = np.stack([1 - every, every], axis=2).transpose(1, 0, 2)
    rows = np.arange(len(every), dtype=float)[:, None]
    arrays = {"labelled": len(p) + np.arange(4), "labels": [0, 1, 0, 1], **more}
    return Snapshot.from_arrays(
        rows,
        probabilities=members.mean(axis=0),
        committee=members,
        **arrays,  # type: ignore[arg-type]
    )


def asked(p: np.ndarray, **parameters: object) -> set[int]:
    strategy = strategies.get("thresholded", **{"fill": False, **parameters})
    return set(strategy.select(of_members(p), len(p)).indices.tolist())


def test_card_15_steps() -> None:
    query = strategies.get("thresholded", order="pool").select(of_members(STEPS), 3)
    assert query.indices.tolist() == [1, 2, 0]
    terms = [query.terms[i] for i in (2, 0, 1)]
    np.testing.assert_allclose([t["p"] for t in terms], [0.98, 0.616667, 0.71], atol=1e-6)
    np.testing.assert_allclose(terms[0]["spread"], 0.01, rtol=1e-5)  # members are float32
    np.testing.assert_allclose(terms[2]["spread"], 0.441701, atol=1e-6)
    assert asked(STEPS) == {1, 2}
    assert [t["asked"] for t in terms] == [False, True, True]
    assert "1 of these are trusted" in query.notes[-1]


def test_card_15_limits_and_monotony() -> None:
    p = np.random.default_rng(0).uniform(size=(60, 1)) + np.random.default_rng(1).normal(
        scale=0.01, size=(60, 4)
    )
    p = np.clip(p, 0, 1)
    assert asked(p, least_sure=0.5, most_spread=np.inf) == set()
    assert len(asked(p, least_sure=1.1)) == 60
    sets = [asked(p, least_sure=d) for d in (0.6, 0.8, 0.95)]
    assert sets[0] <= sets[1] <= sets[2]
    sets = [asked(p, most_spread=d) for d in (0.02, 0.01, 0.005)]
    assert sets[0] < sets[1] < sets[2]


def test_one_member_is_judged_by_its_sureness_alone() -> None:
    assert asked(np.array([[0.95], [0.6], [0.05]])) == {1}


def test_all_are_asked_until_each_class_has_two_labels() -> None:
    snapshot = of_members(STEPS, labels=[0, 0, 0, 1])
    query = strategies.get("thresholded", fill=False).select(snapshot, 3)
    assert len(query) == 3
    assert "each class has two labels (class 1 has not)" in query.notes[1]


def test_fewer_than_wanted_without_filling() -> None:
    sure = np.full((20, 3), 0.99)
    sure[[4, 9]] = 0.5
    query = strategies.get("thresholded", fill=False).select(of_members(sure), 10)
    assert sorted(query.indices.tolist()) == [4, 9]
    assert query.shortfall


def test_the_rate_moves_the_threshold() -> None:
    sure = np.random.default_rng(0).uniform(0.5, 1, 60_000)
    found, last = ask_at_rate(sure, np.zeros(60_000), 0.9, 0.01, 0.3)
    assert found[-20_000:].mean() == pytest.approx(0.3, abs=0.02)
    assert last == pytest.approx(0.65, abs=0.03)
    _, lowest = ask_at_rate(np.full(10_000, 0.6), np.ones(10_000), 0.9, 0.01, 0.01)
    assert lowest == 0.5
    plain, same = ask_at_rate(sure[:10], np.zeros(10), 0.9, 0.01, None)
    assert (plain == ~trusted(sure[:10], np.zeros(10), 0.9, 0.01)).all()
    assert same == 0.9


def test_bad_input_is_named() -> None:
    for word, value in (
        ("least_sure", -1), ("most_spread", np.nan), ("rate", 1.0), ("order", "pol"),
    ):  # fmt: skip
        with pytest.raises(StrategyError, match=word):
            strategies.get("thresholded", **{word: value})
    known = {"probabilities": np.ones((3, 1)), "labelled": [0], "labels": [0]}
    one = Snapshot.from_arrays(np.eye(3), **known)  # type: ignore[arg-type]
    with pytest.raises(NotApplicable, match="declare"):
        strategies.get("thresholded").select(one, 1)
    assert len(strategies.get("thresholded", rate=0.2).select(world(), 9)) == 9
