"""Whether the signals agree that more labels change little: advice, not a command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.evaluation.stopping.signals import Limits, Round, Signal, since_reset, stop_signals
from jupyter_al.evaluation.stopping.stability import at_most

__all__ = ["FEWEST_ITEMS", "FEWEST_ROUNDS", "StopAdvice", "stop_advice"]

FEWEST_ITEMS = 200
FEWEST_ROUNDS = 3


@dataclass(frozen=True)
class StopAdvice:
    """All signals, and whether most of them agree.

    Attributes
    ----------
    signals : tuple of Signal
    rounds : int
        Comparisons of one model with the next since the history began.
    n : int
        Items of the stop set.
    may_stop : bool
        More than half of the available signals are stable, after 3 comparisons at least, on a
        stop set of at least 200 items.
    """

    signals: tuple[Signal, ...]
    rounds: int
    n: int
    may_stop: bool

    @property
    def bound(self) -> str | None:
        """How far accuracy can have moved, short; None before that is known."""
        for signal in self.signals:
            if signal.name == "accuracy-change bound" and signal.stable is not None:
                return f"last round moved at most {at_most(signal.value)}"
        return None

    @property
    def sentence(self) -> str:
        """In words, with the votes."""
        known = [signal for signal in self.signals if signal.stable is not None]
        votes = f"{sum(bool(s.stable) for s in known)} of {len(known)} signals are stable"
        if self.n < FEWEST_ITEMS:
            return f"not enough evidence yet: {self.n} of {FEWEST_ITEMS} items to compare models on"
        if self.rounds < FEWEST_ROUNDS:
            return f"not enough evidence yet: {self.rounds} of {FEWEST_ROUNDS} rounds to compare"
        if self.may_stop:
            return f"more labels of this kind seem to change little: {votes}"
        return f"more labels still change the model: {votes}"

    def __str__(self) -> str:
        return self.sentence


def stop_advice(
    rounds: Sequence[Round],
    *,
    population: int | None = None,
    limits: Limits | None = None,
    positive: Any = 1,
) -> StopAdvice:
    """Compute every signal of :func:`~.signals.stop_signals` and count the votes.

    Parameters and errors as there. Signals that are not available do not vote.
    """
    signals = stop_signals(rounds, population=population, limits=limits, positive=positive)
    history = since_reset(rounds)
    n = len(np.asarray(history[-1].predicted)) if history else 0
    compared = max(0, len(history) - 1)
    known = [signal.stable for signal in signals if signal.stable is not None]
    agree = 2 * sum(known) > len(known)
    may_stop = agree and compared >= FEWEST_ROUNDS and n >= FEWEST_ITEMS
    return StopAdvice(signals, compared, n, may_stop)
