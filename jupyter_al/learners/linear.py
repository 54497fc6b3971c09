"""A linear softmax head on the features: the default learner."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from jupyter_al.errors import LearnerError
from jupyter_al.learners import device as devices
from jupyter_al.learners._newton import minimise
from jupyter_al.learners._progress import Heartbeat
from jupyter_al.learners._rows import frozen, is_sparse, labelled_rows, row_weights
from jupyter_al.learners._softmax import head_probabilities
from jupyter_al.learners.base import Array, Cancel, Head, Inputs, Labels, Model, Progress
from jupyter_al.learners.scaling import Scaling, scaling_of

__all__ = ["Linear", "LinearModel"]

FAR = 1e3
"""Distance from the origin, in scales, from which float32 is too coarse for raw features."""


@dataclass(frozen=True, kw_only=True)
class Linear:
    r"""Multinomial logistic regression with L2, fitted by Newton's method.

    Minimises :math:`\frac1L \sum_i CE(W \tilde x_i + b, y_i) + \frac{\lambda}{2} \|W\|^2`
    in standardised coordinates :math:`\tilde x = (x - mean) / scale` (see `scaling_of`), in
    float64 (float32 on MPS). Classes without a label are part of the model: with the bias
    regularised the optimum exists and is unique, also when only one class has labels.

    Parameters
    ----------
    l2 : float, optional
        :math:`\lambda`. Default ``0.004 / n_classes * min(1, 10 * r / L)`` for L rows with
        the effective dimension r: a class has a share of the mean loss that falls with the
        number of classes, and with ten rows a dimension the data begin to speak for
        themselves. Measured on nine data sets with 20 to 500 labels.
    penalise_bias : bool
        Regularise the bias as well. When a declared class has no label the bias is
        regularised in any case, since no optimum exists otherwise.
    balance : bool
        Weight examples so that all labelled classes count the same.
    standardise : bool
        Centre and scale the features before the fit.
    tolerance : float
        The fit ends when it is estimated to be this close to the minimum, in nats per example.
    device : {"cuda", "mps", "cpu"}, optional
        Default: the best one there is.
    """

    l2: float | None = None
    penalise_bias: bool = True
    balance: bool = False
    standardise: bool = True
    tolerance: float = 1e-6
    device: str | None = None
    name: ClassVar[str] = "linear"

    def __post_init__(self) -> None:
        """Refuse values for which no fit exists."""
        for field in ("l2", "tolerance"):
            value = getattr(self, field)
            if value is not None and not (math.isfinite(value) and value > 0):
                raise LearnerError(f"{field} is {value!r}; give a positive number.")

    def fit(
        self,
        inputs: Inputs,
        labels: Labels,
        n_classes: int,
        *,
        warm: Model | None = None,
        seed: int = 0,
        progress: Progress | None = None,
        cancelled: Cancel | None = None,
        weights: Array | None = None,
        scaling: Scaling | None = None,
    ) -> LinearModel:
        """Fit the head; see `Learner.fit`.

        Parameters
        ----------
        weights : (L,) array, optional
            How much each label counts; 1 by default.
        scaling : Scaling, optional
            Centre and scale of the whole pool, from `scaling_of`. Default: of the labelled rows.
        seed : int
            Not used: the optimum is unique.
        """
        import torch

        rows, y, dropped = labelled_rows(inputs, labels, n_classes)
        given = row_weights(weights, inputs, labels)
        where = devices.best(self.device)
        if not self.standardise:
            scaling = Scaling(np.zeros(int(np.prod(rows.shape[1:]))), 1.0)
        elif scaling is None:
            scaling = scaling_of(rows)
        X, basis = _coordinates(rows, scaling)
        K = X.shape[1]
        l2 = self.l2
        if l2 is None:
            dimension = _effective_dimension(X[:, :-1])
            l2 = 0.004 / n_classes * min(1.0, 10 * dimension / len(y))
        start = np.zeros((n_classes, K))
        if isinstance(warm, LinearModel) and warm.weight.shape[1] == len(scaling.mean):
            C = min(n_classes, warm.n_classes)
            W, b = warm.scaled_head(scaling)
            start[:C, :-1], start[:C, -1] = W[:C] if basis is None else W[:C] @ basis, b[:C]

        counts = np.bincount(y, minlength=n_classes)
        penalty = np.full(K, l2)
        if not self.penalise_bias and counts.all():
            penalty[-1] = 0.0
        importance = np.ones(len(y)) if given is None else given
        if self.balance:
            importance = importance * len(y) / (np.count_nonzero(counts) * counts[y])

        kind = torch.float32 if where == "mps" else torch.float64

        def tensor(array: Array) -> torch.Tensor:
            return torch.as_tensor(array, device=where, dtype=kind)

        A = tensor(X)
        beat = Heartbeat(progress, cancelled)

        def check(step: int, gap: float) -> None:
            # Newton's steps are of no known number: the share grows, and never reaches one
            beat(1 - 0.8**step, f"step {step}")

        with devices.few_threads(4.0 * len(y) * K * n_classes):
            best = minimise(
                A,
                torch.as_tensor(y, device=where),
                tensor(importance),
                tensor(penalty),
                tensor(start),
                tolerance=self.tolerance,
                # scaled rows are conditioned well enough for products in single precision
                inner=A.float() if self.standardise else None,
                check=check,
            )
        S = best.S.double().cpu().numpy()
        W = S[:, :-1] if basis is None else S[:, :-1] @ basis.T
        weight = W / scaling.scale
        return LinearModel(
            weight=frozen(weight),
            bias=frozen(S[:, -1] - weight @ scaling.mean),
            scaling=scaling,
            regularisation=l2,
            device=where,
            steps=best.steps,
            dropped=dropped,
        )


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A fitted linear head on raw features.

    Attributes
    ----------
    weight : (C, D) float64
    bias : (C,) float64
    scaling : Scaling
        Coordinates in which the fit was regularised.
    regularisation : float
        L2 constant in those coordinates.
    device : str
    steps : int
        Newton steps of the fit.
    dropped : int
        Labelled rows left out because a feature was not finite.
    """

    weight: Array
    bias: Array
    scaling: Scaling
    regularisation: float
    device: str
    steps: int
    dropped: int

    @property
    def n_classes(self) -> int:
        """Number of declared classes C."""
        return int(self.weight.shape[0])

    @property
    def head(self) -> Head:
        """Weight (C, D) and bias (C,) that act on raw features."""
        return self.weight, self.bias

    def scaled_head(self, scaling: Scaling | None = None) -> Head:
        """Weight and bias that act on ``(x - mean) / scale``, by default of the fit."""
        mean, scale = scaling or self.scaling
        return self.weight * scale, self.bias + self.weight @ mean

    def predict_proba(self, inputs: Inputs) -> NDArray[np.float32]:
        """Probabilities (M, C); a row that is not finite gives NaN."""
        far = float(np.linalg.norm(self.scaling.mean)) > FAR * self.scaling.scale
        # the products are bound by memory, and one thread of a busy machine reads as fast
        with devices.few_threads():
            return head_probabilities(inputs, self.weight, self.bias, device=self.device, exact=far)

    def embed(self, inputs: Inputs) -> None:
        """Return None: the features are the embedding."""


