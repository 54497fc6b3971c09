"""One hidden layer and one number: trained by torch, applied by NumPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jupyter_al.learners._adamw import AdamW
from jupyter_al.learners._layers import apply_layer, first_layers, last_hidden
from jupyter_al.learners.device import few_threads
from jupyter_al.numerics import watch
from jupyter_al.numerics.arrays import Floats, Ints

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["Network", "train"]

_DECAY = 1e-2


@dataclass(frozen=True)
class Network:
    """``relu(x W + b) . v + c``.

    Attributes
    ----------
    weight : (D, H) float64
    bias : (H,) float64
    out : (H,) float64
    shift : float
    """

    weight: Floats
    bias: Floats
    out: Floats
    shift: float

    def apply(self, rows: Floats) -> Floats:
        """Return the (M,) outputs of a block of (M, D) rows."""
        with np.errstate(under="ignore"):
            hidden = rows @ self.weight
            hidden += self.bias
            np.maximum(hidden, 0, out=hidden)
            found: Floats = hidden @ self.out + self.shift
        return found


def train(
    rows: Floats,
    hidden: int,
    loss: Callable[[Tensor, Ints], Tensor],
    draw: Callable[[], Ints],
    *,
    steps: int,
    lr: float,
    rng: np.random.Generator,
    check: Callable[[], None] = lambda: None,
) -> Network:
    """Fit a network by AdamW (Loshchilov and Hutter, 2019) on the CPU.

    All random numbers are NumPy's: torch's global generator is not touched.

    Parameters
    ----------
    rows : (M, D) array
        Scaled; trained on in float32.
    hidden : int
        Units of the hidden layer.
    loss : callable
        Outputs (B,) of the rows at (B,) indices to a number.
    draw : callable
        Returns the indices of the next batch.
    steps : int
    lr : float
    rng : numpy.random.Generator
        Draws the first weights.
    check : callable
        Called before each step; raises to stop.
    """
    import torch

    with few_threads():
        x = torch.from_numpy(np.ascontiguousarray(rows, dtype=np.float32))
        layers = first_layers([rows.shape[1], hidden, 1], rng, "cpu")
        adam = AdamW([([part for layer in layers for part in layer], lr)], _DECAY)
        for _ in watch.steps(steps):
            check()
            index = draw()
            some = x[torch.from_numpy(index)]
            found = apply_layer(last_hidden(some, layers), layers[-1])[:, 0]
            loss(found, index).backward()  # type: ignore[no-untyped-call]  # torch does not type it
            adam.step()
        (weight, bias), (out, shift) = (
            [part.detach().numpy().astype(np.float64) for part in layer] for layer in layers
        )
    return Network(np.ascontiguousarray(weight.T), bias, out[0], float(shift[0]))
