"""The loss that is predicted after a label: the score of DAO."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.numerics.softmax import log_softmax, softmax
from jupyter_al.numerics.softmax_head import hessian_product, influence
from jupyter_al.numerics.watch import steps
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import amount, ordinary, share
from jupyter_al.strategies.influence.correction_set import draw_by_loss
from jupyter_al.strategies.influence.labelled_head import LabelledHead
from jupyter_al.strategies.influence.surrogate import neighbour_classes
from jupyter_al.strategies.scores import Score

__all__ = ["AcquisitionLoss", "loss_weights", "moved_losses"]

# the Hessian is formed and factored up to this many weights of the head
_LARGEST_HEAD = 2000
_NEIGHBOURS_AMONG = 2000


@dataclass(frozen=True)
class _Prepared:
    """The correction set as the head sees it.

    ``rows`` (M, E + 1), ``logits`` and ``expected`` (the surrogate's classes) (M, C),
    ``weights`` (M,), and the solved directions: (C, E + 1), or (E + 1, M C C) where the moved
    loss is computed exactly.
    """

    head: LabelledHead
    logits: Floats
    expected: Floats
    weights: Floats
    solution: Floats
    directions: Floats | None
    loss: float


@dataclass(frozen=True)
class AcquisitionLoss(Score):
    """Minus the loss after asking a row, predicted without a fit, over its likely labels.

    Zhao, Jiang and Chen (2024). A label c moves the head by ``-(H + damping I)^-1 g(x, c) /
    (L + 1)``. The loss after the move is estimated on a few rows drawn by their loss, with
    unbiased weights, at the classes that a surrogate (the nearest labelled rows) gives them.

    Parameters
    ----------
    size : int
        Rows on which the loss is estimated.
    order : int
        1: the change of the loss to first order; 2: the cross-entropy at the moved logits.
    damping : float
        Added to the Hessian.
    lam : float, optional
        L2 constant of the head; the snapshot's by default.
    neighbours : int
        Labelled rows that vote in the surrogate.
    """

    name: ClassVar[str] = "acquisition-loss"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "head", "labels", "probabilities"})
    size: int = 64
    order: int = 1
    damping: float = 0.25
    lam: float | None = None
    neighbours: int = 10

    def __post_init__(self) -> None:
        if self.order not in (1, 2):
            raise StrategyError(f"order must be 1 or 2, not {self.order!r}.")
        for word in ("size", "neighbours"):
            value = getattr(self, word)
            if not value >= 1:
                raise StrategyError(f"{word} must be a number of rows from 1, not {value!r}.")
        if not self.damping >= 0 or not (self.lam is None or self.lam >= 0):
            raise StrategyError(
                f"damping and lam must not be below zero, not {self.damping!r} and {self.lam!r}."
            )

    def exact(self, snapshot: Snapshot) -> bool:
        """Return whether the loss at the moved logits is computed, not its first order."""
        return self.order == 2 and snapshot.head[0].size + snapshot.n_classes <= _LARGEST_HEAD

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return minus the expected loss after each label, (M,)."""
        return np.concatenate(
            [
                -np.einsum("ij,ij->i", known, after)
                for _, known, after in self._losses(snapshot, rows)
            ]
            or [np.empty(0)]
        )

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the likely class by the neighbours, and the loss before and after."""
        before = self.prepare(snapshot).loss
        found = []
        for _, known, after in self._losses(snapshot, rows):
            for chances, losses in zip(known, after, strict=True):
                first = int(chances.argmax())
                expected = float(chances @ losses)
                found.append(
                    {
                        "first": snapshot.classes[first],
                        "p1": float(chances[first]),
                        "expected_loss": expected,
                        "loss": before,
                        "drop": before - expected,
                    }
                )
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say what the label is predicted to do."""
        guess = f"its neighbours say {ordinary(terms['first'])} {share(terms['p1'])}"
        change = "lower" if terms["drop"] >= 0 else "raise"
        size = amount(abs(terms["drop"]))
        return f"{guess}; the label is predicted to {change} the pool's mean loss by {size}"

    def prepare(self, snapshot: Snapshot) -> _Prepared:
        """Return what does not depend on the row that is asked, computed once."""
        return snapshot.once((self.name, self), lambda: self._prepare(snapshot))

    # -- the parts ---------------------------------------------------------------------------

    def surrogate(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the classes (M, C) of rows by their labelled neighbours in the features."""
        whole = snapshot.once(("neighbours", self.neighbours), lambda: self._neighbours(snapshot))
        known = whole[rows].astype(np.float64)
        # to the last digit: what the sum lacks would be multiplied with the whole loss
        out: Floats = known / known.sum(axis=1, keepdims=True)
        return out

    def _neighbours(self, snapshot: Snapshot) -> Floats:
        use = snapshot.finite[snapshot.labelled]
        labelled, labels = snapshot.labelled[use], snapshot.labels[use]
        if len(labelled) > _NEIGHBOURS_AMONG:
            drawn = snapshot.rng("neighbours").choice(len(labelled), _NEIGHBOURS_AMONG, False)
            labelled, labels = labelled[np.sort(drawn)], labels[np.sort(drawn)]
        pool = snapshot.eligible("embedding", "probabilities")[0]
        out = np.full((snapshot.n_items, snapshot.n_classes), np.nan, dtype=np.float32)
        out[pool] = neighbour_classes(
            snapshot.features,
            pool,
            labelled,
            labels,
            snapshot.n_classes,
            neighbours=self.neighbours,
        )
        return out

    def _losses(self, snapshot: Snapshot, rows: Ints) -> list[tuple[Ints, Floats, Floats]]:
        """Return, block by block, rows, the surrogate's classes, and the loss after each label."""
        prepared = self.prepare(snapshot)
        coordinates, total = prepared.head.coordinates, prepared.head.total + 1
        width = snapshot.embedding.shape[1]
        if prepared.directions is not None:
            width += 3 * prepared.directions.shape[1]
        found = []
        for part in blocks(len(rows), width * 8):
            some = rows[part]
            expected = self.surrogate(snapshot, some)
            known = np.asarray(dense(snapshot.probabilities, some), dtype=np.float64)
            raw = dense(snapshot.embedding, some)
            if prepared.directions is None:
                gain = influence(raw, known, prepared.solution, coordinates)
                after = prepared.loss - gain / total
            else:
                after = moved_losses(
                    coordinates.rows(raw),
                    known,
                    prepared.directions / total,
                    prepared.logits,
                    prepared.expected,
                    prepared.weights,
                )
            found.append((some, expected, after))
        return found

    def _prepare(self, snapshot: Snapshot) -> _Prepared:
        head = LabelledHead.of(snapshot, self.name)
        pool = snapshot.eligible("embedding", "probabilities")[0]
        losses = np.empty(len(pool))
        for part in blocks(len(pool), (snapshot.features.shape[1] + 4 * snapshot.n_classes) * 8):
            known = np.asarray(dense(snapshot.probabilities, pool[part]), dtype=np.float64)
            logs = np.log(np.maximum(known, np.finfo(np.float64).tiny))
            losses[part] = -np.einsum("ij,ij->i", self.surrogate(snapshot, pool[part]), logs)
        drawn = draw_by_loss(losses, self.size, snapshot.rng("dao correction set"))
        index = pool[drawn.index]
        weight, bias = snapshot.head
        raw = dense(snapshot.embedding, index)
        logits = raw.astype(np.float64) @ weight.T + bias
        expected = self.surrogate(snapshot, index)
        weights = loss_weights(drawn.weights)
        rows = head.coordinates.rows(raw)
        gradient = ((softmax(logits) - expected) * weights[:, None]).T @ rows
        penalty = (snapshot.regularisation if self.lam is None else self.lam) + self.damping
        directions = _directions(head, rows, penalty) if self.exact(snapshot) else None
        loss = -float(weights @ np.einsum("ij,ij->i", expected, log_softmax(logits)))
        solution = head.solve(gradient, penalty)
        return _Prepared(head, logits, expected, weights, solution, directions, loss)


def loss_weights(lure: Floats) -> Floats:
    """Return ``v / M``: their product with M losses estimates the mean loss of all rows."""
    out: Floats = np.asarray(lure) / max(1, len(lure))
    return out


def moved_losses(
    rows: Floats,
    known: Floats,
    directions: Floats,
    logits: Floats,
    expected: Floats,
    weights: Floats,
) -> Floats:
    """Return the weighted cross-entropy at the logits moved by each label, (B, C).

    Parameters
    ----------
    rows : (B, E + 1) array
        Rows that might be asked.
    known : (B, C) array
        Their probabilities.
    directions : (E + 1, M C C) array
        ``(H + damping I)^-1 (onehot(k) ⊗ x~_m)`` over L + 1, by (m, k, class).
    logits, expected : (M, C) arrays
        Of the rows on which the loss is estimated.
    weights : (M,) array
    """
    count, classes = logits.shape
    applied = (rows @ directions).reshape(len(rows), count, classes, classes)
    mean = np.einsum("bj,bmkj->bmk", known, applied)
    out = np.empty((len(rows), classes))
    for code in range(classes):
        moved = logits - (mean - applied[..., code])
        logs = log_softmax(moved.reshape(-1, classes)).reshape(moved.shape)
        out[:, code] = -np.einsum("m,mk,bmk->b", weights, expected, logs, optimize=True)
    return out


def _directions(head: LabelledHead, rows: Floats, penalty: float) -> Floats:
    """Return the solved directions of all logits of all `rows`, (E + 1, M C C)."""
    classes, width = head.probabilities.shape[1], head.rows.shape[1]
    size = classes * width
    product = hessian_product(head.rows, head.probabilities, head.weights, penalty or 1e-6)
    matrix = np.empty((size, size))
    unit = np.zeros(size)
    for place in steps(size):
        unit[place] = 1
        matrix[place] = product(unit.reshape(classes, width)).ravel()
        unit[place] = 0
    right = np.zeros((classes, width, len(rows), classes))
    for code in range(classes):
        right[code, :, :, code] = rows.T
    solved = np.linalg.solve(matrix, right.reshape(size, -1))
    whole = solved.reshape(classes, width, len(rows), classes).transpose(1, 2, 3, 0)
    return np.ascontiguousarray(whole).reshape(width, -1)
