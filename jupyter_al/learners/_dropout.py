"""Variants of a torch module: each leaves out units of its own, the same ones for every row."""

from __future__ import annotations

import copy
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["Variants", "largest_share"]

_FLOOR = -1.7580993408473766
"""What a unit that `AlphaDropout` leaves out becomes: the lowest value of SELU."""


def largest_share(body: nn.Module) -> float:
    """Return the largest share of units that a dropout layer leaves out; 0.0 without a layer."""
    return max((float(layer.p) for layer in _layers(body)), default=0.0)


class Variants:
    """A module as its dropout layers make it (Gal and Ghahramani, ICML 2016).

    In training a layer draws for each row anew. Here the units that a variant leaves out hang on
    the seed, the variant and the layer alone, so that it is one network: the same row has the
    same answer in every batch. The first axis of what a layer is given must be the batch.

    Parameters
    ----------
    body : torch.nn.Module
        In evaluation mode. It is left as it is; its weights are shared, not copied.
    seed : int
    """

    def __init__(self, body: Any, seed: int) -> None:
        from torch import nn

        weights = chain(body.parameters(), body.buffers())
        self._body: Any = copy.deepcopy(body, {id(tensor): tensor for tensor in weights})
        self._seed = seed
        self._member = 0
        self._calls: dict[int, int] = {}
        self._drawn: dict[tuple[object, ...], tuple[Tensor, Tensor | None]] = {}
        for number, layer in enumerate(_layers(self._body)):
            layer.register_forward_hook(partial(self._leave_out, number))
        for layer in self._body.modules():
            if isinstance(layer, nn.TransformerEncoderLayer):
                layer.training = True  # otherwise it runs in one piece, past its dropout layers

    def features(self, batch: Tensor, member: int) -> Tensor:
        """Return the (B, E) embedding of a batch by variant `member`, 0 or more."""
        self._member, self._calls = member, {}
        out: Tensor = self._body.features(batch)
        return out

    def _leave_out(self, number: int, layer: Any, _: object, output: Tensor) -> Tensor:
        """Return the output of a layer, which in evaluation mode is its input, without units."""
        import torch

        call = self._calls.get(number, 0)  # a layer may be used more than once
        self._calls[number] = call + 1
        key = (self._member, number, call, *output.shape[1:])
        if key not in self._drawn:
            chance = np.random.default_rng([self._seed, self._member, number, call])
            kept = chance.random(_units(layer, output)) >= layer.p
            mask = torch.as_tensor(kept, device=output.device).to(output.dtype)
            self._drawn[key] = _factor_and_shift(layer, mask)
        factor, shift = self._drawn[key]
        return output * factor if shift is None else output * factor + shift


def _layers(body: nn.Module) -> list[Any]:
    from torch.nn.modules.dropout import _DropoutNd

    return [layer for layer in body.modules() if isinstance(layer, _DropoutNd) and layer.p > 0]


def _units(layer: Any, output: Tensor) -> tuple[int, ...]:
    """Return the shape of what is left out: single numbers, or whole channels."""
    from torch import nn

    shape = tuple(output.shape[1:])
    if isinstance(layer, (nn.Dropout, nn.AlphaDropout)):
        return shape
    return (*shape[:1], *(1 for _ in shape[1:]))


def _factor_and_shift(layer: Any, mask: Tensor) -> tuple[Tensor, Tensor | None]:
    """Return what turns an input into an output of the same mean (and variance, for SELU)."""
    from torch import nn

    kept = 1.0 - layer.p
    if kept == 0:
        return mask, None
    if not isinstance(layer, (nn.AlphaDropout, nn.FeatureAlphaDropout)):
        return mask / kept, None
    scale = (kept + _FLOOR**2 * kept * layer.p) ** -0.5
    return scale * mask, scale * (_FLOOR * (1 - mask) - layer.p * _FLOOR)
