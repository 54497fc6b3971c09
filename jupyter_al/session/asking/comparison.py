"""What several query strategies would ask next, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import AlError, Cancelled, SessionError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.session.asking.choosing import ask
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import Query, Strategy
from jupyter_al.strategies.strategy import Cancel

__all__ = ["Comparison", "Side", "compare"]


@dataclass(frozen=True, eq=False)
class Side:
    """One strategy of a comparison: its name, and its choice or why there is none."""

    name: str
    query: Query | None
    sentence: str = ""

    @property
    def items(self) -> Ints:
        """(n,) positions in the pool, the most wanted first."""
        return np.empty(0, dtype=np.int64) if self.query is None else self.query.indices


@dataclass(frozen=True, eq=False)
class Comparison:
    """What several strategies would ask next, of the same snapshot.

    Attributes
    ----------
    sides : tuple of Side
        In the order in which they were named.
    n : int
        How many samples each was asked for.
    version : int
        Of the model that they looked at.
    """

    sides: tuple[Side, ...]
    n: int
    version: int

    @property
    def common(self) -> Ints:
        """Positions that every strategy would ask, in the order of the first one."""
        if not self.sides:
            return np.empty(0, dtype=np.int64)
        first, *others = self.sides
        keep = np.ones(len(first.items), dtype=bool)
        for side in others:
            keep &= np.isin(first.items, side.items)
        return first.items[keep]

    def __repr__(self) -> str:
        lines = [f"The next {self.n} samples, model version {self.version}:"]
        for side in self.sides:
            picks = " ".join(str(i) for i in side.items) or side.sentence or "none"
            lines.append(f"  {side.name:<20} {picks}")
        if len(self.sides) > 1:
            lines.append(f"  {'in common':<20} {len(self.common)} of {self.n}")
        return "\n".join(lines)


def compare(
    named: dict[str, Strategy], snapshot: Snapshot, n: int, cancelled: Cancel | None = None
) -> Comparison:
    """Ask each strategy for `n` samples of the same snapshot; nothing is labelled or queued.

    Raises
    ------
    SessionError
        No strategy is named, or `n` is not positive.
    Cancelled
        `cancelled` returned true.
    """
    if not named or n < 1:
        raise SessionError("compare() takes the names of strategies, and n from 1.")
    sides = tuple(_side(name, strategy, snapshot, n, cancelled) for name, strategy in named.items())
    return Comparison(sides, n, snapshot.version)


def _side(
    name: str, strategy: Strategy, snapshot: Snapshot, n: int, cancelled: Cancel | None
) -> Side:
    try:
        return Side(name, ask(strategy, snapshot, n, cancelled=cancelled))
    except Cancelled:
        raise
    except AlError as error:  # one that cannot choose must not hide what the others would do
        return Side(name, None, str(error))
    except Exception as error:  # a user's own strategy can raise anything
        return Side(name, None, f"{type(error).__name__}: {error}")
