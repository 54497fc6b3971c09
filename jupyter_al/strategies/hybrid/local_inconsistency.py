"""How much the predictions around a row contradict each other: the score behind LAS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import two_classes
from jupyter_al.strategies.hybrid.neighbour_graph import NeighbourGraph
from jupyter_al.strategies.scores import Score, belief

__all__ = ["LocalInconsistency", "inconsistency", "neighbour_weights", "propagated"]


def neighbour_weights(cosines: Floats) -> Floats:
    """Return the (M, K) cosines, negative ones as zero, over their sum; uniform where it is 0."""
    weights = np.maximum(np.asarray(cosines, dtype=np.float64), 0)
    total = weights.sum(axis=1, keepdims=True)
    uniform = 1 / max(1, weights.shape[1])
    out: Floats = np.where(total > 0, weights / np.where(total > 0, total, 1), uniform)
    return out


def inconsistency(known: Floats, near: Ints, weights: Floats) -> Floats:
    """Return ``Q_i = -sum_k w_ik <P_i, P_k>``, (M,) in [-1, 0]."""
    out = np.empty(len(near), dtype=np.float64)
    for part in blocks(len(near), near.shape[1] * known.shape[1] * 8):
        alike = np.einsum("ic,ikc->ik", known[part], known[near[part]])
        out[part] = -np.einsum("ik,ik->i", weights[part], alike)
    return out


def propagated(values: Floats, near: Ints, weights: Floats) -> Floats:
    """Return ``Q_i + sum_k w_ik Q_k``."""
    out: Floats = values + np.einsum("ik,ik->i", weights, values[near])
    return out


@dataclass(frozen=True)
class LocalInconsistency(Score):
    """Disagreement of a row with its nearest neighbours, smoothed over them.

    Sun, Lu and Ling (ICCV 2023): ``Q_i = -sum_k w_ik <P_i, P_k>`` over the K nearest rows by
    cosine in the embedding, ``w`` the cosines over their sum, then ``Q_i + sum_k w_ik Q_k``.

    Parameters
    ----------
    neighbours : int
        K, at most the number of other rows.
    """

    name: ClassVar[str] = "local-inconsistency"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "probabilities"})
    neighbours: int = 10

    def __post_init__(self) -> None:
        whole_numbers(self, "neighbours")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the scores, in [-2, 0]; all of `rows` are each other's possible neighbours."""
        if len(rows) < 2:
            return np.full(len(rows), -1.0)
        key = ("neighbour graph", self.neighbours)
        graph = snapshot.of_space("embedding", key, lambda: NeighbourGraph(self.neighbours))
        near, cosines = graph.among(snapshot.embedding, rows, snapshot.rng(self.name))
        weights = neighbour_weights(cosines)
        known = snapshot.probabilities[rows]
        return propagated(inconsistency(known, near, weights), near, weights)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes of each row."""
        return belief(snapshot, rows)

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say what the model believes."""
        return f"unsure, or predicted unlike its neighbours ({two_classes(terms)})"
