"""The shift between the classes that were labelled and those of the pool, and its correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, blocks

__all__ = ["ShareSearch", "corrected", "shares_without_labels"]


@dataclass(frozen=True, eq=False)
class ShareSearch:
    """Shares found from the probabilities alone, which have to be calibrated.

    Attributes
    ----------
    shares : (K,) array
    steps : int
    converged : bool
        Whether the last step moved no share by more than the tolerance.
    """

    shares: Floats
    steps: int
    converged: bool


def shares_without_labels(
    probabilities: Any, labelled_shares: Any, *, tolerance: float = 1e-6, steps: int = 1000
) -> ShareSearch:
    """Estimate the shares of the classes by expectation maximisation (Saerens et al. 2002).

    Starts at the shares of the labelled items; each step corrects the probabilities for the
    shares so far and takes their mean.

    Parameters
    ----------
    probabilities : (N, K) array_like
        Calibrated, of all items of the pool; read in blocks.
    labelled_shares : (K,) array_like
        Of the items that the model was trained on. A class without any keeps share 0.
    tolerance : float
        Largest change of a share at the end.
    steps : int
        At most.
    """
    p, ours = _matched(probabilities, labelled_shares)
    if not len(p):
        return ShareSearch(ours, 0, True)
    seen = ours > 0
    found, step = ours, 0
    for step in range(1, steps + 1):
        ratio = np.where(seen, found / np.where(seen, ours, 1), 0.0)
        total = np.zeros(len(ours))
        for part in blocks(len(p), p.shape[1] * 8):
            chunk = np.asarray(p[part], dtype=np.float64) * ratio
            sums = chunk.sum(axis=1)
            # an item of classes without labels only says nothing
            total += (1 / sums[sums > 0]) @ chunk[sums > 0]
        if not total.sum() > 0:
            return ShareSearch(ours, step, False)
        new = total / total.sum()
        moved = float(np.abs(new - found).max())
        found = new
        if moved <= tolerance:
            return ShareSearch(found, step, True)
    return ShareSearch(found, step, False)


def corrected(probabilities: Any, pool_shares: Any, labelled_shares: Any) -> Floats:
    """Return probabilities as if the model were trained with the class shares of the pool.

    ``P'(c | x) ~ P(c | x) * pool(c) / labelled(c)`` (Saerens et al. 2002). A class without
    labelled items keeps its probability, the others share what is left.

    Parameters
    ----------
    probabilities : (N, K) array_like
        Calibrated; read in blocks.
    pool_shares, labelled_shares : (K,) array_like

    Returns
    -------
    (N, K) array
        Rows sum to 1. A row that the shares leave nothing of stays as it is.

    Examples
    --------
    >>> corrected([[0.5, 0.5]], [0.9, 0.1], [0.5, 0.5]).round(6).tolist()
    [[0.9, 0.1]]
    """
    p, labelled = _matched(probabilities, labelled_shares)
    _, pool = _matched(p[:0], pool_shares)
    seen = labelled > 0
    ratio = np.where(seen, pool / np.where(seen, labelled, 1), 0.0)
    out = np.empty(p.shape, dtype=np.promote_types(p.dtype, np.float32))
    for part in blocks(len(p), p.shape[1] * 8):
        chunk = np.asarray(p[part], dtype=np.float64)
        moved = chunk * ratio
        sums, room = moved.sum(axis=1, keepdims=True), 1 - chunk[:, ~seen].sum(1, keepdims=True)
        scaled = moved * np.divide(room, sums, out=np.zeros_like(sums), where=sums > 0)
        out[part] = np.where((sums > 0) & seen, scaled, chunk)
    return out


def _matched(probabilities: Any, shares: Any) -> tuple[Floats, Floats]:
    p, given = np.asarray(probabilities), np.asarray(shares, dtype=np.float64)
    if p.ndim != 2 or given.shape != (p.shape[1],):
        raise AlError(
            f"There are probabilities of shape {p.shape} and shares of shape {given.shape}: give "
            "one share for each class."
        )
    total = float(given.sum())
    if not (np.isfinite(given).all() and (given >= 0).all() and total > 0):
        raise AlError("Shares of classes must be 0 or more, and not all 0.")
    return p, given / total
