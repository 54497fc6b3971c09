"""How much the members of a committee disagree about each row; (K, m, C) to (m,)."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["bald", "entropies", "mean_std", "mode_share", "votes_of"]


def entropies(chances: Floats) -> Floats:
    """Return the entropy in nats over the last axis, with ``0 log 0 = 0``."""
    logs = np.maximum(chances, np.finfo(chances.dtype).tiny)
    np.log(logs, out=logs)
    out: Floats = -np.einsum("...c,...c->...", chances, logs)
    return out


def bald(chances: Floats) -> Floats:
    """Return ``H(mean_k p_k) - mean_k H(p_k)``, never below zero (Houlsby et al. 2011)."""
    gain = entropies(chances.mean(axis=0)) - entropies(chances).mean(axis=0)
    return np.asarray(np.maximum(gain, 0))


def mean_std(chances: Floats) -> Floats:
    """Return the mean over the classes of the population standard deviation over the members."""
    # differences first: members that agree to the last bit must give exactly zero
    mean = chances.mean(axis=0)
    squares = np.zeros_like(mean)
    for own in chances:
        spread = own - mean
        spread *= spread
        squares += spread
    out: Floats = np.sqrt(squares / len(chances)).mean(axis=1)
    return out


def mode_share(chances: Floats) -> Floats:
    """Return the share of members that vote for the class most of them vote for.

    Each member votes for its most probable class, the lower one of a tie. Rows that are not
    finite give NaN.
    """
    broken = ~np.isfinite(chances.sum(axis=(0, 2)))
    return np.where(broken, np.nan, votes_of(chances).max(axis=1) / len(chances))


def votes_of(chances: Floats) -> Ints:
    """Return how many members vote for each class, (m, C).

    Each member votes for its most probable class, the lower one of a tie.
    """
    rows, classes = chances.shape[1:]
    votes = chances.argmax(axis=2)
    votes += np.arange(rows) * classes
    return np.bincount(votes.reshape(-1), minlength=rows * classes).reshape(rows, classes)
