"""Greedy minimisation of ``tr((M + sum of V'V)^-1 F)`` over rows with factors of low rank.

Each row has a factor V of shape (r, d). The rows are only read: per row the small matrices
``q = V A V'`` and ``r = V A F A V'`` are kept and updated with the inverse A, by the matrix
inversion lemma (Ash et al., NeurIPS 2021). For rank one the gain is ``r / (1 + q)``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import scipy.linalg

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.strategies._greedy import choose

__all__ = ["Factors", "Plan", "TraceStep", "forward_backward", "inverse"]

# after this many rank updates q and r are computed afresh from A
_REFRESH = 64
_JITTER = 1e-6


class Factors(Protocol):
    """The factors V (r, d) of M rows."""

    @property
    def shape(self) -> tuple[int, int, int]:
        """Rows M, rank r and width d."""

    def apply(self, right: Floats) -> Floats:
        """Return ``V @ right`` of all rows, (M, r, k), for (d, k)."""

    def block(self, index: slice | Ints) -> Floats:
        """Return the factors (m, r, d) of some rows."""


@dataclass(frozen=True)
class Plan:
    """Rows in pick order with the gain of each, and the trace before and after all of them."""

    order: Ints
    gains: Floats
    before: Floats
    start: float
    end: float


class TraceStep:
    """What each row would take off the trace, or add to it where `sign` is -1.

    Parameters
    ----------
    factors : Factors
    inverse : (d, d) float64
        A; updated in place.
    fisher : (d, d) float64
        F.
    sign : int
        1 to add rows, -1 to remove rows that are in.
    """

    def __init__(self, factors: Factors, inverse: Floats, fisher: Floats, *, sign: int = 1) -> None:
        self.factors, self.inverse, self.fisher, self.sign = factors, inverse, fisher, sign
        self.trace = float(np.einsum("ij,ji->", inverse, fisher))
        self.before: list[float] = []
        self._since = 0
        self._refresh()

    def scores(self) -> Floats:
        """Return ``tr(r (I + sign q)^-1)`` of each row, (M,)."""
        if self._q.shape[1] == 1:
            q, r = self._q[:, 0, 0], self._r[:, 0, 0]
            out: Floats = r / np.maximum(1 + self.sign * q, _JITTER)
            return out
        middle = np.eye(self._q.shape[1]) + self.sign * self._q
        if self.sign < 0:
            middle += _JITTER * np.eye(len(middle[0]))
        traces: Floats = np.einsum("ijj->i", np.linalg.solve(middle, self._r))
        return traces

    def add(self, index: int) -> None:
        """Add the row at `index` (or remove it) and update A, q and r."""
        own = self.factors.block(np.array([index]))[0].astype(np.float64)
        a, f, sign = self.inverse, self.fisher, self.sign
        carried = a @ own.T
        middle = np.eye(len(own)) + sign * (own @ carried)
        if sign < 0:
            middle += _JITTER * np.eye(len(own))
        root = np.linalg.cholesky(middle)
        u = scipy.linalg.solve_triangular(root, carried.T, lower=True).T
        fu = f @ u
        t, g = a @ fu, u.T @ fu
        self.before.append(self.trace)
        # tr((A - u u') F) = tr(A F) - tr(u' F u)
        self.trace -= sign * float(np.trace(g))
        a -= sign * (u @ u.T)
        self._since += 1
        if self._since == _REFRESH:
            self._refresh()
            return
        k = u.shape[1]
        both = self.factors.apply(np.concatenate([u, t], axis=1)).astype(np.float64)
        vu, vt = both[..., :k], both[..., k:]
        crossed = vu @ vt.transpose(0, 2, 1)
        self._q -= sign * (vu @ vu.transpose(0, 2, 1))
        self._r -= sign * (crossed + crossed.transpose(0, 2, 1))
        self._r += vu @ g @ vu.transpose(0, 2, 1)
        if k == 1:
            np.maximum(self._q, 0, out=self._q)
            np.maximum(self._r, 0, out=self._r)

    def _refresh(self) -> None:
        self._since = 0
        count, rank, width = self.factors.shape
        afa = self.inverse @ self.fisher @ self.inverse
        self._q = np.empty((count, rank, rank))
        self._r = np.empty((count, rank, rank))
        for part in blocks(count, rank * width * 8):
            own = self.factors.block(part)
            flat = own.reshape(-1, width)
            turned = own.transpose(0, 2, 1)
            self._q[part] = (flat @ self.inverse.astype(own.dtype)).reshape(own.shape) @ turned
            self._r[part] = (flat @ afa.astype(own.dtype)).reshape(own.shape) @ turned


def inverse(information: Floats, penalty: float) -> Floats:
    """Return ``(information + penalty I)^-1`` of a symmetric matrix, with jitter where needed."""
    size = len(information)
    least = _JITTER * float(np.trace(information)) / size
    for more in (0.0, least, 1.0):
        try:
            root = scipy.linalg.cho_factor(information + (penalty + more) * np.eye(size))
        except np.linalg.LinAlgError:
            continue
        found: Floats = scipy.linalg.cho_solve(root, np.eye(size))
        if np.isfinite(found).all():
            return (found + found.T) / 2
    raise np.linalg.LinAlgError("The Fisher information is not finite.")


def forward_backward(
    factors: Factors,
    start: Floats,
    fisher: Floats,
    n: int,
    *,
    oversample: float = 2.0,
    accept: Callable[[int], bool] = lambda index: True,
    check: Callable[[float], None] = lambda done: None,
) -> Plan:
    """Choose up to `n` rows: take ``oversample n``, then remove the least useful ones.

    The first n of the forward pass are returned where their trace is lower: removal is not
    always better.

    Parameters
    ----------
    factors : Factors
    start : (d, d) float64
        Inverse of the information that is there already.
    fisher : (d, d) float64
    n : int
    oversample : float
        From 1; 1 is the forward pass alone.
    accept, check : callable
        As in :func:`jupyter_al.strategies._greedy.choose`.
    """
    step = TraceStep(factors, start.copy(), fisher)
    first = step.trace
    most = max(n, int(np.ceil(oversample * n)))
    eligible = np.arange(factors.shape[0], dtype=np.int64)
    whole = 2 * most - n  # picks and removals
    chosen = choose(
        step, eligible, most, accept=accept, check=lambda done: check(done * most / whole)
    )
    order, before = chosen.order, np.array(step.before)
    traces = np.append(before, step.trace)
    short = min(n, len(order))
    if len(order) <= n:
        return Plan(order, chosen.gains, before, first, step.trace)
    back = TraceStep(_Some(factors, order), step.inverse, fisher, sign=-1)
    inside = np.ones(len(order), dtype=bool)
    for removed in range(len(order) - n):
        check((len(order) + removed) / whole)
        rises = np.where(inside, back.scores(), np.inf)
        worst = int(rises.argmin())
        inside[worst] = False
        back.add(worst)
    if back.trace < traces[short]:
        return Plan(order[inside], chosen.gains[inside], before[inside], first, back.trace)
    return Plan(order[:n], chosen.gains[:n], before[:n], first, float(traces[short]))


class _Some:
    """The factors of a few rows, stored together."""

    def __init__(self, factors: Factors, index: Ints) -> None:
        self._own = factors.block(index).astype(np.float64)

    @property
    def shape(self) -> tuple[int, int, int]:
        return self._own.shape

    def apply(self, right: Floats) -> Floats:
        return self._own @ right

    def block(self, index: slice | Ints) -> Floats:
        out: Floats = self._own[index]
        return out
