"""How far each row of a pool is from its labelled rows, kept from round to round."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, frozen
from jupyter_al.numerics.points import Points

__all__ = ["NearLabels"]


class NearLabels:
    """Squared distances to the nearest labelled row; new labels cost their own distances alone.

    Held by a snapshot for its features (``of_features``), so that the next round finds it.
    """

    def __init__(self) -> None:
        # replaced as a whole: two threads may ask at the same time
        self._kept: tuple[Ints, Floats] | None = None

    def of(self, points: Points, labelled: Ints) -> Floats:
        """Return (N,) squared distances to the nearest of `labelled`.

        Parameters
        ----------
        points : Points
            The same ones at each call.
        labelled : (L,) int64
            Positions, distinct; where one of an earlier call is missing, all is computed anew.

        Returns
        -------
        (N,) array
            Read-only.
        """
        kept, fresh = self._kept, labelled
        if kept is not None:
            known, near = kept
            fresh = np.setdiff1d(labelled, known, assume_unique=True)
            if len(fresh) + len(known) != len(labelled):
                kept, fresh = None, labelled
        if len(fresh):
            found = points.nearest(points.block(fresh))[0]
            near = found if kept is None else np.minimum(near, found)
            self._kept = kept = labelled, frozen(near)
        assert kept is not None
        return kept[1]
