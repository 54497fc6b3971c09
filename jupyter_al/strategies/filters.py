"""Filters: keep some of the rows before a batch is chosen."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies.strategy import Task

__all__ = ["Dedupe", "Drop", "Filter", "Keep"]


class Filter(ABC):
    """Chooses which rows go on to the next step; never fewer than the batch needs."""

    @abstractmethod
    def kept(self, task: Task, rows: Ints, scores: Floats | None) -> Ints:
        """Return ascending indices into `rows`."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the filter in words."""


@dataclass(frozen=True)
class Keep(Filter):
    """Keep the best rows.

    Parameters
    ----------
    amount : float or int
        A share in (0, 1], or a number of rows from 1 (an int). At least as many as the batch
        needs are kept: ``max(n, ceil(share * M))``; copies of a row only after all others.
    """

    amount: float

    def __post_init__(self) -> None:
        _check_amount("keep", self.amount)

    def kept(self, task: Task, rows: Ints, scores: Floats | None) -> Ints:
        """Return the rows with the highest scores."""
        size = max(task.n, _how_many(self.amount, len(rows), math.ceil))
        if size >= len(rows):
            return np.arange(len(rows), dtype=np.int64)
        seen = Seen.labelled(task.snapshot)
        return np.sort(distinct_top(seen, rows, _needed(scores, self), size, task.tie_seed)[0])

    def __str__(self) -> str:
        return f"keep {self.amount:g}"


@dataclass(frozen=True)
class Drop(Filter):
    """Leave out the most extreme rows: often broken items or wrong labels, not lessons.

    Gonsior et al. (2022). The rows left out are reported in ``Query.dropped``.

    Parameters
    ----------
    amount : float or int
        A share in (0, 1], ``floor(share * M)``, or a number of rows (an int). Less is dropped
        where too few would remain for the batch.
    """

    amount: float

    def __post_init__(self) -> None:
        _check_amount("drop", self.amount)

    def kept(self, task: Task, rows: Ints, scores: Floats | None) -> Ints:
        """Return all rows but those with the very highest scores."""
        size = min(_how_many(self.amount, len(rows), math.floor), len(rows) - task.n)
        if size <= 0:
            return np.arange(len(rows), dtype=np.int64)
        rest = np.ones(len(rows), dtype=bool)
        rest[top_n(_needed(scores, self), size, rows, task.tie_seed)] = False
        return np.flatnonzero(rest).astype(np.int64)

    def __str__(self) -> str:
        return f"drop {self.amount:g}"


@dataclass(frozen=True)
class Dedupe(Filter):
    """Keep the first of rows that are exactly alike, and none that has a labelled copy."""

    def kept(self, task: Task, rows: Ints, scores: Floats | None) -> Ints:
        """Return one row of each kind, with copies added only where the batch needs them."""
        fresh = Seen.labelled(task.snapshot).first(rows)
        missing = task.n - int(np.count_nonzero(fresh))
        if missing > 0:
            fresh[np.flatnonzero(~fresh)[:missing]] = True
        return np.flatnonzero(fresh).astype(np.int64)

    def __str__(self) -> str:
        return "dedupe"


def _check_amount(word: str, amount: float) -> None:
    whole = isinstance(amount, (int, np.integer)) and not isinstance(amount, bool)
    share = isinstance(amount, (float, np.floating)) and 0 < amount <= 1
    if not (amount >= 1 if whole else share):
        raise StrategyError(
            f"{word}({amount!r}): the amount is a share above 0 and at most 1, or a whole number "
            "of rows."
        )


def _how_many(amount: float, size: int, round_: type[int] | object) -> int:
    if isinstance(amount, (int, np.integer)):
        return int(amount)
    exact = round(amount * size, 9)  # 0.07 * 100 is 7.000000000000001
    return math.ceil(exact) if round_ is math.ceil else math.floor(exact)


def _needed(scores: Floats | None, step: Filter) -> Floats:
    if scores is None:
        raise StrategyError(f"'{step}' ranks rows: put a score before it, as in score('margin').")
    return scores
