"""Losses of the labelled rows under heads that were not fitted on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jupyter_al.learners.linear import Linear
from jupyter_al.learners.scaling import Scaling, scaling_of
from jupyter_al.numerics.arrays import Floats, Ints, squared_lengths
from jupyter_al.numerics.watch import steps
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._sample import by_content

__all__ = ["Answered", "answered", "fold_of", "held_out_losses"]

_TINY = float(np.finfo(np.float32).tiny)


@dataclass(frozen=True)
class Answered:
    """Labelled rows that can be used, in an order that hangs on their contents.

    Attributes
    ----------
    rows : (L,) int64
        Positions in the pool.
    codes : (L,) int64
        Their classes.
    """

    rows: Ints
    codes: Ints


def answered(snapshot: Snapshot, most: int | None = None) -> Answered:
    """Return the labelled rows that are finite and have a weight; `most` of them at random."""
    own = squared_lengths(snapshot.embedding[snapshot.labelled])
    use = snapshot.finite[snapshot.labelled] & np.isfinite(own) & (snapshot.weights > 0)
    rows, codes = snapshot.labelled[use], snapshot.labels[use]
    order = np.argsort(rows)
    rows, codes = rows[order], codes[order]
    turned = by_content(snapshot, rows, "answered")[:most]
    return Answered(turned, codes[np.searchsorted(rows, turned)])


def fold_of(codes: Ints, folds: int) -> Ints:
    """Return the fold of each row, (L,): the rows of a class are dealt out in turn."""
    out = np.empty(len(codes), dtype=np.int64)
    out[np.argsort(codes, kind="stable")] = np.arange(len(codes)) % folds
    return out


def held_out_losses(
    snapshot: Snapshot,
    known: Answered,
    folds: int,
    check: Callable[[], None] = lambda: None,
) -> Floats:
    """Return the cross-entropy of each row, (L,) nats, under a linear head of the other folds.

    The losses of the head in use would be near zero: it has seen the labels. The heads have
    the penalty of the snapshot.
    """
    embedding, l2 = snapshot.embedding, snapshot.regularisation
    if l2:
        mean, scale = snapshot.scaling
        scaling = Scaling(np.broadcast_to(mean, embedding.shape[1]), scale)
    else:
        scaling = scaling_of(embedding[known.rows])
    fold = fold_of(known.codes, min(folds, len(known.rows)))
    out = np.empty(len(known.rows))
    for number in steps(int(fold.max()) + 1):
        check()
        rest, own = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        learner = Linear(l2=l2 or None, device="cpu")
        with np.errstate(under="ignore"):
            model = learner.fit(
                embedding[known.rows[rest]], known.codes[rest], snapshot.n_classes, scaling=scaling
            )
            chance = model.predict_proba(embedding[known.rows[own]])
        right = chance[np.arange(len(own)), known.codes[own]].astype(np.float64)
        out[own] = -np.log(np.maximum(right, _TINY))
    return out
