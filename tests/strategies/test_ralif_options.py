"""RALIF: its diverse batch, standardised coordinates, and options."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import NeedsArtefact, StrategyError
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.sampling import shares
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import RALIF, spaces
from jupyter_al.strategies.influence.expected_influence import ExpectedInfluence
from tests.strategies.test_ralif import fitted, small
from tests.strategies.worlds import world

# -- D² and its seed ----------------------------------------------------------------------------


def test_second_pick_probabilities_of_the_card() -> None:
    rows = np.array([[0.0, 0], [1, 0], [0, 2], [3, 0], [1, 0]])
    snapshot = Snapshot(rows, labelled=[0], labels=[0], n_classes=2)
    space = spaces.enter(snapshot, "features", np.array([1, 2, 3, 4]))
    nearest = space.from_labelled()
    assert nearest is not None
    after = np.minimum(nearest, space.distances(int(space.local[0]), below=nearest))
    np.testing.assert_allclose(shares(after[space.local][1:]), [0.5, 0.5, 0], atol=1e-12)


def test_seed_bug_is_an_option() -> None:
    rows = np.array([[0.0, 0], [3, 0], [0.5, 0], [2.5, 0]])
    snapshot = Snapshot(rows, labelled=[0, 1], labels=[0, 1])
    space = spaces.enter(snapshot, "features", np.array([2, 3]))
    right, released = space.from_labelled(), space.from_labelled(only_last=True)
    assert right is not None
    assert released is not None
    np.testing.assert_allclose(right[space.local], [0.25, 0.25])
    np.testing.assert_allclose(released[space.local], [6.25, 0.25])
    base = world(200)
    plain = strategies.get("ralif-reference").select(base, 15)
    bug = strategies.get("ralif-reference", seed_bug=True).select(base, 15)
    assert plain.indices[0] == bug.indices[0]
    assert plain.indices.tolist() != bug.indices.tolist()


def test_a_copy_of_a_labelled_row_is_never_drawn() -> None:
    features = np.array(world(300).features)
    features[40:60] = features[3]
    for round_ in range(5):
        query = strategies.get("ralif").select(world(300, features=features, round=round_), 20)
        assert not set(range(40, 60)) & set(query.indices.tolist())
    points = Points.of(features)
    assert points.nearest(points.block(np.array([3])))[0][40:60].max() == 0


# -- scaling, weights, options ------------------------------------------------------------------


def test_standardised_coordinates_are_folded_in() -> None:
    """A head penalised on (x - mean) / scale, against the same on standardised rows."""
    base = world(dtype=np.float64)
    mean, scale = np.arange(6.0) * 3 - 5, 2.5
    weight, bias = base.head
    raw = np.array(base.features) * scale + mean
    folded = world(
        features=raw, head=(weight / scale, bias - (weight / scale) @ mean), scaling=(mean, scale)
    )
    np.testing.assert_allclose(folded.probabilities, base.probabilities, rtol=1e-9)
    for mode in ("exact", "reference"):
        score = ExpectedInfluence(mode=mode)
        rows = base.candidates
        np.testing.assert_allclose(
            score.values(folded, rows), score.values(base, rows), rtol=1e-7, atol=1e-10
        )
        np.testing.assert_allclose(
            score.solve(folded).solution, score.solve(base).solution, rtol=1e-5, atol=1e-8
        )


def test_a_label_of_weight_two_counts_like_two_labels() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(40, 3))
    head = (rng.normal(size=(2, 3)), np.zeros(2))
    doubled = np.vstack([rows, rows[:1]])
    away = np.zeros(41, dtype=bool)
    away[40] = True
    twice = Snapshot(
        doubled, head=head, labelled=[0, 1, 2, 40], labels=[0, 1, 0, 0], unavailable=away
    )
    weighted = Snapshot(rows, head=head, labelled=[0, 1, 2], labels=[0, 1, 0], weights=[2.0, 1, 1])
    score = ExpectedInfluence()
    pool = np.arange(3, 40)
    np.testing.assert_allclose(score.values(weighted, pool), score.values(twice, pool), rtol=1e-8)


def test_threshold_is_clipped_where_no_class_could_reach_it() -> None:
    strategy = RALIF()
    assert strategy.scorer().threshold(2) == 0.5
    assert strategy.scorer().threshold(10) == 0.4
    assert RALIF(clip_threshold=False).scorer().threshold(2) == 2
    query = strategy.select(world(), 3)
    assert "a class counts above 0.50" in query.notes[0]
    assert not RALIF(tau=1).select(world(), 3).notes


def test_every_pick_reports_its_predicted_drop() -> None:
    head = fitted()
    query = RALIF(tau=1, cand_frac=1.0, damping=0).select(
        small(head, penalty=0.1, classes=["cat", "dog", "fox"]), 4
    )
    assert query.indices[0] == 5
    by_row = dict(zip(query.indices.tolist(), query.terms, strict=True))
    assert by_row[5]["drop"] == pytest.approx(0.778649, abs=5e-4)
    assert by_row[5]["pool_loss"] > 0
    assert set(by_row[5]["classes"]) <= {"cat", "dog", "fox"}
    assert "predicted to lower the pool's loss by 0.78 of" in query.reasons[0]


def test_both_modes_report_drops_of_the_same_unit() -> None:
    """The released iteration tends to 25 (H + 0.25)^-1, on means of 256 rows; drops are rescaled.

    It stops short of that limit by up to a factor 2.5 in flat directions (40 of 100), so that
    the two agree in direction and size, not in digits.
    """
    snapshot = world(1036, dtype=np.float64)
    rows = snapshot.candidates[:50]
    exact, reference = (
        np.array([terms["drop"] for terms in ExpectedInfluence(mode).terms(snapshot, rows)])
        for mode in ("exact", "reference")
    )
    assert np.corrcoef(exact, reference)[0, 1] > 0.95
    assert 0.4 < np.linalg.norm(reference) / np.linalg.norm(exact) < 1.1


def test_reference_is_close_to_mean_kept_probability() -> None:
    """What the card found: the constant decides, the influence breaks ties."""
    snapshot = world(600, labels=60)
    rows = snapshot.candidates
    scores = ExpectedInfluence(mode="reference", tau=1, empty="drop").values(snapshot, rows)
    known = snapshot.probabilities[rows]
    kept = known > 1 / 3
    mean = (known * kept).sum(1) / kept.sum(1)
    order = np.argsort(np.argsort(scores)), np.argsort(np.argsort(-mean))
    assert np.corrcoef(*order)[0, 1] > 0.999


def test_wrong_options_and_missing_head() -> None:
    for wrong in (
        {"mode": "exakt"}, {"empty": "none"}, {"tau": 0}, {"damping": -1}, {"cand_frac": 0},
        {"cand_frac": 1.5}, {"lam": -1},
    ):  # fmt: skip
        with pytest.raises(StrategyError):
            RALIF(**wrong)  # type: ignore[arg-type]
    with pytest.raises(StrategyError, match="did you mean 'exact'"):
        RALIF(mode="exakt")
    snapshot = world(model=False, probabilities=np.full((120, 3), 1 / 3))
    with pytest.raises(NeedsArtefact, match="'ralif' needs a head"):
        RALIF().select(snapshot, 3)
    assert RALIF(mode="reference").name == "ralif-reference"


def test_many_labels_use_the_released_batches() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(5000, 3))
    snapshot = Snapshot(
        rows, head=(rng.normal(size=(2, 3)), np.zeros(2)), labelled=np.arange(4500),
        labels=np.arange(4500) % 2,
    )  # fmt: skip
    assert ExpectedInfluence(mode="reference").solve(snapshot).products == 100
    assert ExpectedInfluence().solve(snapshot).products < 30


@pytest.mark.parametrize("wrong", [{"tau": 0}, {"tau": np.inf}, {"damping": -1}, {"lam": np.nan}])
def test_constants_must_be_finite(wrong: dict[str, float]) -> None:
    with pytest.raises(StrategyError, match="finite"):
        strategies.get("ralif", **wrong)
