"""Ridge regression on one-hot labels, and what one more label would change in it, exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular

from jupyter_al.numerics.arrays import Floats

__all__ = ["Ridge", "one_more"]


@dataclass(frozen=True)
class Ridge:
    """``min ||rows W - answers||^2 + penalty ||W||^2``, in the smaller of two forms.

    Parameters
    ----------
    rows : (L, D) float64 array
        The trailing one of a bias included.
    answers : (L, C) array
    penalty : float
        Above zero.
    """

    rows: Floats
    answers: Floats
    penalty: float

    def __post_init__(self) -> None:
        count, width = self.rows.shape
        gram = self.rows @ self.rows.T if count < width else self.rows.T @ self.rows
        gram[np.diag_indices(len(gram))] += self.penalty
        object.__setattr__(self, "_factor", cho_factor(gram, lower=True))
        object.__setattr__(self, "_wide", count < width)

    def inverse(self, right: Floats) -> Floats:
        """Return ``(rows.T rows + penalty)^-1 @ right`` for a (D, K) array."""
        if not self._wide:  # type: ignore[attr-defined]
            return np.asarray(cho_solve(self._factor, right))  # type: ignore[attr-defined]
        inner = cho_solve(self._factor, self.rows @ right)  # type: ignore[attr-defined]
        return np.asarray((right - self.rows.T @ inner) / self.penalty)

    def weights(self) -> Floats:
        """Return W, (D, C): predictions are ``rows @ W``."""
        return self.inverse(self.rows.T @ self.answers)

    def leverage(self, rows: Floats) -> Floats:
        """Return ``k(x, x) = x (rows.T rows + penalty)^-1 x`` of (M, D) rows, (M,)."""
        factor = self._factor[0]  # type: ignore[attr-defined]
        if not self._wide:  # type: ignore[attr-defined]
            half = solve_triangular(factor, rows.T, lower=True)
            return np.asarray(np.einsum("ij,ij->j", half, half))
        half = solve_triangular(factor, self.rows @ rows.T, lower=True)
        own = np.einsum("ij,ij->i", rows, rows) - np.einsum("ij,ij->j", half, half)
        return np.asarray(np.maximum(own, 0) / self.penalty)

    def without_itself(self) -> Floats:
        """Return (L, C): the prediction of each row by the fit on all the others."""
        pull = self.leverage(self.rows)[:, None]
        fitted = self.rows @ self.weights()
        return np.asarray((fitted - pull * self.answers) / np.maximum(1 - pull, 1e-9))


def one_more(said: Floats, kernel: Floats, leverage: Floats, residual: Floats) -> Floats:
    """Return the predictions after one more row x with the answer t: an exact rank-one update.

    ``f'(u) = f(u) + k(u, x) / (1 + k(x, x)) (t - f(x))``

    Parameters
    ----------
    said : array
        ``f(u)``.
    kernel, leverage : arrays
        ``k(u, x)`` and ``k(x, x)``, which broadcast.
    residual : array
        ``t - f(x)``.
    """
    return np.asarray(said + kernel / (1 + leverage) * residual)
