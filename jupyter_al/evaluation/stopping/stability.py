"""How much the predictions on a fixed set of items have changed from one model to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.accuracy.intervals import clopper_pearson

__all__ = ["ChangeBound", "at_most", "change_bound", "changed_share", "delta_f", "kappa"]


@dataclass(frozen=True)
class ChangeBound:
    """The most that accuracy can have moved: an item predicted as before is as right as before.

    Attributes
    ----------
    bound : float
        One-sided upper limit of the share of items whose prediction changed.
    changed, n : int
        Items whose prediction changed, of those looked at.
    level : float
        Of the limit; 1 where the whole pool was looked at.
    """

    bound: float
    changed: int
    n: int
    level: float

    @property
    def sentence(self) -> str:
        """Such as ``the last round can have moved accuracy by at most 0.9 %``."""
        return f"the last round can have moved accuracy by at most {at_most(self.bound)}"

    def __str__(self) -> str:
        return self.sentence


def at_most(share: float) -> str:
    """Return a bound in per cent, rounded upwards so that it stays true: ``0.9 %``."""
    # 0.9 must not become 1.0 by a last bit
    return f"{math.ceil(round(1000 * share, 9)) / 10:.1f} %"


def change_bound(
    now: Any, before: Any, *, population: int | None = None, level: float = 0.95
) -> ChangeBound:
    """Bound the change of accuracy by the share of changed predictions, whatever the labels are.

    Parameters
    ----------
    now, before : (n,) array_like
        Classes predicted for the same items, drawn uniformly at random from the pool.
    population : int, optional
        Size of the pool; with n items of n the share itself is the bound, and it is exact.
    level : float
        Of the one-sided limit of Clopper and Pearson (1934).

    Raises
    ------
    AlError
        When the predictions do not belong to the same items.

    Examples
    --------
    >>> now = [1] * 10 + [0] * 990
    >>> round(change_bound(now, [0] * 1000).bound, 7)
    0.0169032
    """
    new, old = _same(now, before)
    n, changed = len(new), int((new != old).sum())
    if population is not None and population < n:
        raise AlError(f"{n} items cannot be drawn from {population}.")
    if not 0 < level < 1:
        raise AlError(f"level must lie between 0 and 1, such as 0.95; it is {level!r}.")
    if n == population:
        return ChangeBound(changed / n if n else 0.0, changed, n, 1.0)
    bound = clopper_pearson(changed, n, level=2 * level - 1).high if level > 0.5 else 1.0
    return ChangeBound(bound, changed, n, level)


def changed_share(now: Any, before: Any) -> float:
    """Return the share of items whose prediction changed; NaN without items."""
    new, old = _same(now, before)
    return float((new != old).mean()) if len(new) else math.nan


def kappa(now: Any, before: Any) -> float:
    """Return the agreement beyond chance of two sets of predictions (Cohen 1960).

    1 where they are identical; NaN without items.

    Examples
    --------
    >>> round(kappa([0] * 51 + [1] * 49, [0] * 50 + [1] * 50), 6)
    0.98
    """
    new, old = _same(now, before)
    if not len(new):
        return math.nan
    if (new == old).all():
        return 1.0
    classes, codes = np.unique(np.concatenate([new, old]), return_inverse=True)
    codes = codes.reshape(-1)
    shares = [np.bincount(part, minlength=len(classes)) / len(new) for part in np.split(codes, 2)]
    chance = float(shares[0] @ shares[1])
    return (float((new == old).mean()) - chance) / (1 - chance)


def delta_f(now: Any, before: Any, positive: Any = 1, *, positive_trained: bool = True) -> float:
    """Return 1 minus the F measure of two binary predictions (Altschuler and Bloodgood 2019).

    Parameters
    ----------
    now, before : (n,) array_like
    positive
        The positive class.
    positive_trained : bool
        Whether the training labels hold a positive one.

    Returns
    -------
    float
        Without a positive prediction on either side 0, or NaN (not available) where no
        positive label was ever trained on.
    """
    new, old = (part == positive for part in _same(now, before))
    both, moved = int((new & old).sum()), int((new != old).sum())
    if both + moved == 0:
        return 0.0 if positive_trained and len(new) else math.nan
    return 1 - 2 * both / (2 * both + moved)


def _same(now: Any, before: Any) -> tuple[Any, Any]:
    new, old = np.asarray(now), np.asarray(before)
    if new.ndim != 1 or new.shape != old.shape:
        raise AlError(
            f"There are predictions of shape {new.shape} now and {old.shape} before: compare "
            "the same items."
        )
    return new, old
