"""How often each class occurs in the pool, from items drawn evenly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.interval import Interval
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson
from jupyter_al.evaluation.words import with_ends
from jupyter_al.numerics.arrays import Floats

__all__ = ["ClassShares", "class_shares"]


@dataclass(frozen=True, eq=False)
class ClassShares:
    """Shares of the classes in the pool, counted on items drawn uniformly at random.

    Attributes
    ----------
    shares : (K,) array
        ``(n_c + 1) / (n + K)``, the mean of a Dirichlet distribution; none is 0.
    intervals : tuple of Interval
        Of each share alone (Clopper and Pearson 1934).
    """

    shares: Floats
    intervals: tuple[Interval, ...]

    @property
    def n(self) -> int:
        """Number of audited labels."""
        return self.intervals[0].n

    @property
    def unseen(self) -> tuple[int, ...]:
        """Classes without an audited label."""
        return tuple(c for c, each in enumerate(self.intervals) if each.correct == 0)

    def __str__(self) -> str:
        if self.n == 0:
            return "class shares: not enough evidence yet (0 audited labels)"
        parts = ", ".join(
            f"{c}: {with_ends(each.estimate or 0.0, each.low, each.high)}"
            if each.correct
            else f"{c}: no examples yet (at most {each.high:.2f})"
            for c, each in enumerate(self.intervals)
        )
        return f"class shares {parts}, from {self.n} labels"


def class_shares(
    labels: Any, n_classes: int, *, population: int | None = None, level: float = 0.95
) -> ClassShares:
    """Estimate the shares of the classes from the audit slice.

    Parameters
    ----------
    labels : (n,) array_like of int
        Codes from 0 to K - 1 of items drawn uniformly at random.
    n_classes : int
    population : int, optional
        Size of the pool they were drawn from.
    level : float

    Raises
    ------
    AlError
        When a code is not that of a class.
    """
    codes = np.asarray(labels)
    if n_classes < 1:
        raise AlError(f"n_classes must be 1 or more; it is {n_classes}.")
    if codes.ndim != 1 or (len(codes) and not np.issubdtype(codes.dtype, np.integer)):
        raise AlError(f"Give one class code for each item, not {codes.dtype} of {codes.shape}.")
    codes = codes.astype(np.int64)
    if len(codes) and not 0 <= codes.min() <= codes.max() < n_classes:
        raise AlError(f"Class codes must lie between 0 and {n_classes - 1}.")
    counts, n = np.bincount(codes, minlength=n_classes), len(codes)
    intervals = tuple(
        clopper_pearson(int(count), n, level=level, population=population) for count in counts
    )
    return ClassShares((counts + 1) / (n + n_classes), intervals)
