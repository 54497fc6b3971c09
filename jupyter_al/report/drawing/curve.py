"""Accuracy against the number of labels, and where random labelling would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jupyter_al.report.drawing.frame import Frame, figure, steps
from jupyter_al.report.drawing.keys import key, mark
from jupyter_al.report.markup import Markup, h

__all__ = ["Band", "Point", "curve"]


@dataclass(frozen=True)
class Point:
    """An accuracy with its interval at a number of labels."""

    labels: float
    accuracy: float
    low: float
    high: float


@dataclass(frozen=True)
class Band:
    """What is known of random labelling: fitted accuracies, and the models they come from."""

    fitted: Sequence[Point]
    points: Sequence[tuple[float, float]]


def curve(
    points: Sequence[Point], random: Band | None, target: float | None, names: tuple[str, str]
) -> Markup | None:
    """Draw the models of a session beside random labelling; None without a point.

    Parameters
    ----------
    points : sequence of Point
        In the order of their labels.
    random : Band or None
    target : float or None
        An accuracy to draw as a line.
    names : (str, str)
        What the two are called, with their n.
    """
    if not points:
        return None
    band = list(random.fitted) if random is not None else []
    dots = list(random.points) if random is not None else []
    low = min([p.low for p in (*points, *band)] + [y for _, y in dots])
    high = max([p.high for p in (*points, *band)] + [y for _, y in dots] + [target or 0.0])
    most = max([p.labels for p in (*points, *band)] + [x for x, _ in dots])
    frame = Frame((0.0, max(most, 1.0)), (max(0.0, low - 0.03), min(1.0, high + 0.03)))
    out = frame.axes("training labels")
    if band:
        out.append(h("path", class_="band other", d=frame.area([_ends(p) for p in band])))
        line = [(p.labels, p.accuracy) for p in band]
        out.append(h("path", class_="line other", d=frame.path(line)))
    out += [mark("other", frame.x(x), frame.y(y), 3) for x, y in dots]
    if len(points) > 1:
        out.append(h("path", class_="band here", d=frame.area([_ends(p) for p in points])))
        line = [(p.labels, p.accuracy) for p in points]
        out.append(h("path", class_="line here", d=frame.path(line)))
    last = points[-1]
    at = frame.x(last.labels)
    out.append(
        h("line", class_="interval here", x1=at, x2=at, y1=frame.y(last.low), y2=frame.y(last.high))
    )
    out.append(mark("here", at, frame.y(last.accuracy)))
    if target is not None:
        y = frame.y(target)
        out.append(h("line", class_="target", x1=frame.x(0), x2=frame.x(most), y1=y, y2=y))
        out.append(h("text", f"target {target:.2f}", class_="tick", x=frame.x(0) + 4, y=y + 12))
    entries = [("here", names[0])]
    if random is not None:
        entries.append(("other", names[1]))
    said = (
        f"Learning curve: accuracy {last.accuracy:.2f} with {last.labels:.0f} training labels; "
        "the numbers are in the table."
    )
    return figure("Learning curve", out, key=key(*entries), said=said)


def _ends(point: Point) -> tuple[float, float, float]:
    return point.labels, point.low, point.high


def thinned(points: Sequence[Point], most: int = 60) -> list[Point]:
    """Return at most about `most` of the points, the last one among them."""
    if len(points) <= most:
        return list(points)
    kept = steps(0, len(points) - 1, most)
    return [points[int(at)] for at in kept[:-1]] + [points[-1]]
