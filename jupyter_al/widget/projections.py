"""What the page shows of the projection: the menu, and how far to trust the map."""

from __future__ import annotations

from typing import Any

from jupyter_al.projection import KINDS, why_not
from jupyter_al.session.loop import Loop

__all__ = ["projection", "projections"]


def projections(loop: Loop) -> list[dict[str, Any]]:
    """Return the lines of the menu: what each projection does, costs, and why it cannot be had."""
    usable = int(loop.recorder.pool.usable.sum())
    return [
        {
            "name": kind.name,
            "title": kind.title,
            "sentence": kind.sentence,
            "cost": kind.cost,
            "why_not": why_not(kind.name, usable),
        }
        for kind in KINDS.values()
    ]


def projection(loop: Loop) -> dict[str, Any]:
    """Return what is on the map now, and what is on its way."""
    projector = loop.projector
    now = projector.current
    return {
        "name": projector.name,
        "wanted": now.name if now and projector.progress is None else projector.wanted,
        "progress": projector.progress,
        "text": projector.text,
        "quality": "" if now is None else now.sentence,
        # the line has little room: whole here
        "about": "" if now is None else f"{now.title}: {now.sentence}. {now.explanation}",
    }
