"""Whether choosing the samples has helped: the active model against random labelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.gain.learning_curve import fit_curve_draws
from jupyter_al.evaluation.gain.random_arm import RandomArm
from jupyter_al.evaluation.resampling import DRAWS, Range, ends, resampled_means
from jupyter_al.evaluation.words import labels, signed
from jupyter_al.numerics.arrays import Floats

__all__ = ["FEWEST_AUDITED", "Gain", "gain_over_random", "leaves_open"]

FEWEST_AUDITED = 30
_OPEN = (0.0, 0.8)
_METHOD = "bootstrap over audited items and training draws, random curve extrapolated"


@dataclass(frozen=True)
class Gain:
    """How much choosing the samples has helped so far.

    Attributes
    ----------
    accuracy : Range or None
        Accuracy of the active model minus that of as many random labels.
    labels_saved : Range or None
        ``1 - n_active / n_random``, where n_random labels drawn at random would have been as
        good; negative where choosing did harm. None where there is not enough evidence.
    n_random : float
        Random labels for the accuracy of the active model, the median of the draws; infinite
        where random labelling does not get there, NaN where nothing can be said.
    n_active : int
    reason : str
        Why there is no number of labels saved; empty where there is.
    """

    accuracy: Range | None
    labels_saved: Range | None
    n_random: float
    n_active: int
    reason: str = ""

    @property
    def difference(self) -> str:
        """Such as ``+0.02 (-0.01 to +0.05) from 60 labels``; that it is not known without any."""
        found = self.accuracy
        if found is None:
            return f"not enough evidence yet: {self.reason}"
        return f"{signed(found.estimate, found.low, found.high)} from {labels(found.n)}"

    @property
    def sentence(self) -> str:
        """Such as ``40 % fewer labels than random so far (15 to 55 %), from 60 audited labels``."""
        saved = self.labels_saved
        return self.saving if saved is None else f"{self.saving}, from {labels(saved.n, 'audited')}"

    @property
    def saving(self) -> str:
        """The same without what it is made of."""
        saved = self.labels_saved
        if saved is None:
            return f"not enough evidence yet: {self.reason}"
        low, high = (round(100 * part) for part in (saved.low, saved.high))
        if low < 0 < high:
            return (
                f"not clear yet: between {-low} % more and {high} % fewer labels than random so far"
            )
        word = "fewer" if saved.estimate >= 0 else "more"
        if word == "more":
            low, high = -high, -low
        size = round(100 * abs(saved.estimate))
        return f"{size} % {word} labels than random so far ({low} to {high} %)"

    def __str__(self) -> str:
        return self.sentence


def gain_over_random(
    arm: RandomArm,
    active_correct: Any,
    n_active: int,
    *,
    items: Any = None,
    level: float = 0.90,
    draws: int = DRAWS,
    seed: int | np.random.Generator = 0,
) -> Gain:
    """Compare the active model with the random arm on the same audited items.

    Parameters
    ----------
    arm : RandomArm
        Of the same kind of model.
    active_correct : (h,) array_like
        Whether the active model is right, for each audited item in the order of `arm`.
    n_active : int
        Labels that the active model was trained on.
    items : (h,) array_like of int, optional
        Positions in the slice that `active_correct` belongs to, where one half of the slice is
        kept for calibration; all of it by default.
    level : float
        The ends leave ``(1 - level) / 2`` of the draws outside on each side.
    draws, seed
        Of the bootstrap over items; each draw of the random arm is moved by its `spread`.

    Returns
    -------
    Gain
        Says "not enough evidence yet" below 30 audited items, where the random curve is not
        usable, where the range of labels saved says too little (:func:`leaves_open`), or where
        random labelling would take more than 3 times the labels its curve was fitted to.

    Raises
    ------
    AlError
        When the arguments do not fit together.

    Notes
    -----
    Labels saved are said seldom, and rather where they are few, for beyond the horizon nothing is
    said: with an audit of a share s of all labels it lies at ``2.4 s / (1 - s)`` times `n_active`.
    How often the ranges hold the truth is counted in ``docs/trust.md``.
    """
    right, where = _aligned(arm, active_correct, items)
    if n_active < 1:
        raise AlError(f"n_active is a number of labels, 1 or more; it is {n_active!r}.")
    if len(right) < FEWEST_AUDITED:
        reason = f"{len(right)} of {FEWEST_AUDITED} audited labels"
        return Gain(None, None, np.nan, n_active, reason)
    curve = arm.curve
    if not curve.usable:
        return Gain(None, None, np.nan, n_active, f"of random labels, {curve.reason}")
    scored, hits = np.zeros(arm.n), np.zeros(arm.n)
    scored[where], hits[where] = 1.0, right
    rng = np.random.default_rng(seed)
    means = resampled_means(np.vstack([arm.correct, scored, hits]), draws=draws, seed=rng)
    means = means[means[:, -2] > 0]
    reached = means[:, -1] / means[:, -2]
    random = fit_curve_draws(arm.sizes, arm.moved(means[:, :-2], rng), curve, arm.n)

    accuracy = None
    if n_active <= curve.horizon:
        low, high = ends(reached - random.at(n_active), level)
        middle = float(right.mean() - curve.at(n_active))
        accuracy = Range(middle, low, high, len(right), level, _METHOD)
    needed = random.labels_for(reached)
    saved, n_random, reason = _saved(needed, n_active, curve.horizon, len(right), level)
    return Gain(accuracy, saved, n_random, n_active, reason)


def leaves_open(low: float, high: float) -> bool:
    """Whether a range of labels saved says too little to be shown.

    It does where it holds everything from 0 to 80 %, and where it is as wide as that and reaches
    below 0. What would be beyond the horizon is not shown, so that of wide ranges mostly the low
    ones were: in simulated sessions eight of eleven that spoke of harm were wrong.
    """
    return low <= _OPEN[0] and (high >= _OPEN[1] or high - low > _OPEN[1] - _OPEN[0])


def _saved(
    needed: Floats, n_active: int, horizon: int, n: int, level: float
) -> tuple[Range | None, float, str]:
    n_random = float(np.sort(needed)[(len(needed) - 1) // 2])
    if n_random > horizon:
        return None, n_random, f"random labelling would take more than {horizon} labels"
    low, high = ends(1 - n_active / needed, level)
    if high > 1 - n_active / horizon:
        high = 1.0  # the upper end lies beyond what the curve may say
    if leaves_open(low, high):
        return None, n_random, f"{n} audited labels leave the labels saved open"
    return Range(1 - n_active / n_random, low, high, n, level, _METHOD), n_random, ""


def _aligned(arm: RandomArm, active_correct: Any, items: Any) -> tuple[Floats, Any]:
    right = np.asarray(active_correct, dtype=np.float64)
    where = np.arange(arm.n) if items is None else np.asarray(items)
    if right.ndim != 1 or where.shape != right.shape:
        raise AlError(
            f"There are {right.shape} answers of the active model for {where.shape} audited "
            "items: give one for each."
        )
    if not ((right >= 0) & (right <= 1)).all():
        raise AlError("active_correct must be true or false for each item.")
    if len(where) and (
        where.min() < 0 or where.max() >= arm.n or len(np.unique(where)) < len(where)
    ):
        raise AlError(f"items must be different positions from 0 to {arm.n - 1}.")
    return right, where
