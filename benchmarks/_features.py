"""Feature files of any size, written in chunks: overlapping clouds of points, by default ten."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["CLASSES", "make", "truth"]

CLASSES = 10
CHUNK = 20_000


def truth(n: int, seed: int = 0, classes: int = CLASSES) -> npt.NDArray[np.int64]:
    """Return the (n,) classes of the rows."""
    return np.random.default_rng([seed, 1]).integers(0, classes, n)


def make(
    path: Path, n: int, d: int, dtype: str = "float16", seed: int = 0, classes: int = CLASSES
) -> Path:
    """Write (n, d) rows; the clouds overlap, so that there is doubt."""
    y = truth(n, seed, classes)
    centres = np.random.default_rng([seed, 2]).normal(size=(classes, d)).astype(np.float32)
    centres *= np.float32(4.0 / np.sqrt(2 * d))  # 4 standard deviations apart, in any dimension
    out = np.lib.format.open_memmap(path, mode="w+", dtype=dtype, shape=(n, d))
    for start in range(0, n, CHUNK):
        rng = np.random.default_rng([seed, 3, start])
        part = y[start : start + CHUNK]
        rows = centres[part] + rng.standard_normal((len(part), d), dtype=np.float32)
        out[start : start + len(part)] = rows
    out.flush()
    return path
