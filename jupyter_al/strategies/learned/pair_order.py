"""Learning which of two rows has the larger loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.strategies.learned.network import Network, train

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["ordered_right", "pair_loss", "train_ranker"]


def pair_loss(predicted: Tensor, target: Tensor, margin: float | None) -> Tensor:
    """Return the mean loss of the pairs (i, 2B - 1 - i).

    ``max(0, margin - s (p_i - p_j))`` with s = 1 where target i is the larger one, else -1
    (Yoo and Kweon, 2019). Without a margin, the cross-entropy of ``sigmoid(p_i - p_j)`` and
    whether it is (Kim et al., 2021).

    Parameters
    ----------
    predicted, target : (2B,) tensors
        The last one of an odd number is left out.
    margin : float or None
    """
    import torch

    even = len(predicted) - len(predicted) % 2
    predicted, target = predicted[:even], target[:even]
    ahead = (predicted - predicted.flip(0))[: even // 2]
    larger = ((target - target.flip(0))[: even // 2] > 0).to(ahead.dtype)
    if margin is None:
        return torch.nn.functional.binary_cross_entropy_with_logits(ahead, larger)
    return torch.relu(margin - (2 * larger - 1) * ahead).mean()


def train_ranker(
    rows: Floats,
    losses: Floats,
    margin: float | None,
    *,
    hidden: int,
    steps: int,
    batch: int,
    lr: float,
    rng: np.random.Generator,
    check: Callable[[], None] = lambda: None,
) -> Network:
    """Fit a network whose output is larger for rows of larger loss.

    Parameters
    ----------
    rows : (L, D) array
        L >= 2.
    losses : (L,) array
    margin : float or None
        See :func:`pair_loss`.
    hidden, steps, batch : int
        Units, steps, and rows of a step (half as many pairs).
    lr : float
    rng : numpy.random.Generator
    check : callable
        Called before each step; raises to stop.
    """
    import torch

    target = torch.from_numpy(np.asarray(losses, dtype=np.float64))
    size = min(batch, len(rows))
    size -= size % 2

    def draw() -> Ints:
        return rng.permutation(len(rows))[:size]

    def loss(found: Tensor, index: Ints) -> Tensor:
        return pair_loss(found, target[torch.from_numpy(index)], margin)

    return train(rows, hidden, loss, draw, steps=steps, lr=lr, rng=rng, check=check)


def ordered_right(predicted: Floats, losses: Floats) -> float:
    """Return the share of pairs of different loss that are in the right order; ties are half.

    NaN where all losses are equal.
    """
    ahead = np.sign(predicted[:, None] - predicted)
    larger = np.sign(losses[:, None] - losses)
    count = np.count_nonzero(larger)
    return float((1 + (ahead * larger).sum() / count) / 2) if count else float("nan")
