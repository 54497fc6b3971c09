"""The worked numbers of the method card on ISAL, and the identities of influence."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from jupyter_al import strategies
from jupyter_al.errors import StrategyError
from jupyter_al.numerics.softmax import softmax
from jupyter_al.numerics.softmax_head import Coordinates, hessian_product, influence
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.influence.expected_influence import ExpectedInfluence
from jupyter_al.strategies.influence.labelled_head import LabelledHead
from jupyter_al.strategies.influence.reference_influence import (
    ReferenceInfluence,
    label_residual,
    stratified,
)
from tests.strategies.worlds import world


def test_binary_case_of_the_card() -> None:
    solution = np.array([[1.0, 0], [-1, 0]])  # no bias
    plain = Coordinates(np.zeros(1), 1.0)
    rows, known = np.array([[2.0]]), np.array([[0.8, 0.2]])
    np.testing.assert_allclose(plain.apply(solution, rows), [[2, -2]])
    np.testing.assert_allclose(influence(rows, known, solution, plain), [[-0.8, 3.2]])
    score = (label_residual(known) * plain.apply(solution, rows)).sum()
    assert score == pytest.approx(-0.8)


def test_a_sure_prediction_has_no_influence() -> None:
    known = np.array([[0.0, 1, 0], [1, 0, 0]])
    assert (label_residual(known) == 0).all()
    nearly = np.array([[1.0, 1e-20, 2e-20]])
    np.testing.assert_allclose(label_residual(nearly), [[-3e-20, 1e-20, 2e-20]], rtol=1e-12)


def test_expected_gradients_of_the_card() -> None:
    known = np.array([[0.7, 0.2, 0.1]])
    np.testing.assert_allclose(label_residual(known, top=2), [[-0.07, -0.02, 0.09]], atol=1e-12)
    np.testing.assert_allclose(label_residual(known, top=3), 0, atol=1e-15)
    np.testing.assert_allclose(
        label_residual(known, top=3, smoothing=0.1),
        [[0.036667, -0.013333, -0.023333]],
        atol=1e-6,
    )
    np.testing.assert_allclose(
        label_residual(known, smoothing=0.3), [[0.7 - 0.7 - 0.1, 0.1, 0.0]], atol=1e-12
    )
    np.testing.assert_allclose(
        label_residual(known, top=1, smoothing=0.3), 0.7 * label_residual(known, smoothing=0.3)
    )


def test_scaling_the_reference_scales_the_scores() -> None:
    rows = np.arange(12, 120)
    once = ReferenceInfluence().values(world(dtype=np.float64), rows)
    heavy = world(dtype=np.float64, weights=np.full(12, 3.0))
    thrice = ReferenceInfluence().values(heavy, rows)
    np.testing.assert_allclose(thrice, 3 * once, rtol=1e-6)
    assert (
        strategies.get("isal").select(world(weights=np.full(12, 3.0)), 9).indices.tolist()
        == strategies.get("isal").select(world(), 9).indices.tolist()
    )


def test_with_the_pool_as_reference_it_ranks_as_expected_influence_does() -> None:
    """Card U2, check (v): rows with one likely class."""
    snapshot = world(dtype=np.float64)
    score = ExpectedInfluence(tau=1.5)
    rows = snapshot.candidates
    rows = rows[(snapshot.probabilities[rows] > 0.5).sum(axis=1) == 1]
    solved = score.solve(snapshot)
    applied = solved.coordinates.apply(solved.solution, snapshot.embedding[rows])
    own = (label_residual(snapshot.probabilities[rows]) * applied).sum(axis=1)
    assert len(rows) > 50
    np.testing.assert_allclose(
        own / solved.n_labelled, score.values(snapshot, rows), rtol=1e-8, atol=1e-12
    )


def test_score_is_the_sum_of_its_definition() -> None:
    snapshot = world(dtype=np.float64)
    rows = snapshot.candidates
    head = LabelledHead.of(snapshot, "test")
    known, labelled = head.probabilities, head.rows
    gradient = (known - np.eye(3)[snapshot.labels]).T @ labelled
    size = gradient.size
    product = hessian_product(labelled, known, np.ones(12), 1e-3 + 0.25)
    matrix = np.stack([product(e.reshape(3, 7)).ravel() for e in np.eye(size)])
    solution = np.linalg.solve(matrix, gradient.ravel()).reshape(3, 7)
    expected = []
    for row in rows:
        p = snapshot.probabilities[row]
        step = np.outer(p - np.eye(3)[p.argmax()], np.append(snapshot.embedding[row], 1))
        expected.append((step * solution).sum() / len(rows))
    np.testing.assert_allclose(
        ReferenceInfluence().values(snapshot, rows), expected, rtol=1e-3, atol=4e-6
    )


def test_without_bias_and_without_inverse() -> None:
    snapshot = world(dtype=np.float64)
    head = LabelledHead.of(snapshot, "test")
    plain = ReferenceInfluence(inverse=False, bias=False).solve(snapshot).solution
    gradient = (head.probabilities - np.eye(3)[snapshot.labels]).T @ head.rows
    np.testing.assert_allclose(plain[:, :-1], gradient[:, :-1])
    assert (plain[:, -1] == 0).all()
    solved = ReferenceInfluence(bias=False).solve(snapshot).solution
    assert (solved[:, -1] == 0).all()
    product = hessian_product(head.rows[:, :-1], head.probabilities, np.ones(12), 0.251)
    np.testing.assert_allclose(product(solved[:, :-1]), gradient[:, :-1], atol=2e-3)


def test_strong_damping_is_similarity_of_gradients() -> None:
    rows = np.arange(12, 120)
    damped = ReferenceInfluence(damping=1e6).values(world(dtype=np.float64), rows)
    plain = ReferenceInfluence(inverse=False).values(world(dtype=np.float64), rows)
    np.testing.assert_allclose(damped * 1e6, plain, rtol=1e-3)


def test_reference_is_a_fifth_of_each_class() -> None:
    labels = np.array([0] * 40 + [1] * 10 + [2] * 2)
    drawn = stratified(labels, 0.2, np.random.default_rng(0))
    assert np.bincount(labels[drawn]).tolist() == [8, 2, 1]
    assert (np.diff(drawn) > 0).all()
    few = ReferenceInfluence().solve(world(labels=49)).n_reference
    many = ReferenceInfluence().solve(world(labels=60)).n_reference
    assert (few, many) == (49, 12)
    again = {
        tuple(stratified(labels, 0.2, np.random.default_rng(seed)).tolist()) for seed in range(4)
    }
    assert len(again) > 1


def test_a_perfect_fit_says_nothing() -> None:
    base = world()
    known = np.full((120, 3), 1 / 3)
    head = (np.eye(3, 6) * 1e6, np.zeros(3))
    features = np.array(base.features)
    features[:12] = 0
    features[np.arange(12), base.labels] = 1
    snapshot = world(features=features, head=head, probabilities=known)
    query = strategies.get("isal").select(snapshot, 5)
    assert query.flat
    assert (query.scores == 0).all()
    assert "as it is" in query.reasons[0]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"damping": -1}, "damping"),
        ({"lam": -1}, "lam"),
        ({"share": 0}, "share"),
        ({"share": 1.1}, "share"),
        ({"smoothing": 1}, "smoothing"),
        ({"top": 0}, "top"),
        ({"all_below": -1}, "all_below"),
        ({"damping": float("nan")}, "damping"),
    ],
)
def test_bad_parameters(wrong: dict[str, float], word: str) -> None:
    with pytest.raises(StrategyError, match=word):
        strategies.get("isal", **wrong)


# -- the identities, by automatic differentiation of a small net ---------------------------------


def net() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return embeddings of a small net with a one at the end, labels, and a fitted head."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(4, 5).double()
    x = torch.randn(30, 4, dtype=torch.float64)
    with torch.no_grad():
        rows = torch.cat([torch.tanh(layer(x)), torch.ones(30, 1, dtype=torch.float64)], 1)
    labels = (x[:, 0] > 0).long() + (x[:, 1] > 0.5).long()
    head = torch.zeros(3, 6, dtype=torch.float64, requires_grad=True)
    step = torch.optim.LBFGS([head], max_iter=500, tolerance_grad=1e-12, tolerance_change=1e-16)

    def closure() -> torch.Tensor:
        step.zero_grad()
        loss = objective(head, rows, labels)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    step.step(closure)
    return rows, labels, head.detach()


def objective(head: torch.Tensor, rows: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    loss = torch.nn.functional.cross_entropy(rows @ head.T, labels)
    return loss + 0.05 * (head**2).sum()


def test_closed_forms_equal_automatic_differentiation() -> None:
    rows, labels, head = net()
    hessian = torch.autograd.functional.hessian(
        lambda at: objective(at, rows, labels), head
    ).reshape(18, 18)
    known = softmax((rows @ head.T).numpy())
    direction = np.random.default_rng(0).normal(size=(3, 6))
    found = hessian_product(rows.numpy(), known, np.ones(30), 0.1)(direction)
    np.testing.assert_allclose(found.ravel(), hessian.numpy() @ direction.ravel(), atol=1e-12)
    solution = np.linalg.solve(hessian.numpy(), direction.ravel()).reshape(3, 6)
    own = influence(rows[:, :-1].numpy(), known, solution, Coordinates(np.zeros(5), 1.0))
    for row in range(5):
        for code in range(3):
            at = head.clone().requires_grad_(True)
            loss = torch.nn.functional.cross_entropy((rows[row] @ at.T)[None], torch.tensor([code]))
            (slope,) = torch.autograd.grad(loss, at)
            assert own[row, code] == pytest.approx(float((slope.numpy() * solution).sum()))


def test_influence_is_the_derivative_of_the_fitted_loss() -> None:
    """Up-weighting (x, c) by w moves the reference loss by ``-w <g(x, c), H^-1 v>``."""
    rows, labels, _ = net()

    def fit(code: int, row: int, weight: float) -> torch.Tensor:
        at = torch.zeros(3, 6, dtype=torch.float64, requires_grad=True)
        step = torch.optim.LBFGS([at], max_iter=800, tolerance_grad=1e-13, tolerance_change=0)

        def closure() -> torch.Tensor:
            step.zero_grad()
            extra = torch.nn.functional.cross_entropy(
                (rows[row] @ at.T)[None], torch.tensor([code])
            )
            loss = objective(at, rows[:20], labels[:20]) + weight * extra
            loss.backward()  # type: ignore[no-untyped-call]
            return loss

        step.step(closure)
        return at.detach()

    def loss(at: torch.Tensor) -> float:
        return float(
            torch.nn.functional.cross_entropy(rows[:20] @ at.T, labels[:20], reduction="sum")
        )

    base = fit(0, 25, 0.0)
    snapshot = Snapshot(
        rows[:, :-1].numpy(),
        head=(base[:, :-1].numpy(), base[:, -1].numpy()),
        labelled=np.arange(20),
        labels=labels[:20].numpy(),
        regularisation=0.1,
    )
    score = ReferenceInfluence(damping=0.0)
    for row in (22, 25, 29):
        code = int(snapshot.predicted[row])
        change = (loss(fit(code, row, 1e-4)) - loss(fit(code, row, -1e-4))) / 2e-4
        own = float(score.values(snapshot, np.array([row]))[0]) * 10  # ten rows in the pool
        assert change == pytest.approx(-own, rel=2e-3, abs=1e-4)
