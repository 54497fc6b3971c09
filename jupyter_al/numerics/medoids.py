"""k-medoids: rows to which the distances of all rows are smallest in sum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.submodular import facility_location

__all__ = ["all_distances", "medoids"]


def all_distances(points: Points) -> Floats:
    """Return the (M, M) Euclidean distances of a few thousand points."""
    rows = points.block(slice(None))
    out: Floats = rows @ (-2 * rows.T)
    out += points.lengths
    out += points.lengths[:, None]
    np.maximum(out, 0, out=out)
    np.sqrt(out, out=out)
    np.fill_diagonal(out, 0)
    return out


def medoids(
    distances: Floats,
    k: int,
    *,
    passes: int = 10,
    check: Callable[[], None] = lambda: None,
) -> tuple[Ints, Ints]:
    """Choose `k` rows S that make ``sum_i min_{j in S} d_ij`` small.

    Greedy start, then swaps of one medoid for one other row, each taken as soon as it helps
    (FasterPAM; Schubert and Rousseeuw, 2021), until no single swap helps.

    Parameters
    ----------
    distances : (M, M) array
        Symmetric, zero on the diagonal.
    k : int
        At most M.
    passes : int
        Sweeps over all rows, at most.
    check : callable
        Called between rows; raises to stop.

    Returns
    -------
    (k,) int64
        Medoids, ascending. Fewer where a smaller number leaves no distance.
    (M,) int64
        For each row, the number of its medoid.
    """
    # minus the distance plus the largest one: the same sum, and facility location maximises it
    start, _ = facility_location(distances.max(initial=0) - distances, k, check=check)
    chosen = np.array(start, dtype=np.int64)
    if not len(chosen):
        chosen = np.zeros(min(k, len(distances)), dtype=np.int64)[:1]
    if len(chosen) > 1:
        _swap(distances, chosen, passes, check)
    chosen.sort()
    return chosen, distances[:, chosen].argmin(axis=1)


def _swap(distances: Floats, chosen: Ints, passes: int, check: Callable[[], None]) -> None:
    """Improve the medoids in place."""
    k, rows = len(chosen), np.arange(len(distances))
    owner, first, second = _two_nearest(distances, chosen, rows)
    enough = 1e-6 * max(float(first.sum(dtype=np.float64)), 1e-30)
    is_medoid = np.zeros(len(distances), dtype=bool)
    is_medoid[chosen] = True
    since = 0
    # the most central rows first, so that the order of the rows in the pool decides nothing
    sequence = np.argsort(distances.sum(axis=1, dtype=np.float64), kind="stable")
    for step in range(passes * len(distances)):
        candidate = int(sequence[step % len(distances)])
        since += 1
        if since > len(distances):
            return
        if is_medoid[candidate]:
            continue
        check()
        far = distances[candidate]
        # rows that come to the candidate whatever leaves, and rows that lose their medoid
        closer = np.minimum(far - first, 0)
        loss = np.bincount(owner, np.minimum(far, second) - first - closer, minlength=k)
        change = loss + closer.sum(dtype=np.float64)
        out = int(change.argmin())
        if change[out] >= -enough:
            continue
        is_medoid[[chosen[out], candidate]] = False, True
        chosen[out] = candidate
        owner, first, second = _two_nearest(distances, chosen, rows)
        since = 0


def _two_nearest(distances: Floats, chosen: Ints, rows: Ints) -> tuple[Ints, Floats, Floats]:
    own = distances[chosen]
    order = np.argpartition(own, 1, axis=0)[:2]
    return order[0], own[order[0], rows], own[order[1], rows]
