"""Figures to keep, of what a session knows about its model; each is a plotly figure."""

from __future__ import annotations

from jupyter_al.figures.class_shares import class_shares
from jupyter_al.figures.learning_curve import learning_curve
from jupyter_al.figures.reliability import reliability
from jupyter_al.figures.savings import savings

__all__ = ["class_shares", "learning_curve", "reliability", "savings"]
