"""What every peer library is given to choose from, and the table of the calls that choose.

Runs in the peers' environment, which does not have this package.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

__all__ = ["CALLS", "Call", "Case", "Fresh", "Head", "Stored", "call"]

Call = Callable[[], Any]
Fresh = Callable[[], Call]  # a new call each time, with nothing computed yet
CALLS: dict[str, dict[str, Callable[[Case], Call]]] = {}


@dataclass
class Case:
    """The arrays that every library is given.

    ``X`` (N, D), ``P`` (N, C), ``members`` (K, N, C), ``weight`` (C, D), ``bias`` (C,),
    ``labelled`` (L,), ``labels`` (L,), and the size of the batch.
    """

    X: Any
    P: Any
    members: Any
    weight: Any
    bias: Any
    labelled: Any
    labels: Any
    batch: int
    seed: int = 0

    @classmethod
    def load(cls, path: Path, **more: Any) -> Case:
        """Read an ``.npz`` file with the arrays of these names."""
        with np.load(path) as file:
            found = {name: file[name] for name in file.files if name in cls.__annotations__}
        found |= {name: int(found[name]) for name in ("batch", "seed") if name in found}
        return cls(**{**found, **more})

    def __deepcopy__(self, memo: Any) -> Case:
        return self  # a copy of an estimator needs no copy of the pool

    @property
    def n_classes(self) -> int:
        return int(self.P.shape[1])

    @cached_property
    def pool(self) -> Any:
        """Positions without a label, ascending."""
        rest = np.ones(len(self.X), dtype=bool)
        rest[self.labelled] = False
        return np.flatnonzero(rest)

    @cached_property
    def y(self) -> Any:
        """(N,) labels, NaN where there is none."""
        out = np.full(len(self.X), np.nan)
        out[self.labelled] = self.labels
        return out

    def of(self, known: Any, rows: int) -> Any:
        """Return the part of (N, C) that is meant by so many rows: all, the pool, the labelled."""
        if rows == len(self.X):
            return known.copy()
        index = self.pool if rows == len(self.pool) else self.labelled
        assert rows == len(index), rows
        return known[index]


class Stored(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """An estimator that looks its probabilities up: predicting costs a peer nothing."""

    def __init__(self, case: Any = None, member: int | None = None) -> None:
        self.case = case
        self.member = member

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Stored:
        self.classes_ = np.arange(self.case.n_classes)
        return self

    def predict_proba(self, X: Any) -> Any:
        known = self.case.P if self.member is None else self.case.members[self.member]
        return self.case.of(known, len(X))

    def predict(self, X: Any) -> Any:
        return self.predict_proba(X).argmax(axis=1)


class Head(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The linear head, for methods that change the features."""

    def __init__(self, weight: Any = None, bias: Any = None) -> None:
        self.weight = weight
        self.bias = bias

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Head:
        self.classes_ = np.arange(len(self.bias))
        return self

    def predict_proba(self, X: Any) -> Any:
        logits = X @ self.weight.T + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        out = np.exp(logits)
        out /= out.sum(axis=1, keepdims=True)
        return out

    def predict(self, X: Any) -> Any:
        return (X @ self.weight.T + self.bias).argmax(axis=1)


def call(method: str, library: str) -> Callable[[Any], Any]:
    """Add to :data:`CALLS`."""

    def add(prepare: Callable[[Case], Call]) -> Callable[[Case], Call]:
        CALLS.setdefault(method, {})[library] = prepare
        return prepare

    return add
