"""The score behind a strategy: what it thinks of every row, not only of those it picks."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from jupyter_al.errors import Cancelled
from jupyter_al.numerics.arrays import Floats, Ints, finite_sums
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.auto import Auto
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.scores import Score
from jupyter_al.strategies.strategy import Cancel, Strategy

__all__ = ["PoolScores", "score_of", "scores_of_pool"]

_FIRST = 2048  # rows whose time tells what the others take
_PIECE = 0.25  # seconds between two looks at whether the answer is still wanted


@dataclass(frozen=True, eq=False)
class PoolScores:
    """A score over the pool.

    Attributes
    ----------
    values : (N,) float64
        Higher means ask sooner; NaN in rows that have none.
    scored : int
        Rows that were looked at.
    of : int
        Rows that could have been; more than `scored` where the time ran out.
    """

    values: Floats
    scored: int
    of: int


def score_of(strategy: Strategy, snapshot: Snapshot) -> Score | None:
    """Return the score that `strategy` ranks rows by, or None where it has none.

    A strategy that chooses whole batches (``k-center``, ``badge``) gives no number to each row.

    Parameters
    ----------
    strategy : Strategy
        Of a wrapper, the strategy inside counts.
    snapshot : Snapshot
        What ``auto`` decides by.
    """
    if isinstance(strategy, Auto):
        return score_of(strategy.now(snapshot), snapshot)
    inner = getattr(strategy, "inner", None)
    if inner is not None:
        return score_of(inner, snapshot)
    if isinstance(strategy, Composition):
        return strategy.scorer
    score = getattr(strategy, "score", None)
    if isinstance(score, Score):
        return score
    for name in ("scorer", "sentence"):
        made = getattr(strategy, name, None)
        if callable(made) and not inspect.signature(made).parameters:
            found = made()
            if isinstance(found, Composition):
                found = found.scorer
            if isinstance(found, Score):
                return found
    return None


def scores_of_pool(
    score: Score,
    snapshot: Snapshot,
    *,
    seconds: float = 10.0,
    cancelled: Cancel | None = None,
    clock: Callable[[], float] = monotonic,
) -> PoolScores:
    """Score every row of the pool, also those that may not be asked.

    Parameters
    ----------
    seconds : float
        A score that would take longer is computed for as many rows as fit into it, drawn
        uniformly at random.
    cancelled : callable, optional
        Asked about four times a second; true stops the work.

    Returns
    -------
    PoolScores

    Raises
    ------
    NeedsModel, NeedsArtefact, NotApplicable
        The score cannot be computed now; the sentence says what is missing.
    Cancelled
        `cancelled` returned true.
    """
    snapshot.require(*sorted(score.needs), by=score.name)
    score.check(snapshot)
    rows = _finite(score, snapshot)
    values = np.full(snapshot.n_items, np.nan)
    until = clock() + seconds
    at, step = 0, _FIRST
    if len(rows) > _FIRST:  # so that a part of them is a uniform sample of the pool
        rows = np.random.default_rng(0).permutation(rows)
    while at < len(rows):
        part = np.sort(rows[at : at + step])
        began = clock()
        values[part] = score.values(snapshot, part)
        now = clock()
        at += len(part)
        if cancelled is not None and cancelled():
            raise Cancelled(f"The score {score.name!r} was cancelled.")
        if now >= until:
            break
        # the first rows also pay for what all rows share: they say too much, never too little
        each = max((now - began) / len(part), 1e-9)
        step = max(_FIRST, int(_PIECE / each))
    return PoolScores(values, min(at, len(rows)), len(rows))


def _finite(score: Score, snapshot: Snapshot) -> Ints:
    usable = np.array(snapshot.finite)
    for name in ("probabilities", "logits", "embedding"):
        if name in score.needs and getattr(snapshot, name) is not snapshot.features:
            usable &= finite_sums(getattr(snapshot, name))
    return np.flatnonzero(usable).astype(np.int64)
