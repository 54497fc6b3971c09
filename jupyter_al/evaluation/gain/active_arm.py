"""How good the models of a session were, all scored on the items that are known today."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.gain.arm import Arm
from jupyter_al.evaluation.gain.learning_curve import CurveDraws, LearningCurve
from jupyter_al.evaluation.resampling import DRAWS

__all__ = ["ActiveArm"]


@dataclass(frozen=True, eq=False)
class ActiveArm(Arm):
    """What the models of the rounds so far answered on items that never trained them."""

    def __post_init__(self) -> None:
        if self.correct.ndim != 2 or self.sizes.shape != self.correct.shape[:1]:
            raise AlError(
                f"There are {self.sizes.shape} numbers of labels and answers of shape "
                f"{self.correct.shape}: give one row of answers for each."
            )

    @property
    def curve(self) -> LearningCurve:
        """The learning curve of the session."""
        if not self.n or not len(self.sizes):
            return LearningCurve(np.nan, np.nan, np.nan, 0, 0, "no models to compare")
        return super().curve

    def draws(self, draws: int = DRAWS, seed: int | np.random.Generator = 0) -> CurveDraws | None:
        """Return the learning curves of bootstrap draws of the items; None without any."""
        if not self.n or not len(self.sizes):
            return None
        return self._resampled(draws, seed)
