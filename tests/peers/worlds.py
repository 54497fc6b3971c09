"""The fixed random pools on which all libraries are asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks._peer_calls import Case
from jupyter_al.numerics.softmax import softmax
from jupyter_al.snapshot import Snapshot

__all__ = ["WORLDS", "snapshot_of"]


def plain() -> Case:
    """Four overlapping clouds of 100 rows, ten labels of each, a head, and a committee of six."""
    return _clouds(n=400, width=8, classes=4, members=6, labels=10, batch=12, gap=1.5)


def few() -> Case:
    """A small pool, for what fits a model for each row and answer or lists all answers."""
    return _clouds(n=70, width=4, classes=3, members=5, labels=3, batch=4, gap=1.0)


def blobs() -> Case:
    """Twelve clusters far apart, three of them with labels: any k-means finds the same ones."""
    rng = np.random.default_rng(5)
    sizes = np.arange(18, 42, 2)
    centres = 60 * np.eye(12)[:, :12]
    X = np.concatenate([c + rng.normal(size=(m, 12)) for c, m in zip(centres, sizes, strict=True)])
    own = np.repeat(np.arange(12), sizes)
    labelled = np.array([int(np.flatnonzero(own == c)[0]) for c in (2, 5, 11)])
    codes = np.array([0, 1, 2])
    return _with_models(X, own % 3, 3, labelled, codes, members=3, batch=9, rng=rng)


def _clouds(
    n: int, width: int, classes: int, members: int, labels: int, batch: int, gap: float
) -> Case:
    rng = np.random.default_rng(3)
    centres = rng.normal(size=(classes, width)) * gap
    own = np.arange(n) % classes
    X = centres[own] + rng.normal(size=(n, width))
    drawn = [rng.choice(np.flatnonzero(own == c), labels, replace=False) for c in range(classes)]
    labelled = np.sort(np.concatenate(drawn))
    codes = own[labelled]
    return _with_models(X, own, classes, labelled, codes, members=members, batch=batch, rng=rng)


def _with_models(
    X: Any, own: Any, classes: int, labelled: Any, codes: Any, *, members: int, batch: int, rng: Any
) -> Case:
    middle = X.mean(axis=0)
    weight = np.stack([X[own == c].mean(axis=0) - middle for c in range(classes)])
    weight /= np.abs(weight).mean() * X.shape[1] * 0.5
    # no bias, and rows about their middle: hiding features scales what is left, and no more
    X = X - middle
    others = weight + rng.normal(size=(members, *weight.shape)) * np.abs(weight).mean()
    return Case(
        X=X,
        P=softmax(X @ weight.T),
        members=np.stack([softmax(X @ each.T) for each in others]),
        weight=weight,
        bias=np.zeros(classes),
        labelled=labelled,
        labels=codes,
        batch=batch,
    )


WORLDS = {"plain": plain, "few": few, "blobs": blobs}


def snapshot_of(case: Case, *, committee: bool = False, **more: Any) -> Snapshot:
    """Return the same arrays as a snapshot."""
    given: dict[str, Any] = {
        "probabilities": case.P,
        "head": (case.weight, case.bias),
        "labelled": case.labelled,
        "labels": case.labels,
        "n_classes": case.n_classes,
        "committee": case.members if committee else None,
    }
    return Snapshot(case.X, **{**given, **more})
