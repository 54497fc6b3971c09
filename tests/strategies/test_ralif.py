"""The worked numbers of the method card, and the invariants of the closed form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.softmax import log_softmax, softmax
from jupyter_al.numerics.softmax_head import Coordinates, hessian_product, influence
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import RALIF
from jupyter_al.strategies.influence.expected_influence import ExpectedInfluence, lissa
from tests.strategies.worlds import world

XL = np.array([[1.0, 0], [0, 1], [-1, -1], [2, 0]])
YL = np.array([0, 1, 2, 0])
POOL = np.array([[1.0, 1], [0.5, -0.5], [3, 0], [0, 0]])
W = np.array([[1.0, 0], [0, 1], [-1, -1]])
ROWS = np.arange(4, 8)


def small(head: np.ndarray | None = None, penalty: float = 1e-4, **more: Any) -> Snapshot:
    head = np.column_stack([W, np.zeros(3)]) if head is None else head
    return Snapshot(
        np.vstack([XL, POOL]),
        head=(head[:, :2], head[:, 2]),
        labelled=np.arange(4),
        labels=YL,
        regularisation=penalty,
        **more,
    )


def gains(snapshot: Snapshot, score: ExpectedInfluence, rows: np.ndarray = ROWS) -> np.ndarray:
    solved = score.solve(snapshot)
    return influence(
        np.asarray(snapshot.embedding[rows], dtype=float),
        snapshot.probabilities[rows],
        solved.solution,
        solved.coordinates,
    )


# -- fixed weights ------------------------------------------------------------------------------


def test_probabilities_and_pseudo_labels() -> None:
    snapshot = small()
    np.testing.assert_allclose(
        snapshot.probabilities[ROWS],
        [
            [0.487856, 0.487856, 0.024289],
            [0.506480, 0.186324, 0.307196],
            [0.950330, 0.047314, 0.002356],
            [1 / 3, 1 / 3, 1 / 3],
        ],
        atol=1e-6,
    )
    assert snapshot.predicted[ROWS].tolist() == [0, 0, 0, 0]


def test_gradient_solution_and_influence() -> None:
    score = ExpectedInfluence(tau=1.5)
    solved = score.solve(small())
    np.testing.assert_allclose(
        solved.gradient,
        [
            [-0.907914, -0.265385, -1.722001],
            [0.722960, 0.394694, 1.054827],
            [0.184954, -0.129309, 0.667174],
        ],
        atol=1e-6,
    )
    np.testing.assert_allclose(
        solved.solution,
        [
            [-0.751519, -0.197454, -3.429252],
            [0.381457, 0.560703, 1.562197],
            [0.370062, -0.363249, 1.867054],
        ],
        atol=2e-4,
    )
    np.testing.assert_allclose(
        gains(small(), score),
        [
            [3.509562, -3.373020, -2.742530],
            [2.789686, -2.389173, -3.150308],
            [0.417386, -7.972992, -8.243664],
            [3.429252, -1.562197, -1.867054],
        ],
        atol=2e-4,
    )
    assert solved.pool_loss == pytest.approx(2.547564, abs=1e-6)


def test_expected_influence_exact() -> None:
    strict = ExpectedInfluence(tau=1.5, empty="drop").values(small(), ROWS)
    np.testing.assert_allclose(-strict[1:3], [-0.697421, -0.104346], atol=1e-5)
    assert np.isnan(strict[[0, 3]]).all()
    lenient = ExpectedInfluence(tau=1.5).values(small(), ROWS)
    # empty K becomes the best class (the lower of a tie): E = -G[x, 0] / 4
    np.testing.assert_allclose(-lenient[[0, 3]], [-3.509562 / 4, -3.429252 / 4], atol=1e-4)


def test_released_iteration_and_score() -> None:
    snapshot = small()
    rows = np.column_stack([XL, np.ones(4)])
    known = softmax(XL @ W.T)
    gradient = ExpectedInfluence().solve(snapshot).gradient
    solution, products = lissa(rows, known, np.ones(4), gradient, 1e-4, np.random.default_rng(0))
    assert products == 50
    np.testing.assert_allclose(
        solution,
        [
            [-21.035231, -6.556287, -52.820736],
            [15.304833, 11.164002, 28.734968],
            [5.730398, -4.607715, 24.085768],
        ],
        atol=1e-5,
    )
    plain = snapshot.probabilities[ROWS]
    own = influence(POOL, plain, solution, Coordinates(np.zeros(2), 1.0)) / 4
    kept = plain > 0.5
    with np.errstate(invalid="ignore"):
        expected = (plain * kept * (2.547564 - own)).sum(1) / kept.sum(1)
    np.testing.assert_allclose(expected, [np.nan, -4.327542, 0.190780, np.nan], atol=1e-5)


def test_reference_mode_averages_over_batches_of_256() -> None:
    """Four rows are one batch: its mean is a quarter of the sum, and everything is linear."""
    score = ExpectedInfluence(mode="reference", tau=1.5, empty="drop")
    exact = ExpectedInfluence().solve(small()).gradient
    solved = score.solve(small())
    np.testing.assert_allclose(solved.gradient, exact / 4, atol=1e-12)
    values = -score.values(small(), ROWS)
    plain = small().probabilities[ROWS]
    own = influence(POOL, plain, solved.solution, solved.coordinates) / 4
    assert values[1] == pytest.approx(plain[1, 0] * (2.547564 - own[1, 0]), abs=1e-6)
    assert np.isnan(values[[0, 3]]).all()
    many = np.tile(POOL, (150, 1))
    snapshot = Snapshot(np.vstack([XL, many]), head=(W, np.zeros(3)), labelled=range(4), labels=YL)
    residual = snapshot.probabilities[4:].copy()
    residual[np.arange(600), residual.argmax(1)] -= 1
    each = residual[:, :, None] * np.column_stack([many, np.ones(600)])[:, None, :]
    means = sum(each[start : start + 256].mean(axis=0) for start in range(0, 600, 256))
    np.testing.assert_allclose(score.solve(snapshot).gradient, means, atol=1e-9)


# -- a fitted head ------------------------------------------------------------------------------


def fit(
    rows: np.ndarray, codes: np.ndarray, weights: np.ndarray, penalty: float, start: np.ndarray
) -> np.ndarray:
    """Minimise ``sum w CE / L + penalty / 2 ||S||²`` by Newton's method."""
    head = start.copy()
    onehot = np.eye(3)[codes]
    for _ in range(60):
        known = softmax(rows @ head.T)
        slope = ((known - onehot) * weights[:, None]).T @ rows / len(YL) + penalty * head
        product = hessian_product(rows, known, weights, 0.0)
        scale = weights.sum() / len(YL)
        size = head.size
        hessian = np.stack(
            [(scale * product(e.reshape(head.shape))).ravel() + penalty * e for e in np.eye(size)]
        )
        step = np.linalg.solve(hessian, slope.ravel()).reshape(head.shape)

        def objective(at: np.ndarray) -> float:
            losses = -log_softmax(rows @ at.T)[np.arange(len(codes)), codes]
            return float(weights @ losses / len(YL) + penalty / 2 * (at**2).sum())

        length = 1.0
        while length > 1e-6 and objective(head - length * step) > objective(head):
            length /= 2
        head = head - length * step
    return head


