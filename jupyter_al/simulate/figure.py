"""The figure of a simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_al.errors import SimulationError
from jupyter_al.simulate.statistics import Mean

__all__ = ["figure"]

# the colours of Okabe and Ito (2008), told apart by the colour-blind; yellow is too light here
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_DASHES = ("solid", "dot", "dashdot", "longdash")
# the two that everything is compared with look the same in every figure
_FIXED = {"random": ("#7f7f7f", "dash"), "margin": ("#000000", "dash")}


def figure(curves: Mapping[str, Sequence[tuple[int, Mean]]], title: str) -> Any:
    """Draw mean and interval of each strategy.

    Parameters
    ----------
    curves : mapping of str to sequence of (number of labels, Mean)
    title : str

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    SimulationError
        Plotly is not installed.
    """
    try:
        import plotly.graph_objects as go
    except ImportError as error:
        raise SimulationError(
            "Drawing needs plotly, which is not installed: pip install plotly."
        ) from error
    drawn = go.Figure()
    styles = _styles(list(curves))
    for strategy, points in curves.items():
        colour, dash = styles[strategy]
        known = [(n, m) for n, m in points if m.n > 1]
        if known:
            there = [n for n, _ in known]
            drawn.add_scatter(
                x=there + there[::-1],
                y=[min(1.0, m.high) for _, m in known]
                + [max(0.0, m.low) for _, m in reversed(known)],
                fill="toself",
                fillcolor=colour,
                opacity=0.12,
                line={"width": 0},
                mode="lines",
                hoverinfo="skip",
                legendgroup=strategy,
                showlegend=False,
                name=f"{strategy}, interval",
            )
    for strategy, points in curves.items():
        colour, dash = styles[strategy]
        drawn.add_scatter(
            x=[n for n, _ in points],
            y=[m.mean for _, m in points],
            customdata=[[m.low, m.high] for _, m in points],
            mode="lines+markers" if len(points) < 30 else "lines",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": 5},
            name=strategy,
            legendgroup=strategy,
            hovertemplate="%{y:.3f} (%{customdata[0]:.3f} to %{customdata[1]:.3f})",
        )
    drawn.update_layout(
        title=title,
        template="plotly_white",
        hovermode="x unified",
        xaxis_title="labels",
        yaxis_title="accuracy",
        legend_title="strategy",
    )
    return drawn


def _styles(strategies: list[str]) -> dict[str, tuple[str, str]]:
    """Return colour and dash of each strategy; no two are alike up to 24 of them."""
    others = [s for s in strategies if s not in _FIXED]
    free = {
        s: (_COLOURS[i % len(_COLOURS)], _DASHES[i // len(_COLOURS) % len(_DASHES)])
        for i, s in enumerate(others)
    }
    return {s: _FIXED.get(s) or free[s] for s in strategies}
