from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from jupyter_al.learners._newton import minimise

RNG = np.random.default_rng(0)
X = np.hstack([RNG.normal(size=(40, 3)), np.ones((40, 1))])
Y = RNG.integers(0, 3, size=40)
WEIGHTS = RNG.uniform(0.5, 2, size=40)
PENALTY = np.array([0.01, 0.02, 0.03, 0.04])


def objective(flat: np.ndarray) -> float:
    S = flat.reshape(3, 4)
    z = X @ S.T
    nll = np.log(np.exp(z).sum(axis=1)) - z[np.arange(40), Y]
    return float((WEIGHTS * nll).mean() + 0.5 * (PENALTY * S**2).sum())


def run(kind: torch.dtype = torch.float64, **more: object) -> np.ndarray:
    def t(a: np.ndarray) -> torch.Tensor:
        return torch.as_tensor(a, dtype=kind)

    best = minimise(
        t(X),
        torch.as_tensor(Y),
        t(WEIGHTS),
        t(PENALTY),
        t(np.zeros((3, 4))),
        **{"tolerance": 1e-12, **more},  # type: ignore[arg-type]  # mypy mixes the values
    )
    return best.S.double().numpy()


def test_finds_the_minimum_that_a_general_optimiser_finds() -> None:
    reference = minimize(objective, np.zeros(12), method="BFGS", options={"gtol": 1e-9}).x
    np.testing.assert_allclose(run().ravel(), reference, atol=1e-5)


def test_products_in_single_precision_reach_the_same_minimum() -> None:
    np.testing.assert_allclose(run(inner=torch.as_tensor(X).float()), run(), atol=1e-6)


def test_all_in_single_precision() -> None:
    np.testing.assert_allclose(run(torch.float32, tolerance=1e-6), run(), atol=5e-3)


@pytest.mark.parametrize("tolerance", [1e-2, 1e-4, 1e-6])
def test_the_gap_keeps_what_it_promises(tolerance: float) -> None:
    exact = objective(run().ravel())
    assert objective(run(tolerance=tolerance).ravel()) - exact <= tolerance


def test_separable_rows_far_apart_still_end() -> None:
    rows = torch.tensor([[1e4, 1.0], [-1e4, 1.0]], dtype=torch.float64)
    best = minimise(
        rows,
        torch.tensor([0, 1]),
        torch.ones(2, dtype=torch.float64),
        torch.full((2,), 1e-6, dtype=torch.float64),
        torch.zeros(2, 2, dtype=torch.float64),
        tolerance=1e-10,
    )
    assert torch.isfinite(best.S).all()
    assert (rows @ best.S.T).argmax(dim=1).tolist() == [0, 1]
