"""What all strategies of a committee share: members that can disagree, and rows they know."""

from __future__ import annotations

import numpy as np

from jupyter_al.errors import NotApplicable
from jupyter_al.numerics.arrays import Ints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.strategy import Task

__all__ = ["SLOW_ROWS", "check_members", "looked_at"]

SLOW_ROWS = 20_000
"""Rows that are looked at where each of them costs passes of a whole network."""


def check_members(snapshot: Snapshot, name: str) -> None:
    """Raise `NotApplicable` where there is nobody to disagree with."""
    size = snapshot.members.size
    if size < 2:
        raise NotApplicable(
            f"{name!r} needs two members that can disagree and the committee has only {size}: "
            "give a larger one, or use 'entropy'."
        )


def looked_at(task: Task, limit: int | None = None) -> tuple[Ints, list[str]]:
    """Return the rows to look at, ascending, and what to say: whose committee, which rows.

    Parameters
    ----------
    task : Task
    limit : int, optional
        At most this many rows, or a batch, drawn anew each round. Default: all, or
        :data:`SLOW_ROWS` where the members are slow.
    """
    members = task.snapshot.members
    rows, notes = task.rows, [members.source]
    limit = SLOW_ROWS if limit is None and members.slow else limit
    if limit is not None and max(task.n, limit) < len(rows):
        some = task.snapshot.rng(f"rows of {task.name}").permutation(len(rows))
        rows = np.sort(rows[some[: max(task.n, limit)]])
        notes.append(f"{len(rows)} of {len(task.rows)} rows, drawn at random, were looked at.")
    if not members.finite:
        whole = np.concatenate(
            [np.isfinite(part.sum(axis=(0, 2))) for _, part in members.blocks(rows)]
        )
        if not whole.all():
            notes.append(f"{np.count_nonzero(~whole)} rows lack a member's answer: left out.")
            rows = rows[whole]
    return rows, notes
