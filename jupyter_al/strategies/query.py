"""The answer of a query strategy: which rows to ask, in which order, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Query"]


@dataclass(frozen=True, eq=False)
class Query:
    """Rows to ask, in pick order.

    Attributes
    ----------
    indices : (n,) int64
        Positions in the pool, distinct, the most wanted first.
    scores : (n,) float64
        Higher means ask sooner; each strategy says in its terms what it measures.
    reasons : sequence of str
        One short sentence a row.
    strategy : str
        Name of the strategy that chose.
    terms : sequence of dict
        The named parts each reason is made of.
    considered : int
        Number of rows that could have been asked.
    excluded : tuple of int
        Rows left out because a value they need is NaN or infinite.
    shortfall : bool
        Fewer rows than asked for were left.
    flat : bool
        All scores were equal: the order is the seeded order of ties.
    fallback : str or None
        What chose some or all of the rows in place of the strategy.
    notes : tuple of str
        What else a person should know, one sentence each.
    dropped : tuple of int
        The most extreme rows, left out on request (suspects of a wrong label or a broken item).
    """

    indices: Ints
    scores: Floats
    reasons: Sequence[str]
    strategy: str
    terms: Sequence[Mapping[str, Any]] = ()
    considered: int = 0
    excluded: tuple[int, ...] = ()
    shortfall: bool = False
    flat: bool = False
    fallback: str | None = None
    notes: tuple[str, ...] = field(default=())
    dropped: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.indices)

    def __repr__(self) -> str:
        lines = [f"Query of {len(self)} by {self.strategy}, out of {self.considered}"]
        if self.excluded:
            lines[0] += f" ({len(self.excluded)} not finite)"
        if self.fallback:
            lines.append(f"  fallback: {self.fallback}")
        lines.extend(f"  note: {note}" for note in self.notes)
        for place, (index, reason) in enumerate(zip(self.indices, self.reasons, strict=True)):
            if place == 8:
                lines.append(f"  ... and {len(self) - place} more")
                break
            lines.append(f"  {index:>8}  {reason}")
        return "\n".join(lines)

    def frame(self) -> pd.DataFrame:
        """Return a DataFrame: one row a pick with position, score, reason and named terms."""
        import pandas as pd

        terms = self.terms if len(self.terms) == len(self) else ({},) * len(self)
        frame = pd.DataFrame(
            {
                "index": np.asarray(self.indices),
                "score": np.asarray(self.scores),
                "reason": list(self.reasons),
            }
        )
        more = pd.DataFrame([dict(row) for row in terms], index=frame.index)
        return frame.join(more.drop(columns=[c for c in more.columns if c in frame.columns]))
