"""How unsure a model was about each row while it was trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.special import xlogy

from jupyter_al.errors import NeedsArtefact, NeedsModel, NotApplicable, StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.numerics.head_path import head_path, logged_epochs
from jupyter_al.numerics.softmax import softmax
from jupyter_al.numerics.softmax_head import Coordinates
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import two_classes
from jupyter_al.strategies.scores import Score

__all__ = ["TrainingDynamics"]

_MEASURES = ("entropy", "margin")


@dataclass(frozen=True)
class TrainingDynamics(Score):
    """Entropy or margin of the predictions averaged over the epochs (Kye et al. 2023).

    The epochs are those of ``Past.history`` (T, N, C) where the snapshot has it. Otherwise a
    linear head is trained anew on the embedding of the labelled rows. Either way the average is
    followed on the pool itself, in place of the paper's module that predicts it.

    Parameters
    ----------
    measure : str
        ``entropy`` of the average p, or ``margin``: minus ``p_y - max p_c`` of the other classes
        with y the model's final guess (the paper's AUM; above zero where the average disagrees).
    epochs : int
        Of the training of the head.
    logged : int
        Epochs that are averaged, evenly spaced.
    """

    name: ClassVar[str] = "training-dynamics"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "probabilities"})
    measure: str = "entropy"
    epochs: int = 200
    logged: int = 20

    def __post_init__(self) -> None:
        if self.measure not in _MEASURES:
            raise StrategyError(f"measure must be 'entropy' or 'margin', not {self.measure!r}.")
        whole_numbers(self, "epochs", "logged")

    def check(self, snapshot: Snapshot) -> None:
        """Raise where there is neither a history nor labels to train a head on."""
        super().check(snapshot)
        if snapshot.past.history is not None:
            return
        if not snapshot.has("labels"):
            raise NeedsArtefact(
                f"{self.name!r} follows a training: give past=Past(history=...) with (T, N, C) "
                "probabilities of the epochs, or label a few items."
            )
        if snapshot.embedding.shape[1] == 0:
            raise NotApplicable(f"{self.name!r} needs an embedding with at least one column.")

    def average(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M, C) probabilities averaged over the epochs, float64."""
        total = np.zeros((len(rows), snapshot.n_classes))
        history = snapshot.past.history
        if history is not None:
            for epoch in history:
                total += epoch[rows]
            return total / len(history)
        heads, coordinates = snapshot.once(
            ("path", self.epochs, self.logged), lambda: self._train(snapshot)
        )
        stacked = heads.reshape(-1, heads.shape[2])
        weight, bias = (stacked[:, :-1] / coordinates.scale).T, stacked[:, -1]
        for part in blocks(len(rows), len(stacked) * 16 + heads.shape[2] * 8):
            raw = dense(snapshot.embedding, rows[part])
            # centred first: far from the origin single precision has no digits left
            raw = raw - coordinates.mean.astype(raw.dtype)
            with np.errstate(under="ignore"):
                logits = raw @ weight.astype(raw.dtype) + bias.astype(raw.dtype)
                known = softmax(logits.reshape(-1, snapshot.n_classes))
                known = known.reshape(len(raw), len(heads), -1)
                total[part] = known.mean(axis=1, dtype=np.float64)
        return total

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) entropies in nats, or negative margins in [-1, 1]."""
        known = self.average(snapshot, rows)
        if self.measure == "entropy":
            with np.errstate(under="ignore"):
                return np.asarray(-xlogy(known, known).sum(axis=1))
        return _against(known, snapshot.predicted[rows])

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two classes that lead on average, and the model's final guess."""
        known = self.average(snapshot, rows)
        order = np.argsort(-known, axis=1, kind="stable")
        return [
            {
                "first": snapshot.classes[top[0]],
                "p1": float(chance[top[0]]),
                "second": snapshot.classes[top[1]],
                "p2": float(chance[top[1]]),
                "final": snapshot.classes[guess],
            }
            for chance, top, guess in zip(known, order, snapshot.predicted[rows], strict=True)
        ]

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say what the model thought on average while it was trained."""
        if terms["p1"] > 0.95:
            return f"{two_classes(terms, 'led')} nearly all through the training"
        return f"on average over the training {two_classes(terms)}"

    def _train(self, snapshot: Snapshot) -> tuple[Floats, Coordinates]:
        raw = np.asarray(dense(snapshot.embedding, snapshot.labelled), dtype=np.float64)
        use = np.isfinite(raw).all(axis=1) & (snapshot.weights > 0)
        if not use.any():
            raise NeedsModel(f"{self.name!r} needs a labelled row whose features are finite.")
        raw = raw[use]
        mean = raw.mean(axis=0)
        scale = float(np.sqrt(np.square(raw - mean).mean())) or 1.0
        coordinates = Coordinates(mean, scale)
        heads = head_path(
            coordinates.rows(raw),
            snapshot.labels[use],
            snapshot.weights[use],
            snapshot.n_classes,
            logged_epochs(self.epochs, self.logged),
            snapshot.regularisation,
        )
        return heads, coordinates


def _against(known: Floats, guess: Ints) -> Floats:
    """Return ``max p_c of the other classes - p_guess``, (M,)."""
    at = np.arange(len(known))
    own = known[at, guess].copy()
    others = known.copy()
    others[at, guess] = -np.inf
    return np.asarray(others.max(axis=1) - own)
