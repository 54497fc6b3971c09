"""ICAL; numbers of its card (section 7)."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.strategies.committee.agreement import Agreement, dependence, kernel_gap
from tests.strategies.test_committee import given, random_members
from tests.strategies.worlds import world

DRAWS = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 0, 1]])
MEMBERS = np.eye(2)[DRAWS].transpose(1, 0, 2)


def agreement_of(members: np.ndarray, rng: np.random.Generator | None = None) -> Agreement:
    made = Agreement(len(members), members.shape[1])
    made.fill(slice(None), members, rng)
    return made


@pytest.mark.parametrize("sampled", [False, True])
def test_dependence_of_the_card(sampled: bool) -> None:
    assert 1 - kernel_gap() == pytest.approx(0.5244998808844221, abs=1e-15)
    made = agreement_of(MEMBERS, np.random.default_rng(0) if sampled else None)
    found = made.dependence(made.mean(np.array([0])))
    np.testing.assert_allclose(found, [0.056525090820, 0.056525090820, 0], atol=1e-8)
    assert dependence(made.mean(np.array([0])), made.mean(np.array([1]))) == pytest.approx(
        kernel_gap() ** 2 / 4, abs=1e-12
    )


def hsic(one: np.ndarray, other: np.ndarray) -> float:
    """Return the biased estimator from its sums."""
    k = len(one)
    cross = (one.sum(axis=0) * other.sum(axis=0)).sum()
    return float((one * other).mean() - 2 / k**3 * cross + one.sum() * other.sum() / k**4)


def test_closed_form_is_the_kernel_estimator() -> None:
    draws = np.random.default_rng(0).integers(0, 3, size=(6, 20))
    made = agreement_of(np.eye(3)[draws])
    kappa = 1 - kernel_gap()
    kernels = np.where(draws[:, None] == draws[None], 1, kappa).transpose(2, 0, 1)
    reference = np.array([1, 4, 7, 9])
    expected = [hsic(kernels[reference].mean(axis=0), kernel) for kernel in kernels]
    np.testing.assert_allclose(made.dependence(made.mean(reference)), expected, atol=1e-8)


def test_invariants() -> None:
    members = random_members(5, 30, 4)
    base, reference = agreement_of(members), np.arange(7)
    values = base.dependence(base.mean(reference))
    for other in (members[:, :, [2, 0, 3, 1]], members[[4, 2, 0, 1, 3]]):
        made = agreement_of(other)
        np.testing.assert_allclose(made.dependence(made.mean(reference)), values, atol=1e-8)
    for row in range(30):
        own = base.mean(np.array([row]))
        assert dependence(own, own) >= 0


def test_picks_before_do_not_change_the_order() -> None:
    """HSIC is linear: with the batch in the kernel the order is the one without it."""
    members = random_members(5, 30, 4)
    made = agreement_of(members)
    reference, batch = made.mean(np.arange(9)), made.mean(np.array([11, 12]))
    alone = made.dependence(reference)
    with_batch = [
        dependence(reference, (2 * batch + made.mean(np.array([x]))) / 3) for x in range(30)
    ]
    assert np.argsort(alone).tolist() == np.argsort(with_batch).tolist()


def test_members_that_agree_are_flat() -> None:
    same = np.repeat(random_members(1, 40, 3), 4, axis=0)
    onehot = np.eye(3)[same.argmax(axis=2)]
    query = strategies.get("ical").select(given(onehot), 5)
    assert query.flat
    assert np.abs(query.scores).max() < 1e-9
    assert not strategies.get("ical").select(world(), 5).flat


def test_without_resampling_the_scores_fall() -> None:
    query = strategies.get("ical", resample=False).select(world(), 20)
    assert (np.diff(query.scores) <= 1e-12).all()
    drawn = strategies.get("ical", sampled=True).select(world(), 20)
    assert len(set(drawn.indices.tolist())) == 20


def test_an_informative_group_is_asked_before_noise() -> None:
    """Fifty rows on which the members fall into the same two camps, fifty of private noise."""
    rng = np.random.default_rng(0)
    camps = np.tile([0, 0, 0, 1, 1, 1], (50, 1))
    noise = rng.integers(0, 2, size=(50, 6))
    members = np.eye(2)[np.concatenate([noise, camps])].transpose(1, 0, 2)
    query = strategies.get("ical").select(given(members), 10)
    camps_or_alike = [
        abs(members[:3, i, 0].mean() - members[3:, i, 0].mean()) for i in query.indices
    ]
    assert min(camps_or_alike) == 1


def test_bad_arguments() -> None:
    for wrong in (0, 2.5, True):
        with pytest.raises(StrategyError, match="condense"):
            strategies.get("ical", condense=wrong)
    with pytest.raises(NotApplicable, match="two members"):
        strategies.get("ical").select(given(MEMBERS[:1]), 2)
