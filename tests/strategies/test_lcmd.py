"""The worked numbers of the method card on LCMD, and the selections beside it."""

from __future__ import annotations

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies.gradient.kernel_batch import KernelBatch
from jupyter_al.strategies.gradient.selections import (
    SELECTIONS,
    Clusters,
    Distances,
    FrankWolfe,
    MaxDet,
    posterior,
)
from jupyter_al.strategies.gradient.sketch import features_of, product_sketch
from tests.strategies.worlds import random_probabilities, with_probabilities, world


def line(train: list[float], pool: list[float]) -> np.ndarray:
    return np.array([*train, *pool])[:, None]


def test_masses_and_picks_of_the_card() -> None:
    step = Clusters(line([0, 9], [0, 0.1, 0.2, 0.3, 5, 9, 9.5]), 2, 0.1)
    for masses, pick in (([0.14, 16.25], 4), ([0.14, 0.25, 0], 6), ([0.14, 0, 0, 0], 3)):
        np.testing.assert_allclose(step.masses(), masses, atol=1e-12)
        assert step.scores().argmax() == pick
        step.add(pick)


def test_lcmd_and_maxdist_of_the_card() -> None:
    rows = line([0, 20], [2, 2.1, 2.2, 2.3, 23])
    step = Clusters(rows, 2, 0.1)
    np.testing.assert_allclose(step.masses(), [18.54, 9])
    assert step.scores().argmax() == 3
    plain = Distances(rows, 2, 0.1)
    assert plain.scores().argmax() == 4
    assert np.sqrt(plain.scores()[4]) == pytest.approx(3)
    snapshot = Snapshot(rows, labelled=[0, 1], labels=[0, 1], n_classes=2)
    kernel = KernelBatch(kernel="linear")
    assert kernel.select(snapshot, 1).indices.tolist() == [5]
    assert KernelBatch("maxdist", "linear").select(snapshot, 1).indices.tolist() == [6]


def test_equal_masses_take_the_farthest_of_both_clusters() -> None:
    # masses 2 = 1 + 1 and 2 = (sqrt 2)²
    step = Clusters(line([0, 10], [1, -1, 10 + np.sqrt(2)]), 2, 0.1)
    step.nearest[2] = 2.0
    assert step.masses().tolist() == [2.0, 2.0]
    assert step.scores().argmax() == 2


def test_masses_add_up_shrink_and_equal_a_fresh_count() -> None:
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(200, 4))
    step = Clusters(rows, 10, 0.1)
    before, chosen = np.inf, list(range(10))
    for _ in range(20):
        pick = int(step.scores().argmax())
        step.add(pick)
        chosen.append(10 + pick)
        far = ((rows[10:, None] - rows[None, chosen]) ** 2).sum(axis=2)
        np.testing.assert_allclose(step.nearest, far.min(axis=1), atol=1e-9)
        fresh = np.bincount(far.argmin(axis=1), weights=far.min(axis=1), minlength=len(chosen))
        np.testing.assert_allclose(step.masses(), fresh, atol=1e-9)
        assert step.masses().sum() == pytest.approx(step.nearest.sum())
        assert step.masses().sum() < before
        before = step.masses().sum()


def test_without_labels_the_longest_vector_is_first() -> None:
    rows = np.array([[1.0, 0], [0, 5], [1, 1], [4, 0]])
    for select in ("lcmd", "maxdist", "kmeanspp"):
        query = KernelBatch(select, "linear").select(Snapshot(rows, n_classes=2), 3)
        assert query.indices[0] == 1
        assert "longest" in query.reasons[0]
        assert len(set(query.indices.tolist())) == 3


def test_sketch_is_unbiased_and_sharper_with_more_columns() -> None:
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(2, 5)), rng.normal(size=(2, 7))
    true = (left[0] @ left[1]) * (right[0] @ right[1])
    deviation = {}
    for width in (16, 512):
        found = []
        for _ in range(400):
            u = rng.normal(0, width**-0.5, size=(5, width))
            v = rng.normal(0, width**-0.5, size=(7, width))
            both = product_sketch(left, right, u, v)
            found.append(both[0] @ both[1])
        deviation[width] = np.std(found)
        assert np.mean(found) == pytest.approx(true, abs=4 * np.std(found) / 20)
    # as 1 / sqrt(p); the card measured 0.985 and 0.210
    assert deviation[16] / deviation[512] == pytest.approx(np.sqrt(32), rel=0.35)


def test_gradient_features_are_the_outer_products() -> None:
    snapshot = with_probabilities(
        np.random.default_rng(0).normal(size=(6, 4)), random_probabilities(6, 3)
    )
    rng = np.random.default_rng(1)
    own = features_of(snapshot, np.arange(6), "grad", 512, rng)
    known = np.asarray(snapshot.probabilities, dtype=float)
    residual = known - np.eye(3)[known.argmax(1)]
    rows = np.column_stack([snapshot.features, np.ones(6)])
    np.testing.assert_allclose(
        own, np.einsum("ij,ik->ijk", residual, rows).reshape(6, -1), atol=1e-6
    )
    assert features_of(snapshot, np.arange(6), "ll", 512, rng)[:, -1].tolist() == [1] * 6
    np.testing.assert_array_equal(
        features_of(snapshot, np.arange(6), "linear", 512, rng), snapshot.features
    )
    wide = np.random.default_rng(2).normal(size=(40, 300))
    turned = features_of(Snapshot(wide, n_classes=2), np.arange(40), "linear", 2000, rng)
    assert turned.shape == (40, 300)
    turned = features_of(Snapshot(wide, n_classes=2), np.arange(40), "linear", 200, rng)
    ratio = (turned**2).sum() / (wide**2).sum()
    assert turned.shape == (40, 200)
    assert ratio == pytest.approx(1, rel=0.1)


