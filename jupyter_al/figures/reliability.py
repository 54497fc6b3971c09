"""Whether a model that says 80 % is right in 80 of 100."""

from __future__ import annotations

from typing import Any

from jupyter_al.figures._drawing import ACTIVE, RANDOM, evaluated, headline, new_figure, say

__all__ = ["reliability"]


def reliability(source: Any) -> Any:
    """Draw accuracy against confidence, with the interval of each bin.

    Parameters
    ----------
    source : Session or Evaluation

    Returns
    -------
    plotly.graph_objects.Figure
        With a sentence in place of points below 100 evenly drawn labels.

    Raises
    ------
    AlError
        `source` is something else, or plotly is missing.
    """
    found = evaluated(source).reliability
    drawn = new_figure("reliability", "confidence", "accuracy")
    drawn.update_xaxes(range=[0, 1])
    drawn.update_yaxes(range=[0, 1])
    if not found.enough:
        say(drawn, found.sentence)
        return drawn
    drawn.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": RANDOM, "dash": "dash"},
        name="as sure as right", hoverinfo="skip",
    )  # fmt: skip
    bins = [each for each in found.bins if each.n]
    middle = [each.accuracy.estimate or 0.0 for each in bins]
    drawn.add_scatter(
        x=[each.confidence for each in bins],
        y=middle,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [b.accuracy.high - m for b, m in zip(bins, middle, strict=True)],
            "arrayminus": [m - b.accuracy.low for b, m in zip(bins, middle, strict=True)],
        },
        customdata=[each.n for each in bins],
        mode="markers",
        marker={"color": ACTIVE, "size": 8},
        name="this model",
        hovertemplate="says %{x:.2f}, right %{y:.2f}, n = %{customdata}",
    )
    headline(drawn, found.sentence)
    return drawn
