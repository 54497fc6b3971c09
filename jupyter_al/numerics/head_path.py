"""The epochs of a linear softmax head that is trained by gradient descent."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.softmax import softmax
from jupyter_al.numerics.watch import steps

__all__ = ["head_path", "logged_epochs"]

_MOMENTUM = 0.9


def logged_epochs(epochs: int, logged: int) -> Ints:
    """Return at most `logged` of the epochs ``1 ... epochs``, evenly spaced, the last included."""
    # downwards: a single one is the last
    return np.unique(np.linspace(epochs, 1, min(logged, epochs)).round().astype(np.int64))


def head_path(
    rows: Floats, labels: Ints, weights: Floats, n_classes: int, keep: Ints, penalty: float
) -> Floats:
    """Return the heads after the epochs `keep` of a training from zero, (T, C, D).

    Gradient descent on all rows with momentum 0.9 and the step ``1 / L``, where L bounds the
    curvature of the mean cross-entropy.

    Parameters
    ----------
    rows : (L, D) float64 array
    labels : (L,) int64
    weights : (L,) array
        Of the labels; their sum is positive.
    n_classes : int
    keep : (T,) int64
        Ascending, from 1.
    penalty : float
        L2 constant.
    """
    own = weights / weights.sum()
    answers = np.eye(n_classes)[labels]
    # the Hessian of the softmax is at most 1/2, so L <= sum of w |x|^2 / 2
    curvature = float(own @ np.einsum("ij,ij->i", rows, rows)) / 2 + penalty
    head = np.zeros((n_classes, rows.shape[1]))
    speed = np.zeros_like(head)
    wanted, out = set(keep.tolist()), []
    for before in steps(int(keep[-1])):
        with np.errstate(under="ignore"):
            left = (softmax(rows @ head.T) - answers) * own[:, None]
            speed = _MOMENTUM * speed - (left.T @ rows + penalty * head) / curvature
        head = head + speed
        if before + 1 in wanted:
            out.append(head)
    return np.array(out)
