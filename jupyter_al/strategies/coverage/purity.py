"""The radius at which the balls of a pool still hold one kind of row each."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.kmeans import kmeans
from jupyter_al.numerics.pairs import Pairs
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._sample import by_content, sampled
from jupyter_al.strategies.spaces import points_of

__all__ = ["nearest_other", "pure_radius", "purity", "widest_pure"]

_MOST = 20_000


def nearest_other(rows: Floats, groups: Ints) -> Floats:
    """Return the (M,) distance of each row to the nearest row of another group."""
    out = np.full(len(rows), np.inf)
    for group in np.unique(groups):
        own = np.flatnonzero(groups == group)
        rest = rows[groups != group]
        for part, columns, squared in Pairs.of(rows[own], rest).blocks():
            some = own[part]
            # from the difference of the two rows: the radius is compared with this very number
            difference = rows[some] - rest[columns][squared.argmin(axis=1)]
            exact = np.einsum("ij,ij->i", difference, difference)
            out[some] = np.minimum(out[some], exact)
    return np.asarray(np.sqrt(out))


def purity(others: Floats, radius: float) -> float:
    """Return the share of rows whose ball holds their own group alone (distance < radius)."""
    return float(np.mean(others >= radius)) if len(others) else 1.0


def widest_pure(others: Floats, least: float) -> float:
    """Return the largest radius of at least this purity, an order statistic of the distances."""
    place = int(np.floor(round((1 - least) * len(others), 9)))
    return float(np.sort(others)[min(place, len(others) - 1)])


def pure_radius(
    snapshot: Snapshot, space: str, normalise: bool, least: float, groups: int
) -> float:
    """Return the largest radius at which balls are pure in the clusters of k-means.

    Yehuda et al. (2022), on at most 20 000 rows. One where all rows are alike.
    """

    def make() -> float:
        points, _ = points_of(snapshot, space, normalise)
        usable = snapshot.finite & np.isfinite(points.lengths)
        rows = sampled(snapshot, np.flatnonzero(usable).astype(np.int64), _MOST, "purity")
        # in an order that hangs on the contents: the same clusters however the pool lies
        block = np.ascontiguousarray(points.block(by_content(snapshot, rows, "clusters")))
        rng = np.random.default_rng([snapshot.seed % 2**64, groups])
        others = nearest_other(block, kmeans(Points.of(block), groups, rng=rng).assignment)
        others = others[np.isfinite(others) & (others > 0)]
        # a hair below: the pair at exactly this distance is apart in whatever rounding
        return widest_pure(others, least) * (1 - 1e-5) if len(others) else 1.0

    key = ("pure radius", normalise, least, groups, snapshot.seed)
    return snapshot.of_space(space, key, make)
