"""AdamW in thirty lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["AdamW"]

MEAN_DECAY, SQUARE_DECAY, EPS = 0.9, 0.999, 1e-8


class AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019).

    Steps as ``torch.optim.AdamW`` does. That one imports 800 modules of torch's compiler when
    the first optimiser is made, which costs seconds that a user of a notebook sits and waits.

    Parameters
    ----------
    groups : iterable of (parameters, lr)
    weight_decay : float
    """

    def __init__(
        self, groups: Iterable[tuple[Iterable[Tensor], float]], weight_decay: float
    ) -> None:
        import torch

        self._weight_decay = weight_decay
        self._steps = 0
        self._state = [
            (p, torch.zeros_like(p), torch.zeros_like(p), lr)
            for parameters, lr in groups
            for p in parameters
        ]

    def step(self) -> None:
        """Move all parameters along their gradients, and clear these."""
        import torch

        self._steps += 1
        mean_share = 1 - MEAN_DECAY**self._steps
        square_share = 1 - SQUARE_DECAY**self._steps
        with torch.no_grad():
            for p, mean, square, lr in self._state:
                if p.grad is None:
                    continue
                p.mul_(1 - lr * self._weight_decay)
                mean.lerp_(p.grad, 1 - MEAN_DECAY)
                square.mul_(SQUARE_DECAY).addcmul_(p.grad, p.grad, value=1 - SQUARE_DECAY)
                p.addcdiv_(mean, (square / square_share).sqrt_().add_(EPS), value=-lr / mean_share)
                p.grad = None
