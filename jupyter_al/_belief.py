"""What a model believes about each row of a pool, computed at the first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import (
    Floats,
    Ints,
    Matrix,
    all_moderate,
    blocks,
    frozen,
    is_sparse,
    matmul,
    squared_lengths,
)
from jupyter_al.numerics.memo import Memo
from jupyter_al.numerics.softmax import softmax, uncertainty

__all__ = ["Belief", "finite_rows", "row_lengths"]

T = TypeVar("T")

_PREDICT_BYTES = 64 * 2**20


def row_lengths(memo: Memo, features: Matrix) -> Floats:
    """Return the (N,) squared lengths of the rows, computed once in `memo`."""
    return memo.get("lengths", lambda: frozen(squared_lengths(features)))


def finite_rows(memo: Memo, features: Matrix) -> npt.NDArray[np.bool_]:
    """Return the (N,) rows whose length is finite, computed once in `memo`."""

    def finite() -> npt.NDArray[np.bool_]:
        if all_moderate(features):
            return np.ones(features.shape[0], dtype=bool)
        return np.isfinite(row_lengths(memo, features))

    return memo.get("finite", lambda: frozen(finite()))


class Belief:
    """Probabilities, logits, embedding and uncertainty of one model on one pool.

    Parameters
    ----------
    features : (N, D) matrix
    finite : callable
        Returns the (N,) rows that a model may be given.
    model, inputs : optional
    given : mapping
        ``probabilities``, ``logits`` and ``embedding`` in place of what the model would compute.
    head : (weight, bias), optional
    n_classes : int
        Columns where no row can be predicted.
    """

    def __init__(
        self,
        features: Matrix,
        finite: Callable[[], npt.NDArray[np.bool_]],
        model: Any,
        inputs: Any,
        given: Mapping[str, Any],
        head: tuple[Floats, Floats] | None,
        n_classes: int,
    ) -> None:
        self._features = features
        self._finite = finite
        self.model = model
        self._inputs = inputs
        self._given = given
        self.head = head
        self.n_classes = n_classes
        self._memo = Memo()

    def same(self, other: Belief) -> bool:
        """Return whether `other` is made of the same objects, a model among them."""
        mine = (self._features, self.model, self._inputs, *self._given.values())
        its = (other._features, other.model, other._inputs, *other._given.values())
        return self.model is not None and all(a is b for a, b in zip(mine, its, strict=True))

    def once(self, key: str, make: Callable[[], T]) -> T:
        """Return `make()`, computed once for this model and pool."""
        return self._memo.get(key, make)

    def known(self) -> bool:
        """Return whether there are probabilities."""
        return (
            self.model is not None
            or self.head is not None
            or self._given["probabilities"] is not None
            or self._given["logits"] is not None
        )

    @property
    def is_given(self) -> bool:
        """Whether the probabilities are an array that was handed in."""
        return self._given["probabilities"] is not None

    def probabilities(self) -> Floats:
        """Return (N, C); NaN in the rows that no model was given."""
        return self.once("probabilities", lambda: frozen(self._probabilities()))

    def logits(self) -> Floats:
        """Return (N, C): given, from the head, or the logarithm of the probabilities."""
        return self.once("logits", lambda: frozen(self._logits()))

    def embedding(self) -> Matrix:
        """Return (N, E); the features themselves where the model has no embedding."""
        given = self._given["embedding"]
        return self.once("embedding", self._embedding) if given is None else given

    def predicted(self) -> Ints:
        """Return (N,): the most probable class, the lower of a tie, -1 in unusable rows."""
        return self.once("predicted", lambda: frozen(_predicted(self.probabilities())))

    def uncertainty(self) -> Floats:
        """Return (N,) float32 in [0, 1]."""
        return self.once("uncertainty", lambda: frozen(uncertainty(self.probabilities())))

    def _probabilities(self) -> Floats:
        given = self._given["probabilities"]
        if given is not None:
            return np.asarray(given)
        if self.model is None:
            return softmax(self.logits())
        return self._in_chunks(self.model.predict_proba)

    def _logits(self) -> Floats:
        given = self._given["logits"]
        if given is not None:
            return np.asarray(given)
        if self.head is not None and (self._given["probabilities"] is None or self.model):
            weight, bias = self.head
            out: Floats = matmul(self.embedding(), weight.T)
            out += bias
            return out
        known = self.probabilities()
        logs: Floats = np.log(np.maximum(known, np.finfo(known.dtype).tiny))
        return logs

    def _embedding(self) -> Matrix:
        embed = getattr(self.model, "embed", None)
        finite = self._finite()
        if embed is None or not finite.any():
            return self._features
        first = int(np.argmax(finite))
        if embed(self.inputs[first : first + 1]) is None:
            return self._features
        return frozen(self._in_chunks(embed))

    @property
    def inputs(self) -> Any:
        """What the model is given, (N, ...)."""
        return self._features if self._inputs is None else self._inputs

    def _in_chunks(self, compute: Callable[[Any], Any]) -> Floats:
        """Return ``compute(inputs)`` chunk by chunk for the finite rows; NaN in the others."""
        inputs, finite = self.inputs, self._finite()
        width = 1024 if is_sparse(inputs) else int(np.prod(inputs.shape[1:]))
        out: Floats | None = None
        for part in blocks(len(finite), width * 4, _PREDICT_BYTES):
            use = finite[part]
            if not use.any():
                continue
            rows = inputs[part]
            got = np.asarray(compute(rows if use.all() else rows[use]))
            if out is None:
                out = np.full((len(finite), *got.shape[1:]), np.nan, dtype=np.float32)
            out[part][use] = got
        if out is None:
            return np.full((len(finite), max(1, self.n_classes)), np.nan, dtype=np.float32)
        return out


def _predicted(known: Floats) -> Ints:
    out = np.empty(len(known), dtype=np.int64)
    for part in blocks(len(known), known.shape[1] * 8):
        chunk = known[part]
        out[part] = chunk.argmax(axis=1)
        out[part][~np.isfinite(chunk.sum(axis=1))] = -1
    return out
