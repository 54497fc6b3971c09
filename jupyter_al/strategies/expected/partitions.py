"""Groups of rows: clusters of several sizes, and columns that the rows come with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Ints, frozen
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.spaces import points_of

__all__ = ["cells_of", "partitions"]


def partitions(
    snapshot: Snapshot, clusters: Sequence[int], columns: Sequence[Sequence[Any]]
) -> list[Ints]:
    """Return the group of each row in each partition, (N,) each; -1 for rows not finite.

    Parameters
    ----------
    snapshot : Snapshot
    clusters : sequence of int
        A k-means partition of the features for each; of the session's seed alone, so that the
        groups stay the same over the rounds.
    columns : sequence of (N,) sequences
        Each value is a group.

    Raises
    ------
    StrategyError
        A column does not fit the pool.
    """
    found = list(
        snapshot.of_features(
            ("error groups", tuple(clusters), snapshot.seed),
            lambda: tuple(_clusters(snapshot, k) for k in clusters),
        )
    )
    for place, column in enumerate(columns):
        if len(column) != snapshot.n_items:
            raise StrategyError(
                f"columns[{place}] has {len(column)} values and the pool {snapshot.n_items} rows."
            )
        codes = np.unique(np.asarray(column), return_inverse=True)[1].reshape(-1)
        found.append(np.where(snapshot.finite, codes, -1).astype(np.int64))
    return found


def _clusters(snapshot: Snapshot, k: int) -> Ints:
    points, _ = points_of(snapshot, "features", False)
    use = np.flatnonzero(snapshot.finite).astype(np.int64)
    rng = np.random.default_rng([snapshot.seed % 2**64, k])
    return frozen(kmeans(points, k, rng=rng, use=use).assignment.astype(np.int32))


def cells_of(groups: Sequence[Ints], rows: Ints) -> Ints:
    """Return a number for each of `rows`, the same for rows that share all their groups.

    Parameters
    ----------
    groups : sequence of (N,) int arrays
        From -1.
    rows : (M,) int64

    Returns
    -------
    (M,) int64
        From 0, every number up to the largest in use.
    """
    cell = np.zeros(len(rows), dtype=np.int64)
    for one in groups:
        own = one[rows].astype(np.int64) + 1
        cell = np.unique(cell * (own.max() + 1) + own, return_inverse=True)[1].reshape(-1)
    return cell
