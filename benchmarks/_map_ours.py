"""The map of a session, in its kernel: what ``_map_scatter.py`` is for the other library."""

from __future__ import annotations

import importlib
import time
from typing import Any

import numpy as np

import jupyter_al as al
from benchmarks._map_points import Points, memory
from jupyter_al.snapshot import Snapshot

__all__ = ["Side"]

LABELS = 200
NAMES = [f"class {c}" for c in range(10)]


class Side:
    """A session with a model on places that are given."""

    def __init__(self, path: str) -> None:
        self.points = Points.load(path)
        for name in ("torch", "jupyter_al.widget"):  # imported at their first use
            importlib.import_module(name)
        self.before = memory()
        pool = al.Pool(self.points.features)
        self.session = al.Session(pool, NAMES, projection=self.points.xy)
        rows = np.unique(np.linspace(0, len(pool) - 1, LABELS).astype(np.int64))
        self.session.annotate(rows, [NAMES[c] for c in self.points.classes[rows]])
        self.session.loop.refresh()
        self.session.loop.updates.subscribe(self._heard)
        self.selected: tuple[float, int] = (0.0, 0)
        self.columns = 0  # bytes of the largest column of the last message with one

    def _heard(self, kinds: tuple[str, ...], detail: Any) -> None:
        if "selection" in kinds:
            self.selected = (time.time(), len(self.session.selection))

    def show(self) -> Any:
        """Return what the cell displays."""
        view = self.session.map()
        send = view.send

        def noted(content: Any, buffers: Any = None, **more: Any) -> None:
            parts = [m["buffer"] for m in content["messages"] if m["type"] == "column"]
            self.columns = max((len(buffers[k]) for k in parts), default=self.columns)
            send(content, buffers=buffers, **more)

        view.send = noted
        return view

    def quiet(self) -> None:
        """Return when nothing runs any more."""
        self.session.loop.worker.finish()

    def lasso(self) -> None:
        """Choose the lasso: here a key is held instead."""

    def move(self) -> None:
        """Let a drag move the map."""

    def forget(self) -> None:
        """Select nothing."""
        self.session.selection = []
        self.selected = (0.0, 0)

    def recolour(self, round_: int) -> float:
        """Install new scores of every point; return when they were there (seconds since 1970)."""
        trainer = self.session.loop.trainer
        snapshot = Snapshot(
            self.points.features,
            probabilities=self.points.probabilities(round_),
            version=trainer.version + round_,
            classes=tuple(NAMES),
        )
        # the scores: computed by the model's job, before anybody hears of them
        _ = snapshot.uncertainty, snapshot.predicted
        trainer.snapshot = snapshot
        began = time.time()
        self.session.loop.updates.emit("model")
        return began
