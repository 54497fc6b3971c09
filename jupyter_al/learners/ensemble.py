"""One learner fitted several times from other starts: a deep ensemble, and its committee."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_al.errors import LearnerError
from jupyter_al.learners.base import Array, Cancel, Inputs, Labels, Learner, Model, Progress
from jupyter_al.learners.linear import Linear
from jupyter_al.learners.registry import resolve

__all__ = ["Ensemble", "EnsembleModel"]

_SEEDS = 1_000_003  # apart: the members of two neighbouring seeds share none


@dataclass(frozen=True)
class Ensemble:
    """The mean of several networks that began at other weights (Lakshminarayanan et al. 2017).

    Strategies that compare several models (``bald``, ``epig`` ...) take its members as their
    committee. It costs as many fits as it has members.

    Parameters
    ----------
    member : str, Learner, classifier or torch module
        What is fitted, as for a session; its fits must differ by their seed.
    size : int
        Members, from 2; five are usual.

    Raises
    ------
    LearnerError
        Unknown member, fewer than two of them, or ``linear``, whose fits are all the same.

    Examples
    --------
    >>> from jupyter_al.learners import Ensemble
    >>> Ensemble("mlp", 5).name
    'mlp x 5'
    """

    member: Any = "mlp"
    size: int = 5

    def __post_init__(self) -> None:
        """Resolve the member and check the size."""
        object.__setattr__(self, "member", resolve(self.member))
        if isinstance(self.size, bool) or not isinstance(self.size, int) or self.size < 2:
            raise LearnerError(f"size is {self.size!r}; an ensemble has at least 2 members.")
        if isinstance(self.member, Linear):
            raise LearnerError(
                "A linear head comes out the same from every start. Use Ensemble('mlp'), or "
                "learner='linear' as it is: a committee of it is fitted on resampled labels."
            )

    @property
    def name(self) -> str:
        """Name of the member and how many there are."""
        return f"{self.member.name} x {self.size}"

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
    ) -> EnsembleModel:
        """Fit all members, one after the other; see `Learner.fit`. `warm` is not used.

        Parameters
        ----------
        weights : (L,) array, optional
            How much each label counts; for members that take weights.
        """
        learner: Learner = self.member
        takes = "weights" in inspect.signature(learner.fit).parameters
        more: dict[str, Any] = {"weights": weights} if takes and weights is not None else {}
        models = tuple(
            learner.fit(
                inputs,
                labels,
                n_classes,
                seed=(seed + _SEEDS * number) % 2**31,
                progress=self._part(progress, number),
                cancelled=cancelled,
                **more,
            )
            for number in range(self.size)
        )
        return EnsembleModel(models)

    def _part(self, progress: Progress | None, number: int) -> Progress | None:
        if progress is None:
            return None
        return lambda done, text: progress(
            (number + done) / self.size, f"member {number + 1} of {self.size}, {text}"
        )


@dataclass(frozen=True, eq=False)
class EnsembleModel:
    """Fitted members.

    Attributes
    ----------
    models : tuple of Model
    """

    models: tuple[Model, ...]

    @property
    def n_classes(self) -> int:
        """Number of declared classes C."""
        return self.models[0].n_classes

    @property
    def device(self) -> str:
        """Where the members were fitted."""
        return self.models[0].device

    @property
    def regularisation(self) -> float:
        """That of the members."""
        return self.models[0].regularisation

    @property
    def dropped(self) -> int:
        """Labelled rows left out because a feature was not finite."""
        return int(getattr(self.models[0], "dropped", 0))

    @property
    def head(self) -> None:
        """None: a mean of softmax heads is not one."""

    def embed(self, inputs: Inputs) -> None:
        """Return None: each member has an embedding of its own, so the features are taken."""

    def predict_proba(self, inputs: Inputs) -> NDArray[np.float32]:
        """Mean probabilities (M, C) of the members; NaN for a row that is not finite."""
        total = self.models[0].predict_proba(inputs).astype(np.float64)
        for model in self.models[1:]:
            total += model.predict_proba(inputs)
        return (total / len(self.models)).astype(np.float32)

    def committee(self, inputs: Inputs, n: int, seed: int) -> NDArray[np.float32]:
        """Probabilities (K, M, C) of the members; there are K of them, whatever `n` says."""
        return np.stack([model.predict_proba(inputs) for model in self.models])
