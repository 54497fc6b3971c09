"""What the likely label of a row would do to the loss on a reference set: the score of ISAL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.numerics.softmax_head import Coordinates
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import amount, ordinary, share
from jupyter_al.strategies.influence.labelled_head import LabelledHead
from jupyter_al.strategies.scores import Score, belief

__all__ = ["ReferenceInfluence", "label_residual", "stratified"]

_DRAWS = "isal reference set"


@dataclass(frozen=True)
class _Solved:
    solution: Floats
    coordinates: Coordinates
    n_pool: int
    n_labelled: float
    n_reference: int


@dataclass(frozen=True)
class ReferenceInfluence(Score):
    """Predicted drop of the loss on a reference set, for the label that the model expects.

    Liu et al. (ICCV 2021). With the summed gradient v of labelled rows that are held back as a
    reference, ``s = (H + damping I)^-1 v``, and the predicted class c of a row, the score is
    ``<(p - onehot(c)) ⊗ x~, s> / N`` for N rows of the pool.

    Parameters
    ----------
    damping : float
        Added to the Hessian.
    lam : float, optional
        L2 constant of the head; the snapshot's by default.
    share : float
        Share of the labels of each class, in (0, 1], that make the reference; one at least.
    all_below : int
        With fewer labels than this, all of them are the reference.
    inverse : bool
        False: ``s = v``, similarity of gradients.
    top : int, optional
        Take the expectation over so many of the most probable classes in place of the predicted
        one; over all classes it is zero for any row.
    smoothing : float
        Label smoothing of the loss, in [0, 1).
    bias : bool
        Count the bias among the parameters.
    """

    name: ClassVar[str] = "reference-influence"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "head", "labels", "probabilities"})
    damping: float = 0.25
    lam: float | None = None
    share: float = 0.2
    all_below: int = 50
    inverse: bool = True
    top: int | None = None
    smoothing: float = 0.0
    bias: bool = True

    def __post_init__(self) -> None:
        if not self.damping >= 0 or not (self.lam is None or self.lam >= 0):
            raise StrategyError(
                f"damping and lam must not be below zero, not {self.damping!r} and {self.lam!r}."
            )
        if not 0 < self.share <= 1:
            raise StrategyError(f"share must be in (0, 1], not {self.share!r}.")
        if not self.all_below >= 0:
            raise StrategyError(f"all_below must be a number from 0, not {self.all_below!r}.")
        if not 0 <= self.smoothing < 1:
            raise StrategyError(f"smoothing must be in [0, 1), not {self.smoothing!r}.")
        if self.top is not None and not self.top >= 1:
            raise StrategyError(f"top must be a number of classes from 1, not {self.top!r}.")

    def solve(self, snapshot: Snapshot) -> _Solved:
        """Return the solution for the reference set, computed once for a snapshot."""
        return snapshot.once((self.name, self), lambda: self._solve(snapshot))

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) scores."""
        solved = self.solve(snapshot)
        out = np.empty(len(rows), dtype=np.float64)
        for part in blocks(len(rows), snapshot.embedding.shape[1] * 4):
            some = rows[part]
            known = np.asarray(dense(snapshot.probabilities, some), dtype=np.float64)
            applied = solved.coordinates.apply(solved.solution, dense(snapshot.embedding, some))
            residual = label_residual(known, self.top, self.smoothing)
            out[part] = np.einsum("ij,ij->i", residual, applied.astype(np.float64))
        return out / max(1, solved.n_pool)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the likely classes and the predicted drop of the loss."""
        solved = self.solve(snapshot)
        found = belief(snapshot, rows)
        drops = self.values(snapshot, rows) * solved.n_pool / solved.n_labelled
        for own, drop in zip(found, drops, strict=True):
            own["drop"] = float(drop)
            own["n_reference"] = solved.n_reference
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say what the likely label is predicted to do."""
        guess = f"if it is {ordinary(terms['first'])} {share(terms['p1'])}, the label is predicted"
        drop = terms["drop"]
        if drop == 0:
            return f"{guess} to leave the loss on the labels kept as a reference as it is"
        change = "lower" if drop > 0 else "raise"
        return f"{guess} to {change} the loss on the reference labels by {amount(abs(drop))}"

    def _solve(self, snapshot: Snapshot) -> _Solved:
        head = LabelledHead.of(snapshot, self.name)
        index = np.arange(len(head.labels), dtype=np.int64)
        if len(index) >= self.all_below:
            index = stratified(head.labels, self.share, snapshot.rng(_DRAWS))
        gradient = head.gradient(index, self.bias)
        solution = gradient
        if self.inverse:
            penalty = (snapshot.regularisation if self.lam is None else self.lam) + self.damping
            solution = head.solve(gradient, penalty, self.bias)
        n_pool = len(snapshot.eligible("embedding", "probabilities")[0])
        return _Solved(solution, head.coordinates, n_pool, head.total, len(index))


def label_residual(probabilities: Floats, top: int | None = None, smoothing: float = 0.0) -> Floats:
    """Return the (M, C) gradient of the loss in the logits, for the labels that are likely.

    ``p - y`` for the predicted class, or ``sum over the top classes of p_c (p - y_c)``, where
    ``y_c = (1 - smoothing) onehot(c) + smoothing / C``.

    Parameters
    ----------
    probabilities : (M, C) float64
    top : int, optional
    smoothing : float
    """
    at, count = np.arange(len(probabilities)), probabilities.shape[1]
    if top is None:
        best = probabilities.argmax(axis=1)
        out = probabilities.copy()
        out[at, best] = 0
        # p - 1 as minus the sum of the others: exact for a sure model
        out[at, best] = -out.sum(axis=1)
        out[at, best] += smoothing
        out -= smoothing / count
        return out
    order = np.argsort(-probabilities, axis=1, kind="stable")[:, :top]
    likely = np.zeros_like(probabilities)
    likely[at[:, None], order] = probabilities[at[:, None], order]
    total = likely.sum(axis=1, keepdims=True)
    expected: Floats = total * (probabilities - smoothing / count) - (1 - smoothing) * likely
    return expected


def stratified(labels: Ints, share: float, rng: np.random.Generator) -> Ints:
    """Return ascending indices of a `share` of the labels of each class, at least one of each."""
    parts = []
    for code in np.unique(labels):
        own = np.flatnonzero(labels == code)
        parts.append(rng.choice(own, size=max(1, round(share * len(own))), replace=False))
    return np.sort(np.concatenate(parts)).astype(np.int64)
