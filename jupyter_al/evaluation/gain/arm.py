"""Answers of models with more and more labels on the same items: one arm of a comparison."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.evaluation.gain.learning_curve import (
    CurveDraws,
    LearningCurve,
    fit_curve_draws,
    fit_learning_curve,
)
from jupyter_al.evaluation.resampling import resampled_means
from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["Arm"]


@dataclass(frozen=True, eq=False)
class Arm:
    """What models with growing numbers of labels answered on items that never trained them.

    Attributes
    ----------
    sizes : (J,) array of int
        Training labels of each model, ascending.
    correct : (J, n) array
        Whether each model was right on each item, or the share of repeats in which it was.
    """

    sizes: Ints
    correct: Floats

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
        """The learning curve through the accuracies."""
        return fit_learning_curve(self.sizes, self.accuracies)

    def _resampled(self, draws: int, seed: int | np.random.Generator) -> CurveDraws:
        means = resampled_means(self.correct, draws=draws, seed=seed)
        return fit_curve_draws(self.sizes, means, self.curve, self.n)
