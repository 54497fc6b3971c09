"""What a learner and a fitted model are: the two protocols of this floor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Cancel", "Head", "Inputs", "Labels", "Learner", "Model", "Progress"]

Array: TypeAlias = NDArray[Any]
Inputs: TypeAlias = Any
"""(M, ...) ndarray, memmap or (M, D) scipy CSR matrix."""
Labels: TypeAlias = NDArray[np.int64]
Head: TypeAlias = tuple[Array, Array]
"""Weight (C, E) and bias (C,): probabilities are softmax(embedding @ weight.T + bias)."""
Progress: TypeAlias = Callable[[float, str], None]
"""Called with the share done in [0, 1] and a short text, at most ten times a second."""
Cancel: TypeAlias = Callable[[], bool]
"""Asked between batches; true ends the fit with `Cancelled`."""


@runtime_checkable
class Model(Protocol):
    """A fitted classifier: immutable, and safe to read from several threads."""

    @property
    def n_classes(self) -> int:
        """Number of declared classes C, with or without a label."""

    @property
    def device(self) -> str:
        """Where it was fitted: ``"cuda"``, ``"mps"`` or ``"cpu"``."""

    @property
    def regularisation(self) -> float:
        """L2 constant of the fit, per example (0.0 when there is none)."""

    @property
    def head(self) -> Head | None:
        """Weight (C, E) and bias (C,) on the embedding, or None when there is no linear head."""

    def predict_proba(self, inputs: Inputs) -> NDArray[np.float32]:
        """Probabilities (M, C) of M rows; a row that is not finite gives a row of NaN."""

    def embed(self, inputs: Inputs) -> Array | None:
        """Embedding (M, E) of M rows; None when the features themselves are the embedding."""


@runtime_checkable
class Learner(Protocol):
    """Turns labels into a model. Holds hyper-parameters only, never data."""

    @property
    def name(self) -> str:
        """Short name, shown in the widget and written to the journal."""

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
    ) -> Model:
        """Fit on L labelled rows.

        Parameters
        ----------
        inputs : (L, ...) array or CSR matrix
            Rows of ``pool.inputs`` of the labelled items.
        labels : (L,) int64
            Class positions in ``0 … n_classes - 1``; not every class needs a label.
        n_classes : int
            Number of declared classes.
        warm : Model, optional
            The last model; a learner that can starts from it, others ignore it.
        seed : int
            The same seed gives the same model on the same device.
        progress, cancelled : callable, optional
            See `Progress` and `Cancel`.

        Raises
        ------
        LearnerError
            No usable labelled row, labels out of range, or shapes that do not fit.
        Cancelled
            `cancelled` returned true.
        """
