"""Spreads that draw a batch by its scores: power, softmax and softrank sampling."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.ranking import rank
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies.spreads import Batch, Spread
from jupyter_al.strategies.strategy import Task

__all__ = ["Power", "Softmax", "Softrank", "Stochastic"]


@dataclass(frozen=True)
class Stochastic(Spread):
    """Draw without replacement, in proportion to a weight (Kirsch et al., TMLR 2023).

    The n largest of ``log weight + G`` with G from the Gumbel distribution are such a draw.

    Parameters
    ----------
    beta : float
        Above zero: the larger, the nearer to the n best scores.

    Notes
    -----
    Cost: time O(N), and O(N log N) where ranks are needed; memory O(N).
    """

    beta: float = 1.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.beta) and self.beta > 0):
            raise StrategyError(f"beta must be a finite number above 0, not {self.beta!r}.")

    @property
    def needs(self) -> frozenset[str]:
        """Nothing but a score."""
        return frozenset()

    @abstractmethod
    def log_weights(self, scores: Floats, rows: Ints, seed: int) -> Floats:
        """Return the (M,) logarithms of the weights; minus infinity where there is none."""

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the drawn rows; the gain is the score."""
        if scores is None:
            raise StrategyError(f"spread({self.name!r}) draws by scores: put a score before it.")
        values = np.asarray(scores, dtype=np.float64)
        values = np.where(np.isfinite(values), values, -np.inf)
        logs = self.log_weights(values, rows, task.tie_seed)
        keys = logs + task.rng().gumbel(size=len(rows))
        seen = Seen.labelled(task.snapshot)
        order, copies = distinct_top(seen, rows, keys, task.n, task.tie_seed)
        weightless = int(np.count_nonzero(~np.isfinite(logs[order])))
        notes = ["Only copies of rows that were asked before are left."] if copies else []
        fallback = None
        if weightless:
            fallback = "random"
            notes.append(f"{weightless} of {len(order)} have no weight: taken at random.")
        with np.errstate(under="ignore"):
            chances = np.exp(logs[order] - _log_sum(logs))
        terms = [{"chance": float(chance)} for chance in chances]
        flat = len(rows) > 1 and bool(values.min() == values.max())
        gains = np.where(np.isfinite(values[order]), values[order], 0.0)
        return Batch(order, gains, terms, [""] * len(order), flat, fallback, tuple(notes))

    def __str__(self) -> str:
        return self.name if self.beta == 1 else f"{self.name} {self.beta:g}"


@dataclass(frozen=True)
class Power(Stochastic):
    """Draw in proportion to ``score ** beta``; for scores with a zero that means nothing is gained.

    Parameters
    ----------
    beta : float
        Above zero: the larger, the nearer to the n best scores.

    Notes
    -----
    Formula: the n largest of ``beta log(score) + G`` with G drawn from the Gumbel distribution.
    """

    name: ClassVar[str] = "power"

    def log_weights(self, scores: Floats, rows: Ints, seed: int) -> Floats:
        """Return ``beta * log(score)``."""
        if len(scores) and scores.max() <= 0 and np.any(np.isfinite(scores) & (scores < 0)):
            raise StrategyError(
                "spread('power') needs scores above zero, where zero means that nothing is gained "
                "(bald, entropy, least-confidence), and these are negative: use 'softmax' or "
                "'softrank'."
            )
        logs = np.full(len(scores), -np.inf)
        np.log(scores, out=logs, where=scores > 0)
        return self.beta * logs


@dataclass(frozen=True)
class Softmax(Stochastic):
    """Draw in proportion to ``exp(beta * score)``.

    Parameters
    ----------
    beta : float
        Above zero: the larger, the nearer to the n best scores.

    Notes
    -----
    Formula: the n largest of ``beta score + G`` with G drawn from the Gumbel distribution.
    """

    name: ClassVar[str] = "softmax"

    def log_weights(self, scores: Floats, rows: Ints, seed: int) -> Floats:
        """Return ``beta * score``."""
        return self.beta * scores


@dataclass(frozen=True)
class Softrank(Stochastic):
    """Draw in proportion to ``rank ** -beta``, the best score having rank 1.

    Parameters
    ----------
    beta : float
        Above zero: the larger, the nearer to the n best scores.

    Notes
    -----
    Formula: the n largest of ``-beta log(rank) + G`` with G drawn from the Gumbel distribution.
    """

    name: ClassVar[str] = "softrank"

    def log_weights(self, scores: Floats, rows: Ints, seed: int) -> Floats:
        """Return ``-beta * log(rank)``; ties in the seeded order."""
        ranks = np.empty(len(scores))
        ranks[rank(scores, rows, seed)] = np.arange(1, len(scores) + 1)
        logs: Floats = -self.beta * np.log(ranks)
        return np.where(np.isfinite(scores), logs, -np.inf)


def _log_sum(logs: Floats) -> float:
    top = float(logs.max())
    if not np.isfinite(top):
        return 0.0
    with np.errstate(under="ignore"):
        return top + float(np.log(np.exp(logs - top).sum()))
