"""The classes of the pool beside those of the training labels."""

from __future__ import annotations

from typing import Any

from jupyter_al.figures._drawing import ACTIVE, RANDOM, evaluated, new_figure, plain, say

__all__ = ["class_shares"]


def class_shares(source: Any) -> Any:
    """Draw the share of each class in the pool, with its interval, and in the training labels.

    Parameters
    ----------
    source : Session or Evaluation

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    AlError
        `source` is something else, or plotly is missing.
    """
    found = evaluated(source).skew
    drawn = new_figure("class shares", "", "share")
    if not found.pool.n:
        say(drawn, found.sentences[0])
        return drawn
    names = [plain(name) for name in found.names]
    ranges = found.pool.intervals
    middle = [each.estimate or 0.0 for each in ranges]
    drawn.add_bar(
        x=names,
        y=middle,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [r.high - m for r, m in zip(ranges, middle, strict=True)],
            "arrayminus": [m - r.low for r, m in zip(ranges, middle, strict=True)],
        },
        customdata=[[r.low, r.high, r.correct] for r in ranges],
        marker_color=ACTIVE,
        name=f"pool, from {found.pool.n} audited labels",
        hovertemplate=(
            "%{x}: %{y:.2f} (%{customdata[0]:.2f} to %{customdata[1]:.2f}), "
            f"%{{customdata[2]}} of {found.pool.n}"
        ),
    )
    drawn.add_bar(
        x=names,
        y=found.labelled.tolist(),
        marker_color=RANDOM,
        name="training labels",
        hovertemplate="%{x}: %{y:.2f} of the training labels",
    )
    drawn.update_xaxes(type="category")
    return drawn
