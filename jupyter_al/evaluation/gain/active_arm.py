"""How good the models of a session were, all scored on the items that are known today."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.gain.learning_curve import (
    CurveDraws,
    LearningCurve,
    fit_curve_draws,
    fit_learning_curve,
)
from jupyter_al.evaluation.resampling import DRAWS, resampled_means
from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["ActiveArm"]


@dataclass(frozen=True, eq=False)
class ActiveArm:
    """What the models of the rounds so far answered on items that never trained them.

    Attributes
    ----------
    sizes : (J,) array of int
        Training labels of each model, ascending.
    correct : (J, n) array
        Whether each model was right on each item.
    """

    sizes: Ints
    correct: Floats

    def __post_init__(self) -> None:
        if self.correct.ndim != 2 or self.sizes.shape != self.correct.shape[:1]:
            raise AlError(
                f"There are {self.sizes.shape} numbers of labels and answers of shape "
                f"{self.correct.shape}: give one row of answers for each."
            )

    @property
    def n(self) -> int:
        """Number of items."""
        return int(self.correct.shape[1])

    @property
    def accuracies(self) -> Floats:
        """Accuracy with each number of labels, (J,)."""
        return np.asarray(self.correct.mean(axis=1))

    @property
    def curve(self) -> LearningCurve:
        """The learning curve of the session."""
        if not self.n or not len(self.sizes):
            return LearningCurve(np.nan, np.nan, np.nan, 0, 0, "no models to compare")
        return fit_learning_curve(self.sizes, self.accuracies)

    def draws(self, draws: int = DRAWS, seed: int | np.random.Generator = 0) -> CurveDraws | None:
        """Return the learning curves of bootstrap draws of the items; None without any."""
        if not self.n or not len(self.sizes):
            return None
        means = resampled_means(self.correct, draws=draws, seed=seed)
        return fit_curve_draws(self.sizes, means, self.curve, self.n)