def fitted() -> np.ndarray:
    return fit(np.column_stack([XL, np.ones(4)]), YL, np.ones(4), 0.1, np.zeros((3, 3)))


def test_fitted_case() -> None:
    head = fitted()
    np.testing.assert_allclose(
        head,
        [
            [1.146712, -0.281185, 0.066599],
            [-0.360595, 1.019878, 0.013975],
            [-0.786117, -0.738692, -0.080574],
        ],
        atol=1e-6,
    )
    snapshot = small(head, penalty=0.1)
    score = ExpectedInfluence(tau=1, damping=0)
    np.testing.assert_allclose(
        gains(snapshot, score),
        [
            [4.479827, -5.301627, -4.899551],
            [3.114596, -4.580618, -4.960025],
            [0.149203, -11.506176, -11.678120],
            [4.837431, -2.620410, -2.724171],
        ],
        atol=2e-3,
    )
    # as the card gives it, without damping
    np.testing.assert_allclose(
        -ExpectedInfluence(tau=1, damping=0).values(snapshot, ROWS),
        [-0.054654, -0.778649, -0.037301, -0.301651],
        atol=5e-4,
    )


def test_influence_predicts_what_refitting_does() -> None:
    head = fitted()
    snapshot = small(head, penalty=0.1)
    own = gains(snapshot, ExpectedInfluence(damping=0))
    pool = np.column_stack([POOL, np.ones(4)])
    labelled = np.column_stack([XL, np.ones(4)])
    pseudo = (pool @ head.T).argmax(axis=1)

    def loss(at: np.ndarray) -> float:
        return float(-log_softmax(pool @ at.T)[np.arange(4), pseudo].sum())

    before = loss(head)
    for row in range(4):
        for code in range(3):
            small_weight = np.append(np.ones(4), 1e-3 * 4)
            rows, codes = np.vstack([labelled, pool[row]]), np.append(YL, code)
            after = loss(fit(rows, codes, small_weight, 0.1, head))
            assert (after - before) / 1e-3 == pytest.approx(-own[row, code], abs=0.06)
            quarter = loss(fit(rows, codes, np.append(np.ones(4), 1.0), 0.1, head))
            assert np.sign(quarter - before) == -np.sign(own[row, code])


# -- invariants ---------------------------------------------------------------------------------


def test_expectation_of_influence_is_zero_and_class_sums_are_zero() -> None:
    snapshot = world(dtype=np.float64)
    rows = snapshot.candidates
    own = gains(snapshot, ExpectedInfluence(), rows)
    expectation = (snapshot.probabilities[rows] * own).sum(axis=1)
    assert np.abs(expectation).max() <= 1e-6 * np.abs(own).max()
    solved = ExpectedInfluence().solve(snapshot)
    assert np.abs(solved.gradient.sum(axis=0)).max() < 1e-9 * np.abs(solved.gradient).max()
    assert np.abs(solved.solution.sum(axis=0)).max() < 1e-9 * np.abs(solved.solution).max()


