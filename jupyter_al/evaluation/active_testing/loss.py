"""Mean loss of a model (log loss, squared error) from labels drawn to measure it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.interval import FEWEST
from jupyter_al.evaluation.active_testing.lure import Risk, half_width, lure
from jupyter_al.evaluation.words import few, labels

__all__ = ["ActiveLoss", "active_loss"]


@dataclass(frozen=True)
class ActiveLoss:
    """Mean loss over a pool, in the units of the losses given.

    Attributes
    ----------
    estimate : float or None
        Unbiased; None without labels.
    low, high : float
        Ends of the interval; without limits below two labels.
    n, population : int
        Labels, and items of the pool they were drawn from.
    level : float
        Share of such intervals that hold the true value, when looked at once.
    risk : Risk
    method : str
    """

    estimate: float | None
    low: float
    high: float
    n: int
    population: int
    level: float
    risk: Risk
    method: str = "LURE, t interval"

    @property
    def sentence(self) -> str:
        """Such as ``mean loss 0.41 (0.30 to 0.52) from 60 labels``."""
        needed = min(FEWEST, self.population)
        if self.estimate is None or self.n < needed:
            return few(self.n, needed)
        ends = f"{self.low:.3g} to {self.high:.3g}"
        return f"mean loss {self.estimate:.3g} ({ends}) from {labels(self.n)}"

    def __str__(self) -> str:
        return self.sentence


def active_loss(
    losses: Any, probabilities: Any, population: int, *, level: float = 0.95
) -> ActiveLoss:
    """Estimate the mean of any loss; for right and wrong use `active_accuracy`.

    Parameters and errors as in :func:`~jupyter_al.evaluation.active_testing.lure.lure`.

    Returns
    -------
    ActiveLoss
        With ``R ± t_{(1 + level)/2, M - 1} sqrt(V)``; for few labels and a heavy tail of losses
        this covers less than it says.
    """
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    risk = lure(losses, probabilities, population)
    half = half_width(risk, level)
    middle = 0.0 if risk.mean is None else risk.mean
    return ActiveLoss(risk.mean, middle - half, middle + half, risk.n, population, level, risk)
