"""Rows as the last layer sees them, in few directions where they are wide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.numerics.softmax_head import Coordinates
from jupyter_al.snapshot import Snapshot

__all__ = ["Basis", "basis_of"]

_MEASURED = 50_000
_EXACT_WIDTH = 1024


@dataclass(frozen=True)
class Basis:
    """The rows of a layer in the coordinates of its penalty, turned into few directions.

    Attributes
    ----------
    coordinates : Coordinates
    directions : (E, d) array or None
        None keeps all.
    bias : bool
        Add a constant one.
    note : str or None
        What was left out.
    """

    coordinates: Coordinates
    directions: Floats | None
    bias: bool
    note: str | None = None

    def rows(self, snapshot: Snapshot, index: Ints, dtype: type = np.float64) -> Floats:
        """Return (m, d) rows, with a one at the end where the bias counts."""
        width = snapshot.embedding.shape[1]
        out: Floats | None = None
        for part in blocks(len(index), width * 8):
            own = self._turn(dense(snapshot.embedding, index[part]))
            if out is None:
                out = np.empty((len(index), own.shape[1]), dtype=dtype)
            out[part] = own
        return self._turn(np.empty((0, width))).astype(dtype) if out is None else out

    def _turn(self, raw: Floats) -> Floats:
        rows = (raw - self.coordinates.mean.astype(raw.dtype)) / raw.dtype.type(
            self.coordinates.scale
        )
        if self.directions is not None:
            rows = rows @ self.directions.astype(raw.dtype)
        if self.bias:
            rows = np.concatenate([rows, np.ones((len(rows), 1), rows.dtype)], axis=1)
        out: Floats = rows
        return out


def basis_of(snapshot: Snapshot, rows: Ints, dims: int, *, bias: bool = False) -> Basis:
    """Return the directions in which the rows are longest, at most `dims` of them.

    The leading eigenvectors of the mean of ``x x'`` over up to 50 000 rows; above 1024 columns
    a seeded Gaussian projection, which keeps distances in expectation.
    """

    def make() -> Basis:
        coordinates = Coordinates(*snapshot.scaling)
        width = snapshot.embedding.shape[1]
        if width <= dims:
            return Basis(coordinates, None, bias)
        rng = snapshot.rng("directions of the layer")
        if width > _EXACT_WIDTH:
            drawn = rng.normal(0, dims**-0.5, size=(width, dims))
            note = f"{width} columns were projected at random to {dims}."
            return Basis(coordinates, drawn, bias, note)
        some = rows
        if len(rows) > _MEASURED:
            some = np.sort(rng.choice(rows, size=_MEASURED, replace=False))
        plain = Basis(coordinates, None, False)
        moment = np.zeros((width, width))
        for part in blocks(len(some), width * 8):
            own = plain.rows(snapshot, some[part])
            moment += own.T @ own
        vectors = np.linalg.eigh(moment)[1][:, ::-1][:, :dims]
        note = f"{width} columns were reduced to the {dims} that matter most."
        return Basis(coordinates, np.ascontiguousarray(vectors), bias, note)

    return snapshot.once(("basis", dims, bias), make)
