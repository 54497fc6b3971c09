"""Look around in the pool: neighbours of an item, items by text, more of the same kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from jupyter_al.errors import Cancelled, SessionError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.exact_neighbours import exact_neighbours
from jupyter_al.session.loop import Loop
from jupyter_al.session.map.bulk import features_of, report
from jupyter_al.session.worker import Task
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import Query
from jupyter_al.strategies.search.active_search import ActiveSearch

__all__ = ["find", "more_like", "neighbours"]

SEEDS = 64  # of a larger selection a sample: each costs a look at the pool
FEW = 10  # known members and others, below which the mean member says more than votes


def neighbours(loop: Loop, item: int, n: int, task: Task | None = None) -> tuple[Ints, Floats]:
    """Return the `n` items nearest to one in the features, and their distances.

    Raises
    ------
    SessionError
        The item's features are NaN or infinite.
    """
    points = features_of(loop)
    if not np.isfinite(points.lengths[item]):
        raise SessionError(f"Item {item} has features that are not finite: nothing is near it.")
    near, far = exact_neighbours(
        points,
        np.array([item], dtype=np.int64),
        min(n, len(points) - 1),
        check=lambda share: report(task, share, "looking for neighbours"),
    )
    known = near[0] >= 0
    return near[0][known], far[0][known]


def find(loop: Loop, text: str, n: int, task: Task | None = None) -> Ints:
    """Return at most `n` items whose id or text contains `text`."""
    found = loop.recorder.pool.find(text, n, lambda share: report(task, share, "searching"))
    return np.array(found, dtype=np.int64)


def more_like(
    loop: Loop,
    seeds: Ints,
    n: int,
    *,
    confirmed: Sequence[int] = (),
    refused: Sequence[int] = (),
    task: Task | None = None,
) -> Query:
    """Return the `n` open items most like some others (active search, greedy rule).

    Parameters
    ----------
    seeds : (s,) int64
        Items of the kind that is looked for; of more than 64 a sample is used.
    confirmed, refused : sequence of int
        Items shown before that were of it, and that were not.

    Raises
    ------
    SessionError
        No usable item to begin from.
    """
    trainer = loop.trainer
    snapshot = trainer.snapshot
    refused_now = np.unique(np.asarray(list(refused), dtype=np.int64))
    seeds = np.setdiff1d(np.asarray(seeds, dtype=np.int64), refused_now)
    seeds = seeds[snapshot.finite[seeds]]
    if not len(seeds):
        raise SessionError("Select an item of the kind that you look for, with usable features.")
    if len(seeds) > SEEDS:
        seeds = snapshot.rng("more like this").choice(seeds, size=SEEDS, replace=False)
    members = np.unique(np.concatenate([seeds, np.asarray(list(confirmed), dtype=np.int64)]))
    others = np.setdiff1d(refused_now, members)
    known = np.concatenate([members, others])
    with loop._lock:
        open_ = trainer.open
    question = Snapshot(
        snapshot.features,
        labelled=known,
        labels=np.repeat([1, 0], [len(members), len(others)]),
        n_classes=2,
        classes=("other", "like these"),
        unavailable=~open_,
        round=snapshot.round,
        seed=snapshot.seed,
        shared_with=snapshot,
    )
    estimator = "likeness" if len(known) < FEW else "neighbours"
    search = ActiveSearch(target=1, estimator=estimator)
    how: dict[str, Any] = {}
    if task is not None:
        task.progress(None, "looking for more like these")
        how = {"cancelled": task.cancelled}
        if task.cancelled():
            raise Cancelled("Cancelled.")
    return search.select(question, n, **how)