def test_influence_equals_explicit_outer_products() -> None:
    rng = np.random.default_rng(0)
    rows, direction = rng.normal(size=(9, 4)), rng.normal(size=(3, 5))
    known = softmax(rng.normal(size=(9, 3)))
    found = influence(rows, known, direction, Coordinates(np.zeros(4), 1.0))
    for i in range(9):
        for code in range(3):
            gradient = np.outer(known[i] - np.eye(3)[code], np.append(rows[i], 1))
            assert found[i, code] == pytest.approx((gradient * direction).sum(), abs=1e-12)


def test_hessian_product_equals_a_finite_difference() -> None:
    rng = np.random.default_rng(1)
    rows = np.column_stack([rng.normal(size=(30, 4)), np.ones(30)])
    codes, weights = rng.integers(0, 3, size=30), rng.random(30) + 0.5
    head, direction = rng.normal(size=(3, 5)) * 0.3, rng.normal(size=(3, 5))

    def slope(at: np.ndarray) -> np.ndarray:
        left = (softmax(rows @ at.T) - np.eye(3)[codes]) * (weights / weights.sum())[:, None]
        return left.T @ rows + 0.2 * at

    step = 1e-5
    difference = (slope(head + step * direction) - slope(head - step * direction)) / (2 * step)
    product = hessian_product(rows, softmax(rows @ head.T), weights, 0.2)(direction)
    np.testing.assert_allclose(product, difference, rtol=1e-6, atol=1e-9)


def test_permuting_classes_permutes_influence_and_leaves_the_picks() -> None:
    base = world(dtype=np.float64)
    order = np.array([2, 0, 1])  # new class c was class order[c]
    weight, bias = base.head
    turned = world(
        dtype=np.float64,
        head=(weight[order], bias[order]),
        classes=["fox", "cat", "dog"],
    )
    rows = base.candidates
    np.testing.assert_allclose(
        gains(turned, ExpectedInfluence(), rows),
        gains(base, ExpectedInfluence(), rows)[:, order],
        rtol=1e-9,
        atol=1e-9,
    )
    assert (
        strategies.get("ralif").select(turned, 8).indices.tolist()
        == strategies.get("ralif").select(base, 8).indices.tolist()
    )


def test_released_iteration_equals_the_eigen_decomposition() -> None:
    rng = np.random.default_rng(2)
    rows = np.column_stack([rng.normal(size=(40, 3)), np.ones(40)])
    known, gradient = softmax(rng.normal(size=(40, 3))), rng.normal(size=(3, 4))
    product = hessian_product(rows, known, np.ones(40), 1e-4)
    matrix = np.stack([product(e.reshape(3, 4)).ravel() for e in np.eye(12)])
    values, vectors = np.linalg.eigh(matrix)
    a = 1 - 0.01 - values / 25
    factor = (1 - a**51) / (1 - a)
    expected = (vectors * factor) @ (vectors.T @ gradient.ravel())
    found, _ = lissa(rows, known, np.ones(40), gradient, 1e-4, rng)
    np.testing.assert_allclose(found.ravel(), expected, rtol=1e-9)
    for eigenvalue, stated in ((0, 40.1), (0.25, 32.2), (1, 18.5), (5, 4.76)):
        ratio = 1 - 0.01 - eigenvalue / 25
        assert (1 - ratio**51) / (1 - ratio) == pytest.approx(stated, rel=3e-3)


def test_released_iteration_says_when_it_diverges() -> None:
    rows = np.column_stack([np.random.default_rng(0).normal(size=(40, 3)) * 60, np.ones(40)])
    with pytest.raises(StrategyError, match=r"diverges.*mode='exact'"):
        lissa(
            rows, np.full((40, 3), 1 / 3), np.ones(40), np.ones((3, 4)) * [[1], [-1], [0]],
            1e-4, np.random.default_rng(0),
        )  # fmt: skip


def test_picks_are_candidates_and_the_best_comes_first() -> None:
    snapshot = world(300)
    for name in ("ralif", "ralif-reference"):
        strategy = strategies.get(name)
        assert isinstance(strategy, RALIF)
        rows = snapshot.candidates
        values = strategy.scorer().values(snapshot, rows)
        best = rows[np.argsort(-np.where(np.isnan(values), -np.inf, values), kind="stable")]
        query = strategy.select(snapshot, 12)
        size = max(12, int(np.ceil(0.1 * 288))) if name == "ralif" else max(12, 28)
        assert set(query.indices.tolist()) <= set(best[:size].tolist())
        assert query.indices[0] == best[0]
        assert len(set(query.indices.tolist())) == 12


def test_a_batch_larger_than_a_tenth_makes_room() -> None:
    assert len(strategies.get("ralif-reference").select(world(60), 30)) == 30
