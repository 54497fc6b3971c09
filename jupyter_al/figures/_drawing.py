"""What all figures share: where the numbers come from, colours, words in place of a picture."""

from __future__ import annotations

import textwrap
from typing import Any

from jupyter_al.errors import AlError
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.session import Session

__all__ = [
    "ACTIVE",
    "GREY",
    "RANDOM",
    "band",
    "evaluated",
    "headline",
    "new_figure",
    "plain",
    "say",
]

# of Okabe and Ito (2008), told apart by the colour-blind; random is grey and dashed everywhere
ACTIVE, RANDOM, GREY = "#0072B2", "#7f7f7f", "#999999"
_LINE = 90  # letters of a title


def evaluated(source: Any) -> Evaluation:
    """Return the evaluation, of a session the one of now.

    Raises
    ------
    AlError
        It is neither.
    """
    if isinstance(source, Evaluation):
        return source
    if isinstance(source, Session):
        return source.evaluate()
    raise AlError(
        f"A figure is made of a session, or of what session.evaluate() returned, not of "
        f"{type(source).__name__}."
    )


def new_figure(title: str, x: str, y: str) -> Any:
    """Return an empty figure in the common look."""
    try:
        import plotly.graph_objects as go
    except ImportError as error:
        raise AlError(
            "Drawing needs plotly, which is not installed: pip install plotly."
        ) from error
    drawn = go.Figure()
    drawn.update_layout(
        template="plotly_white", xaxis_title=x, yaxis_title=y, hovermode="closest",
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
    )  # fmt: skip
    headline(drawn, title)
    return drawn


def headline(drawn: Any, words: str) -> None:
    """Write a title in as many lines as it takes."""
    lines = textwrap.wrap(words, _LINE)
    drawn.update_layout(
        title={"text": "<br>".join(map(plain, lines)), "font_size": 13},
        margin_t=70 + 18 * len(lines),
    )


def band(drawn: Any, x: list[float], low: list[float], high: list[float], **look: Any) -> None:
    """Draw an interval as an area behind a line."""
    drawn.add_scatter(
        x=x + x[::-1],
        y=high + low[::-1],
        fill="toself",
        fillcolor=look["colour"],
        opacity=0.12,
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        legendgroup=look["name"],
        showlegend=False,
        name=f"{look['name']}, interval",
    )


def say(drawn: Any, sentence: str) -> None:
    """Write a sentence where there is nothing to draw."""
    drawn.update_xaxes(visible=False)
    drawn.update_yaxes(visible=False)
    drawn.add_annotation(
        text=plain(sentence), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False
    )


def plain(text: str) -> str:
    """Return a text that plotly shows as it stands: it would take tags for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
