"""The embedding as a few dense, scaled columns: what a small network is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from jupyter_al.numerics.arrays import Floats, Ints, Matrix, blocks, dense, is_sparse

__all__ = ["Columns"]

_WIDEST = 1024  # columns that are read as they are


@dataclass(frozen=True)
class Columns:
    """Rows of a matrix, centred, all columns divided by one number, perhaps turned.

    Attributes
    ----------
    rows : (N, D) matrix
    mean : (K,) or (D,) float64
        Subtracted before the turn.
    scale : float
        The mean square of a column is one on the rows that were measured.
    buckets : (D, 1024) sparse matrix, optional
        Sums, with random signs, that wider rows are read through (Charikar et al., 2002).
    axes : (D, K) float64, optional
        Principal axes.
    """

    rows: Matrix
    mean: Floats
    scale: float
    buckets: Any = None
    axes: Floats | None = None

    @classmethod
    def of(
        cls, rows: Matrix, index: Ints, rng: np.random.Generator, components: int = 0
    ) -> Columns:
        """Measure the rows at `index`, M > 0.

        Parameters
        ----------
        rows : (N, D) matrix
        index : (M,) int64
            Finite rows.
        rng : numpy.random.Generator
            Draws the buckets of rows wider than 1024.
        components : int
            Keep this many principal axes at most; 0 keeps all columns.
        """
        buckets, width = None, rows.shape[1]
        if width > _WIDEST:
            signs = rng.choice([-1.0, 1.0], size=width)
            places = (np.arange(width), rng.integers(_WIDEST, size=width))
            buckets, width = csr_array((signs, places), shape=(width, _WIDEST)), _WIDEST
        raw = cls(rows, np.zeros(width), 1.0, buckets)
        total = np.zeros(width)
        for part in blocks(len(index), width * 8):
            total += raw.block(index[part]).sum(axis=0)
        plain = replace(raw, mean=total / len(index))
        axes: Floats | None = None
        if components:
            spread = np.zeros((width, width))
            for part in blocks(len(index), width * 8):
                block = plain.block(index[part])
                spread += block.T @ block
            values, vectors = np.linalg.eigh(spread / len(index))
            axes = vectors[:, ::-1][:, :components]
            squares = float(np.maximum(values[::-1][:components], 0).mean())
        else:
            squares = 0.0
            for part in blocks(len(index), width * 8):
                squares += float(np.square(plain.block(index[part])).sum()) / len(index) / width
        # what rounding leaves of equal rows is no spread
        tiny = 1e-12 * float(np.abs(plain.mean).max(initial=0))
        size = float(np.sqrt(squares))
        return replace(plain, scale=size if size > tiny else 1.0, axes=axes)

    @property
    def width(self) -> int:
        """Number of columns, K."""
        return len(self.mean) if self.axes is None else int(self.axes.shape[1])

    def block(self, index: Ints) -> Floats:
        """Return the (M, K) columns of a few rows, float64 and contiguous."""
        if self.buckets is None:
            found = dense(self.rows, index).astype(np.float64, order="C")
        else:
            wide = self.rows[index] if is_sparse(self.rows) else dense(self.rows, index)
            part = wide @ self.buckets
            found = (part.toarray() if is_sparse(part) else part).astype(np.float64, order="C")
        found -= self.mean
        if self.axes is not None:
            found = found @ self.axes
        found /= self.scale
        return found

    def all_of(self, index: Ints) -> Floats:
        """Return the (M, K) columns of many rows, read block by block."""
        out = np.empty((len(index), self.width))
        for part in blocks(len(index), self.rows.shape[1] * 8):
            out[part] = self.block(index[part])
        return out
