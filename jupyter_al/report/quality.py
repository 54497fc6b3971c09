"""How good the model is, how sure of it, and whether more labels would change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from jupyter_al.evaluation.accuracy.accuracy import Estimate
from jupyter_al.evaluation.accuracy.interval import FEWEST
from jupyter_al.evaluation.accuracy.intervals import wilson
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.report.drawing.curve import Band, Point, curve, thinned
from jupyter_al.report.drawing.reliability import reliability
from jupyter_al.report.facts import Facts
from jupyter_al.report.markup import h
from jupyter_al.report.tables import facts as listed
from jupyter_al.report.tables import table
from jupyter_al.report.words import count, ends, number

__all__ = ["doubts", "measured"]

_POINTS = 40


def measured(facts: Facts) -> Iterator[Any]:
    """Say how accurate the model is, how that is known, and whether choosing has helped."""
    found = facts.evaluation
    if found is None:
        yield h("p", facts.reason)
        return
    yield table(
        "Accuracy of the model in use, on labels that never trained it",
        ("measure", "estimate", "interval", "level", "labels", "method"),
        list(_measures(found)),
        numbers=(1, 2, 3, 4),
    )
    points, source = _points(facts)
    random = _random(found)
    goal = found.target.accuracy if found.target is not None else None
    here = f"this session, n = {source}"
    arm = found.random_arm
    other = "" if arm is None else f"as many random labels, cross-fitted, n = {arm.n}"
    yield h(
        "div",
        curve(thinned(points), random, goal, (here, other)),
        listed(
            "What choosing has gained",
            [
                ("Labels saved", found.gain.sentence),
                ("At equal labels", _said(found.gain.accuracy is not None, found.gain.difference)),
                ("Target", found.target.sentence if found.target is not None else None),
                ("Notes", [h("p", note) for note in found.notes] or None),
            ],
        ),
        class_="beside",
    )
    if len(points) > 1:
        rows = [
            (
                count(p.labels),
                number(p.accuracy),
                f"{number(p.low)} to {number(p.high)}",
                count(source),
            )
            for p in thinned(points)
        ]
        caption = "Learning curve: each model on the same labels"
        yield _folded("The learning curve as a table", caption, "training labels", rows)


def doubts(facts: Facts) -> Iterator[Any]:
    """Say whether the model is as sure as it is right, and what the stop signals say."""
    found = facts.evaluation
    if found is None:
        yield h("p", facts.reason)
        return
    bins = [
        (b.confidence, b.accuracy.estimate or 0.0, b.accuracy.low, b.accuracy.high, b.n)
        for b in found.reliability.bins
        if b.n
    ]
    belief = found.belief.sentence if found.belief is not None else ""
    yield h(
        "div",
        reliability(bins, found.reliability.error.n) if found.reliability.enough else None,
        listed(
            "Calibration",
            [
                ("Calibration", found.reliability.sentence),
                ("Temperature", found.temperature.sentence),
                ("Belief", h("span", belief, class_="believed") if belief else None),
            ],
        ),
        class_="beside",
    )
    if bins and found.reliability.enough:
        rows = [
            (f"{low:.2f}", number(right), f"{number(a)} to {number(b)}", count(n))
            for low, right, a, b, n in bins
        ]
        yield _folded("Reliability as a table", "Reliability", "mean confidence", rows)
    yield h("p", h("b", "May one stop? "), f"{found.stop.sentence}. A sign, never a command.")
    if found.stop.signals:
        yield table(
            "Stop signals",
            ("signal", "stable", "what it says"),
            [(each.name, _stable(each.stable), each.sentence) for each in found.stop.signals],
        )


def _measures(found: Evaluation) -> Iterator[tuple[str, ...]]:
    for name, each in (
        ("accuracy, now", found.accuracy),
        ("accuracy, however often you look", found.anytime),
    ):
        interval = each.interval
        yield (name, number(interval.estimate) if found.enough else "not known yet", ends(interval),
               f"{100 * interval.level:.4g} %" if name.endswith("now") else "95 % together",
               count(interval.n), _method(each))  # fmt: skip
    for average in (found.macro_f1, found.balanced_accuracy):
        value = average.value
        yield (
            average.name,
            number(value.estimate) if average.enough else "not known yet",
            f"{number(value.low)} to {number(value.high)}" if average.enough else "–",
            f"{100 * value.level:.0f} %",
            count(value.n),
            value.method if average.enough else average.reason,
        )


def _method(found: Any) -> str:
    if not isinstance(found, Estimate):
        return str(found.method)
    drawn = "" if found.interval.population is None else ", drawn from a pool of known size"
    if found.interval is not found.exact:
        return f"Wilson{drawn}"
    return "Clopper-Pearson" if not drawn else f"exact (hypergeometric){drawn}"


def _points(facts: Facts) -> tuple[list[Point], int]:
    """Return the models so far on the labels there are today, or else as they were measured."""
    found = facts.evaluation
    arm = found.active_arm if found is not None else None
    if facts.source != "test" and arm is not None and arm.n >= FEWEST:
        right = np.rint(arm.correct.sum(axis=1)).astype(int).tolist()
        ranges = [wilson(k, arm.n) for k in right]
        both = zip(arm.sizes.tolist(), ranges, strict=True)
        return [Point(size, r.estimate or 0.0, r.low, r.high) for size, r in both], arm.n
    if not facts.curve or facts.curve[-1].n < FEWEST:
        return [], 0
    then = [
        Point(p.n_labels, p.accuracy, p.low, p.high) for p in facts.curve if p.accuracy is not None
    ]
    return then, facts.curve[-1].n


def _random(found: Evaluation) -> Band | None:
    arm = found.random_arm
    if arm is None:
        return None
    points = list(zip(arm.sizes.tolist(), arm.accuracies.tolist(), strict=True))
    if not arm.curve.usable:
        return Band((), points)
    at = np.unique(np.linspace(arm.curve.smallest, arm.curve.horizon, _POINTS).round())
    ranges = arm.draws().band(at)
    fitted = [Point(n, r.estimate, r.low, r.high) for n, r in zip(at.tolist(), ranges, strict=True)]
    return Band(fitted, points)


def _said(known: bool, sentence: str) -> str | None:
    return f"accuracy against as many random labels: {sentence}" if known else None


def _stable(stable: bool | None) -> str:
    return "not known" if stable is None else "yes" if stable else "no"


def _folded(title: str, caption: str, first: str, rows: list[tuple[str, str, str, str]]) -> Any:
    """Return the accuracies behind a picture as a table that opens with a click."""
    columns = (first, "accuracy", "95 % interval", "n")
    return h("details", h("summary", title), table(caption, columns, rows, numbers=(0, 1, 2, 3)))
