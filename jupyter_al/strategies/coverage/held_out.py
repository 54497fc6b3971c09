"""The temperature of a model, measured on labels that it did not learn from."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from jupyter_al.numerics.arrays import Floats, Ints, dense
from jupyter_al.numerics.calibration import best_temperature
from jupyter_al.numerics.softmax import log_softmax
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._sample import by_content

__all__ = ["fit_head", "held_out_temperature"]

_FEWEST = 5  # labels of each class, below which one in five says nothing
_MOST = 2000  # labels that take part


def held_out_temperature(snapshot: Snapshot) -> float:
    """Return the temperature found on one label in five; 1 below five labels of a class.

    A linear head is fitted on four fifths of the labelled embedding, with the penalty of the
    model; its logits on the other fifth choose the temperature of least calibration error.
    """
    return snapshot.once("held-out temperature", lambda: _temperature(snapshot))


def _temperature(snapshot: Snapshot) -> float:
    usable = snapshot.labelled[snapshot.finite[snapshot.labelled]]
    labels = dict(zip(snapshot.labelled.tolist(), snapshot.labels.tolist(), strict=True))
    # an order that hangs on the rows: the same split however the pool lies
    rows = by_content(snapshot, usable, "held out")[:_MOST]
    codes = np.array([labels[row] for row in rows.tolist()], dtype=np.int64)
    kinds, codes = np.unique(codes, return_inverse=True)
    if len(kinds) < 2 or np.bincount(codes).min() < _FEWEST:
        return 1.0
    vectors = np.asarray(dense(snapshot.embedding, rows), dtype=np.float64)
    if not np.isfinite(vectors).all():
        return 1.0
    vectors = (vectors - vectors.mean(axis=0)) / max(float(vectors.std()), 1e-12)
    part = len(rows) // 5
    head = fit_head(vectors[part:], codes[part:], len(kinds), snapshot.regularisation or 1e-3)
    logits = np.column_stack([vectors[:part], np.ones(part)]) @ head.T
    return best_temperature(logits, codes[:part])


def fit_head(rows: Floats, codes: Ints, classes: int, penalty: float) -> Floats:
    """Return the (C, E + 1) linear head of least ``mean CE + penalty / 2 ||S||²``, bias last."""
    wide = np.column_stack([rows, np.ones(len(rows))])
    at = np.arange(len(rows))

    def loss(flat: Floats) -> tuple[float, Floats]:
        head = flat.reshape(classes, -1)
        logs = log_softmax(wide @ head.T)
        residual = np.exp(np.maximum(logs, -700))
        residual[at, codes] -= 1
        with np.errstate(under="ignore"):
            slope = residual.T @ wide / len(wide) + penalty * head
            value = -logs[at, codes].mean() + penalty / 2 * float(flat @ flat)
        return float(value), slope.ravel()

    with np.errstate(under="ignore"):
        found = minimize(
            loss,
            np.zeros(classes * wide.shape[1]),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 100},
        )
    out: Floats = found.x.reshape(classes, -1)
    return out
