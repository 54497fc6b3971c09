"""The words of a composition, by name."""

from __future__ import annotations

from typing import Any

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.strategies._parameters import make
from jupyter_al.strategies.distance_spreads import D2, KCenter
from jupyter_al.strategies.scores import Entropy, LeastConfidence, Margin, RandomScore, Score
from jupyter_al.strategies.spreads import Spread, TopN

__all__ = ["SCORES", "SPREADS", "add_words", "score_named", "spread_named"]

SCORES: dict[str, type[Score]] = {
    kind.name: kind for kind in (RandomScore, LeastConfidence, Margin, Entropy)
}
SPREADS: dict[str, type[Spread]] = {kind.name: kind for kind in (TopN, KCenter, D2)}


def add_words(*words: type[Score] | type[Spread]) -> None:
    """Make scores and spreads known by their names.

    Raises
    ------
    StrategyError
        Another word has the name already.
    """
    for word in words:
        known: dict[str, Any] = SCORES if issubclass(word, Score) else SPREADS
        if known.setdefault(word.name, word) is not word:
            raise StrategyError(f"There is a word {word.name!r} already.")


def score_named(name: str, **parameters: Any) -> Score:
    """Return the score word `name`, one of :data:`SCORES`."""
    if name not in SCORES:
        raise StrategyError(f"Unknown score {name!r}{nearest(name, SCORES)}")
    return make(SCORES[name], name, parameters)


def spread_named(name: str, **parameters: Any) -> Spread:
    """Return the spread word `name`, one of :data:`SPREADS`."""
    if name not in SPREADS:
        raise StrategyError(f"Unknown spread {name!r}{nearest(name, SPREADS)}")
    return make(SPREADS[name], name, parameters)
