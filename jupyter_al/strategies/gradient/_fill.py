"""The rest of a batch whose gains ran out, and the rows among which a batch is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies._words import count
from jupyter_al.strategies.distance_spreads import FILLED
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["Shortlist", "complete", "shortlist"]


@dataclass(frozen=True)
class Shortlist:
    """Ascending positions in the pool, and what to say where they are not all."""

    rows: Ints
    notes: tuple[str, ...] = field(default=())


def shortlist(task: Task, limit: int, doubt: Floats | None, rng: np.random.Generator) -> Shortlist:
    """Return at most `limit` rows: half of them the most doubtful, the others drawn.

    Parameters
    ----------
    task : Task
    limit : int
        Raised to four times the batch.
    doubt : (M,) array or None
        How doubtful each of ``task.rows`` is; None draws all.
    rng : numpy.random.Generator
    """
    limit = max(limit, 4 * task.n)
    rows = task.rows
    if len(rows) <= limit:
        return Shortlist(rows)
    taken = np.zeros(len(rows), dtype=bool)
    if doubt is not None:
        taken[top_n(doubt, limit // 2, rows, task.tie_seed)] = True
    rest = np.flatnonzero(~taken)
    taken[rng.choice(rest, size=limit - int(taken.sum()), replace=False)] = True
    how = "half the most uncertain, half drawn" if doubt is not None else "drawn at random"
    note = f"Chosen among {count(limit, 'row')} of {count(len(rows), 'row')} ({how})."
    return Shortlist(rows[taken], (note,))


def complete(
    task: Task,
    rows: Ints,
    order: Ints,
    gains: Floats,
    terms: list[dict[str, Any]],
    reasons: list[str],
    notes: tuple[str, ...] = (),
) -> Picks:
    """Return the picks ``rows[order]``, with drawn rows where they are fewer than asked for."""
    positions = rows[order]
    missing = task.n - len(positions)
    if not missing:
        return Picks(positions, gains, terms, reasons, notes=notes)
    rest = np.setdiff1d(task.rows, positions)
    seen = Seen.labelled(task.snapshot)
    for position in positions:
        seen.is_new(int(position))
    weights = np.random.default_rng(task.tie_seed).random(len(rest))
    more = rest[distinct_top(seen, rest, weights, missing, task.tie_seed)[0]]
    note = f"{missing} of {task.n} add nothing: taken at random."
    return Picks(
        np.concatenate([positions, more]),
        np.concatenate([gains, np.zeros(missing)]),
        [*terms, *({"gain": 0.0} for _ in more)],
        [*reasons, *(FILLED for _ in more)],
        fallback="random",
        notes=(*notes, note),
    )
