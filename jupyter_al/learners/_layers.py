"""Fully connected layers as plain tensors: no module, no global random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    Layer: TypeAlias = tuple[Tensor, Tensor]

__all__ = ["apply_layer", "first_layers", "last_hidden"]


def first_layers(sizes: Sequence[int], chance: np.random.Generator, device: str) -> list[Layer]:
    """Draw weights (out, in) and biases (out,) with variance 1 / (3 in), torch's own default.

    They are drawn by NumPy, so that a seed starts from the same weights on every device.
    """
    import torch

    def draw(shape: tuple[int, ...], bound: float) -> Tensor:
        values = chance.uniform(-bound, bound, size=shape).astype(np.float32)
        return torch.as_tensor(values, device=device).requires_grad_()

    return [(draw((b, a), a**-0.5), draw((b,), a**-0.5)) for a, b in pairwise(sizes)]


def apply_layer(x: Tensor, layer: Layer) -> Tensor:
    """Return ``x @ weight.T + bias``."""
    weight, bias = layer
    return x @ weight.T + bias


def last_hidden(
    x: Tensor,
    layers: Sequence[Layer],
    *,
    dropout: float = 0.0,
    noise: torch.Generator | None = None,
) -> Tensor:
    """Pass (M, D) rows through all layers but the head; dropout only where `noise` is given."""
    import torch

    for layer in layers[:-1]:
        x = torch.relu(apply_layer(x, layer))
        if noise is not None and dropout:
            kept = torch.rand(x.shape, generator=noise, device=x.device) >= dropout
            x = x * kept / (1 - dropout)
    return x
