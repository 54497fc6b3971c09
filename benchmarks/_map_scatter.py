"""jupyter-scatter, in a kernel of its own environment: what ``_map_ours.py`` is for ours."""

from __future__ import annotations

import time
from typing import Any

import jscatter
import numpy as np
import pandas as pd

from benchmarks._map_points import Points, memory

__all__ = ["Side"]

HEIGHT = 380  # CSS pixels, about that of our map


class Side:
    """A scatter of the same points, coloured by class, with its tooltip on."""

    def __init__(self, path: str) -> None:
        self.points = Points.load(path)
        self.before = memory()
        xy = self.points.xy
        names = pd.Categorical.from_codes(
            self.points.classes, categories=[f"class {c}" for c in range(10)]
        )
        self.frame = pd.DataFrame({"x": xy[:, 0], "y": xy[:, 1], "class": names})
        self.scatter = jscatter.Scatter(
            x="x", y="y", data=self.frame, color_by="class", height=HEIGHT, tooltip=True
        )
        self.selected: tuple[float, int] = (0.0, 0)
        self.columns = 0  # there are none: all of a point travels

    def show(self) -> Any:
        """Return what the cell displays."""
        self.scatter.widget.observe(self._heard, "selection")
        return self.scatter.show()

    def _heard(self, change: Any) -> None:
        found = self.scatter.selection()
        self.selected = (time.time(), 0 if found is None else len(found))

    def quiet(self) -> None:
        """Return when nothing runs any more."""

    def lasso(self) -> None:
        """Choose the lasso."""
        self.scatter.mouse(mode="lasso")

    def move(self) -> None:
        """Let a drag move the map."""
        self.scatter.mouse(mode="panZoom")

    def forget(self) -> None:
        """Select nothing."""
        self.scatter.selection([])
        self.selected = (0.0, 0)

    def recolour(self, round_: int) -> float:
        """Colour every point by a new score; return when that was asked for."""
        score = 1 - self.points.probabilities(round_).max(axis=1)
        began = time.time()
        self.scatter.color(by=np.asarray(score, dtype=np.float64))
        return began
