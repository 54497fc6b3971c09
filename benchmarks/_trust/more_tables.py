"""What the long sessions and those with models handed in tell beside their intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["alarms", "leaders", "targets"]

Found = Sequence[tuple[Any, dict[str, Any]]]


def targets(found: Found) -> dict[str, Any]:
    """Return how often labels to a target were said, why not, and how many could not be checked."""
    rows = [n for _, one in found for n in one["numbers"]]
    said = [n for n in rows if n[0] == "labels to a target"]
    open_ = [n for n in rows if n[0] == "target not reached"]
    why = Counter(n[2] for n in rows if n[0] == "why no target")
    ratio = [n[2] / n[7]["new"] for n in said]
    return {
        "asked": len(said) + len(open_) + sum(why.values()),
        "said": len(said) + len(open_),
        "why": dict(why),
        "not reached in the session, nor ruled out": len(open_),
        "said, of what it took": _quantiles(ratio),
    }


def leaders(found: Found) -> list[dict[str, Any]]:
    """Return how often the leader is the best model, beside how often it was said to be."""
    rows = []
    for look in ("audit", "asked"):
        mine = [each for _, one in found for each in one["best"] if each["look"] == look]
        if not mine:
            continue
        clear = [each for each in mine if each["clear"]]
        rows.append({
            "look": look,
            "sessions": len(mine),
            "labels": int(np.median([each["labels"] for each in mine])),
            "said": _mean(each["said"] for each in mine),
            "is the best": _mean(each["is"] for each in mine),
            "accuracy lost": _mean(each["lost"] for each in mine),
            "clear": len(clear),
            "clear and the best": _mean(each["is"] for each in clear) if clear else None,
        })  # fmt: skip
    return rows


def alarms(found: Found) -> list[dict[str, Any]]:
    """Return how often drift was told of, where the class shares were others and where not."""
    rows = []
    for look in ("as before", "other shares"):
        mine = [each for _, one in found for each in one["alarms"] if each["look"] == look]
        if mine:
            rows.append({
                "added": look,
                "sessions": len(mine),
                "alarm": _mean(each["alarm"] for each in mine),
                "true shift": _mean(abs(each["true"]) for each in mine),
            })  # fmt: skip
    return rows


def _mean(values: Any) -> float:
    return round(float(np.mean(list(values))), 4)


def _quantiles(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    low, middle, high = np.quantile(values, (0.05, 0.5, 0.95))
    return {"p5": round(low, 3), "p50": round(middle, 3), "p95": round(high, 3)}
