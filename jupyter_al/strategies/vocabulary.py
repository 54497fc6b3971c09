"""The words of a composition, by name."""

from __future__ import annotations

from typing import Any

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.strategies._parameters import make
from jupyter_al.strategies.distance_spreads import D2, KCenter
from jupyter_al.strategies.influence import ExpectedInfluence
from jupyter_al.strategies.scores import Entropy, LeastConfidence, Margin, RandomScore, Score
from jupyter_al.strategies.spreads import Spread, TopN
from jupyter_al.strategies.typical import Typical

__all__ = ["SCORES", "SPREADS", "score_named", "spread_named"]

SCORES: dict[str, type[Score]] = {
    kind.name: kind for kind in (RandomScore, LeastConfidence, Margin, Entropy, ExpectedInfluence)
}
SPREADS: dict[str, type[Spread]] = {kind.name: kind for kind in (TopN, KCenter, D2, Typical)}


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
