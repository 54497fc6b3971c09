"""k-means in which some points count more than others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.sampling import draw
from jupyter_al.numerics.watch import steps

__all__ = ["Groups", "weighted_kmeans", "weighted_means"]

_SMALL = 50  # up to this many clusters a better start is worth its price


@dataclass(frozen=True)
class Groups:
    """Centres (K, D), and of each point its group (N,) and the squared distance to it (N,)."""

    centres: Floats
    assignment: Ints
    distance: Floats


def weighted_kmeans(
    points: Points,
    k: int,
    *,
    rng: np.random.Generator,
    use: Ints,
    weights: Floats | None = None,
    per_centre: int = 64,
    check: Callable[[], None] = lambda: None,
) -> Groups:
    """Minimise ``sum_i w_i ||x_i - c(i)||²`` over at most `k` centres.

    Lloyd's iterations, started by k-means++ on ``w_i d_i²`` (Arthur and Vassilvitskii, 2007;
    weights as in Zhdanov, 2019). Of more than ``max(4096, per_centre * k)`` points as many are
    drawn in proportion to their weights and stand for all; then every point is assigned once.

    Parameters
    ----------
    points : Points
        N points.
    k : int
        Fewer groups come back where fewer distinct points have a weight.
    rng : numpy.random.Generator
    use : (M,) int64
        Finite points to cluster, M > 0.
    weights : (M,) array, optional
        Not negative; all one where none is given, or none is positive.
    per_centre : int
        Sampled points for each centre.
    check : callable
        Called between iterations; raises to stop.
    """
    mass = np.ones(len(use)) if weights is None else np.asarray(weights, dtype=np.float64)
    if mass.sum() <= 0:
        mass = np.ones(len(use))
    chosen, share = _sample(mass / mass.max(), max(4096, per_centre * k), rng)
    rows = points.block(use[chosen])
    sample = Points.of(rows)
    best: tuple[float, Floats] | None = None
    for _ in range(3 if k <= _SMALL else 1):
        centres = _seed(rows, share, k, rng, check)
        loss, centres = _lloyd(sample, rows, share, centres, 25 if k <= _SMALL else 10, check)
        if best is None or loss < best[0]:
            best = loss, centres
    assert best is not None
    distance, assignment = points.nearest(best[1])
    return Groups(best[1], assignment, distance)


def weighted_means(rows: Floats, assignment: Ints, weights: Floats, k: int) -> Floats:
    """Return the (k, D) float64 weighted means of groups; NaN for a group without weight."""
    total = np.bincount(assignment, weights=weights, minlength=k)
    members = csr_array((weights, (assignment, np.arange(len(rows)))), shape=(k, len(rows)))
    out = np.full((k, rows.shape[1]), np.nan)
    filled = total > 0
    out[filled] = (members @ rows)[filled] / total[filled][:, None]
    return out


def _sample(mass: Floats, size: int, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Return indices and weights of all points, or of a draw in proportion to the weights."""
    if len(mass) <= size:
        return np.arange(len(mass), dtype=np.int64), mass
    total = np.cumsum(mass)
    found = np.searchsorted(total, rng.random(size) * total[-1], side="right")
    index, times = np.unique(np.minimum(found, len(mass) - 1), return_counts=True)
    return index.astype(np.int64), times.astype(np.float64)


def _seed(
    rows: Floats, weights: Floats, k: int, rng: np.random.Generator, check: Callable[[], None]
) -> Floats:
    """Return at most k distinct rows, each the best of a few draws where k is small."""
    size = max(2048, 8 * k)
    if size < len(rows):
        some = np.sort(rng.choice(len(rows), size, replace=False))
        if weights[some].sum() > 0:
            rows, weights = rows[some], weights[some]
    sample = Points.of(rows)
    first = draw(weights, rng)
    assert first is not None
    chosen, nearest = [first], _apart(sample, rows, first)
    trials = 2 + int(np.log(k)) if k <= _SMALL else 1
    while len(chosen) < k:
        check()
        best: tuple[float, int, Floats] | None = None
        for _ in range(trials):
            index = draw(nearest * weights, rng)
            if index is None:
                break
            after = np.minimum(nearest, _apart(sample, rows, index))
            loss = float(after @ weights)
            if best is None or loss < best[0]:
                best = loss, index, after
        if best is None:
            break
        chosen.append(best[1])
        nearest = best[2]
    return rows[chosen]


def _apart(sample: Points, rows: Floats, index: int) -> Floats:
    out = sample.distances(rows[index]).astype(np.float64)
    out[index] = 0
    return out


def _lloyd(
    sample: Points,
    rows: Floats,
    weights: Floats,
    centres: Floats,
    iterations: int,
    check: Callable[[], None],
) -> tuple[float, Floats]:
    before: Ints | None = None
    loss = np.inf
    for _ in steps(iterations):
        check()
        distance, assignment = sample.nearest(centres)
        loss = float(distance @ weights)
        if before is not None and not np.count_nonzero(assignment != before):
            break
        before = assignment
        means = weighted_means(rows, assignment, weights, len(centres))
        empty = np.isnan(means[:, 0])
        means[empty] = centres[empty]
        centres = means.astype(rows.dtype)
    return loss, centres
