"""Small pools for the tests of the strategies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from jupyter_al.numerics import arrays
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot

CLASSES = ("cat", "dog", "fox")


def world(
    n: int = 120,
    width: int = 6,
    *,
    seed: int = 0,
    labels: int = 12,
    one_class: bool = False,
    model: bool = True,
    features: np.ndarray | None = None,
    dtype: type = np.float32,
    **more: Any,
) -> Snapshot:
    """Return three blurred clusters, the first rows labelled, with a linear head."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(3, width)) * 2
    codes = np.arange(n) % 3
    rows = (centres[codes] + rng.normal(size=(n, width))).astype(dtype)
    rows = rows if features is None else features
    labelled = np.arange(labels)
    answers = np.zeros(labels, dtype=int) if one_class else codes[labelled]
    arrays: dict[str, Any] = {"regularisation": 1e-3, "classes": CLASSES, "seed": seed}
    if model:
        arrays["head"] = (centres * 0.4, rng.normal(size=3) * 0.2)
    return Snapshot(rows, labelled=labelled, labels=answers, **{**arrays, **more})


def with_probabilities(rows: np.ndarray, known: np.ndarray, **more: Any) -> Snapshot:
    """Return a snapshot of given rows and probabilities."""
    return Snapshot.from_arrays(np.asarray(rows, dtype=float), probabilities=known, **more)


def random_probabilities(n: int, classes: int, seed: int = 0) -> np.ndarray:
    """Return (n, classes) float32 probabilities."""
    logits = np.random.default_rng(seed).normal(size=(n, classes)) * 2
    return softmax(logits.astype(np.float32))


def in_small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all that works block by block take 64 rows at a time."""
    original = arrays.blocks

    def small(n_rows: int, row_bytes: int, budget: int = 0) -> Iterator[slice]:
        return original(n_rows, row_bytes, 1)

    users = [
        module
        for name, module in sys.modules.items()
        if name.startswith("jupyter_al") and getattr(module, "blocks", None) is original
    ]
    assert len(users) > 40
    for module in users:
        monkeypatch.setattr(module, "blocks", small)
