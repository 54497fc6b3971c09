"""Newton's method with conjugate gradients for L2-regularised softmax regression."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Optimum", "minimise"]

MOST_STEPS = 200
MOST_PRODUCTS = 500


class Optimum(NamedTuple):
    """Where the minimisation ended.

    Attributes
    ----------
    S : (C, K) tensor
    steps : int
        Newton steps taken.
    gap : float
        Newton's estimate of how far the objective was above its minimum before the last step.
    """

    S: Tensor
    steps: int
    gap: float


def minimise(
    X: Tensor,
    y: Tensor,
    weights: Tensor,
    penalty: Tensor,
    start: Tensor,
    *,
    tolerance: float,
    inner: Tensor | None = None,
    check: Callable[[int, float], None] = lambda step, gap: None,
) -> Optimum:
    r"""Minimise the weighted mean cross-entropy plus an L2 term.

    The objective is :math:`\frac1L \sum_i w_i \, CE(S x_i, y_i) + \frac12 \sum \lambda_k S_{ck}^2`.
    With :math:`P = softmax(X S^T)` the gradient is :math:`(w (P - Y))^T X / L + \lambda S`
    and the Hessian maps :math:`V` to :math:`M^T X / L + \lambda V` with
    :math:`M = w (P \circ Z - P \, rowsum(P \circ Z))`, :math:`Z = X V^T`. Each step solves for
    Newton's direction by conjugate gradients, preconditioned by the Hessian's diagonal, only
    as exactly as it pays (Eisenstat and Walker, 1996), and halves the step until the
    objective falls (Armijo).

    Parameters
    ----------
    X : (L, K) tensor
        Rows, with a column of ones when there is a bias.
    y : (L,) int64 tensor
    weights : (L,) tensor
    penalty : (K,) tensor
        :math:`\lambda` of each column.
    start : (C, K) tensor
    tolerance : float
        Stop when the estimated distance to the minimum, half the squared Newton decrement,
        is at most this (nats per example).
    inner : (L, K) tensor, optional
        The same rows in a lower precision, for the conjugate gradients only.
    check : callable
        Called with the step number and the last gap before every step; may raise.
    """
    import torch

    n = X.shape[0]
    low = X if inner is None else inner
    squares = low * low
    w_low, penalty_low = weights.to(low.dtype)[:, None] / n, penalty.to(low.dtype)
    w = weights[:, None] / n

    def objective(S: Tensor) -> tuple[float, Tensor]:
        logp = torch.log_softmax(X @ S.T, dim=1)
        loss = -(w[:, 0] * logp.gather(1, y[:, None])[:, 0]).sum()
        return float(loss + 0.5 * (penalty * S * S).sum()), logp.exp()

    S, gap, step = start, float("inf"), 0
    value, P = objective(S)
    for step in range(1, MOST_STEPS + 1):
        check(step, gap)
        residual = w * P
        residual[torch.arange(n, device=X.device), y] -= w[:, 0]
        gradient = residual.T @ X + penalty * S
        P_low = P.to(low.dtype)
        diagonal = (w_low * P_low * (1 - P_low)).T @ squares + penalty_low

        def product(V: Tensor, P: Tensor = P_low) -> Tensor:
            M = P * (low @ V.T)
            M = w_low * (M - P * M.sum(dim=1, keepdim=True))
            return M.T @ low + penalty_low * V

        direction = _solve(product, -gradient.to(low.dtype), diagonal).to(S.dtype)
        slope = float((gradient * direction).sum())
        gap = -slope / 2
        if not gap > 0:
            break
        length = 1.0
        while True:
            moved, P_moved = objective(S + length * direction)
            if moved <= value + 1e-4 * length * slope:
                break
            length /= 2
            if length < 1e-4:
                # rounding is all that is left to win
                return Optimum(S, step, gap)
        S, value, P = S + length * direction, moved, P_moved
        if gap <= tolerance:
            break
    return Optimum(S, step, gap)


def _solve(product: Callable[[Tensor], Tensor], b: Tensor, diagonal: Tensor) -> Tensor:
    """Preconditioned conjugate gradients for ``H x = b`` from zero, to a rough precision."""
    import torch

    x, r = torch.zeros_like(b), b
    z = r / diagonal
    p = z
    rz = float((r * z).sum())
    # relative residual min(0.7, sqrt(norm)): superlinear in the end, cheap in the beginning
    enough = min(0.5, rz**0.5) * rz
    for _ in range(MOST_PRODUCTS):
        if rz <= 0.0:
            break
        Hp = product(p)
        curvature = float((p * Hp).sum())
        if not curvature > 0:
            break
        x = x + (rz / curvature) * p
        r = r - (rz / curvature) * Hp
        z = r / diagonal
        rz, last = float((r * z).sum()), rz
        if rz <= enough:
            break
        p = z + (rz / last) * p
    return x
