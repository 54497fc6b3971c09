"""What the page shows of the query strategies: the menu, and a comparison of two."""

from __future__ import annotations

from typing import Any

from jupyter_al import strategies
from jupyter_al.session.asking.comparison import Comparison
from jupyter_al.session.loop import Loop

__all__ = ["comparison", "menu", "title_of"]

NEEDS = {
    "probabilities": "a fitted model",
    "logits": "a fitted model",
    "head": "a model with a linear last layer",
    "committee": "a committee of models",
    "labels": "a few labels",
}


def title_of(name: str) -> str:
    """Return a name as a person reads it."""
    return name.replace("-", " ")


def menu(loop: Loop) -> dict[str, Any]:
    """Return one row for each strategy: what it does, what it needs, why it cannot run now."""
    snapshot = loop.trainer.snapshot
    rows = []
    for name in strategies.names():
        known = strategies.describe(name)
        needs = dict.fromkeys(NEEDS[word] for word in known.needs if word in NEEDS)
        if NEEDS["head"] in needs or NEEDS["committee"] in needs:
            needs.pop("a fitted model", None)  # said by the longer words
        rows.append(
            {
                "name": name,
                "title": title_of(name),
                "sentence": known.sentence,
                "needs": list(needs),
                "why_not": strategies.why_not(name, snapshot),
                "later": not snapshot.has("probabilities"),  # a model will come
                "use_when": known.use_when,
                "fails_when": known.fails_when,
                "reference": known.reference,
            }
        )
    return {"type": "strategies", "rows": rows}


def comparison(found: Comparison | None) -> dict[str, Any]:
    """Return the picks of both sides; no sides when nothing is compared."""
    if found is None:
        return {"type": "comparison", "sides": [], "common": 0}
    sides = [
        {
            "name": side.name,
            "title": title_of(side.name),
            "items": side.items.tolist(),
            "text": side.sentence,
        }
        for side in found.sides
    ]
    return {"type": "comparison", "sides": sides, "common": len(found.common)}
