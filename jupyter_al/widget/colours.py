"""The numbers that points can be coloured by: the menu, and a column of one byte a point."""

from __future__ import annotations

from typing import Any

from jupyter_al import strategies
from jupyter_al.session.asking.scoring import IN_USE, NO_SCORE, QUALITY, Scored
from jupyter_al.session.loop import Loop
from jupyter_al.strategies.score_of import score_of
from jupyter_al.strategies.scores import Score
from jupyter_al.widget.cards import Buffers
from jupyter_al.widget.strategies import title_of

__all__ = ["menu", "score"]


def menu(loop: Loop) -> dict[str, Any]:
    """Return what can be computed now, each with the reason if it cannot."""
    snapshot, chosen = loop.trainer.snapshot, loop.trainer.strategy
    in_use = score_of(chosen, snapshot)
    none = f"{title_of(loop.trainer.text or chosen.name)} {NO_SCORE}"
    rows = [
        _row(IN_USE, "score in use", none, in_use)
        if in_use is None
        else _row(IN_USE, f"score in use: {title_of(in_use.name)}", _why_not(chosen, snapshot)),
        _row(
            QUALITY,
            "label quality",
            None if snapshot.has("probabilities") else "there is no model yet",
        ),
    ]
    seen: set[Score] = set()
    without = []
    for name in strategies.names():
        strategy = strategies.get(name)
        found = score_of(strategy, snapshot)
        if name == "auto" or found in seen:
            continue
        if found is None:
            without.append(name)
            continue
        seen.add(found)
        own = title_of(name)
        title = own if found.name == name else f"{own}: {title_of(found.name)}"
        rows.append(_row(name, title, _why_not(strategy, snapshot)))
    return {"type": "colours", "rows": rows, "without": without}


def _row(name: str, title: str, why_not: str | None, *_: object) -> dict[str, Any]:
    return {"name": name, "title": title, "why_not": why_not}


def _why_not(strategy: Any, snapshot: Any) -> str | None:
    return strategies.why_not(strategy, snapshot)


def score(found: Scored, buffers: Buffers) -> dict[str, Any]:
    """Return a column with its real range; without values only the sentence why."""
    about: dict[str, Any] = {
        "type": "score",
        "name": found.name,
        "title": title_of(found.title),
        "text": found.sentence,
        "version": found.version,
    }
    ramp = found.ramp
    if ramp is None:
        return {**about, "low": 0.0, "high": 0.0, "below": False, "above": False}
    ends = {"low": ramp.low, "high": ramp.high, "below": ramp.below, "above": ramp.above}
    return {**about, **ends, **buffers.add(ramp.codes.tobytes())}
