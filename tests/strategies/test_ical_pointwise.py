"""ICAL in its pointwise form (card 7, section ICAL-pointwise)."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.strategies.committee.agreement import dependence, kernel_gap
from jupyter_al.strategies.committee.ical_pointwise import news
from tests.strategies.test_committee import given, random_members
from tests.strategies.test_ical import MEMBERS, agreement_of, hsic
from tests.strategies.worlds import world

KAPPA = 1 - kernel_gap()


def test_card_7_values_of_many_references_at_once() -> None:
    made = agreement_of(MEMBERS)
    singles = [made.mean(np.array([row])) for row in range(3)]
    found = made.dependences(singles)
    expected = 0.056525090820 * np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(found, expected, atol=1e-12)


def camps() -> np.ndarray:
    """Sixty rows on which the members split one way, forty on which they split across it."""
    draws = np.repeat([[0, 0, 1, 1], [0, 1, 0, 1]], [60, 40], axis=0)
    return np.asarray(np.eye(2)[draws].transpose(1, 0, 2))


def test_a_second_group_is_asked_after_the_first() -> None:
    plain = strategies.get("ical", condense=100).select(given(camps()), 4).indices
    assert (plain < 60).all()
    query = strategies.get("ical-pointwise", condense=100).select(given(camps()), 4)
    assert query.indices[0] < 60 <= query.indices[1]


def test_scores_are_those_of_the_whole_kernels() -> None:
    """All K x K kernels as they are written in the card, nothing simplified."""
    members = random_members(5, 30, 4)
    snapshot = given(members)
    strategy = strategies.get("ical-pointwise", condense=9, references=6, resample=False)
    query = strategy.select(snapshot, 8)
    expected = np.einsum("kic,lic->ikl", members, members)
    expected[:, np.arange(5), np.arange(5)] = 1
    kernels = KAPPA + (1 - KAPPA) * expected
    rng = snapshot.rng("ical-pointwise")
    whole = kernels[rng.choice(30, 9, replace=False)].mean(axis=0)
    singles = kernels[rng.choice(30, 6, replace=False)]
    picks: list[int] = []
    for place, found in enumerate(query.scores):
        if not picks:
            values = np.array([hsic(whole, kernel) for kernel in kernels])
        else:
            batch = kernels[picks].mean(axis=0)
            joined = [(place * batch + kernel) / (place + 1) for kernel in kernels]
            h1 = np.array([[hsic(one, each) for one in singles] for each in joined])
            h2 = np.array([hsic(one, batch) for one in singles])
            shift = max(h1.min(), h2.min()) + 1e-8
            ratio = np.maximum(1, (h1 + shift) / (h2 + shift)).mean(axis=1)
            values = np.array([hsic(whole, each) for each in joined]) * (ratio - 1)
        values[picks] = -np.inf
        assert int(values.argmax()) == query.indices[place]
        assert values.max() == pytest.approx(found, rel=1e-4)
        picks.append(int(query.indices[place]))


def test_invariants() -> None:
    members = random_members(5, 40, 4)
    straight = strategies.get("ical-pointwise").select(given(members), 10)
    for other in (members[:, :, [2, 0, 3, 1]], members[[4, 2, 0, 1, 3]]):
        turned = strategies.get("ical-pointwise").select(given(other), 10)
        assert turned.indices.tolist() == straight.indices.tolist()
        np.testing.assert_allclose(turned.scores, straight.scores, rtol=1e-3)
    assert (straight.scores >= 0).all()


def test_a_copy_of_the_batch_tells_nothing_new() -> None:
    made = agreement_of(MEMBERS)
    singles = [made.mean(np.array([row])) for row in range(3)]
    whole, batch = made.mean(np.arange(3)), singles[0]
    reached = np.array([dependence(one, batch) for one in singles])
    found = news(
        made.dependence(whole), made.dependences(singles), dependence(whole, batch), reached, 1
    )
    assert found[:2].tolist() == [0, 0]
    assert found[2] > 0


def test_where_nothing_is_new_it_is_ical_and_says_so() -> None:
    same = np.eye(2)[np.tile([[0, 0, 1, 1]], (40, 1))].transpose(1, 0, 2)
    query = strategies.get("ical-pointwise").select(given(same), 5)
    assert len(set(query.indices.tolist())) == 5
    assert any(note.startswith("4 of these tell nothing") for note in query.notes)
    assert query.flat


def test_references_are_drawn_once_or_after_every_pick() -> None:
    once = strategies.get("ical-pointwise", resample=False).select(world(), 20)
    anew = strategies.get("ical-pointwise").select(world(), 20)
    assert once.indices[0] == anew.indices[0]
    assert once.indices.tolist() != anew.indices.tolist()
    drawn = strategies.get("ical-pointwise", sampled=True).select(world(), 20)
    assert len(set(drawn.indices.tolist())) == 20


def test_bad_arguments() -> None:
    for wrong in (0, 2.5, True):
        with pytest.raises(StrategyError, match="references"):
            strategies.get("ical-pointwise", references=wrong)
    with pytest.raises(StrategyError, match="condense"):
        strategies.get("ical-pointwise", condense=0)
    with pytest.raises(NotApplicable, match="two members"):
        strategies.get("ical-pointwise").select(given(MEMBERS[:1]), 2)
