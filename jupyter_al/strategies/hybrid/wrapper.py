"""Strategies around another strategy."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.strategies import registry
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._words import count
from jupyter_al.strategies.delegating import Delegating
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task
from jupyter_al.strategies.uncertainty.pointwise import Margin

__all__ = ["PartOfPool", "Wrapper", "random_rows"]


@dataclass(frozen=True)
class Wrapper(Delegating):
    """A strategy around another one, which may be given by its name.

    Parameters
    ----------
    inner : BaseStrategy or str
        Any strategy of this package, a sentence or another wrapper among them.
    """

    word: ClassVar[str]
    inner: BaseStrategy = Margin()  # noqa: RUF009  # frozen, without state

    def __post_init__(self) -> None:
        inner = self.inner
        if isinstance(inner, str):
            object.__setattr__(self, "inner", registry.get(inner))
        if not isinstance(self.inner, BaseStrategy):
            raise StrategyError(
                f"inner must be a strategy of this package or its name, not {inner!r}; "
                "try inner='margin'."
            )

    @property
    def name(self) -> str:
        """Return the word for the wrapper, and the strategy inside where it is not margin."""
        return self.word if self.inner == Margin() else f"{self.word} of {self.inner.name}"

    def ask(self, task: Task, rows: Ints | None = None, n: int | None = None) -> Picks:
        """Return what the strategy inside picks out of `rows`, with its own generators."""
        rows = task.rows if rows is None else rows
        n = min(task.n if n is None else n, len(rows))
        if not n:
            return Picks(rows[:0], np.empty(0), (), ())
        return self.inner.pick(replace(task, rows=rows, n=n, name=self.inner.name))


class PartOfPool(Wrapper):
    """Lets the strategy inside choose from a part of the pool."""

    @abstractmethod
    def part(self, task: Task) -> tuple[Ints, str]:
        """Return ascending positions out of ``task.rows``, and a sentence on what they are."""

    def pick(self, task: Task) -> Picks:
        """Choose from the part; random rows are added where it is too small for the batch."""
        part, sentence = self.part(task)
        task.check()
        if len(part) < len(task.rows):
            part, added = _enough(task, part)
            if added:
                sentence += f" {count(added, 'random sample')} joined them to fill the batch."
        picks = self.ask(task, part)
        if len(part) == len(task.rows):
            return picks
        return replace(picks, notes=(sentence, *picks.notes))


def random_rows(task: Task, rows: Ints, size: int, why: str) -> Ints:
    """Return `size` of `rows`, drawn without replacement, ascending."""
    if size >= len(rows):
        return rows
    rng = task.snapshot.rng(f"{why} of {task.name}")
    return np.sort(rng.choice(rows, size, replace=False))


def _enough(task: Task, part: Ints) -> tuple[Ints, int]:
    """Return a part that has a batch of rows of different kinds, if the pool has."""
    seen = Seen.labelled(task.snapshot)
    if len(part) >= 2 * task.n + 1000:  # copies of half of the rows would be needed
        return part, 0
    missing = task.n - int(np.count_nonzero(seen.first(part)))
    if missing <= 0:
        return part, 0
    rest = np.setdiff1d(task.rows, part, assume_unique=True)
    task.snapshot.rng(f"fill of {task.name}").shuffle(rest)
    # a row of the part may have a copy among the rest: both count once
    fresh = seen.first(np.concatenate([part, rest]))[len(part) :]
    ordered = np.concatenate([rest[fresh], rest[~fresh]])
    size = min(len(rest), max(missing, task.n - len(part)))
    return np.sort(np.concatenate([part, ordered[:size]])), size
