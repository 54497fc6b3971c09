"""The numbers that points can be coloured by: the menu, and a column of one byte a point."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al import strategies
from jupyter_al.session.loop import Loop
from jupyter_al.session.scoring import IN_USE, NO_SCORE, QUALITY, Scored
from jupyter_al.strategies.score_of import score_of
from jupyter_al.strategies.scores import Score
from jupyter_al.widget.cards import Buffers
from jupyter_al.widget.strategies import title_of

__all__ = ["menu", "range_of", "scaled", "score"]

UNKNOWN = 255
STEPS = 254  # of the ramp
TAIL = 0.005  # share of the values beyond each end of the ramp, where they would squeeze the rest


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
    values = found.values
    if values is None or not np.isfinite(values).any():
        return {**about, "low": 0.0, "high": 0.0, "below": False, "above": False}
    low, high = (0.0, 1.0) if found.name == QUALITY else range_of(values)
    with np.errstate(invalid="ignore"):
        ends = {"below": bool((values < low).any()), "above": bool((values > high).any())}
    return {
        **about,
        "low": low,
        "high": high,
        **ends,
        **buffers.add(scaled(values, low, high).tobytes()),
    }


def range_of(values: npt.NDArray[Any]) -> tuple[float, float]:
    """Return the numbers at both ends of the ramp.

    The least and the largest value; where a few extreme ones would take more than half of the
    ramp, the values that 0.5 % lie beyond.
    """
    known = values[np.isfinite(values)]
    low, high = float(known.min()), float(known.max())
    inner = np.quantile(known, [TAIL, 1 - TAIL])
    if 0 < inner[1] - inner[0] < (high - low) / 2:
        return float(inner[0]), float(inner[1])
    return low, high


def scaled(values: npt.NDArray[Any], low: float, high: float) -> npt.NDArray[np.uint8]:
    """Map [low, high] to 0..254, what lies beyond to the ends; NaN and infinity become 255."""
    known = np.isfinite(values)
    out = np.full(len(values), UNKNOWN, dtype=np.uint8)
    span = high - low
    if span > 0:
        steps = (values[known] - low) * (STEPS / span)
        out[known] = np.clip(np.rint(steps), 0, STEPS).astype(np.uint8)
    else:
        out[known] = STEPS // 2
    return out
