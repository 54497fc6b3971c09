"""Draw the batch instead of ranking it: power, softmax and softrank acquisition.

Kirsch et al. (2023): ``log w + G / beta`` with a Gumbel number G for each row; the n largest are
a sample without replacement in proportion to ``w ** beta``. A batch of the n best rows repeats
itself, a drawn one does not, at the price of a sort.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.ranking import rank
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies.spreads import Batch, Spread
from jupyter_al.strategies.strategy import Task

__all__ = ["Power", "Softmax", "Softrank"]


@dataclass(frozen=True)
class _Drawn(Spread):
    """Rows drawn with a weight that grows with the score.

    Parameters
    ----------
    beta : float
        Above zero; the larger, the nearer to the n best rows.
    """

    how: ClassVar[str]
    beta: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.beta < np.inf:
            raise StrategyError(f"beta must be above 0, not {self.beta!r}.")

    @property
    def needs(self) -> frozenset[str]:
        """Nothing but a score."""
        return frozenset()

    @abstractmethod
    def log_weights(self, scores: Floats, rows: Ints, tie_seed: int | None) -> Floats:
        """Return the (M,) logarithms of the weights; minus infinity is never drawn."""

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the drawn rows; the gain is the score."""
        if scores is None:
            raise StrategyError(f"spread('{self.name}') draws by a score: put one before it.")
        values = np.asarray(scores, dtype=np.float64)
        weights = self.log_weights(values, rows, task.tie_seed)
        # one number for each row of the pool: a row keeps its own whatever else may be asked
        numbers = task.rng().gumbel(size=task.snapshot.n_items)[rows]
        keys = weights + numbers / self.beta
        order, copies = distinct_top(
            Seen.labelled(task.snapshot), rows, keys, task.n, task.tie_seed
        )
        notes = ["Only copies of rows that were asked before are left."] if copies else []
        never = int(np.count_nonzero(~np.isfinite(keys[order])))
        if never:
            notes.append(f"{never} of {task.n} have no weight and were taken at random, last.")
        terms: list[dict[str, Any]] = [{"drawn": True} for _ in order]
        return Batch(
            order,
            values[order],
            terms,
            [self.how] * len(order),
            flat=len(rows) > 1 and bool(values.min() == values.max()),
            fallback="random" if never else None,
            notes=tuple(notes),
        )

    def __str__(self) -> str:
        return self.name if self.beta == 1 else f"{self.name} {self.beta:g}"


@dataclass(frozen=True)
class Power(_Drawn):
    """Draw in proportion to ``score ** beta``; a score of zero is never drawn.

    Parameters
    ----------
    beta : float
    """

    name: ClassVar[str] = "power"
    how: ClassVar[str] = "drawn in proportion to its score"

    def log_weights(self, scores: Floats, rows: Ints, tie_seed: int | None) -> Floats:
        """Return the logarithm of the scores.

        Raises
        ------
        StrategyError
            A score is negative: it has no zero in proportion to which one could draw.
        """
        if np.any(scores < 0):
            raise StrategyError(
                "spread('power') draws in proportion to a score that is not negative; use "
                "score('least-confidence'), or spread('softrank') which needs the order alone."
            )
        logs: Floats = np.log(scores, where=scores > 0, out=np.full(len(scores), -np.inf))
        return logs


@dataclass(frozen=True)
class Softmax(_Drawn):
    """Draw in proportion to ``exp(beta * score)``.

    Parameters
    ----------
    beta : float
    """

    name: ClassVar[str] = "softmax"
    how: ClassVar[str] = "drawn with a chance that grows with its score"

    def log_weights(self, scores: Floats, rows: Ints, tie_seed: int | None) -> Floats:
        """Return the scores themselves."""
        return scores


@dataclass(frozen=True)
class Softrank(_Drawn):
    """Draw in proportion to ``rank ** -beta``, where the best row has rank one.

    Parameters
    ----------
    beta : float
    """

    name: ClassVar[str] = "softrank"
    how: ClassVar[str] = "drawn with a chance that falls with its rank"

    def log_weights(self, scores: Floats, rows: Ints, tie_seed: int | None) -> Floats:
        """Return minus the logarithm of the ranks; rows of equal score in the order of ties."""
        place = np.empty(len(scores))
        place[rank(scores, rows, tie_seed)] = np.arange(1, len(scores) + 1)
        place[~np.isfinite(scores)] = np.inf
        logs: Floats = -np.log(place)
        return logs
