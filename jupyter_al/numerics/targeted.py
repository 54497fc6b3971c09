"""Facility location towards a few rows that are looked for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from jupyter_al.numerics.arrays import Floats
from jupyter_al.numerics.submodular import facility_location_gains

__all__ = ["TargetedGains"]


@dataclass
class TargetedGains:
    """Gains of ``sum_{q in Q} max_{j in S} s_jq + eta sum_{j in S} max_{q in Q} s_jq``.

    The gain of j is ``sum_q max(0, s_jq - m_q) + eta max_q s_jq`` with ``m_q`` the largest
    similarity of q to what is chosen: monotone and submodular (Kothawade et al., 2021).

    Parameters
    ----------
    similarity : (M, Q) array
        Of the candidates to the rows looked for, not negative.
    eta : float
        How much being near to one of them counts by itself.
    """

    similarity: Floats
    eta: float
    _covered: Floats = field(init=False)
    _near: Floats = field(init=False)
    _gains: Floats | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._covered = np.zeros(self.similarity.shape[1], dtype=self.similarity.dtype)
        self._near = self.similarity.max(axis=1).astype(np.float64)

    def scores(self) -> Floats:
        """Return the current gain of each candidate, (M,) float64."""
        if self._gains is None:
            self._gains = facility_location_gains(self.similarity, self._covered)
            self._gains += self.eta * self._near
        return self._gains

    def add(self, index: int) -> None:
        """Take the candidate at `index` into S."""
        after = np.maximum(self._covered, self.similarity[index])
        if (after > self._covered).any():
            self._gains = None
        self._covered = after