def _effective_dimension(X: Array) -> float:
    """Participation ratio ``tr(S)^2 / tr(S^2)`` of the second moments S of (L, K) rows."""
    import torch

    # a few hundred rows tell it well enough, and keep the product small
    some = torch.as_tensor(X[:: max(1, len(X) // 500)])
    # not NumPy's product: the second thread of its library spins for a tenth of a second
    # afterwards, on the processor that answers the person
    with devices.few_threads():
        S = some @ some.T if len(some) < some.shape[1] else some.T @ some
        total, squares = float(S.trace()), float((S * S).sum())
    return total**2 / squares if total > 0 else 1.0


def _coordinates(rows: Any, scaling: Scaling) -> tuple[Array, Array | None]:
    """Return scaled rows with a column of ones, (L, K), and the basis (D, K - 1) they are in.

    Sparse rows that are fewer than their columns are expressed in an orthonormal basis of
    their own span, which holds the optimum: the Gram matrix ``G = R R^T`` gives coordinates R
    and basis ``X^T R^{-T}``, and the wide dense matrix is never made. For other rows the basis
    is None, for "the features".
    """
    mean, scale = scaling
    n = rows.shape[0]
    basis = None
    if is_sparse(rows) and n < rows.shape[1]:
        from scipy.linalg import cholesky, solve_triangular

        rows = rows.astype(np.float64)
        along = rows @ mean
        gram = (rows @ rows.T).toarray() - along[:, None] - along[None, :] + mean @ mean
        gram /= scale**2
        # repeated rows make G singular; this moves a logit by less than the fit's tolerance
        gram[np.diag_indices(n)] += 1e-10 * max(float(np.trace(gram)) / n, 1.0)
        X = cholesky(gram, lower=True)
        inverse = solve_triangular(X, np.eye(n), lower=True)
        basis = (rows.T @ inverse.T - np.outer(mean, inverse.sum(axis=1))) / scale
    else:
        dense = rows.toarray() if is_sparse(rows) else rows.reshape(n, -1)
        X = (dense.astype(np.float64) - mean) / scale
    return np.hstack([X, np.ones((n, 1))]), basis
