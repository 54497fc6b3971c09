"""Fine-tuning of any torch module that has a ``features`` method."""

from __future__ import annotations

import copy
import math
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from jupyter_al.errors import LearnerError
from jupyter_al.learners import device as devices
from jupyter_al.learners._adamw import AdamW
from jupyter_al.learners._batches import batches
from jupyter_al.learners._dropout import Variants, largest_share
from jupyter_al.learners._layers import apply_layer, first_layers
from jupyter_al.learners._progress import Heartbeat
from jupyter_al.learners._random import seeded
from jupyter_al.learners._rows import (
    as_rows,
    chunks,
    finite,
    frozen,
    is_sparse,
    labelled_rows,
)
from jupyter_al.learners._softmax import head_probabilities
from jupyter_al.learners.base import Array, Cancel, Head, Inputs, Labels, Model, Progress

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["TorchLearner", "TorchModel"]

PREDICT_CHUNK = 1 << 22


@dataclass(frozen=True)
class TorchLearner:
    """Fine-tune a network: its ``features`` and a new linear softmax head on top.

    Every fit starts from the weights that the module had when the learner was made, so that
    a round does not inherit the accidents of the last one. The given module is never
    changed. Parameters with ``requires_grad`` off stay as they are.

    Parameters
    ----------
    module : torch.nn.Module
        With a method ``features(x) -> (B, E)``. It gets float32 batches in the shape of
        ``pool.inputs``; unsigned bytes are scaled to [0, 1] first.
    epochs : int
        Passes over the labelled rows.
    min_steps : int
        Batches at least: with few labels more passes are made, up to this many batches.
    lr : float
        Learning rate of the body (AdamW); 0 keeps the body as it is.
    head_lr : float
        Learning rate of the head.
    batch_size : int
    weight_decay : float
    warm_start : bool
        Start from the last model instead.
    device : {"cuda", "mps", "cpu"}, optional
        Default: the best one there is.

    Raises
    ------
    LearnerError
        No module, no ``features`` method, or a value out of range.

    Notes
    -----
    Dropout layers of the module draw from torch's global generator; it is seeded for the fit
    and put back afterwards.

    With dropout layers (of ``torch.nn``, not ``torch.nn.functional.dropout``) the model can make a
    committee of itself, which strategies such as ``bald`` then use.
    """

    module: Any
    epochs: int = 10
    min_steps: int = 100
    lr: float = 1e-3
    head_lr: float = 1e-2
    batch_size: int = 32
    weight_decay: float = 1e-2
    warm_start: bool = False
    device: str | None = None
    _original: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the module and keep a copy of it as it is now."""
        from torch import nn

        if isinstance(self.module, type):
            raise LearnerError(
                f"{self.module.__name__} is a class; pass an instance, {self.module.__name__}()."
            )
        if not isinstance(self.module, nn.Module):
            raise LearnerError(f"{type(self.module).__name__} is not a torch.nn.Module.")
        if not callable(getattr(self.module, "features", None)):
            raise LearnerError(
                f"{type(self.module).__name__} has no features method; give it one that turns a "
                "batch into (B, E) embeddings: def features(self, x): ..."
            )
        if min(self.epochs, self.batch_size) < 1 or self.min_steps < 0:
            raise LearnerError("epochs and batch_size must be at least 1, min_steps at least 0.")
        if not (self.lr >= 0 and self.head_lr > 0 and self.weight_decay >= 0):
            raise LearnerError("head_lr must be positive, lr and weight_decay zero or positive.")
        object.__setattr__(self, "_original", copy.deepcopy(self.module))

    @property
    def name(self) -> str:
        """Name of the module's class."""
        return type(self.module).__name__

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
    ) -> TorchModel:
        """Fine-tune a copy of the module; see `Learner.fit`.

        Raises
        ------
        LearnerError
            As in `Learner.fit`, and when ``features`` fails or does not return (B, E).
        """
        import torch
        from torch.nn.functional import cross_entropy

        rows, codes, dropped = labelled_rows(inputs, labels, n_classes)
        where = devices.best(self.device)
        origin = self._original
        if self.warm_start and isinstance(warm, TorchModel):
            origin = warm.body
        body = copy.deepcopy(origin).to(where)
        for parameter, first in zip(body.parameters(), self._original.parameters(), strict=True):
            parameter.requires_grad_(first.requires_grad)
        chance = np.random.default_rng(seed)
        y = torch.as_tensor(codes, device=where)
        beat = Heartbeat(progress, cancelled)
        per_epoch = -(-len(codes) // self.batch_size)
        epochs = max(self.epochs, -(-self.min_steps // per_epoch))
        text = ""

        with devices.few_threads(6.0 * self.batch_size * _size(body)), seeded(seed, where):
            head = first_layers([_width(body, rows, where), n_classes], chance, where)[0]
            fixed = self.lr == 0
            body.train(not fixed)
            if min(self.batch_size, len(codes)) == 1:
                _still_norms(body)
            trained = [] if fixed else [p for p in body.parameters() if p.requires_grad]
            adam = AdamW([(head, self.head_lr), (trained, self.lr)], self.weight_decay)
            for epoch in range(1, epochs + 1):
                total = torch.zeros((), device=where)
                parts = batches(np.arange(len(codes)), self.batch_size, chance)
                for i, part in enumerate(parts):
                    done = (epoch - 1 + i / len(parts)) / epochs
                    beat(done, f"epoch {epoch} of {epochs}{text}")
                    with torch.set_grad_enabled(not fixed):
                        embedding = body.features(_tensor(rows[part], where))
                    loss = cross_entropy(
                        apply_layer(embedding, head), y[torch.as_tensor(part, device=where)]
                    )
                    loss.backward()  # type: ignore[no-untyped-call]  # torch does not type it
                    adam.step()
                    total += loss.detach() * len(part)
                seen = float(total) / len(codes)
                if not math.isfinite(seen):
                    raise LearnerError(
                        f"The loss is {seen} in epoch {epoch}; lower lr ({self.lr}) or head_lr "
                        f"({self.head_lr}), or scale the inputs."
                    )
                text = f", loss {seen:.3f}"
        body.eval().requires_grad_(False)
        weight, bias = (frozen(tensor.detach().cpu().numpy()) for tensor in head)
        return TorchModel(
            body=body,
            weight=weight,
            bias=bias,
            regularisation=self.weight_decay,
            device=where,
            epochs=epochs,
            dropped=dropped,
        )


@dataclass(frozen=True, eq=False)
class TorchModel:
    """A fine-tuned network.

    Attributes
    ----------
    body : torch.nn.Module
        A copy of the given module, fine-tuned, in evaluation mode.
    weight : (C, E) float32
    bias : (C,) float32
    regularisation : float
        Weight decay of the training.
    device : str
    epochs : int
        Epochs trained.
    dropped : int
        Labelled rows left out because a feature was not finite.
    """

    body: Any
    weight: Array
    bias: Array
    regularisation: float
    device: str
    epochs: int
    dropped: int

    @property
    def n_classes(self) -> int:
        """Number of declared classes C."""
        return len(self.bias)

    @property
    def head(self) -> Head:
        """Weight (C, E) and bias (C,) that act on the embedding."""
        return self.weight, self.bias

    def predict_proba(self, inputs: Inputs) -> NDArray[np.float32]:
        """Probabilities (M, C); a row that is not finite gives NaN."""
        embedding = self.embed(inputs)
        return head_probabilities(embedding, self.weight, self.bias)

    @property
    def dropout(self) -> float:
        """Largest share of units that a dropout layer leaves out; 0.0 without such a layer."""
        return largest_share(self.body)

    def committee(self, inputs: Inputs, n: int, seed: int) -> NDArray[np.float32]:
        """Probabilities (n, M, C) of networks with units left out (Gal, Ghahramani 2016).

        Each member leaves out its own units, the same ones for every row and every call with
        this `seed`. A row that is not finite gives NaN.
        """
        import torch

        rows = as_rows(inputs)
        out = np.full((n, rows.shape[0], self.n_classes), np.nan, dtype=np.float32)
        variants = Variants(self.body, seed)
        with self._threads(rows), torch.inference_mode():
            for part in chunks(rows, PREDICT_CHUNK):
                block = rows[part]
                good = finite(block)
                if not good.any():
                    continue
                batch = _tensor(block[good], self.device)
                for member in range(n):
                    embedding = variants.features(batch, member).cpu().numpy()
                    known = head_probabilities(embedding, self.weight, self.bias)
                    out[member, part][good] = known
        return out

    def embed(self, inputs: Inputs) -> NDArray[np.float32]:
        """``features`` of the rows (M, E); a row that is not finite gives NaN."""
        import torch

        rows = as_rows(inputs)
        out = np.full((rows.shape[0], self.weight.shape[1]), np.nan, dtype=np.float32)
        with self._threads(rows), torch.inference_mode():
            for part in chunks(rows, PREDICT_CHUNK):
                block = rows[part]
                good = finite(block)
                if good.any():
                    out[part][good] = self.body.features(_tensor(block[good], self.device)).cpu()
        return out

    def _threads(self, rows: Inputs) -> AbstractContextManager[None]:
        """Return the setting of threads for the first chunk, the largest."""
        most = next(chunks(rows, PREDICT_CHUNK), slice(0)).stop
        return devices.few_threads(2.0 * most * _size(self.body))


def _size(body: nn.Module) -> int:
    """Count the parameters: a multiply-add each and per row at least."""
    return sum(p.numel() for p in body.parameters())


def _tensor(rows: Inputs, device: str) -> Tensor:
    """Return a float32 batch on the device; unsigned bytes become [0, 1]."""
    import torch

    block = rows.toarray() if is_sparse(rows) else rows
    batch = torch.as_tensor(np.array(block), device=device)
    return batch.float() / 255 if batch.dtype == torch.uint8 else batch.float()


def _width(body: nn.Module, rows: Inputs, device: str) -> int:
    """Width E of the embedding, from a first batch."""
    import torch

    batch = _tensor(rows[:2], device)
    body.eval()
    try:
        with torch.no_grad():
            shape = tuple(body.features(batch).shape)  # type: ignore[operator]  # a method
    except (RuntimeError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise LearnerError(
            f"{type(body).__name__}.features failed on a batch of shape {tuple(batch.shape)}; "
            f"give the pool features in the shape it takes. It said: {error}"
        ) from error
    if len(shape) != 2 or shape[0] != len(batch):
        raise LearnerError(
            f"{type(body).__name__}.features returned shape {shape} for a batch of {len(batch)}; "
            "it must return (B, E). Pool or flatten the rest."
        )
    return int(shape[1])


def _still_norms(body: nn.Module) -> None:
    """Let batch normalisation use what it has stored: a batch of one has no variance."""
    from torch.nn.modules.batchnorm import _BatchNorm

    for layer in body.modules():
        if isinstance(layer, _BatchNorm):
            layer.eval()
