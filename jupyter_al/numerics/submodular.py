"""Facility location and graph cut: gains, and a greedy choice by stale bounds."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks

__all__ = ["GraphCut", "facility_location", "facility_location_gains"]


def facility_location_gains(similarity: Floats, covered: Floats) -> Floats:
    """Return ``sum_i max(0, s_ji - m_i)`` for each candidate j, (M,) float64.

    Parameters
    ----------
    similarity : (M, V) array
        Of M candidates (rows) to V targets, not negative.
    covered : (V,) array
        Largest similarity of each target to what is chosen.
    """
    out = np.empty(len(similarity))
    for part in blocks(len(similarity), similarity.shape[1] * 4, budget=2**20):
        more = similarity[part] - covered
        out[part] = np.maximum(more, 0, out=more).sum(axis=1, dtype=np.float64)
    return out


def facility_location(
    similarity: Floats,
    n: int,
    *,
    covered: Floats | None = None,
    accept: Callable[[int], bool] = lambda index: True,
    check: Callable[[], None] = lambda: None,
) -> tuple[Ints, Floats]:
    """Choose up to `n` candidates that serve all targets, the largest gain first.

    ``f(S) = sum_i max_{j in S} s_ij`` is monotone and submodular: the greedy value is at least
    ``1 - 1/e`` of the best (Nemhauser et al., 1978). Gains only shrink, so that old ones are
    upper bounds and most are never computed again (Minoux, 1978); the picks are the same. Ties
    (two rows that serve only each other are one) go to the row that would serve most alone,
    then to the lowest index; gains count as tied within their rounding.

    Parameters
    ----------
    similarity : (M, V) array
        Of M candidates to V targets, not negative.
    n : int
    covered : (V,) array, optional
        Largest similarity of each target to what was chosen before; zero by default.
    accept : callable
        False for a candidate that must not be chosen after all.
    check : callable
        Called before each pick; raises to stop.

    Returns
    -------
    (K,) int64 and (K,) float64
        Candidates in pick order with their gains; fewer than `n` where nothing is gained.
    """
    best = np.zeros(similarity.shape[1]) if covered is None else np.array(covered)
    best = best.astype(similarity.dtype)
    first = facility_location_gains(similarity, best)
    alone = similarity.sum(axis=1, dtype=np.float64)
    rounding = (1e-10 if best.dtype == np.float64 else 1e-6) * float(alone.max(initial=0)) or 1.0

    def key(index: int, gain: float) -> tuple[int, int, int]:
        return -round(gain / rounding), -round(float(alone[index]) / rounding), index

    heap = [(key(i, gain), 0, gain) for i, gain in enumerate(first.tolist()) if gain > 0]
    heapq.heapify(heap)
    order: list[int] = []
    gains: list[float] = []
    while heap and len(order) < n:
        (_, _, index), when, gain = heap[0]
        if when < len(order):
            now = float(facility_location_gains(similarity[index : index + 1], best)[0])
            if now > 0:
                heapq.heapreplace(heap, (key(index, now), len(order), now))
            else:
                heapq.heappop(heap)
            continue
        heapq.heappop(heap)
        if not accept(index):
            continue
        check()
        order.append(index)
        gains.append(gain)
        np.maximum(best, similarity[index], out=best)
    return np.array(order, dtype=np.int64), np.array(gains)


@dataclass
class GraphCut:
    """Gains of ``sum_{i in V, j in S} s_ij - redundancy sum_{i, j in S} s_ij``.

    The gain of j is ``T_j - redundancy (2 sum_{k in S} s_jk + s_jj)``.

    Parameters
    ----------
    similar : callable
        The (M,) similarities of all rows to the row at an index.
    total : (M,) array
        Sum of the similarities of each row to V, ``T_j``.
    own : (M,) array
        Similarity of each row to itself.
    redundancy : float
        Lambda of the formula.
    near : (M,) float64 array
        Sum of the similarities of each row to what is chosen; changed in place.
    """

    similar: Callable[[int], Floats]
    total: Floats
    own: Floats
    redundancy: float
    near: Floats

    def scores(self) -> Floats:
        """Return the current gain of each row."""
        out: Floats = self.total - self.redundancy * (2 * self.near + self.own)
        return out

    def add(self, index: int) -> None:
        """Take the row at `index` into S."""
        self.near += self.similar(index)
