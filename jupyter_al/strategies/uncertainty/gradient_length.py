"""Length of the gradient that an answer would cause in the last layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints, blocks, squared_lengths
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import amount, two_classes
from jupyter_al.strategies.scores import Score, belief

__all__ = ["KINDS", "GradientLength", "residual_length"]

KINDS = ("length", "squared", "entropy")


def residual_length(probabilities: Floats, kind: str) -> Floats:
    """Return the (M,) part of the score that hangs on the (M, C) probabilities, float64.

    ``length``: ``sum_c p_c ||p - e_c||``; ``squared``: ``1 - ||p||^2``; ``entropy``:
    ``||p * (log p + H(p))||``, the gradient of the entropy by the logits.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    if kind == "entropy":
        logs = np.log(p, out=np.zeros_like(p), where=p > 0)
        own = -(p * logs).sum(axis=1, keepdims=True)
        moved = p * (logs + own)
        return np.asarray(np.sqrt(np.einsum("ij,ij->i", moved, moved)))
    # 1 - p of the first class as the sum of the others: exact for a sure model
    others = 1 - p
    top, at = p.argmax(axis=1), np.arange(len(p))
    rest = p.copy()
    rest[at, top] = 0
    others[at, top] = rest.sum(axis=1)
    if kind == "squared":
        return np.asarray(np.einsum("ij,ij->i", p, others))
    squares = np.square(p)
    without = squares.sum(axis=1, keepdims=True) - squares
    without[at, top] = np.einsum("ij,ij->i", rest, rest)
    lengths = np.sqrt(np.maximum(without, 0) + np.square(others))
    return np.asarray(np.einsum("ij,ij->i", p, lengths))


@dataclass(frozen=True)
class GradientLength(Score):
    """Expected length of the gradient of the last layer (Settles, Craven and Ray 2007).

    The gradient of a row with class c is ``(p - e_c) ⊗ (x, 1)``.

    Parameters
    ----------
    kind : str
        ``length``, its expectation; ``squared``, the expected squared length (Gini impurity);
        ``entropy``, the length of the gradient of the entropy (Wang et al. 2022).
    normalise : bool
        Count each row as of length one; without it the longest rows are asked, mostly.
    bias : bool
        The row has a constant one for the bias (without `normalise`).
    """

    name: ClassVar[str] = "egl"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "probabilities"})
    kind: str = "length"
    normalise: bool = True
    bias: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise StrategyError(f"Unknown kind {self.kind!r}{nearest(self.kind, KINDS)}")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) expected lengths."""
        known, out = snapshot.probabilities, np.empty(len(rows))
        with np.errstate(under="ignore"):
            for part in blocks(len(rows), known.shape[1] * 32):
                out[part] = residual_length(known[rows[part]], self.kind)
        return out if self.normalise else out * self._row_part(snapshot, rows)

    def _row_part(self, snapshot: Snapshot, rows: Ints) -> Floats:
        if snapshot.embedding is snapshot.features:
            squared = snapshot.lengths
        else:
            squared = snapshot.once(
                "squared lengths of embedding", lambda: squared_lengths(snapshot.embedding)
            )
        squared = squared[rows].astype(np.float64) + float(self.bias)
        return squared if self.kind == "squared" else np.sqrt(squared)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes and the two factors of the length."""
        found = belief(snapshot, rows)
        with np.errstate(under="ignore"):
            residuals = residual_length(snapshot.probabilities[rows], self.kind)
        sizes = self._row_part(snapshot, rows)
        for terms, residual, size in zip(found, residuals, sizes, strict=True):
            terms["residual"], terms["row_length"] = float(residual), float(size)
            terms["egl"] = float(residual if self.normalise else residual * size)
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say between which classes the answer would move the model, and how far."""
        return f"{two_classes(terms)}: the answer would move the model by {amount(terms['egl'])}"
