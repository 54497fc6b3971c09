"""What each candidate could add at most, kept from the round before."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, frozen

__all__ = ["HerdBounds"]


class HerdBounds:
    """Gains of an earlier round: upper bounds for as long as labels are only added.

    Held by a snapshot for its features (``of_features``), so that the next round finds it.
    """

    def __init__(self) -> None:
        # replaced as a whole: two threads may ask at the same time
        self._kept: tuple[Ints, Ints, Ints, Floats] | None = None

    def of(self, targets: Ints, labelled: Ints, candidates: Ints) -> Floats:
        """Return an upper bound of the gain of each candidate, infinite where none is known.

        Parameters
        ----------
        targets, labelled, candidates : (T,), (L,) and (M,) int64
            Positions in the pool.

        Returns
        -------
        (M,) float64
            A copy.
        """
        unknown = np.full(len(candidates), np.inf)
        if self._kept is None:
            return unknown
        of_targets, of_labelled, known, bounds = self._kept
        if not (np.array_equal(targets, of_targets) and np.isin(of_labelled, labelled).all()):
            return unknown
        at = np.minimum(np.searchsorted(known, candidates), len(known) - 1)
        return np.where(known[at] == candidates, bounds[at], unknown)

    def keep(self, targets: Ints, labelled: Ints, candidates: Ints, bounds: Floats) -> None:
        """Remember the bounds of these candidates (M > 0) before any is chosen."""
        order = np.argsort(candidates)
        self._kept = targets, labelled, candidates[order], frozen(bounds[order])