def test_sketched_picks_are_almost_as_far_as_exact_ones() -> None:
    rng = np.random.default_rng(0)
    snapshot = Snapshot(
        rng.normal(size=(600, 60)),
        probabilities=random_probabilities(600, 12),
        labelled=np.arange(24),
        labels=np.arange(24) % 12,
    )
    full = features_of(snapshot, np.arange(600), "grad", 10_000, rng)

    def covered(indices: np.ndarray) -> float:
        known = np.concatenate([np.arange(24), indices])
        return float(((full[:, None] - full[None, known]) ** 2).sum(axis=2).min(axis=1).mean())

    exact = covered(strategies.get("lcmd", sketch=10_000).select(snapshot, 20).indices)
    sketched = covered(strategies.get("lcmd").select(snapshot, 20).indices)
    random = np.mean(
        [covered(rng.choice(np.arange(24, 600), 20, replace=False)) for _ in range(10)]
    )
    assert exact < random
    assert sketched < random


def test_posterior_features_of_the_card() -> None:
    rng = np.random.default_rng(0)
    known, rows = rng.normal(size=(8, 5)), rng.normal(size=(12, 5))
    sigma = 0.3
    turned = posterior(rows, known, sigma)
    cross = rows @ known.T
    exact = rows @ rows.T - cross @ np.linalg.solve(known @ known.T + sigma**2 * np.eye(8), cross.T)
    np.testing.assert_allclose(turned @ turned.T, exact, atol=1e-12)
    own = posterior(known, known, sigma)
    assert (np.einsum("ij,ij->i", own, own) < sigma**2).all()
    np.testing.assert_allclose(posterior(rows, known, 1e6), rows, rtol=1e-6, atol=1e-9)


def test_maxdet_equals_the_determinant() -> None:
    rows = np.array([[1.0, 0], [0.9, 0.1], [0, 1]])
    step = MaxDet(rows, 0, 0.1)
    np.testing.assert_allclose(step.scores() + 0.01, [1.01, 0.83, 1.01])
    step.add(0)
    np.testing.assert_allclose(step.scores()[1:] + 0.01, [0.02802, 1.01], atol=1e-5)
    whole = np.random.default_rng(0).normal(size=(30, 6))
    step = MaxDet(whole, 4, 0.2)
    covariance = whole @ whole.T
    chosen = [0, 1, 2, 3]
    for pick in (7, 20, 3):
        part = covariance[np.ix_(chosen, chosen)] + 0.04 * np.eye(len(chosen))
        cross = covariance[:, chosen]
        exact = np.diag(covariance) - np.einsum("ij,ij->i", cross @ np.linalg.inv(part), cross)
        np.testing.assert_allclose(step.scores(), exact[4:], atol=1e-9)
        step.add(pick)
        chosen.append(4 + pick)


def test_frank_wolfe_comes_closer_to_the_sum() -> None:
    rows = np.random.default_rng(0).normal(size=(60, 5)) + 1
    step = FrankWolfe(rows, 0, 0.1)
    left = [np.linalg.norm(step._left)]
    np.testing.assert_allclose(step._left, rows.sum(axis=0))
    for _ in range(10):
        step.add(int(step.scores().argmax()))
        np.testing.assert_allclose(step._near + step._left, rows.sum(axis=0))
        left.append(np.linalg.norm(step._left))
    assert (np.diff(left) <= 1e-9).all()
    assert left[-1] < 0.2 * left[0]


@pytest.mark.parametrize("select", sorted(SELECTIONS))
@pytest.mark.parametrize("kernel", ["linear", "ll", "grad"])
@pytest.mark.parametrize(("mode", "turned"), [("tp", False), ("p", False), ("p", True)])
def test_every_combination(select: str, kernel: str, mode: str, turned: bool) -> None:
    strategy = strategies.get("lcmd", select_by=select, kernel=kernel, mode=mode, posterior=turned)
    query = strategy.select(world(), 12)
    assert len(set(query.indices.tolist())) == 12
    assert not set(query.indices.tolist()) & set(range(12))
    assert np.isfinite(query.scores).all()
    assert query.strategy == ("lcmd" if select == "lcmd" else f"kernel-{select}")
    again = strategy.select(world(), 12)
    assert again.indices.tolist() == query.indices.tolist()


def test_selections_choose_by_what_they_say() -> None:
    features = np.random.default_rng(0).normal(size=(40, 3))
    for name, make in SELECTIONS.items():
        step = make(features, 5, 0.1)
        first = step.scores().copy()
        chosen = choose(step, np.arange(35), 6)
        assert chosen.order[0] == first.argmax(), name
        assert len(set(chosen.order.tolist())) == 6


def test_large_pools_are_drawn_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from jupyter_al.strategies.gradient import kernel_batch

    monkeypatch.setattr(kernel_batch, "_FEATURES", 60 * 512)
    query = strategies.get("lcmd").select(world(), 5)
    assert query.notes == ("Chosen among 60 rows of 108 rows (drawn at random).",)


def test_one_labelled_class_hands_over_to_typiclust() -> None:
    query = strategies.get("lcmd").select(world(one_class=True), 4)
    assert query.fallback == "typiclust"
    assert strategies.get("lcmd", kernel="ll").select(world(one_class=True), 4).fallback is None


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"select_by": "lcm"}, "lcmd"),
        ({"kernel": "gradient"}, "kernel"),
        ({"mode": "pt"}, "mode"),
        ({"sketch": 0}, "sketch"),
        ({"sigma": 0}, "sigma"),
        ({"posterior": True}, "mode='p'"),
    ],
)
def test_bad_parameters(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("lcmd", **wrong)
