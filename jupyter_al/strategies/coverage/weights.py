"""Scores from zero upwards that serve as weights, and a filter in batches."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import share
from jupyter_al.strategies.filters import Filter, Keep
from jupyter_al.strategies.scores import Margin
from jupyter_al.strategies.strategy import Task

__all__ = ["KeepPerPick", "OneMinusMargin", "TemperedEntropy", "tempered_entropy"]

_INSIDE_LOG = 1e-8


@dataclass(frozen=True)
class OneMinusMargin(Margin):
    """``1 - (p1 - p2)`` in [0, 1]: the margin as a weight."""

    name: ClassVar[str] = "one-minus-margin"

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return one minus the margin."""
        return snapshot.uncertainty[rows]


@dataclass(frozen=True)
class TemperedEntropy(Margin):
    """Entropy in nats of ``softmax(logits / temperature)`` (Prabhu et al. 2021).

    Parameters
    ----------
    temperature : float
        Below one, only rows whose first classes are nearly tied keep an entropy.
    """

    name: ClassVar[str] = "tempered-entropy"
    needs: ClassVar[frozenset[str]] = frozenset({"logits", "probabilities"})
    temperature: float = 0.1

    def __post_init__(self) -> None:
        if not 0 < self.temperature < np.inf:
            raise StrategyError(f"temperature must be above 0, not {self.temperature!r}.")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the entropy, in [0, log C]."""
        key = ("tempered entropy", self.temperature)
        every = snapshot.once(key, lambda: tempered_entropy(snapshot.logits, self.temperature))
        return every[rows]

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the two most probable classes and the tempered entropy of each row."""
        found = super().terms(snapshot, rows)
        values = tempered_entropy(snapshot.logits[rows], self.temperature)
        for terms, value in zip(found, values, strict=True):
            terms["tempered_entropy"] = float(value)
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say which classes compete, and how much weight that gives."""
        return f"{super().reason(terms)} (weight {share(terms['tempered_entropy'])})"


def tempered_entropy(logits: Floats, temperature: float) -> Floats:
    """Return ``-sum p log(p + 1e-8)`` of ``p = softmax(logits / temperature)``, (M,) float32."""
    out = np.empty(len(logits), dtype=np.float32)
    for part in blocks(len(logits), logits.shape[1] * 8):
        chunk = np.asarray(logits[part], dtype=np.float64)
        with np.errstate(invalid="ignore", under="ignore", over="ignore"):
            chance = np.exp((chunk - chunk.max(axis=1, keepdims=True)) / temperature)
            chance /= chance.sum(axis=1, keepdims=True)
            value = -(chance * np.log(chance + _INSIDE_LOG)).sum(axis=1)
            out[part] = np.maximum(value, 0)
    return out


@dataclass(frozen=True)
class KeepPerPick(Filter):
    """Keep the best ``ceil(times * n)`` rows of a batch of n.

    Parameters
    ----------
    times : float
        From 1.
    """

    times: float = 10.0

    def __post_init__(self) -> None:
        if not 1 <= self.times < np.inf:
            raise StrategyError(
                f"times must leave at least 1 row for each pick, not {self.times!r}."
            )

    def kept(self, task: Task, rows: Ints, scores: Floats | None) -> Ints:
        """Return the rows with the highest scores."""
        size = math.ceil(round(self.times * task.n, 9))
        return Keep(size).kept(task, rows, scores)

    def __str__(self) -> str:
        return f"keep {self.times:g} per pick"
