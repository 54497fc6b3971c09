"""Volumes: the coding rate of a set of vectors, and what one more vector adds to it."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks
from jupyter_al.numerics.points import Points

__all__ = ["Volume", "coding_rate"]


def coding_rate(rows: Floats, distortion: float) -> float:
    """Return ``1/2 logdet(I + d / (m eps²) Z Zᵀ)`` of (m, d) rows Z, in nats (Ma et al. 2007)."""
    rows = np.asarray(rows, dtype=np.float64)
    size, width = rows.shape
    if not size:
        return 0.0
    scale = width / (size * distortion**2)
    # the determinant of the smaller side: logdet(I + c Z Zᵀ) = logdet(I + c Zᵀ Z)
    product = rows @ rows.T if size <= width else rows.T @ rows
    return float(np.linalg.slogdet(np.eye(len(product)) + scale * product)[1] / 2)


class Volume:
    """What each row adds to ``logdet(Phi_S Phi_Sᵀ + noise² I)`` of the rows S chosen so far.

    ``A = I, q_i = ||phi_i||²``; taking j: ``a = A phi_j, c = noise² + q_j, u = Phi a,
    q -= u² / c, A -= a aᵀ / c``. The rows are never rewritten; A and q are float64.

    Parameters
    ----------
    points : Points
        (M, D) rows phi.
    noise : float
    known : (L, D) array, optional
        Rows that were chosen before: ``A = noise² (noise² I + Phi_Lᵀ Phi_L)⁻¹``.

    Attributes
    ----------
    left : (M,) float64
        q, the squared length that the chosen rows do not explain.
    """

    def __init__(self, points: Points, noise: float, known: Floats | None = None) -> None:
        self._points = points
        self._square = noise**2
        width = points.rows.shape[1]
        self._inverse = np.eye(width)
        self.left: Floats = np.array(points.lengths, dtype=np.float64)
        if known is not None and len(known):
            known = np.asarray(known, dtype=np.float64)
            own = self._square * np.eye(width) + known.T @ known
            self._inverse = self._square * np.linalg.inv(own)
            self._inverse = (self._inverse + self._inverse.T) / 2
            for part in blocks(len(points), width * 8):
                rows = points.block(part)
                turned = rows @ self._inverse.astype(rows.dtype)
                self.left[part] = np.maximum(np.einsum("ij,ij->i", turned, rows), 0)

    def add(self, index: int) -> None:
        """Take a row into the set."""
        row = self._points.block(np.array([index]))[0].astype(np.float64)
        turned = self._inverse @ row
        pivot = self._square + max(float(row @ turned), 0.0)
        with np.errstate(under="ignore"):
            along = self._points.dot(turned).astype(np.float64)
            self.left -= along * along / pivot
            self._inverse -= np.outer(turned, turned) / pivot
        np.maximum(self.left, 0, out=self.left)
