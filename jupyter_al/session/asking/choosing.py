"""Ask a strategy, and check what it has picked: one of a user's own may answer anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_al.errors import SessionError
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import BaseStrategy, Query, Strategy
from jupyter_al.strategies.strategy import Cancel, Progress

__all__ = ["ask"]


def ask(
    strategy: Strategy,
    snapshot: Snapshot,
    n: int,
    *,
    cancelled: Cancel | None = None,
    progress: Progress | None = None,
) -> Query:
    """Return what `strategy` picks from `snapshot`; it may know no `cancelled` and `progress`.

    Raises
    ------
    SessionError
        It picked something that cannot be asked.
    """
    if isinstance(strategy, BaseStrategy):
        query: Any = strategy.select(snapshot, n, cancelled=cancelled, progress=progress)
    else:
        query = strategy.select(snapshot, n)
    wrong = _wrong(query, snapshot.n_items)
    if wrong is not None:
        raise SessionError(
            f"The strategy {strategy.name!r} {wrong}: select(snapshot, n) must return an "
            "al.strategies.Query with distinct positions out of snapshot.candidates, and a score "
            "and a reason for each."
        )
    found: Query = query
    if not isinstance(query.indices, np.ndarray):
        found = replace(found, indices=np.asarray(query.indices, dtype=np.int64))
    return found


def _wrong(query: object, size: int) -> str | None:
    if not isinstance(query, Query):
        return f"returned {type(query).__name__}"
    rows = np.asarray(query.indices)
    if rows.ndim != 1 or (rows.size and rows.dtype.kind not in "iu"):
        return "returned indices that are no whole numbers"
    outside = rows[(rows < 0) | (rows >= size)]
    if len(outside):
        return f"picked row {outside[0]} of a pool of {size}"
    if len(np.unique(rows)) < len(rows):
        return "picked a row twice"
    for word, parts in (("scores", query.scores), ("reasons", query.reasons)):
        if len(parts) != len(rows):
            return f"returned {len(rows)} indices and {len(parts)} {word}"
    return None
