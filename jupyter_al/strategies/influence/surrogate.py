"""A second opinion about the classes of a row: its nearest labelled rows."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, Matrix, blocks, dense

__all__ = ["neighbour_classes"]


def neighbour_classes(
    rows: Matrix,
    index: Ints,
    labelled: Ints,
    labels: Ints,
    n_classes: int,
    *,
    neighbours: int = 10,
    smoothing: float = 0.1,
) -> Floats:
    """Return the (M, C) float32 class probabilities of the rows at `index` by their neighbours.

    Each of the nearest labelled rows votes with ``exp(-d² / (2 h²))``, where h is the distance
    of the farthest of them; `smoothing` is added to the votes of each class (Laplace). With
    fewer labels than classes the nearest row alone votes.

    Parameters
    ----------
    rows : (N, D) matrix
    index : (M,) int64
    labelled, labels : (L,) int64
        L > 0.
    n_classes : int
    neighbours : int
    smoothing : float
    """
    known = dense(rows, labelled)
    # distances keep their digits where the rows lie far from the origin
    middle = known.mean(axis=0)
    known = known - middle
    sizes = np.einsum("ij,ij->i", known, known)
    k = 1 if len(labelled) < n_classes else min(neighbours, len(labelled))
    votes_of = np.eye(n_classes)[labels]
    out = np.empty((len(index), n_classes), dtype=np.float32)
    for part in blocks(len(index), (2 * len(labelled) + rows.shape[1]) * 8):
        own = dense(rows, index[part]) - middle
        far = sizes - 2 * own @ known.T + np.einsum("ij,ij->i", own, own)[:, None]
        near = np.argpartition(far, k - 1, axis=1)[:, :k]
        squares = np.maximum(np.take_along_axis(far, near, axis=1), 0).astype(np.float64)
        widest = squares.max(axis=1, keepdims=True)
        weights = np.exp(-squares / np.where(widest > 0, 2 * widest, 1))
        votes = np.einsum("mk,mkc->mc", weights, votes_of[near]) + smoothing
        out[part] = votes / votes.sum(axis=1, keepdims=True)
    return out
