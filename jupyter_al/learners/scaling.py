"""Isotropic standardisation: one mean vector, one scale."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jupyter_al.learners._rows import as_rows, chunks, finite, is_sparse
from jupyter_al.learners.base import Array, Inputs

__all__ = ["Scaling", "scaling_of"]


class Scaling(NamedTuple):
    """Centre and scale of a set of rows.

    Attributes
    ----------
    mean : (D,) float64
    scale : float
        Root mean squared distance of a row from the mean; 1.0 when all rows are equal.
    """

    mean: Array
    scale: float


def scaling_of(features: Inputs) -> Scaling:
    """Measure the centre and the scale of rows, in chunks; rows that are not finite are left out.

    Directions keep their relative size (no column is blown up because it is nearly constant),
    and scaled rows have a mean squared norm of 1, so that one L2 constant fits all widths.

    Parameters
    ----------
    features : (N, ...) array, memmap or (N, D) CSR matrix
    """
    rows = as_rows(features)
    width = int(np.prod(rows.shape[1:], dtype=np.int64))
    count, mean, spread = 0, np.zeros(width), 0.0
    for part in chunks(rows):
        block = rows[part]
        block = block[finite(block)]
        if not block.shape[0]:
            continue
        if is_sparse(block):
            block = block.astype(np.float64)
            centre = np.asarray(block.mean(axis=0)).ravel()
            within = float((block.data**2).sum()) - block.shape[0] * float(centre @ centre)
        else:
            block = block.reshape(len(block), -1).astype(np.float64)
            centre = block.mean(axis=0)
            block -= centre
            within = float(np.einsum("ij,ij->", block, block))
        # parallel update of mean and sum of squares (Chan, Golub and LeVeque, 1979)
        shift, total = centre - mean, count + block.shape[0]
        spread += within + float(shift @ shift) * count * block.shape[0] / total
        mean = mean + shift * (block.shape[0] / total)
        count = total
    scale = float(np.sqrt(max(spread, 0.0) / count)) if count else 0.0
    # what rounding leaves of equal rows is no scale
    tiny = 1e-12 * float(np.linalg.norm(mean))
    return Scaling(mean, scale if scale > tiny else 1.0)
