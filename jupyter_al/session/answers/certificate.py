"""What a bulk label is kept with: how many were checked, and how much it counts."""

from __future__ import annotations

import json

from jupyter_al.journal import Event

__all__ = ["note_of", "weight_of"]


def note_of(size: int, checked: int, most: int) -> str:
    """Return the note of a bulk label.

    Parameters
    ----------
    size, checked : int
        Items that got the label together, and those among them that somebody looked at.
    most : int
        How many of them may be wrong all the same, with 95 % confidence.

    Returns
    -------
    str
        JSON; `weight` is one minus the share that may be wrong.
    """
    weight = round(1 - most / max(1, size), 4)
    return json.dumps({"size": size, "checked": checked, "wrong_at_most": most, "weight": weight})


def weight_of(event: Event) -> float:
    """Return how much a label counts in training, above 0 and up to 1."""
    try:
        weight = float(json.loads(event.note or "{}").get("weight", 1.0))
    except (ValueError, TypeError, AttributeError):
        return 1.0
    return weight if 0 < weight <= 1 else 1.0
