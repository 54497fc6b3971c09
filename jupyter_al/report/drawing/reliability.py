"""Whether a model that says 80 % is right in 80 of 100."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_al.report.drawing.frame import Frame, figure
from jupyter_al.report.drawing.keys import key, mark
from jupyter_al.report.markup import Markup, h

__all__ = ["reliability"]


def reliability(bins: Sequence[tuple[float, float, float, float, int]], n: int) -> Markup | None:
    """Draw accuracy against confidence; None without a bin.

    Parameters
    ----------
    bins : sequence of (confidence, accuracy, low, high, n)
        Those that hold items.
    n : int
        Items in all.
    """
    if not bins:
        return None
    frame = Frame((0.0, 1.0), (0.0, 1.0))
    out = frame.axes("confidence", decimals=1)
    out.append(h("path", class_="line other", d=frame.path([(0, 0), (1, 1)])))
    most = max(each[-1] for each in bins)
    for confidence, accuracy, low, high, of in bins:
        at = frame.x(confidence)
        out.append(
            h("line", class_="interval here", x1=at, x2=at, y1=frame.y(low), y2=frame.y(high))
        )
        out.append(mark("here", at, frame.y(accuracy), 2 + 4 * (of / most) ** 0.5))
    said = f"Reliability: accuracy against confidence in {len(bins)} groups of {n} labels."
    names = key(("here", f"this model, n = {n}; a larger dot has more labels"))
    return figure("Reliability", out, key=names, said=said)
