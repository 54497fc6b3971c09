"""Points in a Euclidean space: squared distances without a second copy of the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import (
    BLOCK_BYTES,
    Floats,
    Ints,
    Matrix,
    blocks,
    dense,
    is_sparse,
    matmul,
    squared_lengths,
    working_dtype,
)

__all__ = ["CANCELLED", "Points"]

# Below this share of the two squared lengths the expanded formula has lost its digits, and the
# distance is computed again from the difference of the two rows.
CANCELLED = 1e-4
_CENTRES_AT_ONCE = 1024


@dataclass(frozen=True)
class Points:
    """Rows seen as points, optionally shifted by one vector or scaled to length one.

    The transformation is folded into the other side of each product, so that the rows
    themselves are read where they are.

    Parameters
    ----------
    rows : (N, D) matrix
        Rows that are not finite give NaN distances and touch nothing else.
    shift : (D,) array, optional
        Subtracted from each row. Distances do not change; their rounding does, by much, where
        the points lie far from the origin.
    scale : (N,) array, optional
        One over the length of each row: distances between directions, in [0, 2].
    lengths : (N,) array
        Squared lengths after the transformation.
    """

    rows: Matrix
    lengths: Floats
    shift: Floats | None = None
    scale: Floats | None = None

    @classmethod
    def of(cls, rows: Matrix, *, normalise: bool = False, shift: Floats | None = None) -> Points:
        """Measure the lengths of `rows` and return them as points."""
        if normalise:
            lengths = squared_lengths(rows)
            with np.errstate(invalid="ignore"):
                scale = 1 / np.maximum(np.sqrt(lengths), 1e-12)
                unit = (lengths * scale * scale).astype(lengths.dtype)
            return cls(rows, unit, scale=scale)
        if is_sparse(rows):
            shift = None
        return cls(rows, squared_lengths(rows, shift), shift=shift)

    def __len__(self) -> int:
        return int(self.rows.shape[0])

    def take(self, index: Ints) -> Points:
        """Return the points at `index`, stored together."""
        scale = None if self.scale is None else self.scale[index]
        rows = self.rows[index]
        if not is_sparse(rows):
            rows = np.ascontiguousarray(rows, dtype=working_dtype(rows))
        return Points(rows, self.lengths[index], self.shift, scale)

    def block(self, index: slice | Ints) -> Floats:
        """Return the transformed rows at `index`, dense."""
        out: Floats = dense(self.rows, index)
        if self.scale is not None:
            with np.errstate(invalid="ignore"):
                out = out * self.scale[index][:, None]
        elif self.shift is not None:
            out = out - self.shift
        return out

    def dot(self, right: Floats) -> Floats:
        """Return the inner products of all points with `right`, (D,) or (D, K)."""
        right = np.asarray(right, dtype=working_dtype(self.rows))
        out: Floats = matmul(self.rows, right)
        if self.scale is not None:
            with np.errstate(invalid="ignore"):
                out *= self.scale if out.ndim == 1 else self.scale[:, None]
        elif self.shift is not None:
            out -= self.shift @ right
        return out

    def inner(self, index: Ints, right: Floats) -> Floats:
        """Return :meth:`dot` for the points at `index` alone."""
        out = np.empty(len(index), dtype=working_dtype(self.rows))
        for part in blocks(len(index), self.rows.shape[1] * 4, budget=2**20):
            out[part] = self.block(index[part]) @ right
        return out

    def distances(self, point: Floats, below: Floats | None = None) -> Floats:
        """Return the (N,) squared distances to one transformed `point` (D,).

        Parameters
        ----------
        point : (D,) array
        below : (N,) array, optional
            Distances known already; only smaller ones need all their digits.
        """
        bound = self.lengths + point @ point
        with np.errstate(invalid="ignore", over="ignore"):
            out: Floats = bound - 2 * self.dot(point)
            np.maximum(out, 0, out=out)
            bound *= CANCELLED
            lost = out < bound
            if below is not None:
                lost &= out - bound < below
        doubtful = np.flatnonzero(lost)
        for part in blocks(len(doubtful), len(point) * 4):
            index = doubtful[part]
            difference = self.block(index) - point
            out[index] = np.einsum("ij,ij->i", difference, difference)
        return out

    def nearest(self, centres: Floats) -> tuple[Floats, Ints]:
        """Return for each point the squared distance to, and the number of, its nearest centre.

        Parameters
        ----------
        centres : (K, D) array
            Transformed; K > 0. The (N, K) distances exist only block by block.

        Returns
        -------
        (N,) float and (N,) int64
        """
        best = np.full(len(self), np.inf, dtype=self.lengths.dtype)
        which = np.zeros(len(self), dtype=np.int64)
        centres = np.asarray(centres, dtype=working_dtype(self.rows))
        sizes = np.einsum("ij,ij->i", centres, centres)
        width = min(len(centres), _CENTRES_AT_ONCE)
        for part in blocks(len(self), (width + self.rows.shape[1]) * 4, BLOCK_BYTES):
            rows = self.block(part)
            for start in range(0, len(centres), width):
                few = slice(start, start + width)
                with np.errstate(invalid="ignore", over="ignore"):
                    far = rows @ (-2 * centres[few].T)
                    far += sizes[few]
                    nearest = far.argmin(axis=1)
                    value = far[np.arange(len(rows)), nearest] + self.lengths[part]
                closer = value < best[part]
                best[part][closer] = value[closer]
                which[part][closer] = nearest[closer] + start
            self._sharpen(rows, best[part], which[part], centres, sizes)
        return best, which

    @staticmethod
    def _sharpen(rows: Floats, best: Floats, which: Ints, centres: Floats, sizes: Floats) -> None:
        lost = np.flatnonzero(best < CANCELLED * 2 * sizes[which])
        if len(lost):
            difference = rows[lost] - centres[which[lost]]
            best[lost] = np.einsum("ij,ij->i", difference, difference)
        np.maximum(best, 0, out=best)
