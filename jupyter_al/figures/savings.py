"""How many labels choosing the samples has saved, model by model."""

from __future__ import annotations

from typing import Any

from jupyter_al.evaluation.gain.gain import gain_over_random
from jupyter_al.figures._drawing import ACTIVE, RANDOM, evaluated, headline, new_figure, say

__all__ = ["savings"]


def savings(source: Any) -> Any:
    """Draw the labels saved against random labelling at each round, where there is evidence.

    Parameters
    ----------
    source : Session or Evaluation

    Returns
    -------
    plotly.graph_objects.Figure
        With the reason in words where nothing can be said.

    Raises
    ------
    AlError
        `source` is something else, or plotly is missing.
    """
    found = evaluated(source)
    drawn = new_figure("labels saved against random", "training labels", "labels saved")
    arm, active = found.random_arm, found.active_arm
    known = []
    if arm is not None and active is not None and active.n == arm.n:
        for size, right in zip(active.sizes.tolist(), active.correct, strict=True):
            gain = gain_over_random(arm, right, size, seed=0) if size else None
            # below its smallest size the random curve was not fitted
            if gain is not None and gain.labels_saved and gain.n_random >= arm.curve.smallest:
                known.append((size, gain.labels_saved))
    if not known:
        say(drawn, found.gain.sentence)
        return drawn
    drawn.update_yaxes(tickformat=".0%")
    drawn.add_hline(y=0, line={"color": RANDOM, "width": 1, "dash": "dash"})
    middle = [saved.estimate for _, saved in known]
    drawn.add_scatter(
        x=[size for size, _ in known],
        y=middle,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [saved.high - saved.estimate for _, saved in known],
            "arrayminus": [saved.estimate - saved.low for _, saved in known],
        },
        customdata=[[saved.low, saved.high, saved.n] for _, saved in known],
        mode="markers",
        marker={"color": ACTIVE, "size": 8},
        name="labels saved, 5 to 95 %",
        hovertemplate=(
            "%{x} labels: %{y:.0%} saved (%{customdata[0]:.0%} to %{customdata[1]:.0%}), "
            "n = %{customdata[2]} audited"
        ),
    )
    headline(drawn, found.gain.sentence)
    return drawn
