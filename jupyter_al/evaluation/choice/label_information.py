"""How much doubt about the best of several models a label would leave (CODA, steps 5 to 7)."""

from __future__ import annotations

import numpy as np

from jupyter_al.evaluation.choice.best_of_betas import probability_largest
from jupyter_al.numerics.arrays import Floats, Ints

__all__ = ["best_by_class", "bits", "doubt_after"]

_TINY = 1e-12


def best_by_class(confusions: Floats) -> Floats:
    """Return (C, H): how probable it is that each model is the best on each class.

    Parameters
    ----------
    confusions : (H, C, C) array
        Dirichlet counts; row = true class, column = predicted class.
    """
    right, wrong = _right_and_wrong(confusions)
    return probability_largest(right, wrong)


def doubt_after(
    confusions: Floats, class_shares: Floats, probabilities: Floats, votes: Ints, weight: float
) -> Floats:
    """Return (U, C): the doubt that is left after each class for each row of votes, in bits.

    Parameters
    ----------
    confusions : (H, C, C) array
    class_shares : (C,) array
    probabilities : (H,) array
        That each model is the best, now.
    votes : (U, H) int array
        Predicted classes; two items with equal votes leave equal doubt.
    weight : float
        What the label counts.
    """
    right, wrong = _right_and_wrong(confusions)
    now = probability_largest(right, wrong)
    out = np.empty((len(votes), len(now)))
    for class_ in range(len(now)):
        hits, which = np.unique(votes == class_, axis=0, return_inverse=True)
        plus = weight * hits
        then = probability_largest(right[class_] + plus, wrong[class_] + weight - plus)
        new = probabilities + class_shares[class_] * (then - now[class_])
        out[:, class_] = bits(new)[which.reshape(-1)]
    return out


def bits(probabilities: Floats) -> Floats:
    """Return the entropy over the last axis; probabilities below 1e-12 count as that."""
    known = np.maximum(probabilities, _TINY)
    entropy: Floats = -(known * np.log2(known)).sum(axis=-1)
    return entropy


def _right_and_wrong(confusions: Floats) -> tuple[Floats, Floats]:
    """Return the (C, H) Beta parameters of how often each model is right on each class."""
    right = np.diagonal(confusions, axis1=1, axis2=2).T
    return right, confusions.sum(axis=2).T - right
