"""A session without a widget: turn what a user passes into answers and queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from jupyter_al.errors import SessionError
from jupyter_al.pool import Pool
from jupyter_al.session.answers.recorder import Answer
from jupyter_al.session.asking.comparison import Comparison, compare
from jupyter_al.session.asking.queue import SampleQueue, asked_from_query
from jupyter_al.session.loop import Loop
from jupyter_al.strategies import Query, Strategy

__all__ = ["answers_from", "compared", "positions", "take", "whole"]


def whole(said: str, n: Any, least: int) -> int:
    """Return a whole number from `least`.

    Raises
    ------
    SessionError
        Something else; begins with what is `said`.
    """
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < least:
        raise SessionError(f"{said} takes a whole number from {least}, not {n!r}.")
    return int(n)


def positions(pool: Pool, indices: int | Iterable[int]) -> list[int]:
    """Check positions in the pool; one number stands for itself.

    Raises
    ------
    SessionError
        A position outside the pool, or not a whole number.
    """
    array = np.atleast_1d(np.asarray(indices))
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise SessionError(
            "Items are given as positions in the pool (whole numbers); "
            "pool.position(id) turns an id into one."
        )
    outside = array[(array < 0) | (array >= len(pool))]
    if len(outside):
        raise SessionError(f"Item {outside[0]} is not in this pool of {len(pool)} items.")
    return [int(i) for i in array]


def answers_from(loop: Loop, indices: Any, answers: Any, annotator: str | None) -> list[Answer]:
    """Pair items with class names; one answer for several items is one bulk step."""
    items = positions(loop.recorder.pool, indices)
    classes = loop.recorder.classes
    if len(set(items)) != len(items):
        raise SessionError("An item is named twice; give each item one answer.")
    if isinstance(answers, (str, int, np.integer)) and not isinstance(answers, bool):
        name = classes.resolve(answers)
        return [Answer("label", tuple(items), name, annotator=annotator)] if items else []
    if not isinstance(answers, Iterable):
        raise SessionError(f"{answers!r} is no answer: give a class name or its position.")
    given = list(answers)
    if len(given) != len(items):
        raise SessionError(f"{len(items)} items and {len(given)} answers: give one for each.")
    names = [classes.resolve(answer) for answer in given]
    return [
        Answer("label", (item,), name, annotator=annotator)
        for item, name in zip(items, names, strict=True)
    ]


def take(loop: Loop, n: int) -> Query:
    """Return `n` picks of the strategy with the audit's draws in between."""
    trainer, recorder = loop.trainer, loop.recorder
    snapshot = trainer.snapshot_now()
    query = trainer.select(snapshot, n)
    picks = asked_from_query(query, snapshot.round, snapshot.version)
    queue = SampleQueue()
    labels = recorder.labels
    queue.fill(
        picks,
        audit=trainer.audit,
        taken=(labels.state > 0) | ~recorder.pool.usable,
        asked=labels.tally["asked"],
        audited=labels.tally["audited"],
        length=n,
        round_=recorder.answered,
        version=snapshot.version,
    )
    by_item = {int(index): number for number, index in enumerate(query.indices)}
    terms = []
    for sample in queue.samples:
        trainer.asked[sample.item] = sample
        known = by_item.get(sample.item)
        own = query.terms[known] if known is not None and query.terms else {}
        terms.append({**own, "slice": sample.slice})
    return replace(
        query,
        indices=np.array([s.item for s in queue.samples], dtype=np.int64),
        scores=np.array(
            [np.nan if s.score is None else s.score for s in queue.samples], dtype=np.float64
        ),
        reasons=tuple("; ".join(s.reasons) for s in queue.samples),
        terms=tuple(terms),
        shortfall=len(queue.samples) < n,
    )


def compared(loop: Loop, strategies: Sequence[Strategy], n: int) -> Comparison:
    """Compare strategies, and show it on the map when there are two; without any, stop that."""
    n = whole("compare(..., n=n)", n, 1)
    if not strategies:
        loop.comparing.show({})
        return Comparison((), 0, loop.trainer.snapshot.version)
    named = {strategy.name: strategy for strategy in strategies}
    if len(named) < len(strategies):
        raise SessionError(
            "compare() takes different names; a variant: al.strategies.register('mine', ...)."
        )
    loop.refresh()
    found = compare(named, loop.trainer.snapshot_now(), n)
    if len(named) == 2:
        loop.comparing.show(named)
    return found
