"""What several models predict on one pool, and what that says about them before any label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import AlError
from jupyter_al.numerics.arrays import Floats, Ints, blocks, frozen

__all__ = ["ModelPanel", "model_panel"]

_STRENGTH = 2.0
_FROM_CONSENSUS = 0.1
_FLOOR = 1e-6


@dataclass(frozen=True, eq=False)
class ModelPanel:
    """The part of a choice between models that no label changes.

    Attributes
    ----------
    predictions : (H, N, C) array
    prior : (H, C, C) float64 array
        Dirichlet counts of each model's confusions; row = true class, column = predicted class.
    patterns : (N,) int64 array
        Row of `votes` of each item.
    votes : (U, H) int64 array
        The different combinations of predicted classes.
    """

    predictions: Floats
    prior: Floats
    patterns: Ints
    votes: Ints

    @property
    def disagree(self) -> npt.NDArray[np.bool_]:
        """(N,): items on which not all models predict the same class."""
        apart: npt.NDArray[np.bool_] = (self.votes != self.votes[:, :1]).any(axis=1)
        return apart[self.patterns]

    def positions(self, items: Any) -> Ints:
        """Return `items` as positions in the pool, or refuse them."""
        rows, last = np.asarray(items).reshape(-1), len(self.patterns) - 1
        if len(rows) and (rows.dtype.kind not in "iu" or rows.min() < 0 or rows.max() > last):
            raise AlError(f"Items must be positions from 0 to {last}.")
        return rows.astype(np.int64)

    def class_chances(self, confusions: Floats, items: slice | Ints) -> Floats:
        """Return (n, C): how probable each class is for each item, by all models together.

        ``sum_h sum_s confusions[h, c, s] predictions[h, n, s]``, brought to sum one over c.
        """
        n_classes = self.predictions.shape[2]
        total: Floats = np.zeros((self.predictions[0, items].shape[0], n_classes))
        for model, counts in enumerate(confusions):
            total += np.asarray(self.predictions[model, items], dtype=np.float64) @ counts.T
        size = total.sum(axis=1, keepdims=True)
        # a row about which no model says anything
        shares: Floats = np.where(size > 0, total / np.where(size > 0, size, 1), 1 / n_classes)
        return shares

    def class_shares(self, confusions: Floats) -> Floats:
        """Return (C,): the share of each class in the pool."""
        total: Floats = np.zeros(self.predictions.shape[2])
        for part in blocks(self.predictions.shape[1], self.predictions.shape[2] * 24):
            total += self.class_chances(confusions, part).sum(axis=0)
        total /= total.sum()
        return total


def model_panel(predictions: Any) -> ModelPanel:
    """Compare models with their consensus (Kay et al., ICCV 2025, steps 1 to 3).

    Parameters
    ----------
    predictions : (H, N, C) array_like
        Probabilities of H models on N items; a row may be all zero where a model says nothing.

    Returns
    -------
    ModelPanel
        With ``prior = 2 (B + 0.1 F)``: B holds 1 on the diagonal and 1/(C-1) elsewhere, F the
        mean prediction of each model on the items that the mean of all models puts in a class.

    Raises
    ------
    AlError
        When the shape is wrong, there is one class, or rows are no probabilities.
    """
    known = np.asarray(predictions)
    if known.ndim != 3 or not known.shape[0] or not known.shape[1]:
        raise AlError(
            f"Predictions must be (models, items, classes), not {known.shape}: stack the "
            "probabilities of all models with numpy.stack."
        )
    n_models, n_items, n_classes = known.shape
    if n_classes < 2:
        raise AlError("With one class every model is always right: there is nothing to choose.")
    guess = np.empty(n_items, dtype=np.int64)
    patterns = np.zeros(n_items, dtype=np.int64)
    consensus: Floats = np.zeros((n_models, n_classes, n_classes))
    for part in blocks(n_items, n_models * n_classes * 8):
        chunk = np.asarray(known[:, part], dtype=np.float64)
        _check(chunk)
        guess[part] = chunk.mean(axis=0).argmax(axis=1)
        for model in range(n_models):
            for column in range(n_classes):
                consensus[model, :, column] += np.bincount(
                    guess[part], weights=chunk[model, :, column], minlength=n_classes
                )
    for model in range(n_models):
        patterns = patterns * n_classes + known[model].argmax(axis=1)
        # numbered anew each time: n_classes ** n_models may overflow
        _, first, patterns = np.unique(patterns, return_index=True, return_inverse=True)
        patterns = patterns.reshape(-1)
    votes = known[:, first].argmax(axis=2).T
    consensus /= np.maximum(consensus.sum(axis=2, keepdims=True), _FLOOR)
    plain = np.full((n_classes, n_classes), 1 / (n_classes - 1))
    np.fill_diagonal(plain, 1)
    prior = _STRENGTH * (plain + _FROM_CONSENSUS * consensus)
    return ModelPanel(known, frozen(prior), frozen(patterns), frozen(votes))


def _check(chunk: Floats) -> None:
    total = chunk.sum(axis=2)
    with np.errstate(invalid="ignore"):
        good = (np.abs(total - 1) <= 1e-2) | (total == 0)
    if not (good & (chunk.min(axis=2) >= 0)).all():
        raise AlError(
            "Each row of predictions must hold probabilities that sum to one (or zeros where a "
            "model says nothing): apply a softmax to logits, and leave out items with NaN."
        )
