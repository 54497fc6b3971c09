"""Accuracy against the number of labels, and where random labelling would be."""

from __future__ import annotations

from typing import Any

import numpy as np

from jupyter_al.evaluation.accuracy.interval import FEWEST, Interval
from jupyter_al.evaluation.accuracy.intervals import wilson
from jupyter_al.evaluation.evaluation import Evaluation
from jupyter_al.evaluation.words import few, with_ends
from jupyter_al.figures._drawing import ACTIVE, RANDOM, band, evaluated, new_figure, say
from jupyter_al.session import Session

__all__ = ["learning_curve"]

_POINTS = 60


def learning_curve(source: Any, *, target: float | None = None) -> Any:
    """Draw the models of a session, all scored on the same items, beside random labelling.

    Parameters
    ----------
    source : Session or Evaluation
    target : float, optional
        An accuracy to draw as a line.

    Returns
    -------
    plotly.graph_objects.Figure
        The random curve ends at 3 times the labels that it was fitted to; beyond, nothing is
        known.

    Raises
    ------
    AlError
        `source` is something else, or plotly is missing.
    """
    found = evaluated(source)
    drawn = new_figure(found.accuracy.sentence, "training labels", "accuracy")
    points, n = _points(source, found)
    if n < FEWEST:
        say(drawn, few(n, FEWEST, "held-out labels"))
        return drawn
    sizes, ranges = [size for size, _ in points], [r for _, r in points]
    low, high = [r.low for r in ranges], [r.high for r in ranges]
    band(drawn, list(map(float, sizes)), low, high, colour=ACTIVE, name="this session")
    said = [with_ends(r.estimate or 0.0, r.low, r.high) for r in ranges]
    drawn.add_scatter(
        x=sizes,
        y=[r.estimate for r in ranges],
        text=said,
        mode="lines+markers",
        line={"color": ACTIVE, "width": 2},
        name="this session",
        legendgroup="this session",
        hovertemplate=f"%{{x}} labels: %{{text}}, n = {n}",
    )
    arm = found.random_arm
    if arm is not None:
        _random(drawn, arm)
    if target is not None:
        drawn.add_hline(y=target, line={"color": RANDOM, "width": 1}, annotation_text="target")
    return drawn


def _points(source: Any, found: Evaluation) -> tuple[list[tuple[int, Interval]], int]:
    """Return the models so far on the items of today; on a test set as they were measured."""
    arm = found.active_arm
    if isinstance(source, Session) and source.loop.trainer.curve.source == "test":
        then = [p for p in source.loop.trainer.curve.points if p.n]
        ranges = [wilson(p.correct, p.n) for p in then]
        sizes = [p.n_labels for p in then]
        return list(zip(sizes, ranges, strict=True)), then[-1].n if then else 0
    if arm is None:
        return [], 0
    right = np.rint(arm.correct.sum(axis=1)).astype(int).tolist()
    ranges = [wilson(k, arm.n) for k in right]
    return list(zip(arm.sizes.tolist(), ranges, strict=True)), arm.n


def _random(drawn: Any, arm: Any) -> None:
    drawn.add_scatter(
        x=arm.sizes.tolist(),
        y=arm.accuracies.tolist(),
        mode="markers",
        marker={"color": RANDOM, "symbol": "circle-open"},
        name="random labels",
        legendgroup="random labels",
        hovertemplate=f"%{{x}} random labels: %{{y:.2f}}, cross-fitted, n = {arm.n}",
    )
    curve = arm.curve
    if not curve.usable:
        return
    at = np.linspace(curve.smallest, curve.horizon, _POINTS)
    ranges = arm.draws().band(at)
    low, high = [r.low for r in ranges], [r.high for r in ranges]
    band(drawn, at.tolist(), low, high, colour=RANDOM, name="random labels")
    drawn.add_scatter(
        x=at.tolist(),
        y=[r.estimate for r in ranges],
        text=[with_ends(r.estimate, r.low, r.high) for r in ranges],
        mode="lines",
        line={"color": RANDOM, "width": 2, "dash": "dash"},
        name="random labels, fitted",
        legendgroup="random labels",
        hovertemplate=f"%{{x:.0f}} random labels: %{{text}}, fitted, n = {arm.n}",
    )
