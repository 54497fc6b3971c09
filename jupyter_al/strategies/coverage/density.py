"""How dense the pool is around each row, computed once for an embedding."""

from __future__ import annotations

import numpy as np

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.density import inverse_distance, nearest_distance
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.coverage.similar import sampled
from jupyter_al.strategies.spaces import points_of

__all__ = [
    "REFERENCES",
    "SIMILARITIES",
    "check_similarity",
    "density",
    "isolation",
    "references",
    "stand_ins",
]

REFERENCES = 2048
_MOST_PAIRS = 512_000_000
SIMILARITIES = ("cosine", "distance", "neighbours")


def check_similarity(similarity: str) -> None:
    """Raise `StrategyError` for an unknown similarity, naming the nearest one."""
    if similarity not in SIMILARITIES:
        raise StrategyError(f"Unknown similarity {similarity!r}{nearest(similarity, SIMILARITIES)}")


def stand_ins(size: int) -> int:
    """Return how many rows stand for a pool of `size`: all, 2048, or fewer of a very large one.

    2048 up to 250,000 rows, 512 from a million: the mean then has a standard error of 4 % of the
    deviation of the distances.
    """
    return min(size, REFERENCES, max(512, _MOST_PAIRS // max(1, size)))


def references(snapshot: Snapshot, lengths: Floats) -> Ints:
    """Return all usable rows, or a random sample of :func:`stand_ins` of them."""
    usable = np.flatnonzero(np.isfinite(lengths)).astype(np.int64)
    # of the session's seed alone: what is cached serves all rounds
    rng = np.random.default_rng([snapshot.seed % 2**64, REFERENCES])
    return sampled(usable, stand_ins(len(usable)), rng)


def density(snapshot: Snapshot, similarity: str, space: str, neighbours: int) -> Floats:
    """Return the (N,) mean similarity of each row to the pool, in [0, 1].

    Parameters
    ----------
    snapshot : Snapshot
    similarity : str
        ``cosine`` (negative means count as zero), ``distance`` for ``1 / (1 + distance)``, or
        ``neighbours`` for that to the nearest rows alone. Cosine is exact in O(N D); the others
        compare with :data:`REFERENCES` rows at most.
    space : str
        ``embedding`` or ``features``.
    neighbours : int
    """

    def make() -> Floats:
        points, mean = points_of(snapshot, space, similarity == "cosine")
        if similarity == "cosine":
            return np.clip(points.dot(mean).astype(np.float64), 0, 1)
        known = references(snapshot, points.lengths)
        return inverse_distance(points, known, neighbours if similarity == "neighbours" else None)

    return snapshot.of_space(space, ("density", similarity, neighbours, snapshot.seed), make)


def isolation(snapshot: Snapshot, space: str, neighbours: int) -> Floats:
    """Return the (N,) mean distance of each row to its nearest `neighbours`.

    Larger pools are compared with :data:`REFERENCES` rows.
    """

    def make() -> Floats:
        points, _ = points_of(snapshot, space, False)
        return nearest_distance(points, references(snapshot, points.lengths), neighbours)

    return snapshot.of_space(space, ("isolation", neighbours, snapshot.seed), make)
