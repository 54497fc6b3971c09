"""Any scikit-learn classifier with ``predict_proba`` as a learner."""

from __future__ import annotations

import copy
import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jupyter_al.errors import LearnerError
from jupyter_al.learners._progress import Heartbeat
from jupyter_al.learners._rows import as_rows, chunks, finite, is_sparse, labelled_rows, row_weights
from jupyter_al.learners.base import Array, Cancel, Inputs, Labels, Model, Progress

__all__ = ["ScikitLearner", "ScikitModel"]

CHUNK = 1 << 26


@dataclass(frozen=True)
class ScikitLearner:
    """A classifier with scikit-learn's ``fit`` and ``predict_proba``, also a pipeline.

    Every fit works on a clone; the given object is never fitted. It runs on the CPU and
    cannot be cancelled or report progress while it fits. When all labels so far are of one
    class, which many classifiers refuse, the model is the same for every row: that class with
    probability ``(L + 1) / (L + C)`` (Laplace's rule of succession).

    Parameters
    ----------
    estimator : object
        An instance, not a class.

    Raises
    ------
    LearnerError
        Not an instance, or without ``predict_proba``; says what to do.
    """

    estimator: Any

    def __post_init__(self) -> None:
        """Refuse what cannot give probabilities."""
        _check(self.estimator)

    @property
    def name(self) -> str:
        """Name of the classifier; of a pipeline, that of its last step."""
        steps = getattr(self.estimator, "steps", None)
        return type(steps[-1][1] if steps else self.estimator).__name__

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
    ) -> ScikitModel:
        """Fit a clone; see `Learner.fit`. `warm` is not used.

        Parameters
        ----------
        seed : int
            Given to every ``random_state`` that is None.
        weights : (L,) array, optional
            How much each label counts; for classifiers that take a ``sample_weight``.
        """
        rows, y, dropped = labelled_rows(inputs, labels, n_classes)
        Heartbeat(progress, cancelled)(0.0, f"fitting {self.name}")
        columns = int(np.prod(rows.shape[1:], dtype=np.int64))
        there = np.unique(y)
        if len(there) == 1:
            constant = np.full(n_classes, 1.0 / (len(y) + n_classes), dtype=np.float32)
            constant[there[0]] = (len(y) + 1.0) / (len(y) + n_classes)
            return ScikitModel(None, there, n_classes, columns, constant, dropped)
        estimator = _fresh(self.estimator, seed)
        try:
            estimator.fit(_flat(rows), y, **_weighted(estimator, weights, inputs, labels))
        except (TypeError, ValueError) as error:
            raise LearnerError(f"{self.name} could not be fitted: {error}") from error
        codes = np.asarray(getattr(estimator, "classes_", there)).astype(np.int64)
        return ScikitModel(estimator, codes, n_classes, columns, None, dropped)


@dataclass(frozen=True, eq=False)
class ScikitModel:
    """A fitted classifier.

    Attributes
    ----------
    estimator : object or None
        The fitted clone; None while only one class has labels.
    codes : (K,) int64
        Positions of the classes that the classifier knows.
    n_classes : int
    columns : int
        Width of a row.
    constant : (C,) float32 or None
        The probabilities of every row, while only one class has labels.
    dropped : int
        Labelled rows left out because a feature was not finite.
    """

    estimator: Any
    codes: NDArray[np.int64]
    n_classes: int
    columns: int
    constant: NDArray[np.float32] | None
    dropped: int
    device: str = "cpu"
    regularisation: float = 0.0

    @property
    def head(self) -> None:
        """None: not every classifier has a linear head."""

    def embed(self, inputs: Inputs) -> None:
        """Return None: the features are the embedding."""

    def predict_proba(self, inputs: Inputs) -> NDArray[np.float32]:
        """Probabilities (M, C), 0 for classes without a label; NaN for rows that are not finite."""
        rows = as_rows(inputs)
        columns = int(np.prod(rows.shape[1:], dtype=np.int64))
        if columns != self.columns:
            raise LearnerError(
                f"The rows have {columns} features and the model was fitted on {self.columns}; "
                "pass rows of the same pool."
            )
        out = np.full((rows.shape[0], self.n_classes), np.nan, dtype=np.float32)
        for part in chunks(rows, CHUNK):
            block = rows[part]
            good = np.flatnonzero(finite(block)) + part.start
            if not len(good):
                continue
            if self.constant is not None:
                out[good] = self.constant
                continue
            if len(good) < block.shape[0]:
                block = block[good - part.start]
            out[good] = 0.0
            out[np.ix_(good, self.codes)] = self.estimator.predict_proba(_flat(block))
        return out


def _flat(rows: Any) -> Any:
    return rows if is_sparse(rows) or rows.ndim == 2 else rows.reshape(len(rows), -1)


def _weighted(estimator: Any, weights: Any, inputs: Inputs, labels: Labels) -> dict[str, Array]:
    """Return the weights as the classifier takes them, nothing where it does not."""
    given = row_weights(weights, inputs, labels)
    takes = "sample_weight" in inspect.signature(estimator.fit).parameters
    return {} if given is None or not takes else {"sample_weight": given}


def _fresh(estimator: Any, seed: int) -> Any:
    """Return an unfitted copy in which every ``random_state`` that was None is the seed."""
    if not hasattr(estimator, "get_params"):
        return copy.deepcopy(estimator)
    from sklearn.base import clone

    new = clone(estimator)
    open_seeds = {
        key: seed
        for key, value in new.get_params(deep=True).items()
        if key.rpartition("__")[2] == "random_state" and value is None
    }
    return new.set_params(**open_seeds) if open_seeds else new


def _check(estimator: Any) -> None:
    if isinstance(estimator, type):
        raise LearnerError(
            f"{estimator.__name__} is a class; pass an instance, {estimator.__name__}()."
        )
    if not callable(getattr(estimator, "fit", None)):
        raise LearnerError(f"{estimator!r} has no fit method, so it is not a classifier.")
    if callable(getattr(estimator, "predict_proba", None)):
        return
    name = type(estimator).__name__
    tags = getattr(estimator, "__sklearn_tags__", None)
    # before scikit-learn 1.6 the kind was an attribute
    kind = tags().estimator_type if tags else getattr(estimator, "_estimator_type", None)
    if kind == "regressor":
        raise LearnerError(f"{name} is a regressor; pass a classifier.")
    how = f"wrap it as CalibratedClassifierCV({name}()) from sklearn.calibration"
    if name in ("SVC", "NuSVC"):
        how = f"make it as {name}(probability=True), or {how}"
    elif name == "SGDClassifier":
        how = f"make it as SGDClassifier(loss='log_loss'), or {how}"
    raise LearnerError(
        f"{name} has no predict_proba, and a learner must give probabilities; {how}."
    )
