"""The evaluation as the page gets it: small, a part of the synced curve."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from jupyter_al.evaluation.accuracy.intervals import wilson
from jupyter_al.evaluation.evaluation import Evaluation

__all__ = ["trust"]

POINTS = 40
"""Of the fitted random curve: as many as a narrow pane can show."""


def trust(found: Evaluation) -> dict[str, Any]:
    """Return what the curve pane shows beside its points; no number is infinite or NaN."""
    goal = found.target
    return {
        "version": found.version,
        "n_labels": found.n_labels,
        "more": list(found.more),
        "lines": [
            {"name": each.name, "text": each.text, "remark": each.remark, "believed": each.believed}
            for each in found.lines
        ],
        "active": _active(found),
        "random": _random(found),
        "stop": {
            "advised": found.stop.may_stop,
            "text": found.stop.sentence,
            "signals": [
                {"name": each.name, "stable": each.stable, "text": each.sentence}
                for each in found.stop.signals
            ],
        },
        "target": None
        if goal is None
        else {
            "accuracy": goal.accuracy,
            "labels": _finite(goal.labels),
            "low": _finite(goal.low),
            "high": _finite(goal.high),
            "seconds": None if goal.seconds is None else _finite(goal.seconds),
            "text": goal.sentence,
        },
    }


def _active(found: Evaluation) -> list[list[float]]:
    arm = found.active_arm
    if arm is None or not arm.n:
        return []
    right = np.rint(arm.correct.sum(axis=1)).astype(int).tolist()
    ranges = [wilson(k, arm.n) for k in right]
    return [
        [int(size), _digits(r.estimate or 0.0), _digits(r.low), _digits(r.high)]
        for size, r in zip(arm.sizes.tolist(), ranges, strict=True)
    ]


def _random(found: Evaluation) -> dict[str, Any] | None:
    arm = found.random_arm
    if arm is None:
        return None
    band: list[list[float]] = []
    curve = arm.curve
    if curve.usable:
        at = np.unique(np.linspace(curve.smallest, curve.horizon, POINTS).round())
        band = [
            [int(n), *(_digits(v) for v in (r.estimate, r.low, r.high))]
            for n, r in zip(at.tolist(), arm.draws().band(at), strict=True)
        ]
    points = [[int(n), _digits(a)] for n, a in zip(arm.sizes.tolist(), arm.accuracies, strict=True)]
    return {"n": arm.n, "points": points, "band": band}


def _digits(value: float) -> float:
    return round(float(value), 4)


def _finite(value: float) -> float | None:
    return _digits(value) if math.isfinite(value) else None
