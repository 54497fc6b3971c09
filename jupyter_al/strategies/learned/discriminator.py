"""Telling labelled from unlabelled rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from jupyter_al.learners._newton import minimise
from jupyter_al.learners.device import few_threads
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.leave_one_out import area_under_curve
from jupyter_al.strategies.learned.network import train

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Discriminator", "Plane", "logistic", "small_network", "told_apart"]

_FOLDS = 5
_BATCH = 256


class Discriminator(Protocol):
    """Something that maps rows to how labelled they look."""

    def apply(self, rows: Floats) -> Floats:
        """Return the (M,) logits of being labelled, for a prior of one half."""


@dataclass(frozen=True)
class Plane:
    """``x . weight + shift``."""

    weight: Floats
    shift: float

    def apply(self, rows: Floats) -> Floats:
        """Return the (M,) logits of (M, K) rows."""
        with np.errstate(under="ignore"):
            found: Floats = rows @ self.weight + self.shift
        return found


def logistic(
    known: Floats, others: Floats, l2: float, check: Callable[[], None] = lambda: None
) -> Plane:
    """Return the logistic regression of `known` against `others`.

    Both sides weigh the same, whatever their numbers: ``1 / L`` and ``1 / M`` a row.

    Parameters
    ----------
    known : (L, K) array
    others : (M, K) array
    l2 : float
        Constant of the penalty on the two-class softmax; the bias is free.
    check : callable
        Called before each step of Newton's method; raises to stop.
    """
    import torch

    rows = np.concatenate([known, others])
    wide = torch.from_numpy(np.column_stack([rows, np.ones(len(rows))]))
    sides = torch.from_numpy(np.repeat([1, 0], [len(known), len(others)]))
    total = len(rows) / 2
    weights = np.repeat([total / len(known), total / len(others)], [len(known), len(others)])
    penalty = torch.full((wide.shape[1],), float(l2), dtype=torch.float64)
    penalty[-1] = 0.0

    def beat(step: int, gap: float) -> None:
        check()

    with few_threads():
        best = minimise(
            wide,
            sides,
            torch.from_numpy(weights),
            penalty,
            torch.zeros((2, wide.shape[1]), dtype=torch.float64),
            tolerance=1e-12,
            check=beat,
        )
        found = (best.S[1] - best.S[0]).numpy()
    return Plane(found[:-1], float(found[-1]))


def small_network(
    known: Floats,
    others: Floats,
    hidden: int,
    steps: int,
    rng: np.random.Generator,
    check: Callable[[], None] = lambda: None,
) -> Discriminator:
    """Return a network trained on batches of which one half is `known`, the other `others`.

    Parameters
    ----------
    known : (L, K) array
    others : (M, K) array
    hidden, steps : int
    rng : numpy.random.Generator
    check : callable
        Called before each step; raises to stop.
    """
    import torch

    half = min(_BATCH // 2, len(known), len(others))
    answer = torch.cat([torch.ones(half), torch.zeros(half)])

    def draw() -> Ints:
        left = rng.choice(len(known), half, replace=False)
        right = rng.choice(len(others), half, replace=False)
        return np.concatenate([left, right + len(known)])

    def loss(found: Tensor, index: Ints) -> Tensor:
        return torch.nn.functional.binary_cross_entropy_with_logits(found, answer)

    rows = np.concatenate([known, others])
    return train(rows, hidden, loss, draw, steps=steps, lr=1e-3, rng=rng, check=check)


def told_apart(
    known: Floats, others: Floats, fit: Callable[[Floats, Floats], Discriminator]
) -> float:
    """Return how often a row of each side, both unseen, is told apart: the mean over five folds.

    Parameters
    ----------
    known : (L, K) array
        L >= 5.
    others : (M, K) array
    fit : callable
        Makes a discriminator of some of `known` and of `others`.

    Returns
    -------
    float
        Chance is 0.5; NaN with fewer than five other rows.
    """
    if min(len(known), len(others)) < _FOLDS:
        return float("nan")
    found = []
    left, right = np.arange(len(known)) % _FOLDS, np.arange(len(others)) % _FOLDS
    for fold in range(_FOLDS):
        judge = fit(known[left != fold], others[right != fold])
        seen = [judge.apply(known[left == fold]), judge.apply(others[right == fold])]
        positive = np.repeat([True, False], [len(part) for part in seen])
        found.append(area_under_curve(np.concatenate(seen), positive))
    return float(np.mean(found))
