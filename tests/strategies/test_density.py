"""Card D17 (information density, ranked batch mode) and the robust variant of card D1."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.density import inverse_distance, mean_distance, nearest_distance
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.coverage import density
from jupyter_al.strategies.coverage.information_density import InformationDensityScore
from jupyter_al.strategies.coverage.ranked_batch import ranked
from tests.strategies.worlds import with_probabilities, world

LINE = np.array([[0.0], [1], [2], [10]])
DOUBT = np.array([0.2, 0.3, 0.5, 0.9])


def two_classes(doubt: np.ndarray) -> np.ndarray:
    """Return probabilities whose one-minus-margin is `doubt`."""
    return np.column_stack([1 - doubt / 2, doubt / 2])


def line(**more: object) -> InformationDensityScore:
    return InformationDensityScore(similarity="distance", doubt="margin", **more)  # type: ignore[arg-type]


# -- information density ------------------------------------------------------------------------


def test_card_17_density_of_the_line() -> None:
    found = inverse_distance(Points.of(LINE), np.arange(4))
    np.testing.assert_allclose(found, [0.481061, 0.525, 0.486111, 0.325505], atol=1e-6)


@pytest.mark.parametrize(
    ("beta", "expected", "best"),
    [
        (1.0, [0.096212, 0.1575, 0.243056, 0.292955], 3),
        (2.0, [0.046284, 0.082687, 0.118152, 0.095358], 2),
        (0.0, DOUBT.tolist(), 3),
    ],
)
def test_card_17_scores_of_the_line(beta: float, expected: list[float], best: int) -> None:
    snapshot = with_probabilities(LINE, two_classes(DOUBT))
    values = line(beta=beta).values(snapshot, np.arange(4))
    np.testing.assert_allclose(values, expected, atol=1e-6)
    strategy = strategies.get(
        "information-density", beta=beta, similarity="distance", doubt="margin"
    )
    query = strategy.select(snapshot, 1)
    assert query.indices[0] == best
    assert query.scores[0] == pytest.approx(expected[best], abs=1e-6)


def test_card_17_mean_cosine() -> None:
    rows = np.array([[1, 0], [0.8, 0.6], [0, 1]])
    found = density.density(Snapshot(rows), "cosine", "embedding", 20)
    np.testing.assert_allclose(found, [0.6, 0.8, 0.533333], atol=1e-6)


def test_negative_means_count_as_zero() -> None:
    rows = np.array([[1.0, 0], [1, 0.1], [1, -0.1], [-1, 0]])
    found = density.density(Snapshot(rows), "cosine", "embedding", 20)
    assert found[3] == 0
    assert (found[:3] > 0.4).all()


def test_a_sure_model_leaves_the_density_alone() -> None:
    snapshot = with_probabilities(LINE, np.tile([1.0, 0.0], (4, 1)))
    query = strategies.get("information-density", similarity="distance").select(snapshot, 4)
    assert query.indices.tolist() == [1, 2, 0, 3]


def test_density_of_the_neighbours() -> None:
    found = inverse_distance(Points.of(LINE), np.arange(4), 2)
    np.testing.assert_allclose(found, [(1 / 2 + 1 / 3) / 2, 1 / 2, (1 / 2 + 1 / 3) / 2,
                                       (1 / 9 + 1 / 10) / 2])  # fmt: skip
    assert np.isfinite(inverse_distance(Points.of(LINE[:1]), np.arange(1), 2)).all()


def test_entropy_is_scaled_to_one() -> None:
    even = with_probabilities(np.ones((3, 2)), np.full((3, 4), 0.25))
    values = InformationDensityScore().values(even, np.arange(3))
    np.testing.assert_allclose(values, 1, atol=1e-6)
    query = strategies.get("information-density").select(even, 1)
    assert query.reasons[0].endswith("1.00 similar to the pool on average")


def test_a_sample_of_the_pool_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = world(300)
    strategy = strategies.get("information-density", similarity="distance")
    exact = density.density(snapshot, "distance", "embedding", 20)
    assert not strategy.select(snapshot, 3).notes
    monkeypatch.setattr("jupyter_al.strategies.coverage.density.REFERENCES", 150)
    fresh = world(300)
    query = strategy.select(fresh, 3)
    assert query.notes == ("150 rows, drawn at random out of 300, stand for the pool.",)
    np.testing.assert_allclose(density.density(fresh, "distance", "embedding", 20), exact, rtol=0.2)


def test_a_very_large_pool_has_fewer_rows_that_stand_for_it() -> None:
    assert [density.stand_ins(n) for n in (9, 3000, 250_000, 500_000, 10**7)] == [
        9, 2048, 2048, 1024, 512,
    ]  # fmt: skip


# -- ranked batch mode --------------------------------------------------------------------------


def test_card_17_ranked_batch() -> None:
    values = ranked(np.array([2.0, 0.5]), np.array([0.4, 0.9]), left=10, known=5)
    np.testing.assert_allclose(values, [0.577778, 0.522222], atol=1e-6)


def test_ranked_batch_is_the_plain_loop() -> None:
    snapshot = world(60, dtype=np.float64)
    query = strategies.get("ranked-batch").select(snapshot, 15)
    rows = np.asarray(snapshot.features)
    doubt = 1 - np.asarray(snapshot.probabilities).max(axis=1)
    known = snapshot.labelled.tolist()
    for index, value in zip(query.indices.tolist(), query.scores, strict=True):
        far = np.linalg.norm(rows[:, None] - rows[known][None], axis=2).min(axis=1)
        values = ranked(far, doubt, 60 - len(known), len(known))
        values[known] = -1
        assert index == values.argmax()
        assert value == pytest.approx(values.max(), rel=1e-5)
        known.append(index)


def test_ranked_batch_starts_in_the_middle() -> None:
    rows = np.array([[0.0], [3], [4], [5], [30]])
    snapshot = with_probabilities(rows, two_classes(np.full(5, 0.5)))
    query = strategies.get("ranked-batch").select(snapshot, 2)
    assert query.indices.tolist() == [2, 4]  # the sum of distances: 42, 33, 32, 33, 108
    np.testing.assert_allclose(query.scores, [1, 0.8 * 26 / 27 + 0.2 * 0.25])
    assert "middle" in query.reasons[0]
    assert "away from anything labelled or chosen" in query.reasons[1]
    np.testing.assert_allclose(
        mean_distance(Points.of(rows), np.arange(5)) * 5, [42, 33, 32, 33, 108]
    )


def test_ranked_batch_wants_a_score_from_zero_to_one() -> None:
    with pytest.raises(StrategyError, match=r"score in \[0, 1\]"):
        strategies.score("margin").spread("ranked-batch").select(world(), 3)
    with pytest.raises(StrategyError, match=r"score in \[0, 1\]"):
        strategies.everything().spread("ranked-batch").select(world(), 3)
    with pytest.raises(StrategyError, match="compares vectors"):
        strategies.get("ranked-batch", space="gradient")


# -- robust k-center ----------------------------------------------------------------------------


def test_isolated_rows_are_left_out_and_named() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(200, 2))
    rows[[50, 90]] = [[40, 40], [-60, 10]]
    snapshot = Snapshot(rows, labelled=[0], labels=[0], n_classes=2)
    assert {50, 90} <= set(strategies.get("k-center").select(snapshot, 5).indices.tolist())
    query = strategies.get("robust-k-center", amount=2).select(snapshot, 5)
    assert query.dropped == (50, 90)
    assert not {50, 90} & set(query.indices.tolist())
    rest = np.setdiff1d(np.arange(200), [50, 90])
    plain = strategies.get("k-center").select(
        Snapshot(rows[rest], labelled=[0], labels=[0], n_classes=2), 5
    )
    assert rest[plain.indices].tolist() == query.indices.tolist()
    assert len(strategies.get("robust-k-center", amount=0.05).select(snapshot, 5).dropped) == 9


def test_isolation_is_the_mean_distance_to_the_neighbours() -> None:
    found = nearest_distance(Points.of(LINE), np.arange(4), 2)
    np.testing.assert_allclose(found, [1.5, 1, 1.5, 8.5])
    rows = np.random.default_rng(1).normal(size=(70, 3))
    far = np.sort(np.linalg.norm(rows[:, None] - rows[None], axis=2), axis=1)
    found = density.isolation(Snapshot(rows), "embedding", 10)
    np.testing.assert_allclose(found, far[:, 1:11].mean(axis=1))


def test_no_row_is_left_out_that_the_batch_needs() -> None:
    query = strategies.get("robust-k-center", amount=0.5).select(world(), 108)
    assert len(query) == 108
    assert query.dropped == ()
    assert len(strategies.get("robust-k-center", amount=0.5).select(world(), 100).dropped) == 8


def test_bad_inputs() -> None:
    for name, parameters, words in (
        ("information-density", {"similarity": "cosin"}, "did you mean 'cosine'"),
        ("information-density", {"doubt": "entropi"}, "did you mean 'entropy'"),
        ("information-density", {"beta": -1}, "beta must not be negative"),
        ("information-density", {"space": "gradient"}, "space must be"),
        ("information-density", {"neighbours": 0}, "neighbours must be at least 1"),
        ("robust-k-center", {"amount": 0}, "share above 0"),
        ("robust-k-center", {"neighbours": 0}, "neighbours must be at least 1"),
        ("robust-k-center", {"space": "gradient"}, "space must be"),
    ):
        with pytest.raises(StrategyError, match=words):
            strategies.get(name, **parameters)
