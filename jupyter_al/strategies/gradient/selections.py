"""Ways to choose a batch from features: each is a step of the greedy loop.

Holzmüller, Zaverkin, Kästner and Steinwart (JMLR 2023). Rows from `pool` on may be chosen; the
rows before it count as chosen already.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks
from jupyter_al.numerics.points import Points
from jupyter_al.strategies.gradient.factors import Binary
from jupyter_al.strategies.gradient.trace_greedy import TraceStep, inverse

__all__ = ["SELECTIONS", "Clusters", "Distances", "FrankWolfe", "MaxDet", "MaxDiag", "posterior"]


class Distances:
    """Squared distance to the nearest chosen row; the squared length before any is chosen."""

    def __init__(self, features: Floats, pool: int, sigma: float) -> None:
        self.points = Points.of(features[pool:])
        self.nearest = self.points.lengths.astype(np.float64)
        self.owner = np.full(len(self.points), -1, dtype=np.int64)
        self.centres = pool
        self._any = pool > 0
        if pool:
            found, self.owner = self.points.nearest(features[:pool])
            self.nearest = found.astype(np.float64)

    def scores(self) -> Floats:
        """Return the squared distances, (M,)."""
        return self.nearest

    def add(self, index: int) -> None:
        """Make a row a centre."""
        centre = self.points.block(np.array([index]))[0]
        below = self.nearest.astype(centre.dtype) if self._any else None
        after = self.points.distances(centre, below).astype(np.float64)
        closer = after < self.nearest if self._any else np.ones(len(after), dtype=bool)
        closer[index] = True
        after[index] = 0
        self.nearest[closer] = after[closer]
        self.owner[closer] = self.centres
        self.centres += 1
        self._any = True


class Clusters(Distances):
    """The row farthest from its centre, in the cluster with the largest sum of squares (LCMD)."""

    def masses(self) -> Floats:
        """Return the summed squared distance of each cluster; one cluster without centres."""
        if not self._any:
            return np.array([self.nearest.sum()])
        out: Floats = np.bincount(self.owner, weights=self.nearest, minlength=self.centres)
        return out

    def scores(self) -> Floats:
        """Return the squared distances inside the largest clusters, zero elsewhere."""
        if not self._any:
            return self.nearest
        masses = self.masses()
        out: Floats = np.where((masses == masses.max())[self.owner], self.nearest, 0)
        return out


class MaxDiag:
    """The largest variance of each row by itself: no diversity."""

    _variance: Floats

    def __init__(self, features: Floats, pool: int, sigma: float) -> None:
        self._variance = np.einsum("ij,ij->i", features[pool:], features[pool:], dtype=np.float64)

    def scores(self) -> Floats:
        """Return the squared lengths, (M,)."""
        return self._variance

    def add(self, index: int) -> None:
        """Change nothing."""


class MaxDet:
    """The largest variance given all chosen rows: greedy for the determinant of the kernel.

    ``q - u²/c, A - a a'/c`` with ``a = A f, u = F a, c = sigma² + q``.
    """

    _variance: Floats

    def __init__(self, features: Floats, pool: int, sigma: float) -> None:
        self._rows, self._noise = features[pool:], sigma**2
        known = features[:pool].astype(np.float64)
        width = features.shape[1]
        self._matrix = np.eye(width)
        if pool:
            self._matrix = self._noise * inverse(known.T @ known, self._noise)
        self._variance = quadratic(self._rows, self._matrix)

    def scores(self) -> Floats:
        """Return the posterior variances, (M,)."""
        return self._variance

    def add(self, index: int) -> None:
        """Condition on a row."""
        a = self._matrix @ self._rows[index].astype(np.float64)
        c = self._noise + self._variance[index]
        u = (self._rows @ a.astype(self._rows.dtype)).astype(np.float64)
        self._variance = np.maximum(self._variance - u * u / c, 0)
        self._matrix -= np.outer(a, a) / c


class FrankWolfe:
    """Rows whose weighted sum comes close to the sum of all (Pinsler et al., NeurIPS 2019)."""

    def __init__(self, features: Floats, pool: int, sigma: float) -> None:
        self._rows = features[pool:]
        squares = np.einsum("ij,ij->i", self._rows, self._rows, dtype=np.float64)
        self._lengths = np.sqrt(squares)
        self._total = float(self._lengths.sum())
        self._left = self._rows.sum(axis=0, dtype=np.float64)
        self._near = np.zeros(self._rows.shape[1])

    def scores(self) -> Floats:
        """Return the cosines between the rows and what is not yet represented, times its size."""
        along = (self._rows @ self._left.astype(self._rows.dtype)).astype(np.float64)
        fine = self._lengths > 0
        out: Floats = np.divide(along, self._lengths, out=np.zeros_like(along), where=fine)
        return out

    def add(self, index: int) -> None:
        """Move towards the vertex of a row by the best length."""
        if self._lengths[index] == 0:
            return
        own = self._rows[index].astype(np.float64)
        step = own * (self._total / self._lengths[index]) - self._near
        size = float(step @ step)
        if size > 0:
            length = float(np.clip(step @ self._left / size, 0, 1))
            self._near = self._near + length * step
            self._left = self._left - length * step


def bait(features: Floats, pool: int, sigma: float) -> TraceStep:
    """Return the forward pass of BAIT on rank-one factors; the mean covers the chosen rows."""
    known = _moment(features[:pool])
    fisher = (known + _moment(features[pool:])) / max(1, len(features))
    return TraceStep(Binary(features[pool:]), inverse(known, sigma**2), fisher)


def posterior(features: Floats, known: Floats, sigma: float) -> Floats:
    """Return ``sigma f L^-T`` with ``L L' = known' known + sigma² I``.

    Their inner products are the posterior covariance of a Gaussian process with the kernel of
    the features and noise of deviation `sigma`, observed at the rows `known`.
    """
    rows = known.astype(np.float64)
    root = np.linalg.cholesky(rows.T @ rows + sigma**2 * np.eye(features.shape[1]))
    turn = sigma * np.linalg.inv(root).T
    out = np.empty_like(features)
    for part in blocks(len(features), features.shape[1] * 8):
        out[part] = features[part] @ turn.astype(features.dtype)
    return out


def _moment(rows: Floats) -> Floats:
    out = np.zeros((rows.shape[1], rows.shape[1]))
    for part in blocks(len(rows), rows.shape[1] * 8):
        own = rows[part].astype(np.float64)
        out += own.T @ own
    return out


def quadratic(rows: Floats, matrix: Floats) -> Floats:
    """Return ``x' matrix x`` of each row, (M,) float64."""
    out = np.empty(len(rows))
    for part in blocks(len(rows), rows.shape[1] * 8):
        own = rows[part]
        out[part] = np.einsum("ij,ij->i", own @ matrix.astype(own.dtype), own)
    return np.maximum(out, 0)


Make = Callable[[Floats, int, float], "Distances | MaxDiag | MaxDet | FrankWolfe | TraceStep"]
SELECTIONS: dict[str, Make] = {
    "lcmd": Clusters,
    "maxdist": Distances,
    "kmeanspp": Distances,
    "maxdet": MaxDet,
    "maxdiag": MaxDiag,
    "bait": bait,
    "fw": FrankWolfe,
}
