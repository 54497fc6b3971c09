"""The evaluation as the page gets it: small, a part of the synced curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from jupyter_al.evaluation.accuracy.accuracy import Estimate
from jupyter_al.evaluation.accuracy.interval import FEWEST
from jupyter_al.evaluation.accuracy.intervals import wilson
from jupyter_al.evaluation.accuracy.per_class import worst_first
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.evaluation.gain.arm import Arm
from jupyter_al.evaluation.resampling import ends, resampled_means

__all__ = ["trust"]

POINTS = 25
"""Of the fitted random curve: as many as a narrow pane can show."""
_LEVEL = 0.95
_ON_THE_SAME = "all models on the same {n} answers, Wilson"
_CROSS_FITTED = "random labels alone, cross-fitted, the wider of Wilson and bootstrap"
_FITTED = "random labels, power law through the cross-fitted points, bootstrap"


def trust(found: Evaluation) -> dict[str, Any]:
    """Return what the curve pane shows beside its points; no number is infinite or NaN."""
    goal = found.target
    return {
        "version": found.version,
        "n_labels": found.n_labels,
        "more": list(found.more),
        "gain": "" if found.gain.labels_saved else found.gain.sentence,
        "lines": [
            {
                "name": each.name,
                "text": each.text,
                "remark": each.remark,
                "believed": each.believed,
                "about": each.about,
            }
            for each in found.lines
        ],
        "active": _active(found),
        "random": _random(found),
        "fitted": _fitted(found),
        "believed": _believed(found),
        "stop": {"text": found.stop.sentence, "agreed": list(found.agreed)},
        "target": None
        if goal is None
        else {
            "accuracy": goal.accuracy,
            "labels": _finite(goal.labels),
            "low": _finite(goal.low),
            "high": _finite(goal.high),
            "text": goal.sentence,
            "short": goal.short,
        },
        "classes": _classes(found),
    }


def _active(found: Evaluation) -> dict[str, Any] | None:
    """Return how good the models so far are on the items of the audit; None of a test set."""
    arm, now = found.active_arm, found.accuracy
    if arm is None or arm.n < FEWEST or (isinstance(now, Estimate) and now.source == "test"):
        return None
    return _arm(arm, _ON_THE_SAME.format(n=arm.n))


def _random(found: Evaluation) -> dict[str, Any] | None:
    """Return the cross-fitted points; other labels could have been drawn to learn from."""
    arm = found.random_arm
    if arm is None:
        return None
    rng = np.random.default_rng(0)
    means = arm.moved(resampled_means(arm.correct, seed=rng), rng)
    return _arm(arm, _CROSS_FITTED, [ends(column, _LEVEL) for column in means.T])


def _arm(arm: Arm, method: str, others: Sequence[tuple[float, float]] = ()) -> dict[str, Any]:
    """Return the accuracies of an arm with Wilson's interval, or `others` where these are wider."""
    right = np.rint(arm.correct.sum(axis=1)).astype(int).tolist()
    shown = []
    for at, (size, k) in enumerate(zip(arm.sizes.tolist(), right, strict=True)):
        found = wilson(k, arm.n, level=_LEVEL)
        low, high = others[at] if others else (1.0, 0.0)
        y = arm.accuracies[at]
        shown.append((size, y, min(found.low, low), max(found.high, high)))
    return _line(arm.n, method, shown)


def _fitted(found: Evaluation) -> dict[str, Any] | None:
    arm = found.random_arm
    if arm is None or not arm.curve.usable:
        return None
    at = np.unique(np.linspace(arm.curve.smallest, arm.curve.horizon, POINTS).round())
    band = arm.draws().band(at, _LEVEL)
    shown = [(n, r.estimate, r.low, r.high) for n, r in zip(at, band, strict=True)]
    return _line(arm.n, _FITTED, shown)


def _believed(found: Evaluation) -> dict[str, Any] | None:
    belief = found.belief
    if belief is None or not belief.enough:
        return None
    at = (found.n_labels, belief.estimate, belief.low, belief.high)
    return _line(belief.n_source, f"not measured: {belief.method}", [at])


def _line(n: int, method: str, points: Sequence[tuple[float, ...]]) -> dict[str, Any]:
    """Return points with one n and one method; each is labels, accuracy, and ends of its range."""
    shown = [
        [int(x), *(_digits(min(1.0, max(0.0, v))) for v in (y, min(low, y), max(high, y)))]
        for x, y, low, high in points
    ]
    return {"n": n, "method": method, "points": shown}


def _classes(found: Evaluation) -> list[list[Any]]:
    """Return class, n, recall (null: not known), low and high of each, the worst first."""
    return [
        [str(each.name), r.n, _digits(r.estimate or 0.0) if each.known else None,
         _digits(r.low), _digits(r.high)]
        for each in worst_first(found.classes)
        for r in [each.recall]
    ]  # fmt: skip


def _digits(value: float) -> float:
    return round(float(value), 4)


def _finite(value: float) -> float | None:
    return _digits(value) if math.isfinite(value) else None
