"""The nearest rows of each candidate, kept while the features stay: labels only take rows away."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, Matrix
from jupyter_al.numerics.cosine_neighbours import cosine_neighbours
from jupyter_al.strategies.hybrid.central import directions

__all__ = ["NeighbourGraph"]

_OVER_FETCH = 2


class NeighbourGraph:
    """The k nearest other rows by the cosine, for rounds that each ask about fewer rows.

    Twice as many are searched as are wanted; rows that lost too many of them are searched again.
    All rows are asked about; :mod:`~jupyter_al.strategies.hybrid.neighbours` looks around a few.

    Parameters
    ----------
    k : int
    """

    def __init__(self, k: int) -> None:
        self._k = k
        # replaced as a whole: two threads may ask at the same time
        self._kept: tuple[Ints, Ints, Floats] | None = None

    def among(self, embedding: Matrix, rows: Ints, rng: np.random.Generator) -> tuple[Ints, Floats]:
        """Return the nearest others of each of `rows` among them, the nearest first.

        Parameters
        ----------
        embedding : (N, E) matrix
            The same one at each call.
        rows : (M,) int64
            Ascending, M > 1.
        rng : numpy.random.Generator
            For the search in a large pool.

        Returns
        -------
        (M, min(k, M - 1)) int64 and (M, min(k, M - 1)) array
            Places within `rows`, and cosines.
        """
        k = min(self._k, len(rows) - 1)
        kept = self._kept
        if kept is not None:
            place = np.minimum(kept[0].searchsorted(rows), len(kept[0]) - 1)
            if (kept[0][place] == rows).all():
                if 2 * len(rows) < len(kept[0]):  # most of what is known would be of no use
                    return cosine_neighbours(directions(embedding, rows), k, rng=rng)
                return self._left(embedding, rows, k, place, kept, rng)
        found = cosine_neighbours(directions(embedding, rows), _OVER_FETCH * k, rng=rng)
        self._kept = rows, *found
        return found[0][:, :k], found[1][:, :k]

    def _left(
        self,
        embedding: Matrix,
        rows: Ints,
        k: int,
        place: Ints,
        kept: tuple[Ints, Ints, Floats],
        rng: np.random.Generator,
    ) -> tuple[Ints, Floats]:
        """Return the first `k` of the known neighbours that are still among `rows`."""
        known, near, cosines = kept
        now = np.full(len(known), -1, dtype=np.int64)
        now[place] = np.arange(len(rows))
        near, cosines = now[near[place]], cosines[place]
        first = np.argsort(near < 0, axis=1, kind="stable")[:, :k]
        near = np.take_along_axis(near, first, axis=1)
        cosines = np.take_along_axis(cosines, first, axis=1)
        short = np.flatnonzero(near[:, -1] < 0)
        if len(short):
            units = directions(embedding, rows)
            near[short], cosines[short] = cosine_neighbours(units, k, rng=rng, of=short)
        return near, cosines
