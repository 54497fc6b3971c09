"""The labelled rows as a linear softmax head sees them, and its damped inverse Hessian."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import NeedsModel
from jupyter_al.numerics.arrays import Floats, Ints, dense
from jupyter_al.numerics.conjugate import conjugate_gradients
from jupyter_al.numerics.softmax import softmax
from jupyter_al.numerics.softmax_head import Coordinates, hessian_product
from jupyter_al.snapshot import Snapshot

__all__ = ["LabelledHead"]

# keeps the operator definite where neither a penalty nor a damping is given
_LEAST = 1e-6


@dataclass(frozen=True)
class LabelledHead:
    """What a head was fitted on.

    Attributes
    ----------
    rows : (L, E + 1) float64
        Labelled rows with a one at the end, in the coordinates of the penalty.
    probabilities : (L, C) float64
    labels : (L,) int64
    weights : (L,) float64
    coordinates : Coordinates
    """

    rows: Floats
    probabilities: Floats
    labels: Ints
    weights: Floats
    coordinates: Coordinates

    @classmethod
    def of(cls, snapshot: Snapshot, who: str) -> LabelledHead:
        """Return the usable labelled rows of a snapshot, computed once.

        Raises
        ------
        NeedsModel
            No labelled row has finite features.
        """
        found = snapshot.once("labelled head", lambda: cls._of(snapshot))
        if not len(found.labels):
            raise NeedsModel(f"{who!r} needs a labelled row whose features are finite.")
        return found

    @classmethod
    def _of(cls, snapshot: Snapshot) -> LabelledHead:
        weight, bias = snapshot.head
        raw = dense(snapshot.embedding, snapshot.labelled).astype(np.float64)
        use = np.isfinite(raw).all(axis=1) & (snapshot.weights > 0)
        coordinates = Coordinates(*snapshot.scaling)
        return cls(
            coordinates.rows(raw[use]),
            softmax(raw[use] @ weight.T + bias),
            snapshot.labels[use],
            np.asarray(snapshot.weights[use], dtype=np.float64),
            coordinates,
        )

    @property
    def total(self) -> float:
        """Number (weight) of the labels."""
        return float(self.weights.sum())

    def gradient(self, index: Ints, bias: bool = True) -> Floats:
        """Return the (C, E + 1) summed gradient ``(P - Y).T X~`` of the rows at `index`.

        The last column is zero without `bias`.
        """
        left = self.probabilities[index].copy()
        left[np.arange(len(index)), self.labels[index]] -= 1
        out: Floats = (left * self.weights[index][:, None]).T @ self.rows[index]
        if not bias:
            out[:, -1] = 0
        return out

    def solve(self, right: Floats, penalty: float, bias: bool = True) -> Floats:
        """Return ``(H + penalty I)^-1 right`` for a (C, E + 1) array, by conjugate gradients.

        Without `bias` the last column is no parameter, and zero in the answer.
        """
        rows = self.rows if bias else self.rows[:, :-1]
        product = hessian_product(rows, self.probabilities, self.weights, penalty or _LEAST)
        found = conjugate_gradients(product, right if bias else right[:, :-1]).x
        if bias:
            return found
        return np.concatenate([found, np.zeros((len(found), 1))], axis=1)
