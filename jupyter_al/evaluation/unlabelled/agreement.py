"""How often two heads predict the same, which is a guess of their accuracy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.intervals import wilson
from jupyter_al.evaluation.words import with_ends

__all__ = ["Agreement", "agreement"]


@dataclass(frozen=True)
class Agreement:
    """Share of items on which two heads predict the same class.

    Attributes
    ----------
    estimate, low, high : float
        With the Wilson interval over items.
    n : int
    method : str
    """

    estimate: float | None
    low: float
    high: float
    n: int
    method: str = "agreement of two heads, Wilson"

    @property
    def sentence(self) -> str:
        """Such as ``two heads agree on 0.91 (0.89 to 0.93) of 800 items; not measured``."""
        if self.estimate is None:
            return "not enough evidence yet: 0 items"
        said = with_ends(self.estimate, self.low, self.high)
        return f"two heads agree on {said} of {self.n} items; not measured"

    def __str__(self) -> str:
        return self.sentence


def agreement(first: Any, second: Any, *, level: float = 0.95) -> Agreement:
    """Return how often two independently trained heads agree, a guess of their accuracy.

    For heads that are calibrated as a committee the two are equal (Jiang, Nagarajan, Baek and
    Kolter, ICLR 2022).

    Parameters
    ----------
    first, second : (m,) array_like
        Predicted classes on the same items.
    level : float
    """
    one, two = np.asarray(first), np.asarray(second)
    if one.ndim != 1 or one.shape != two.shape:
        raise AlError(
            f"The predictions have shapes {one.shape} and {two.shape}: give one class of each "
            "head for every item."
        )
    same = int(np.count_nonzero(one == two)) if len(one) else 0
    found = wilson(same, len(one), level=level)
    return Agreement(found.estimate, found.low, found.high, found.n)
