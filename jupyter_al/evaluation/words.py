"""The one way in which every number of this package is said: ``0.87 (0.83 to 0.90)``."""

from __future__ import annotations

__all__ = ["between", "few", "labels", "percent", "signed", "too_wide", "with_ends"]


def with_ends(estimate: float, low: float, high: float) -> str:
    """Return a number with its interval.

    Examples
    --------
    >>> with_ends(0.874, 0.83, 0.9)
    '0.87 (0.83 to 0.90)'
    """
    return f"{_short(estimate)} ({between(low, high)})"


def between(low: float, high: float) -> str:
    """Return an interval alone: ``0.83 to 0.90``."""
    return f"{_short(low)} to {_short(high)}"


def signed(estimate: float, low: float, high: float) -> str:
    """Return a difference with its interval: ``+0.02 (-0.04 to +0.08)``."""
    return f"{_signed(estimate)} ({_signed(low)} to {_signed(high)})"


def percent(estimate: float, low: float, high: float) -> str:
    """Return a share in per cent with its interval: ``40 % (15 to 55 %)``."""
    parts = [round(100 * part) + 0 for part in (estimate, low, high)]
    return "{} % ({} to {} %)".format(*parts)


def labels(n: int, kind: str = "") -> str:
    """Return a number of labels: ``1 label``, ``60 audited labels``."""
    word = "label" if n == 1 else "labels"
    return f"{n} {kind} {word}" if kind else f"{n} {word}"


def few(n: int, needed: int, what: str = "labels") -> str:
    """Return that more is needed: ``not enough evidence yet: 12 of 30 labels``."""
    return f"not enough evidence yet: {n} of {needed} {what}"


def too_wide(low: float, high: float, widest: float, made_of: str) -> str:
    """Return that an interval says too little: the ends, what it is from, and the limit."""
    return (
        f"not enough evidence yet: {between(low, high)} from {made_of} is wider than "
        f"±{_short(widest)}"
    )


def _short(number: float) -> str:
    # no minus before a zero
    return f"{round(number, 2) + 0.0:.2f}"


def _signed(number: float) -> str:
    return f"{round(number, 2) + 0.0:+.2f}"
