"""Disagreement scores and BALD batches; numbers of the card on ensembles (section 6)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsArtefact, NotApplicable, StrategyError
from jupyter_al.numerics.disagreement import bald, entropies
from jupyter_al.numerics.ranking import top_n
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import score
from jupyter_al.strategies.committee import scores
from jupyter_al.strategies.committee.joint_information import JointInformation
from jupyter_al.strategies.stochastic_spreads import Power, Softmax, Softrank
from tests.strategies.worlds import world

# (K=2, rows A B C D, C=2)
MEMBERS = np.array([[[0.9, 0.1], [0.5, 0.5], [0.9, 0.1], [1, 0]],
                    [[0.1, 0.9], [0.5, 0.5], [0.9, 0.1], [0, 1]]])  # fmt: skip


def given(members: np.ndarray, **more: object) -> Snapshot:
    rows = np.arange(members.shape[1], dtype=float)[:, None]
    return Snapshot.from_arrays(rows, committee=members, **more)  # type: ignore[arg-type]


def scores_of(word: str, members: np.ndarray) -> np.ndarray:
    query = score(word).select(given(members), members.shape[1])
    return query.scores[np.argsort(query.indices)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("bald", [0.368064, 0, 0, 0.693147]),
        ("consensus-entropy", [0.693147, 0.693147, 0.325083, 0.693147]),
        ("mean-std", [0.4, 0, 0, 0.5]),
        ("variation-ratio", [0.5, 0, 0, 0.5]),
        ("mean-variation-ratio", [0.5, 0.5, 0.1, 0.5]),
    ],
)
def test_scores_of_the_card(word: str, expected: list[float]) -> None:
    np.testing.assert_allclose(scores_of(word, MEMBERS), expected, atol=1e-6)


def information(members: np.ndarray, batch: list[int], most: int = 10_000) -> float:
    step = JointInformation(members, most, np.random.default_rng(0))
    total = 0.0
    for row in batch:
        total += float(step.scores()[row])
        step.add(row)
    return total


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        ([0], 0.368064),
        ([0, 0], 0.514375),
        ([0, 3], 0.693147),
        ([3, 3], 0.693147),
        ([0, 1], 0.368064),
        ([0, 2], 0.368064),
    ],
)
def test_batch_bald_of_the_card(batch: list[int], expected: float) -> None:
    assert information(MEMBERS, batch) == pytest.approx(expected, abs=1e-6)


def test_a_copy_adds_less_than_its_own_information_as_the_card_says() -> None:
    alone, both = information(MEMBERS, [0]), information(MEMBERS, [0, 0])
    assert 2 * alone == pytest.approx(0.736128, abs=1e-6)
    assert alone < both < 2 * alone


def test_batch_bald_of_complementary_members_of_the_card() -> None:
    votes = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])
    members = np.eye(2)[votes].transpose(1, 0, 2)
    assert information(members, [0, 1]) == pytest.approx(1.386294, abs=1e-6)
    assert information(members, [0, 0]) == pytest.approx(0.693147, abs=1e-6)


def random_members(k: int, n: int, c: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(c, 0.5), size=(k, n))


def joint_information(members: np.ndarray, batch: list[int]) -> float:
    """Mutual information from its definition, all answers listed."""
    k, _, c = members.shape
    joint = [
        np.prod([members[:, x, y] for x, y in zip(batch, answers, strict=True)], axis=0)
        for answers in itertools.product(range(c), repeat=len(batch))
    ]
    own = sum(float(entropies(members[:, x]).mean()) for x in batch)
    assert np.asarray(joint).shape[1] == k
    return float(entropies(np.mean(joint, axis=1))) - own


@pytest.mark.parametrize("batch", [[3], [0, 1], [4, 2, 0], [1, 2, 3, 4]])
def test_joint_information_is_the_definition(batch: list[int]) -> None:
    members = random_members(4, 5, 3)
    assert information(members, batch) == pytest.approx(joint_information(members, batch), abs=1e-5)


def test_drawn_answers_come_close_to_all_answers() -> None:
    members = random_members(5, 6, 3)
    batch = [0, 1, 2, 3, 4]
    exact = joint_information(members, batch)
    assert information(members, batch, most=8000) == pytest.approx(exact, abs=1e-5)
    assert information(members, batch, most=50_000 // 250) == pytest.approx(exact, rel=0.1)


def test_invariants_of_bald() -> None:
    members = random_members(6, 40, 4)
    values = scores_of("bald", members)
    assert (values >= 0).all()
    assert (values <= np.minimum(entropies(members.mean(axis=0)), np.log(6)) + 1e-12).all()
    np.testing.assert_allclose(values, scores_of("bald", members[::-1]), atol=1e-12)
    gains = strategies.get("batch-bald").select(given(members), 40).scores
    assert gains[0] == pytest.approx(values.max(), abs=1e-6)
    assert gains.sum() <= min(values.sum(), np.log(6)) + 0.05
    assert (np.diff(gains[:4]) <= 1e-5).all()


def test_batch_bald_prefers_a_row_that_says_something_else() -> None:
    votes = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [0, 1, 0, 1]])
    members = np.eye(2)[votes].transpose(1, 0, 2)
    assert 2 in strategies.get("batch-bald").select(given(members), 2).indices


@pytest.mark.parametrize(
    ("spread", "expected"),
    [
        (Power(1), [4 / 7, 2 / 7, 1 / 7, 0]),
        (Power(2), [0.761905, 0.190476, 0.047619, 0]),
        (Softrank(1), [0.48, 0.24, 0.16, 0.12]),
        (Softmax(1), [0.309610, 0.253487, 0.229365, 0.207538]),
    ],
)
def test_first_pick_chances_of_the_card(spread: Power, expected: list[float]) -> None:
    logs = spread.log_weights(np.array([0.4, 0.2, 0.1, 0]), np.arange(4), 0)
    np.testing.assert_allclose(np.exp(logs) / np.exp(logs).sum(), expected, atol=1e-6)


def test_draws_follow_the_chances() -> None:
    members = MEMBERS[:, [0, 3, 1]]
    counts = np.zeros(3)
    for seed in range(400):
        counts[strategies.get("power-bald").select(given(members, seed=seed), 1).indices[0]] += 1
    expected = 400 * np.array([0.368064, 0.693147, 0]) / 1.061211
    assert np.abs(counts - expected).max() < 40
    assert counts[2] == 0


def test_rows_without_a_gain_fill_the_batch_and_it_is_said() -> None:
    query = strategies.get("power-bald").select(given(MEMBERS), 4)
    assert set(query.indices[:2].tolist()) == {0, 3}
    assert query.fallback == "random"
    assert any("2 of 4 have no weight" in note for note in query.notes)
    assert query.terms[0]["chance"] > 0 == query.terms[3]["chance"]


def test_power_refuses_scores_below_zero() -> None:
    with pytest.raises(StrategyError, match="softrank"):
        score("margin").spread("power").select(world(), 3)
    assert len(score("margin").spread("softrank").select(world(), 3)) == 3
    assert len(score("entropy").spread("power", beta=4).select(world(), 3)) == 3
    for wrong in (0, -1, np.inf, np.nan):
        with pytest.raises(StrategyError, match="beta"):
            strategies.get("power-bald", beta=wrong)


def test_one_member_is_not_applicable() -> None:
    for name in ("bald", "mean-std", "variation-ratio", "power-bald", "batch-bald"):
        with pytest.raises(NotApplicable, match="use 'entropy'"):
            strategies.get(name).select(given(MEMBERS[:1]), 2)


def test_broken_members_and_rows() -> None:
    members = random_members(4, 300, 3)
    members[2, :20] = np.nan
    members[0, 7] = np.nan
    query = strategies.get("bald").select(given(members), 300)
    assert "of 3 members (1 left out" in query.notes[0]
    assert sorted(query.indices.tolist()) == [i for i in range(300) if i != 7]
    assert any("1 rows lack" in note for note in query.notes)


def test_a_subset_of_the_rows_on_request() -> None:
    query = strategies.get("bald", score_subset=10).select(world(), 4)
    assert len(query) == 4
    assert any("10 of 108 rows" in note for note in query.notes)
    assert len(strategies.get("bald", score_subset=10).select(world(), 30)) == 30
    with pytest.raises(StrategyError, match="score_subset"):
        strategies.get("bald", score_subset=0)
    with pytest.raises(StrategyError, match="shortlist"):
        strategies.get("batch-bald", shortlist=0)
    with pytest.raises(StrategyError, match="clip_top"):
        strategies.get("mean-std", clip_top=1)


def test_clipping_leaves_out_the_top() -> None:
    whole = strategies.get("bald").select(world(), 20)
    clipped = strategies.get("bald", clip_top=0.05).select(world(), 5)
    assert sorted(clipped.dropped) == sorted(whole.indices[:5].tolist())
    assert clipped.indices.tolist() == whole.indices[5:10].tolist()


def test_reasons_count_votes() -> None:
    reason = strategies.get("bald").select(given(MEMBERS, classes=["cat", "dog"]), 1).reasons[0]
    assert reason == "1 of 2 models say cat, 1 say dog: they disagree by 0.69 nats"


class Voting:
    """A model that is its own committee."""

    n_classes = 3
    regularisation = 0.0
    head = None

    def __init__(self) -> None:
        self.asked: list[int] = []

    def predict_proba(self, inputs: np.ndarray) -> np.ndarray:
        return self.committee(inputs, 3, 0).mean(axis=0)

    def committee(self, inputs: np.ndarray, n: int, seed: int) -> np.ndarray:
        self.asked.append(seed)
        shift = np.random.default_rng(seed).normal(size=(n, 1, 3))
        logits = np.exp(np.asarray(inputs)[None, :, :3] + shift)
        return np.asarray(logits / logits.sum(axis=2, keepdims=True))


def test_committee_of_the_model() -> None:
    model = Voting()
    snapshot = world(model=False)
    snapshot = Snapshot(
        snapshot.features, model=model, labelled=snapshot.labelled, labels=snapshot.labels
    )
    query = strategies.get("bald").select(snapshot, 5)
    assert "10 variants of the model itself" in query.notes[0]
    assert len(set(model.asked[1:])) <= 2
    np.testing.assert_allclose(bald(snapshot.members.block(query.indices)), query.scores, atol=1e-9)


def test_committee_of_resampled_heads() -> None:
    snapshot = world()
    assert snapshot.has("committee")
    known = snapshot.committee
    assert known.shape == (10, 120, 3)
    np.testing.assert_allclose(known.sum(axis=2), 1, atol=1e-5)
    assert known.std(axis=0).max() > 0.01
    right = known.mean(axis=0).argmax(axis=1) == np.arange(120) % 3
    assert right.mean() > 0.6
    assert (world().committee == known).all()
    assert (world(round=1).committee != known).any()
    query = strategies.get("bald").select(snapshot, 3)
    assert "10 linear heads, each fitted on 12 labels" in query.notes[0]


def test_far_rows_give_the_committee_of_centred_ones() -> None:
    base = world(dtype=np.float64)
    mean = np.asarray(base.features).mean(axis=0)
    near = world(features=np.asarray(base.features, np.float32), scaling=(mean, 2.0))
    far = world(features=np.asarray(base.features) + 1e4, scaling=(mean + 1e4, 2.0))
    np.testing.assert_allclose(near.committee, far.committee, atol=1e-3)


def test_no_committee_without_labels() -> None:
    with pytest.raises(NeedsArtefact, match="label a few items"):
        strategies.get("bald").select(world(labels=0), 3)
    broken = np.array(world().features)
    broken[:12] = np.nan
    with pytest.raises(NotApplicable, match="finite"):
        strategies.get("bald").select(world(features=broken), 3)


@pytest.mark.parametrize("name", ["bald", "mean-std", "consensus-entropy", "variation-ratio"])
def test_a_large_pool_is_ranked_as_in_double_precision(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(8)
    shared = rng.normal(size=(3000, 4)) * 6  # most rows: members that are sure and agree
    logits = shared + rng.normal(size=(5, 3000, 4)) * rng.choice([1e-4, 0.5], size=(3000, 1))
    known = softmax(logits.reshape(-1, 4)).reshape(5, 3000, 4)
    known[:, 7] = known[0, 7]
    monkeypatch.setattr(scores, "_LEADING", 100)
    snapshot = Snapshot(rng.normal(size=(3000, 2)), committee=known, n_classes=4)
    own = strategies.score(name).scorer
    assert isinstance(own, scores.OfMembers)
    rows = np.arange(3000)
    found, exact = own.values(snapshot, rows), own.of_block(known)
    assert top_n(found, 100, rows).tolist() == top_n(exact, 100, rows).tolist()
    np.testing.assert_allclose(found, exact, atol=5e-6)
    if name != "variation-ratio":
        assert (found != exact).any()  # not all were computed in double precision
