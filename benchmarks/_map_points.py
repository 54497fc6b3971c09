"""The points of the maps, the same for every library. Needs nothing but NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["Points", "make", "memory", "radius_of"]

CLASSES = 10
WIDTH = 8
MOVED = 0.03  # share of the predictions that each new model changes


@dataclass
class Points:
    """Places (N, 2) in a square, classes (N,), features (N, 8)."""

    xy: Any
    classes: Any
    features: Any

    @classmethod
    def load(cls, path: str) -> Points:
        """Read what :func:`make` has written."""
        with np.load(path) as file:
            return cls(file["xy"], file["classes"], file["features"])

    def probabilities(self, round_: int) -> Any:
        """Return (N, C) of another model: no score stays what it was, some predictions change."""
        rng = np.random.default_rng([7, round_])
        sure = rng.beta(2, 2, len(self.xy)).astype(np.float32)
        moved = self.classes + (rng.random(len(self.xy)) < MOVED)
        out = np.repeat(((1 - sure) / CLASSES)[:, None], CLASSES, axis=1)
        out[np.arange(len(out)), moved % CLASSES] += sure
        return out


def make(path: Path, n: int, seed: int = 0) -> Path:
    """Write `n` points: ten clusters of different width that run into each other."""
    rng = np.random.default_rng([seed, n])
    classes = rng.integers(0, CLASSES, n)
    angle = 2 * np.pi * np.arange(CLASSES) / CLASSES
    middle = np.linspace(0.3, 1, CLASSES)[:, None] * np.stack(
        [np.cos(angle), np.sin(angle)], axis=1
    )
    width = np.linspace(0.08, 0.3, CLASSES)
    xy = middle[classes] + rng.normal(size=(n, 2)) * width[classes, None]
    low, high = xy.min(axis=0), xy.max(axis=0)
    xy = (2 * (xy - low) / (high - low) - 1).astype(np.float32)  # as wide as high, around zero
    wide = rng.normal(size=(CLASSES, WIDTH))
    features = (wide[classes] + rng.normal(size=(n, WIDTH))).astype(np.float32)
    np.savez(path, xy=xy, classes=classes, features=features)
    return path


def radius_of(xy: Any, share: float) -> float:
    """Return the radius of the circle around the middle that holds this share of the points."""
    return float(np.quantile(np.hypot(xy[:, 0], xy[:, 1]), share))


def memory() -> float:
    """Return the memory that this process holds, MB (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")
