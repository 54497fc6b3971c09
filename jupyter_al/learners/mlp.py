"""A multilayer perceptron on the features, with dropout and early stopping."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from jupyter_al.errors import LearnerError
from jupyter_al.learners import device as devices
from jupyter_al.learners._adamw import AdamW
from jupyter_al.learners._batches import batches
from jupyter_al.learners._layers import apply_layer, first_layers, last_hidden
from jupyter_al.learners._progress import Heartbeat
from jupyter_al.learners._rows import (
    as_rows,
    chunks,
    finite,
    frozen,
    is_sparse,
    labelled_rows,
    row_weights,
)
from jupyter_al.learners._stopping import Patience, hold_out
from jupyter_al.learners.base import Array, Cancel, Head, Inputs, Labels, Model, Progress

if TYPE_CHECKING:
    from torch import Tensor

    from jupyter_al.learners._layers import Layer

__all__ = ["MLP", "MLPModel"]


LEAST_STEPS = 100
"""Gradient steps without a gain that training goes through at least."""


@dataclass(frozen=True, kw_only=True)
class MLP:
    """Fully connected layers with ReLU and dropout, and a linear softmax head.

    From 50 labels on, and ten for each labelled class, a tenth of them is held out: the
    weights of the epoch with the lowest loss on it are kept. With fewer labels training ends
    when the training loss stops falling.
    Every fit starts afresh from the seed (a warm start makes networks generalise worse: Ash
    and Adams, 2020), with random numbers of its own: torch's global generator is not touched.

    Parameters
    ----------
    hidden : tuple of int
        Width of each hidden layer.
    dropout : float
        Share of hidden units left out in each training step, in [0, 1).
    epochs : int
        Passes over the labelled rows at most.
    lr : float
        Learning rate of AdamW (Loshchilov and Hutter, 2019).
    patience : int
        Epochs without a gain of 1 % before training ends; more where an epoch is only a few
        steps, 100 of them at least.
    batch_size : int
    weight_decay : float
    device : {"cuda", "mps", "cpu"}, optional
        Default: the best one there is.
    """

    hidden: tuple[int, ...] = (128,)
    dropout: float = 0.25
    epochs: int = 200
    lr: float = 1e-3
    patience: int = 10
    batch_size: int = 32
    weight_decay: float = 1e-2
    device: str | None = None
    name: ClassVar[str] = "mlp"

    def __post_init__(self) -> None:
        """Refuse values that no network can be made from."""
        object.__setattr__(self, "hidden", tuple(int(h) for h in self.hidden))
        if not self.hidden or min(self.hidden) < 1:
            raise LearnerError(
                f"hidden is {self.hidden}; give at least one layer width, such as (128,). "
                "Without a hidden layer, use the learner 'linear'."
            )
        if not 0 <= self.dropout < 1:
            raise LearnerError(
                f"dropout is {self.dropout}; give a share of at least 0 and under 1."
            )
        for field in ("epochs", "patience", "batch_size"):
            if getattr(self, field) < 1:
                raise LearnerError(f"{field} is {getattr(self, field)}; give at least 1.")
        if not (self.lr > 0 and self.weight_decay >= 0):
            raise LearnerError("lr must be positive, and weight_decay zero or positive.")

    def fit(
        self,
        inputs: Inputs,
        labels: Labels,
        n_classes: int,
        *,
        warm: Model | None = None,
        seed: int = 0,
        progress: Progress | None = None,
        cancelled: Cancel | None = None,
        weights: Array | None = None,
    ) -> MLPModel:
        """Train the network; see `Learner.fit`. `warm` is not used.

        Parameters
        ----------
        weights : (L,) array, optional
            How much each label counts; 1 by default.
        """
        import torch
        from torch.nn.functional import cross_entropy

        rows, codes, dropped = labelled_rows(inputs, labels, n_classes)
        given = row_weights(weights, inputs, labels)
        where = devices.best(self.device)
        mean, scale = _columns(rows)
        chance = np.random.default_rng(seed)
        train, watch = hold_out(len(codes), len(np.unique(codes)), chance)
        noise = torch.Generator(device=where).manual_seed(seed)
        sizes = [len(mean), *self.hidden, n_classes]
        # a step is one forward and two backward products of each layer
        work = 6.0 * self.batch_size * sum(a * b for a, b in pairwise(sizes))
        beat = Heartbeat(progress, cancelled)
        # with few rows an epoch is a step or two: wait for as long as it takes to learn
        waits = max(self.patience, -(-LEAST_STEPS // -(-len(train) // self.batch_size)))
        patience = Patience(waits)
        text = f"of at most {self.epochs}"

        with devices.few_threads(work):
            x = torch.as_tensor(_standard(rows, mean, scale), device=where)
            y = torch.as_tensor(codes, device=where)
            counts = None if given is None else torch.as_tensor(given).float().to(where)

            def loss_of(scores: torch.Tensor, part: torch.Tensor) -> torch.Tensor:
                if counts is None:
                    return cross_entropy(scores, y[part])
                each = cross_entropy(scores, y[part], reduction="none")
                return (each * counts[part]).mean()

            watched = torch.as_tensor(watch, device=where)
            layers = first_layers(sizes, chance, where)
            tensors = [tensor for layer in layers for tensor in layer]
            adam = AdamW([(tensors, self.lr)], self.weight_decay)
            kept = [tensor.detach().clone() for tensor in tensors]
            epoch = 0
            for epoch in range(1, self.epochs + 1):
                total = torch.zeros((), device=where)
                for batch in batches(train, self.batch_size, chance):
                    beat((epoch - 1) / self.epochs, f"epoch {epoch} {text}")
                    part = torch.as_tensor(batch, device=where)
                    hidden = last_hidden(x[part], layers, dropout=self.dropout, noise=noise)
                    loss = loss_of(apply_layer(hidden, layers[-1]), part)
                    loss.backward()  # type: ignore[no-untyped-call]  # torch does not type it
                    adam.step()
                    total += loss.detach() * len(batch)
                if len(watch):
                    with torch.no_grad():
                        hidden = last_hidden(x[watched], layers)
                        total = loss_of(apply_layer(hidden, layers[-1]), watched)
                seen = float(total) if len(watch) else float(total) / len(train)
                text = f"of at most {self.epochs}, loss {seen:.3f}"
                if not math.isfinite(seen):
                    raise LearnerError(f"The loss is {seen}; lower lr ({self.lr}).")
                if patience.better(seen) or not len(watch):
                    kept = [tensor.detach().clone() for tensor in tensors]
                if patience.over:
                    break
            arrays = [frozen(tensor.cpu().numpy()) for tensor in kept]
        return MLPModel(
            layers=tuple(zip(arrays[::2], arrays[1::2], strict=True)),
            mean=frozen(mean),
            scale=frozen(scale),
            regularisation=self.weight_decay,
            device=where,
            epochs=epoch,
            dropped=dropped,
            dropout=self.dropout,
        )


@dataclass(frozen=True, eq=False)
class MLPModel:
    """A trained network.

    Attributes
    ----------
    layers : tuple of (weight, bias)
        Weight (out, in) and bias (out,) of each layer, float32; the last one is the head.
    mean, scale : (D,) float64
        Rows are standardised by these first.
    regularisation : float
        Weight decay of the training.
    device : str
    epochs : int
        Epochs trained.
    dropped : int
        Labelled rows left out because a feature was not finite.
    dropout : float
        Share of hidden units left out in each training step.
    """

    layers: tuple[Head, ...]
    mean: Array
    scale: Array
    regularisation: float
    device: str
    epochs: int
    dropped: int
    dropout: float = 0.0

    @property
    def n_classes(self) -> int:
        """Number of declared classes C."""
        return len(self.layers[-1][1])

    @property
    def head(self) -> Head:
        """Weight (C, E) and bias (C,) that act on the last hidden layer."""
        return self.layers[-1]

    def predict_proba(self, inputs: Inputs) -> NDArray[np.float32]:
        """Probabilities (M, C); a row that is not finite gives NaN."""
        import torch

        return self._run(
            inputs, self.n_classes, lambda hidden, head: torch.softmax(apply_layer(hidden, head), 1)
        )

    def embed(self, inputs: Inputs) -> NDArray[np.float32]:
        """Last hidden layer (M, E); a row that is not finite gives NaN."""
        return self._run(inputs, self.layers[-1][0].shape[1], lambda hidden, head: hidden)

    def committee(self, inputs: Inputs, n: int, seed: int) -> NDArray[np.float32]:
        """Probabilities (n, M, C) of networks with hidden units left out (Gal, Ghahramani 2016).

        Each member leaves out its own units, the same ones for every row and every call with
        this `seed`.
        """
        chance = np.random.default_rng(seed)
        members = []
        for _ in range(n):
            layers = [self.layers[0]]
            for weight, bias in self.layers[1:]:
                kept = chance.random(weight.shape[1]) >= self.dropout
                # a unit that is left out adds nothing to the next layer
                layers.append(((weight * kept / (1 - self.dropout)).astype(weight.dtype), bias))
            members.append(replace(self, layers=tuple(layers)).predict_proba(inputs))
        return np.stack(members)

    def _run(
        self, inputs: Inputs, width: int, output: Callable[[Tensor, Layer], Tensor]
    ) -> NDArray[np.float32]:
        import torch

        rows = as_rows(inputs)
        columns = int(np.prod(rows.shape[1:], dtype=np.int64))
        if columns != len(self.mean):
            raise LearnerError(
                f"The rows have {columns} features and the model was fitted on "
                f"{len(self.mean)}; pass rows of the same pool."
            )
        out = np.full((rows.shape[0], width), np.nan, dtype=np.float32)
        with devices.few_threads(), torch.inference_mode():
            layers = [
                (
                    torch.as_tensor(weight.copy(), device=self.device),
                    torch.as_tensor(bias.copy(), device=self.device),
                )
                for weight, bias in self.layers
            ]
            for part in chunks(rows):
                block = rows[part]
                good = finite(block)
                x = _standard(block[good], self.mean, self.scale)
                hidden = last_hidden(torch.as_tensor(x, device=self.device), layers)
                out[part][good] = output(hidden, layers[-1]).cpu().numpy()
        return out


def _columns(rows: Inputs) -> tuple[Array, Array]:
    """Mean and spread of each column; a column that hardly varies is not blown up."""
    flat = rows.toarray() if is_sparse(rows) else rows.reshape(len(rows), -1)
    flat = flat.astype(np.float64)
    mean, spread = flat.mean(axis=0), flat.std(axis=0)
    typical = float(np.sqrt((spread**2).mean()))
    # what rounding leaves of equal rows is no spread
    if typical <= 1e-12 * float(np.abs(mean).max()):
        return mean, np.ones(len(mean))
    return mean, np.maximum(spread, 0.1 * typical)


def _standard(rows: Inputs, mean: Array, scale: Array) -> NDArray[np.float32]:
    flat = rows.toarray() if is_sparse(rows) else rows.reshape(len(rows), -1)
    return np.asarray((flat - mean) / scale, dtype=np.float32)
