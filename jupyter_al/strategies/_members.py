"""The members of a committee, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import NeedsArtefact, NotApplicable
from jupyter_al.numerics.arrays import Floats, Ints, dense, matmul
from jupyter_al.numerics.conjugate import conjugate_gradients
from jupyter_al.numerics.softmax import softmax
from jupyter_al.numerics.softmax_head import Coordinates, hessian_product
from jupyter_al.snapshot import Snapshot

__all__ = ["Members", "check_disagreement", "members_of"]

_COUNT = 8
_LEAST_PENALTY = 1e-3


@dataclass(frozen=True)
class Members:
    """What E models believe.

    Attributes
    ----------
    count : int
        E.
    predict : callable
        Maps (M,) positions to (E, M, C) float64 probabilities.
    note : str
        Where the members come from, for a person.
    """

    count: int
    predict: Callable[[Ints], Floats]
    note: str


def members_of(snapshot: Snapshot, by: str) -> Members:
    """Return the committee of the snapshot, or one of resampled heads.

    Raises
    ------
    NeedsArtefact
        There is no committee, and no linear head with labels to make one of.
    """
    if snapshot.has("committee"):
        known = snapshot.committee

        def given(rows: Ints) -> Floats:
            return np.asarray(known[:, rows], dtype=np.float64)

        return Members(len(known), given, f"The committee has {len(known)} members.")
    if not (snapshot.has("head") and snapshot.has("labels")):
        raise NeedsArtefact(
            f"The strategy {by!r} compares the members of a committee: give "
            "committee=(K, N, C) probabilities, or use a learner with a linear last layer, such "
            "as 'linear' or 'mlp', and labels."
        )
    moves = snapshot.once("moves of heads", lambda: _moves(snapshot))
    coordinates = Coordinates(*snapshot.scaling)

    def predict(rows: Ints) -> Floats:
        raw = dense(snapshot.embedding, rows)
        weight, bias = snapshot.head
        with np.errstate(under="ignore"):
            logits = np.asarray(matmul(raw, weight.T), dtype=np.float64) + bias
            shift = coordinates.apply(moves.reshape(-1, moves.shape[2]), raw)
            every = logits + shift.reshape(len(rows), _COUNT, -1).transpose(1, 0, 2)
            flat = softmax(every.reshape(-1, every.shape[2]))
        return flat.reshape(every.shape)

    note = f"The committee: {_COUNT} versions of the head, each with its labels weighed anew."
    return Members(_COUNT, predict, note)


def check_disagreement(snapshot: Snapshot, by: str) -> None:
    """Raise `NotApplicable` where there is one member only."""
    count = members_of(snapshot, by).count
    if count < 2:
        raise NotApplicable(
            f"{by!r} compares the members of a committee and there is only {count}: give a "
            "committee of two or more."
        )


def _moves(snapshot: Snapshot) -> Floats:
    """Return how far each member's head lies from the head, (E, C, E' + 1).

    One Newton step of the weighted-likelihood bootstrap (Newton and Raftery 1994): each label
    gets an exponential weight, and ``delta = -H^-1 (g_w - g)``.
    """
    weight, bias = snapshot.head
    coordinates = Coordinates(*snapshot.scaling)
    raw = np.asarray(dense(snapshot.embedding, snapshot.labelled), dtype=np.float64)
    use = np.isfinite(raw).all(axis=1) & (snapshot.weights > 0)
    if not use.any():
        return np.zeros((_COUNT, len(weight), weight.shape[1] + 1))
    raw, weights = raw[use], snapshot.weights[use]
    labels = snapshot.labels[use]
    with np.errstate(under="ignore"):
        known = softmax(raw @ weight.T + bias)
        left = known.copy()
        left[np.arange(len(left)), labels] -= 1
        rows = coordinates.rows(raw)
        penalty = max(snapshot.regularisation, _LEAST_PENALTY)
        apply = hessian_product(rows, known, weights, penalty)
        rng = snapshot.rng("committee of heads")
        own = weights / weights.sum()
        out = []
        for _ in range(_COUNT):
            drawn = own * rng.exponential(size=len(own))
            gradient = ((drawn / drawn.sum() - own)[:, None] * left).T @ rows
            out.append(-conjugate_gradients(apply, gradient).x)
    return np.array(out)
