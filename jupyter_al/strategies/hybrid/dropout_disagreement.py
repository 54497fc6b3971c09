"""How often the prediction changes when features are hidden: the score behind DropQuery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import ordinary
from jupyter_al.strategies.filters import Filter
from jupyter_al.strategies.scores import Score
from jupyter_al.strategies.strategy import Task

__all__ = ["Disagreeing", "DropoutDisagreement", "disagreements", "threshold"]


def disagreements(clean: Ints, passes: Ints) -> Ints:
    """Return the (M,) number of `passes` (T, M) that differ from the `clean` prediction (M,)."""
    changed: Ints = np.count_nonzero(passes != clean, axis=0).astype(np.int64)
    return changed


def threshold(counts: Ints, passes: int, n: int, pool_factor: int = 25) -> int:
    """Return the count above which a row is a candidate.

    ``floor(T / 2)``, lowered while fewer than ``pool_factor * n`` rows lie above it.
    """
    least = passes // 2
    while least > 0 and np.count_nonzero(counts > least) < pool_factor * n:
        least -= 1
    return least


@dataclass(frozen=True)
class DropoutDisagreement(Score):
    """In how many of T passes, with features hidden at random, the prediction changes.

    Gupte et al. (TMLR 2024): ``#{t : argmax head(x * mask_t / (1 - p)) != argmax head(x)}``.

    Parameters
    ----------
    passes : int
        T.
    rate : float
        Share of the inputs of the head that a pass hides, in [0, 1); the others are scaled up.
    """

    name: ClassVar[str] = "dropout-disagreement"
    needs: ClassVar[frozenset[str]] = frozenset({"embedding", "head", "probabilities"})
    passes: int = 3
    rate: float = 0.75

    def __post_init__(self) -> None:
        whole_numbers(self, "passes")
        if not 0 <= self.rate < 1:
            raise StrategyError(f"rate must be a share in [0, 1), not {self.rate!r}.")

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the counts, 0 to T."""
        embedding = snapshot.embedding
        weight, bias = snapshot.head
        clean = snapshot.predicted[rows]
        rng = snapshot.rng(self.name)
        out = np.zeros(len(rows), dtype=np.float64)
        kept = np.float32(1 - self.rate)
        for _ in range(self.passes):
            # all rows of one pass before the next one: blocks of any size draw the same masks
            for part in blocks(len(rows), embedding.shape[1] * 12):
                chunk = dense(embedding, rows[part])
                mask = rng.random(chunk.shape, dtype=np.float32) < kept
                scaled = (weight / (1 - self.rate)).astype(chunk.dtype)
                guess = ((chunk * mask) @ scaled.T + bias.astype(chunk.dtype)).argmax(axis=1)
                out[part] += guess != clean[part]
        return out

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the predicted class; the count is the score."""
        return [{"first": snapshot.classes[code]} for code in snapshot.predicted[rows]]

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say what may change."""
        if "changed" not in terms:
            return f"{ordinary(terms['first'])} may not hold when features are hidden"
        if terms["changed"] == 0:
            return f"{ordinary(terms['first'])} holds whatever features are hidden"
        times = f"{terms['changed']} of {terms['passes']}"
        return f"{ordinary(terms['first'])} does not hold in {times} looks with hidden features"


@dataclass(frozen=True)
class Disagreeing(Filter):
    """Keep the rows whose count lies above the threshold, filled up at random to the batch.

    Parameters
    ----------
    passes : int
        Number of passes behind the counts.
    pool_factor : int
        The threshold is lowered while fewer than this many times the batch are left.
    most : int
        A random part of the candidates is kept, this many times the batch.
    """

    passes: int = 3
    pool_factor: int = 25
    most: int = 50

    def __post_init__(self) -> None:
        for word in ("passes", "pool_factor", "most"):
            if getattr(self, word) < 1:
                raise StrategyError(f"{word} must be at least 1, not {getattr(self, word)!r}.")

    def kept(self, task: Task, rows: Ints, scores: Floats | None) -> Ints:
        """Return candidates; all of them and others where they are fewer than the batch."""
        if scores is None:
            raise StrategyError(f"'{self}' needs the score 'dropout-disagreement' before it.")
        counts = np.asarray(scores, dtype=np.int64)
        chosen = counts > threshold(counts, self.passes, task.n, self.pool_factor)
        found = np.flatnonzero(chosen)
        rng = task.snapshot.rng(f"candidates of {task.name}")
        if len(found) > self.most * task.n:
            found = rng.choice(found, self.most * task.n, replace=False)
        elif len(found) < task.n:
            others = np.flatnonzero(~chosen)
            more = rng.choice(others, min(task.n - len(found), len(others)), replace=False)
            found = np.concatenate([found, more])
        return np.sort(found).astype(np.int64)

    def __str__(self) -> str:
        return "keep disagreeing"
