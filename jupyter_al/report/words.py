"""Numbers, days and ways of asking, in words."""

from __future__ import annotations

import time

from jupyter_al.evaluation.accuracy.interval import Interval
from jupyter_al.evaluation.words import between

__all__ = ["ASKED", "SLICES", "asked", "count", "day", "days", "ends", "number", "share"]

ASKED = {
    "audit": "drawn evenly, for the audit",
    "measure": "drawn to measure, the hard ones more often",
    "chosen": "chosen by hand, on the map or by position",
    "given": "given before the first question",
    "unknown": "not known",
}
SLICES = {
    "seed": ("yes", "given before the first question"),
    "active": ("yes", "chosen by the query strategy, or by hand"),
    "audit": ("never", "drawn evenly at random from the pool"),
    "test": ("never", "drawn to measure, each with a known probability"),
    "recheck": ("yes", "asked again, to check a label"),
}
"""What each slice is: whether it trains the model, and how it came about."""


def asked(strategy: str) -> str:
    """Return how items came to be asked, in words."""
    return ASKED.get(strategy, f"query strategy {strategy}")


def count(n: float) -> str:
    """Return a whole number such as ``1,797``."""
    return f"{n:,.0f}"


def number(value: float | None) -> str:
    """Return a share or accuracy with two digits, a dash where there is none."""
    return "–" if value is None or value != value else f"{round(value, 2) + 0.0:.2f}"


def share(part: float, whole: float) -> str:
    """Return a part in per cent: ``23 %``, ``under 1 %``."""
    if not whole:
        return "–"
    said = 100 * part / whole
    return "under 1 %" if 0 < said < 1 else f"{said:.0f} %"


def ends(found: Interval) -> str:
    """Return an interval alone; a dash without an answer."""
    return between(found.low, found.high) if found.n else "–"


def day(seconds: float, clock: bool = False) -> str:
    """Return a time of the journal as a day, UTC."""
    return time.strftime("%Y-%m-%d %H:%M UTC" if clock else "%Y-%m-%d", time.gmtime(seconds))


def days(first: float, last: float) -> str:
    """Return one day, or from which to which."""
    one, other = day(first), day(last)
    return one if one == other else f"{one} to {other}"
