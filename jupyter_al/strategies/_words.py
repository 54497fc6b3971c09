"""Short sentences for a person: probabilities, distances, counts, class names."""

from __future__ import annotations

import math
from typing import Any

__all__ = ["amount", "count", "ordinary", "share", "two_classes"]

_NAME_LIMIT = 32


def share(value: float) -> str:
    """Return a probability as ``.48``."""
    if not math.isfinite(value):
        return "unknown"
    if 0 < value < 0.005:
        return "<.01"
    text = f"{value:.2f}"
    return text[1:] if text.startswith("0.") else text


def amount(value: float) -> str:
    """Return a positive or negative quantity in three figures at most."""
    if not math.isfinite(value):
        return "unknown"
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 1000 or size < 0.001:
        return f"{value:.1e}".replace("e+0", "e").replace("e-0", "e-")
    return f"{value:.0f}" if size >= 100 else f"{value:.2f}" if size >= 0.1 else f"{value:.2g}"


def count(number: int, noun: str) -> str:
    """Return ``no label``, ``1 label`` or ``3 labels``."""
    words = "no" if number == 0 else f"{number:,}".replace(",", " ")
    return f"{words} {noun}" if number in (0, 1) else f"{words} {noun}s"


def ordinary(name: object) -> str:
    """Return a class name cut to a length that fits a sentence."""
    text = " ".join(str(name).split()) or "(unnamed)"
    return text if len(text) <= _NAME_LIMIT else text[: _NAME_LIMIT - 1] + "…"


def two_classes(terms: Any, joint: str = "and") -> str:
    """Return ``cat .48 and dog .45`` from the terms first, p1, second, p2."""
    first = f"{ordinary(terms['first'])} {share(terms['p1'])}"
    return f"{first} {joint} {ordinary(terms['second'])} {share(terms['p2'])}"
