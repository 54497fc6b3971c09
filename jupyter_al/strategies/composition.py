"""Strategies as sentences: a score, filters, and a spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._later import Later
from jupyter_al.strategies.filters import Dedupe, Drop, Filter, Keep
from jupyter_al.strategies.scores import Score
from jupyter_al.strategies.spreads import Spread, TopN
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task
from jupyter_al.strategies.vocabulary import score_named, spread_named

__all__ = ["Composition", "everything", "score"]


@dataclass(frozen=True)
class Composition(BaseStrategy):
    """A score, then filters, then a spread; made by :func:`score` and its methods.

    Parameters
    ----------
    scorer : Score or None
        None: the spread alone decides.
    filters : tuple of Filter
    spreading : Spread
    called : str
        A name of its own; the sentence itself by default.
    """

    scorer: Score | None = None
    filters: tuple[Filter, ...] = ()
    spreading: Spread = field(default_factory=TopN)
    called: str = ""

    @property
    def name(self) -> str:
        """Return the given name, or the sentence in words."""
        if self.called:
            return self.called
        words = [] if self.scorer is None else [self.scorer.name]
        return " > ".join([*words, *map(str, self.filters), str(self.spreading)])

    @property
    def needs(self) -> frozenset[str]:
        """Return what score and spread need together."""
        own = frozenset() if self.scorer is None else self.scorer.needs
        return own | self.spreading.needs

    @property
    def uses_past(self) -> frozenset[str]:
        """Return what the score learns from."""
        return frozenset() if self.scorer is None else self.scorer.uses_past

    def filter(self, step: Filter) -> Composition:
        """Add any filter."""
        if not isinstance(step, Filter):
            raise StrategyError(
                f"filter() takes a Filter, not {step!r}; keep(), drop() and dedupe() add the usual."
            )
        return replace(self, filters=(*self.filters, step))

    def keep(self, amount: float) -> Composition:
        """Keep the best rows: a share in (0, 1], or a whole number of them."""
        return self.filter(Keep(amount))

    def drop(self, amount: float) -> Composition:
        """Leave out the most extreme rows: a share in (0, 1], or a whole number of them."""
        return self.filter(Drop(amount))

    def dedupe(self) -> Composition:
        """Keep one of the rows that are exactly alike."""
        return self.filter(Dedupe())

    def spread(self, spread: str | Spread, **parameters: Any) -> Composition:
        """Choose the batch by ``top``, ``k-center``, ``d2`` or ``typical`` (see their fields)."""
        if isinstance(spread, Spread):
            if parameters:
                raise StrategyError("Give the parameters to the spread itself.")
            return replace(self, spreading=spread)
        return replace(self, spreading=spread_named(spread, **parameters))

    def pick(self, task: Task) -> Picks:
        """Score, filter and spread."""
        snapshot, rows = task.snapshot, task.rows
        values = None
        if self.scorer is not None:
            self.scorer.check(snapshot)
            values = np.asarray(self.scorer.values(snapshot, rows))
        dropped: list[int] = []
        for step in self.filters:
            kept = step.kept(task, rows, values)
            if isinstance(step, Drop):
                dropped.extend(np.setdiff1d(rows, rows[kept], assume_unique=True).tolist())
            if len(kept) < len(rows):
                rows = rows[kept]
                values = None if values is None else values[kept]
            task.check()
        batch = self.spreading.batch(task, rows, values)
        positions = rows[batch.order]
        scores = batch.gains if values is None else np.asarray(values[batch.order], np.float64)
        of_score = Later(len(positions), lambda: self._terms(snapshot, positions))
        return Picks(
            positions,
            scores,
            Later(len(positions), lambda: map(_joined, of_score, batch.terms)),
            Later(len(positions), lambda: map(self._reason, of_score, batch.reasons)),
            flat=batch.flat,
            fallback=batch.fallback,
            notes=batch.notes,
            dropped=tuple(dropped),
        )

    def _terms(self, snapshot: Snapshot, positions: Ints) -> Sequence[Mapping[str, Any]]:
        if self.scorer is None:
            return [{}] * len(positions)
        return self.scorer.terms(snapshot, positions)

    def _reason(self, of_score: Mapping[str, Any], of_spread: str) -> str:
        said = "" if self.scorer is None else self.scorer.reason(of_score)
        return "; ".join(filter(None, (said, of_spread))) or "chosen to start with"


def _joined(of_score: Mapping[str, Any], of_spread: Mapping[str, Any]) -> dict[str, Any]:
    return {**of_score, **of_spread}


def score(score: str | Score, **parameters: Any) -> Composition:
    """Begin a strategy with a score, by its name or as an object.

    Returns
    -------
    Composition
        Complete as it stands (the n best rows); ``keep``, ``drop``, ``dedupe`` and ``spread``
        add steps.

    Examples
    --------
    >>> score("margin").keep(0.1).spread("d2", space="embedding").name
    'margin > keep 0.1 > d2 in embedding'
    """
    if isinstance(score, Score):
        return Composition(score)
    return Composition(score_named(score, **parameters))


def everything() -> Composition:
    """Begin a strategy without a score: the spread decides alone."""
    return Composition(None)
