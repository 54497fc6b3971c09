"""How good a model of randomly drawn labels is, found inside the audit slice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import AlError
from jupyter_al.evaluation.gain.arm import Arm
from jupyter_al.evaluation.gain.learning_curve import CurveDraws, fit_curve_draws
from jupyter_al.evaluation.gain.training_spread import training_spread
from jupyter_al.evaluation.resampling import DRAWS, resampled_means
from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["SHARES", "RandomArm", "random_arm"]

SHARES = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, eq=False)
class RandomArm(Arm):
    """What models of randomly drawn labels answered on items they were not trained on.

    Attributes
    ----------
    folds, repeats : int
        How the items of the audit slice were split, and how often.
    spread : float
        Standard deviation of the accuracies between one audit slice and another to learn from:
        what a bootstrap over the items that are predicted cannot see.
    """

    folds: int
    repeats: int
    spread: float = 0.0

    def draws(self, draws: int = DRAWS, seed: int | np.random.Generator = 0) -> CurveDraws:
        """Return the learning curves of bootstrap draws of the items, and of what they learn."""
        rng = np.random.default_rng(seed)
        means = self.moved(resampled_means(self.correct, draws=draws, seed=rng), rng)
        return fit_curve_draws(self.sizes, means, self.curve, self.n)

    def moved(self, means: Floats, rng: np.random.Generator) -> Floats:
        """Return (B, J) accuracies of draws, each as if other labels had been learnt from."""
        shift = rng.normal(size=(len(means), 1)) * self.spread
        return np.clip(means + shift, 0.0, 1.0)

    def __str__(self) -> str:
        points = ", ".join(
            f"{share:.2f} with {size}"
            for size, share in zip(self.sizes, self.accuracies, strict=True)
        )
        return f"random labels: accuracy {points} (cross-fitted, n = {self.n} audited)"


def random_arm(
    fit_predict: Callable[[Ints, Ints], Any],
    truth: Any,
    *,
    groups: Any = None,
    folds: int = 5,
    shares: tuple[float, ...] = SHARES,
    repeats: int = 10,
    seed: int | np.random.Generator = 0,
) -> RandomArm:
    """Cross-fit models inside the audit slice, on nested parts of the training folds.

    Every item of the slice was drawn uniformly at random, so a model of some of them is a model
    of random labels, and the items of the held fold are an honest test of it.

    Parameters
    ----------
    fit_predict : callable
        ``fit_predict(train, held)`` fits a new model of the production model's kind on the
        positions `train` (m,) of the slice and returns the classes it predicts at `held` (h,).
        It is not called where all of `train` is one class: then that class is the prediction.
    truth : (n,) array_like
        Classes of the audit slice, as codes or names.
    groups : (n,) array_like, optional
        Near duplicates carry the same number and stay in one fold.
    folds : int
        At least 2; n_R (folds - 1) / folds is the largest number of labels.
    shares : tuple of float
        Parts of the training folds, in (0, 1].
    repeats : int
        Random orders of each training part; the whole part is fitted once.
    seed : int or Generator

    Raises
    ------
    AlError
        When an argument does not fit, or `fit_predict` returns the wrong number of classes.
    """
    answers = np.asarray(truth)
    n = len(answers)
    _check(answers, folds, shares, repeats)
    rng = np.random.default_rng(seed)
    fold_of = _folds(n, groups, folds, rng)
    room = n - int(np.bincount(fold_of, minlength=folds).max())
    sizes = np.unique([max(1, round(share * room)) for share in shares]).astype(np.int64)
    correct = np.zeros((len(sizes), n))
    apart: list[tuple[int, Floats]] = []  # labels, and who was right in each repeat
    for fold in range(folds):
        held = np.flatnonzero(fold_of == fold)
        if not len(held):
            continue
        rest = np.flatnonzero(fold_of != fold)
        right = np.zeros((len(sizes), repeats, len(held)))
        for repeat in range(repeats):
            order = rng.permutation(rest)
            for row, size in enumerate(sizes):
                times = 1 if size == room else repeats
                if repeat < times:
                    guess = _predict(fit_predict, np.sort(order[:size]), held, answers)
                    right[row, repeat] = guess == answers[held]
                    correct[row, held] += right[row, repeat] / times
        apart += [(int(n), right[row]) for row, n in enumerate(sizes) if n < room]
    spread = training_spread(apart, room)
    return RandomArm(sizes, np.clip(correct, 0.0, 1.0), folds, repeats, spread)


def _predict(
    fit_predict: Callable[[Ints, Ints], Any], train: Ints, held: Ints, answers: Floats
) -> Floats:
    if (answers[train] == answers[train[0]]).all():
        return np.repeat(answers[train[:1]], len(held))
    guess = np.asarray(fit_predict(train, held))
    if guess.shape != held.shape:
        raise AlError(
            f"fit_predict returned classes of shape {guess.shape} for {len(held)} items: return "
            "one class for each."
        )
    return guess


def _folds(n: int, groups: Any, folds: int, rng: np.random.Generator) -> Ints:
    """Return the fold of each item; folds are equally large but for groups."""
    if groups is None:
        return np.asarray(rng.permutation(np.arange(n) % folds), dtype=np.int64)
    given = np.asarray(groups)
    if given.shape != (n,):
        raise AlError(f"groups has shape {given.shape}, and there are {n} items.")
    _, group_of, counts = np.unique(given, return_inverse=True, return_counts=True)
    fold_of_group, load = np.zeros(len(counts), dtype=np.int64), np.zeros(folds)
    # the largest first, ties at random, each to the emptiest fold
    for group in np.lexsort((rng.random(len(counts)), -counts)):
        fold_of_group[group] = load.argmin()
        load[load.argmin()] += counts[group]
    if np.count_nonzero(load) < 2:
        raise AlError("All items of the audit slice are near duplicates of each other.")
    return np.asarray(fold_of_group[group_of.reshape(-1)])


def _check(answers: Floats, folds: int, shares: tuple[float, ...], repeats: int) -> None:
    if answers.ndim != 1:
        raise AlError(f"truth must have one class for each item; its shape is {answers.shape}.")
    if not 2 <= folds <= max(len(answers), 1):
        raise AlError(
            f"{folds} folds cannot be made of {len(answers)} audited labels: take 2 or more, and "
            "no more than there are labels."
        )
    if not shares or not all(0 < share <= 1 for share in shares):
        raise AlError(f"Each of shares must lie above 0 and be at most 1; they are {shares}.")
    if repeats < 1:
        raise AlError(f"repeats must be at least 1; it is {repeats}.")
