"""Soft coverage: choose rows whose kernels together reach as much of the pool as possible."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.pairs import Pairs

__all__ = ["Herd", "candidate_cap", "herd"]

_TOGETHER = 128  # stale gains that are computed anew in one matrix product
_COLUMNS, _BLOCK = 1024, 4 * 2**20  # targets at a time, and bytes of their kernels
_LOWEST = -80.0  # exp of less is not a normal float32


def candidate_cap(labelled: int, n: int) -> int:
    """Return how many candidates Bae et al. (2025) compare, at most 35 000.

    ``max(min(35000, floor(sqrt(45000² + (l + n)² / 4) - 1.5 (l + n))), n)``
    """
    known = labelled + n
    return max(min(35_000, int(np.sqrt(45_000.0**2 + known**2 / 4) - 1.5 * known)), n)


class Herd:
    """``sum_j w_j max_i exp(-d(i, j)² / h²)`` over targets j, and what each candidate adds.

    Parameters
    ----------
    candidates, targets : (M, D) and (T, D) arrays
    weights : (T,) array
        Weight of each target, zero or more.
    bandwidth : float
        h, in the unit of the distances.
    nearest : (T,) array, optional
        Squared distance of each target to its nearest labelled row.
    """

    def __init__(
        self,
        candidates: Floats,
        targets: Floats,
        weights: Floats,
        bandwidth: float,
        nearest: Floats | None = None,
    ) -> None:
        longest = float(np.max(np.abs(targets), initial=0))
        if candidates.dtype != np.float64 and bandwidth < 0.03 * longest:
            # the rounding of float32 distances is of the size of such a bandwidth
            candidates, targets = candidates.astype(np.float64), targets.astype(np.float64)
        self._pairs = pairs = Pairs.of(candidates, targets)
        self._scale = scale = -1.0 / bandwidth**2
        # scale ||l - r||² = [-2 scale l, scale ||l||², 1] . [r, 1, scale ||r||²]: one product
        self._left = _beside(-2 * scale * pairs.left, scale * pairs.left_sizes, 1)
        self._right = _beside(pairs.right, 1, scale * pairs.right_sizes)
        self.weights = np.asarray(weights, dtype=np.float64)
        self._small = self.weights.astype(candidates.dtype)
        self.reached = np.zeros(len(targets), dtype=candidates.dtype)
        if nearest is not None:
            self.reached[:] = self._kernel(nearest.astype(candidates.dtype))

    def __len__(self) -> int:
        return len(self._pairs.left)

    @property
    def coverage(self) -> float:
        """Weighted sum of what is reached."""
        return float(self.reached.astype(np.float64) @ self.weights)

    @property
    def noise(self) -> float:
        """Gains of this size are rounding."""
        return float(4 * np.finfo(self.reached.dtype).eps * self.weights.sum())

    def _kernel(self, squared: Floats) -> Floats:
        with np.errstate(under="ignore", over="ignore"):
            squared *= self._scale
            np.maximum(squared, _LOWEST, out=squared)
            return np.asarray(np.exp(squared, out=squared))

    def gains(self, index: Ints) -> Floats:
        """Return ``sum_j w_j max(0, k(i, j) - reached_j)`` of the candidates at `index`."""
        out = np.zeros(len(index))
        for rows in blocks(len(index), _COLUMNS * self._right.itemsize, _BLOCK):
            left = self._left[index[rows]]
            for start in range(0, len(self._right), _COLUMNS):
                columns = slice(start, start + _COLUMNS)
                with np.errstate(under="ignore"):
                    more = left @ self._right[columns].T
                    np.exp(np.clip(more, _LOWEST, 0, out=more), out=more)
                    more -= self.reached[columns]
                    np.maximum(more, 0, out=more)
                    out[rows] += more @ self._small[columns]
        return out

    def add(self, index: int) -> None:
        """Take a candidate."""
        new = self._kernel(self._pairs.to_all(index))
        np.maximum(self.reached, new, out=self.reached)


def _beside(rows: Floats, *more: Floats | float) -> Floats:
    """Return the rows with these columns on their right, in the precision of the rows."""
    columns = [np.broadcast_to(np.asarray(column, rows.dtype), len(rows)) for column in more]
    return np.column_stack([rows, *columns])


def herd(
    step: Herd,
    n: int,
    check: Callable[[float], None] = lambda done: None,
    bounds: Floats | None = None,
) -> tuple[Ints, Floats, Floats]:
    """Choose up to `n` candidates greedily, the lowest index of a tie.

    Gains never grow, so that an old gain is an upper bound: only the candidates whose bound
    exceeds the best known gain are computed anew (lazy greedy, Minoux 1978).

    Parameters
    ----------
    step : Herd
    n : int
    check : callable
        Called with the share of the batch that is chosen; raises to stop.
    bounds : (M,) float64, optional
        Upper bounds of the gains before the first pick, infinite where none is known; those that
        are found are written into it.

    Returns
    -------
    (k,) int64, (k,) float64, (k,) float64
        Indices in pick order, their gains, and the coverage after each; fewer than `n` where
        nothing is gained any more.
    """
    bound = np.full(len(step), np.inf) if bounds is None else bounds
    fresh = np.isinf(bound)
    bound[fresh] = step.gains(np.flatnonzero(fresh))
    alive = np.ones(len(step), dtype=bool)
    order: list[int] = []
    gains: list[float] = []
    coverage: list[float] = []
    while len(order) < min(n, len(step)):
        check(len(order) / n)
        best = _renew(step, bound, fresh, alive)
        if not order:
            bound = bound.copy()
        if not bound[best] > step.noise:
            break
        step.add(best)
        order.append(best)
        gains.append(float(bound[best]))
        coverage.append(step.coverage)
        alive[best] = False
        fresh[:] = False
    return np.array(order, dtype=np.int64), np.array(gains), np.array(coverage)


def _renew(step: Herd, bound: Floats, fresh: Floats, alive: Floats) -> int:
    """Compute old gains anew until the best one is known; return the first that is as good.

    Two rows that reach each other alone tie exactly but for rounding, hence the tolerance.
    """
    while True:
        known = np.where(alive & fresh, bound, -1.0)
        best = known.max() - step.noise
        old = np.flatnonzero(alive & ~fresh & (bound >= best))
        if not len(old):
            return int(np.argmax(known >= best))
        if len(old) > _TOGETHER:
            old = np.sort(old[np.argpartition(-bound[old], _TOGETHER)[:_TOGETHER]])
        bound[old] = step.gains(old)
        fresh[old] = True
