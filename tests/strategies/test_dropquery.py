"""DropQuery: the worked numbers of its method card (D7), and its spread."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsArtefact, StrategyError
from jupyter_al.strategies import everything, score
from jupyter_al.strategies.hybrid.central import Central
from jupyter_al.strategies.hybrid.dropout_disagreement import (
    Disagreeing,
    DropoutDisagreement,
    disagreements,
    threshold,
)
from tests.strategies.worlds import random_probabilities, world

CLEAN = np.array([0, 1, 2, 1, 0])
PASSES = np.array([[0, 1, 0, 2, 0], [0, 2, 1, 2, 1], [0, 1, 2, 2, 0]])


def test_card_counts_and_thresholds() -> None:
    counts = disagreements(CLEAN, PASSES)
    assert counts.tolist() == [0, 1, 2, 3, 1]
    assert np.flatnonzero(counts > 1).tolist() == [2, 3]
    assert np.flatnonzero(counts > 0).tolist() == [1, 2, 3, 4]
    assert threshold(counts, 3, 1) == 0  # 25 are wanted and there are not that many
    assert threshold(counts, 3, 1, pool_factor=2) == 1
    assert threshold(counts, 3, 1, pool_factor=3) == 0


def test_without_dropout_nothing_changes() -> None:
    snapshot = world()
    values = DropoutDisagreement(rate=0.0).values(snapshot, snapshot.candidates)
    assert (values == 0).all()
    query = strategies.get("dropquery", rate=0.0).select(snapshot, 6)
    assert query.fallback == "random"
    assert "never change" in query.notes[0]
    assert len(set(query.indices.tolist())) == 6


def test_counts_follow_the_definition() -> None:
    snapshot = world(dtype=np.float64)
    rows = snapshot.candidates
    weight, bias = snapshot.head
    rng = snapshot.rng("dropout-disagreement")
    guesses = []
    for _ in range(3):
        mask = rng.random((len(rows), 6), dtype=np.float32) < 0.25
        hidden = np.array(snapshot.features)[rows] * mask / 0.25
        guesses.append((hidden @ weight.T + bias).argmax(axis=1))
    expected = disagreements(snapshot.predicted[rows], np.array(guesses))
    assert DropoutDisagreement().values(snapshot, rows).tolist() == expected.tolist()
    assert 0 < expected.sum() < 3 * len(rows)


def test_all_picks_disagree_while_enough_do() -> None:
    snapshot = world(600)
    query = strategies.get("dropquery").select(snapshot, 5)
    assert (query.scores >= 1).all()
    assert [term["changed"] for term in query.terms] == query.scores.astype(int).tolist()
    assert (np.diff(query.scores) <= 0).all()
    assert "looks with hidden features" in query.reasons[0]
    assert query.fallback is None


def test_one_labelled_class_hands_over() -> None:
    query = strategies.get("dropquery").select(world(one_class=True), 4)
    assert query.fallback == "typiclust"


def test_needs_a_linear_head() -> None:
    known = random_probabilities(120, 3)
    with pytest.raises(NeedsArtefact, match="head"):
        strategies.get("dropquery").select(world(model=False, probabilities=known), 3)


def test_candidates_are_capped() -> None:
    snapshot = world(600)
    picks = score("dropout-disagreement").filter(Disagreeing(most=1)).spread("central")
    assert len(picks.select(snapshot, 9)) == 9


def test_central_asks_one_of_each_cluster() -> None:
    rng = np.random.default_rng(0)
    centres = np.eye(4) * 10
    rows = centres.repeat(20, axis=0) + rng.normal(size=(80, 4)) * 0.1
    snapshot = world(features=rows, labels=0, model=False, n=80)
    query = everything().spread("central", space="features").select(snapshot, 4)
    assert sorted((query.indices // 20).tolist()) == [0, 1, 2, 3]
    for index in query.indices:
        own = np.arange(80)[np.arange(80) // 20 == index // 20]
        unit = rows[own] / np.linalg.norm(rows[own], axis=1, keepdims=True)
        far = np.linalg.norm(unit - unit.mean(axis=0), axis=1)
        assert own[far.argmin()] == index
    assert query.scores.tolist() == [20, 20, 20, 20]


@pytest.mark.parametrize(
    ("parameters", "word"),
    [({"passes": 0}, "passes"), ({"rate": 1.0}, "rate"), ({"pool_factor": 0}, "pool_factor")],
)
def test_bad_parameters(parameters: dict[str, float], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("dropquery", **parameters)


def test_central_needs_vectors() -> None:
    with pytest.raises(StrategyError, match="embedding"):
        Central("gradient")
