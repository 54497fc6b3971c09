"""Card D2 (k-means batches, weighted k-means, CLUE)."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.weighted_kmeans import weighted_kmeans, weighted_means
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.composition import Composition, everything, score
from jupyter_al.strategies.coverage.representatives import KMeans
from jupyter_al.strategies.coverage.weights import KeepPerPick, tempered_entropy
from tests.strategies.worlds import with_probabilities, world

LINE = np.array([[0.0], [1], [2], [10], [12]])


def weighted_line() -> Composition:
    """Return weighted k-means of one-minus-margin weights."""
    return score("one-minus-margin").spread(KMeans("features", weighted=True))


def with_weights(rows: np.ndarray, weights: list[float], **more: object) -> Snapshot:
    """Return rows whose one-minus-margin is proportional to `weights` (2 p2 of two classes)."""
    low = np.asarray(weights, dtype=float) / max(weights) / 2
    return with_probabilities(rows, np.column_stack([1 - low, low]), **more)


def test_card_2_line_without_weights() -> None:
    """Centroids 1 and 11; 10 and 12 tie: index 3."""
    query = strategies.get("k-means", space="features").select(Snapshot(LINE), 2)
    assert query.indices.tolist() == [1, 3]
    assert query.scores.tolist() == [3, 2]
    assert query.reasons[0] == "closest to the middle of a group of 3"
    np.testing.assert_allclose([t["distance"] for t in query.terms], [0, 1])


def test_card_2_line_with_weights() -> None:
    """Weights 4, 1, 1, 1, 1: centroids 0.5 and 11; 0 and 1 tie: index 0."""
    snapshot = with_weights(LINE, [4, 1, 1, 1, 1])
    query = weighted_line().select(snapshot, 2)
    assert query.indices.tolist() == [0, 3]
    own = np.array([0, 0, 0, 1, 1])
    means = weighted_means(LINE, own, np.array([4.0, 1, 1, 1, 1]), 2)
    assert means.ravel().tolist() == [0.5, 11]


def test_a_constant_factor_of_the_weights_changes_nothing() -> None:
    rng = np.random.default_rng(0)
    rows, weights = rng.normal(size=(300, 4)), rng.random(300)
    use = np.arange(300)
    one, two = (
        weighted_kmeans(
            Points.of(rows), 9, rng=np.random.default_rng(5), use=use, weights=weights * factor
        )
        for factor in (1.0, 1024.0)
    )
    assert one.assignment.tolist() == two.assignment.tolist()


def test_a_row_k_times_counts_as_weight_k() -> None:
    rng = np.random.default_rng(1)
    rows = np.repeat([0.0, 40, 90], 20)[:, None] + rng.normal(size=(60, 2))
    times = rng.integers(1, 5, size=60)
    weighted = weighted_kmeans(
        Points.of(rows), 3, rng=np.random.default_rng(0), use=np.arange(60), weights=times * 1.0
    )
    copied = np.repeat(rows, times, axis=0)
    plain = weighted_kmeans(
        Points.of(copied), 3, rng=np.random.default_rng(0), use=np.arange(len(copied))
    )
    np.testing.assert_allclose(
        np.sort(weighted.centres, axis=0), np.sort(plain.centres, axis=0), rtol=1e-12
    )


def test_a_large_pool_is_sampled_by_weight() -> None:
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.normal(size=(30_000, 2)), 50 + rng.normal(size=(200, 2))])
    weights = np.concatenate([np.zeros(30_000), np.ones(200)])
    groups = weighted_kmeans(Points.of(rows), 4, rng=rng, use=np.arange(30_200), weights=weights)
    assert len(groups.centres) == 4
    assert (groups.centres > 40).all()


def test_copies_fill_the_batch_and_that_is_said() -> None:
    """n distinct rows even when all rows but two are identical."""
    rows = np.zeros((40, 2))
    rows[7], rows[23] = [1, 0], [0, 5]
    query = strategies.get("k-means").select(Snapshot(rows), 6)
    assert len(set(query.indices.tolist())) == 6
    assert {7, 23} <= set(query.indices[:3].tolist())
    assert query.fallback == "random"
    assert "3 of 6" in query.notes[0]


def test_one_pick_is_closest_to_the_mean() -> None:
    rows = np.random.default_rng(3).normal(size=(80, 3))
    far = ((rows - rows.mean(axis=0)) ** 2).sum(axis=1)
    assert strategies.get("k-means").select(Snapshot(rows), 1).indices[0] == far.argmin()
    weights = np.random.default_rng(4).random(80)
    centre = np.average(rows, axis=0, weights=weights)
    query = weighted_line().select(with_weights(rows, weights.tolist()), 1)
    assert query.indices[0] == ((rows - centre) ** 2).sum(axis=1).argmin()


def test_weights_of_zero_count_as_one() -> None:
    sure = with_probabilities(LINE, np.tile([1.0, 0.0], (5, 1)))
    assert weighted_line().select(sure, 2).indices.tolist() == [1, 3]


def test_where_clusters_have_only_known_rows_distance_goes_on() -> None:
    """Both rows of one cluster are copies of a labelled row: the other cluster gives two."""
    rows = np.array([[50.0], [50], [50], [0], [3]])
    snapshot = Snapshot(rows, labelled=[0], labels=[0], n_classes=2)
    query = strategies.get("k-means", space="features").select(snapshot, 2)
    assert sorted(query.indices.tolist()) == [3, 4]
    assert query.fallback is None
    assert "away from anything chosen before" in query.reasons[1]


def test_the_most_uncertain_rows_are_clustered() -> None:
    snapshot = world(300)
    query = strategies.get("weighted-k-means", times=3).select(snapshot, 10)
    doubt = snapshot.uncertainty[12:]
    kept = 12 + np.argsort(-doubt, kind="stable")[:30]
    assert set(query.indices.tolist()) <= set(kept.tolist())
    whole = strategies.get("weighted-k-means", times=1).select(snapshot, 10)
    assert set(whole.indices.tolist()) == set(kept[:10].tolist())
    assert "nearly tied" in query.reasons[0] or "is ahead of" in query.reasons[0]


def test_tempered_entropy() -> None:
    logits = np.log(np.array([[0.5, 0.5], [0.6, 0.4], [0.99, 0.01]]))
    plain = tempered_entropy(logits, 1.0)
    np.testing.assert_allclose(plain, [np.log(2), 0.6730116, 0.0560015], atol=1e-6)
    sharp = 0.6**10 / (0.6**10 + 0.4**10)
    expected = -sharp * np.log(sharp) - (1 - sharp) * np.log(1 - sharp)
    np.testing.assert_allclose(tempered_entropy(logits, 0.1)[1], expected, atol=1e-6)


def test_clue_looks_where_the_model_is_torn() -> None:
    rows = np.concatenate([np.zeros((50, 1)), np.full((5, 1), 9.0)])
    rows += np.random.default_rng(0).normal(size=rows.shape)
    low = np.where(rows[:, 0] > 5, 0.49, 0.01)
    snapshot = with_probabilities(rows, np.column_stack([1 - low, low]))
    query = strategies.get("clue").select(snapshot, 3)
    assert set(query.indices.tolist()) <= set(range(50, 55))
    assert "(weight " in query.reasons[0]


def test_bad_inputs() -> None:
    with pytest.raises(StrategyError, match="averages vectors"):
        strategies.get("k-means", space="gradient")
    with pytest.raises(StrategyError, match="at least 1 row"):
        strategies.get("weighted-k-means", times=0.5)
    with pytest.raises(StrategyError, match="temperature must be above 0"):
        strategies.get("clue", temperature=0)
    with pytest.raises(StrategyError, match="from zero upwards"):
        score("margin").spread("k-means", weighted=True).select(world(), 3)
    with pytest.raises(StrategyError, match="needs a score"):
        everything().spread("k-means", weighted=True).select(world(), 3)
    assert str(KeepPerPick(10)) == "keep 10 per pick"
