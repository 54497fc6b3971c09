"""How frequent each class is in the pool and in the labels, and how well the model knows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_al.evaluation.accuracy.interval import Interval
from jupyter_al.evaluation.accuracy.per_class import FEWEST_OF_CLASS
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.report.drawing.intervals import Row, intervals
from jupyter_al.report.facts import Facts
from jupyter_al.report.markup import Markup, h
from jupyter_al.report.tables import table
from jupyter_al.report.words import count, ends, number

__all__ = ["classes"]


def classes(facts: Facts) -> Iterator[Any]:
    """Say how frequent each class is, and how well the model knows it."""
    found = facts.evaluation
    rows = []
    for code, name in enumerate(facts.classes):
        held, trains = facts.per_class[code]
        rest: tuple[str, ...] = ("–",) * 6
        if found is not None:
            pool, quality = found.skew.pool.intervals[code], found.classes[code]
            seen = found.skew.pool.n > 0
            rest = (
                f"{found.skew.labelled[code]:.2f}",
                number(pool.estimate) if seen else "–",
                ends(pool),
                _quality(quality.recall),
                _quality(quality.precision),
                count(quality.recall.n),
            )
        rows.append((name, count(trains), count(held), *rest))
    drawn = None
    if found is not None:
        drawn = h("div", _shares(found), _recalls(found), class_="pair")
    yield drawn
    yield table(
        "Classes: labels, shares, and how well the model knows each (95 % intervals)",
        ("class", "training labels", "held out", "share of training", "share of the pool",
         "interval", "recall", "precision", "n of recall"),
        rows,
        numbers=(1, 2, 3, 4, 5, 6, 7, 8),
    )  # fmt: skip
    if found is not None:
        said = found.skew.sentences[-1] if found.skew.pool.n else found.skew.sentences[0]
        yield h("p", f"Shares of the pool: {said}.", class_="note")


def _quality(found: Interval) -> str:
    if not found.n:
        return "no examples yet"
    if found.n < FEWEST_OF_CLASS:
        return f"unknown ({found.n} of {FEWEST_OF_CLASS})"
    return f"{number(found.estimate)} ({ends(found)})"


def _shares(found: Evaluation) -> Markup | None:
    skew = found.skew
    if not skew.pool.n:
        return None
    rows = [
        Row(name, each.estimate or 0.0, each.low, each.high, float(skew.labelled[code]))
        for code, (name, each) in enumerate(zip(skew.names, skew.pool.intervals, strict=True))
    ]
    names = [("here", f"pool, n = {skew.pool.n}"), ("other", "training labels")]
    return intervals("Class shares", "share", rows, names, whole=False)


def _recalls(found: Evaluation) -> Markup | None:
    nan = float("nan")
    rows = [
        Row(str(each.name), each.recall.estimate or 0.0, each.recall.low, each.recall.high)
        if each.known
        else Row(str(each.name), nan, nan, nan)
        for each in found.classes
    ]
    if not any(each.known for each in found.classes):
        return None
    names = [("here", "share of the class that is found; none: under 5 labels")]
    return intervals("Recall by class", "recall", rows, names, whole=True)
