"""Squared distances between two sets of rows, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks

__all__ = ["Pairs", "nearest_positive"]

_COLUMNS_AT_ONCE = 4096
_BLOCK = 4 * 2**20


@dataclass(frozen=True)
class Pairs:
    """All pairs of (M, D) `left` and (T, D) `right` rows; the (M, T) distances are never held.

    Parameters
    ----------
    left, right : (M, D) and (T, D) arrays
        Contiguous, of the same precision.
    left_sizes, right_sizes : (M,) and (T,) arrays
        Squared lengths of the rows.
    """

    left: Floats
    right: Floats
    left_sizes: Floats
    right_sizes: Floats

    @classmethod
    def of(cls, left: Floats, right: Floats) -> Pairs:
        """Measure the rows and return them as pairs."""
        left, right = np.ascontiguousarray(left), np.ascontiguousarray(right)
        return cls(left, right, *(np.einsum("ij,ij->i", rows, rows) for rows in (left, right)))

    def blocks(
        self, index: Ints | None = None, columns: Ints | None = None
    ) -> Iterator[tuple[slice, slice, Floats]]:
        """Yield the squared distances of some `left` rows to some `right` rows.

        Parameters
        ----------
        index, columns : (m,) and (t,) int64, optional
            Rows of `left` and of `right`; all of them by default.

        Yields
        ------
        (slice, slice, (a, b) array)
            Which of `index`, which of `columns`, and the distances; the array may be changed.
        """
        right = self.right if columns is None else self.right[columns]
        sizes = self.right_sizes if columns is None else self.right_sizes[columns]
        width = min(max(1, len(right)), _COLUMNS_AT_ONCE)
        total = len(self.left) if index is None else len(index)
        for rows in blocks(total, width * right.itemsize, _BLOCK):
            some = rows if index is None else index[rows]
            left, own = self.left[some], self.left_sizes[some][:, None]
            for start in range(0, len(right), width):
                part = slice(start, min(start + width, len(right)))
                with np.errstate(under="ignore"):
                    far = left @ right[part].T
                    far *= -2
                    far += own
                    far += sizes[part]
                yield rows, part, np.maximum(far, 0, out=far)

    def to_all(self, index: int) -> Floats:
        """Return the (T,) squared distances of one `left` row, exactly zero for an equal row."""
        with np.errstate(under="ignore"):
            far: Floats = self.right_sizes + self.left_sizes[index]
            bound = 1e-4 * far
            far -= 2 * (self.right @ self.left[index])
            lost = np.flatnonzero(far < bound)
            difference = self.right[lost] - self.left[index]
            far[lost] = np.einsum("ij,ij->i", difference, difference)
        return np.maximum(far, 0, out=far)


def nearest_positive(rows: Floats) -> float | None:
    """Return the smallest distance above zero between two of the (L, D) rows; None without any."""
    rows = np.asarray(rows, dtype=np.float64)
    if len(rows) < 2:
        return None
    pairs = Pairs.of(rows - rows.mean(axis=0), rows - rows.mean(axis=0))
    floor = 1e-12 * max(float(pairs.left_sizes.max()), 1e-300)
    best = np.inf
    for _, _, far in pairs.blocks():
        best = min(best, float(np.min(far, initial=np.inf, where=far > floor)))
    return float(np.sqrt(best)) if np.isfinite(best) else None
