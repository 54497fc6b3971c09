"""What the models of the rounds so far said about a fixed, evenly drawn part of the pool."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from jupyter_al.evaluation.calibration.temperature import fit_temperature, tempered
from jupyter_al.evaluation.stopping.error_stability import error_change, laplace_covariance
from jupyter_al.evaluation.stopping.model_doubt import (
    contradiction,
    expected_f,
    overall_uncertainty,
)
from jupyter_al.evaluation.stopping.signals import Round
from jupyter_al.learners import Model
from jupyter_al.numerics.duplicates import row_hashes
from jupyter_al.session.learning.in_blocks import in_blocks

__all__ = ["Past", "Rounds"]

STOP_SET = 2000
WATCHED = 1000  # items of the audit's random order, the first that it asks for
# a round per answer would say nothing: two models that differ by a label agree nearly everywhere
GROWTH = 1.1
AT_LEAST = 5
KEPT = 60
CALIBRATED = 30  # held-out labels from which doubt is calibrated
WIDEST = 300  # features up to which the posterior of a head is computed

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Past:
    """One round: the training labels, the classes predicted for watched items, and for tested."""

    n_labels: int
    version: int
    round: Round
    watched: npt.NDArray[np.int32]
    tested: npt.NDArray[np.int32]


class Rounds:
    """Rounds of a session; one begins where the training labels have grown by a tenth.

    Parameters
    ----------
    usable : (N,) bool
        Items that can be predicted.
    order : (R,) int64
        The audit's random order.
    seed : int
    test : (T, ...) array or sparse matrix, optional
        Of a test set.
    """

    def __init__(
        self, usable: npt.NDArray[np.bool_], order: Ints, seed: int, test: Any = None
    ) -> None:
        rng = np.random.default_rng([seed, 0x5709])
        self.stop_set: Ints = _some(np.flatnonzero(usable), rng)
        self.watched: Ints = order[:WATCHED]
        self.tested: Ints = _some(np.arange(0 if test is None else test.shape[0]), rng)
        self._test = test
        self.test_mark = _mark(test, self.tested)
        self.past: list[Past] = []
        self._model: Model | None = None
        self._trained: Ints = np.empty(0, dtype=np.int64)
        self._posterior: tuple[Any, Any] | None = None

    @property
    def rounds(self) -> list[Round]:
        """As the stop signals read them, oldest first."""
        return [each.round for each in self.past]

    def due(self, n_labels: int, n_classes: int, learner: str) -> bool:
        """Whether a model of so many training labels begins a round."""
        if not self.past:
            return True
        last = self.past[-1].round
        if (last.n_classes, last.model) != (n_classes, learner):
            return True  # nothing before can be compared with it
        before = self.past[-1].n_labels
        return n_labels >= max(GROWTH * before, before + AT_LEAST)

    def doubt(
        self,
        model: Model,
        inputs: Any,
        rows: Ints,
        codes: Ints,
        unlabelled: npt.NDArray[np.bool_],
    ) -> float | None:
        """Return the doubt of a model about unlabelled items of the stop set, once calibrated.

        Parameters
        ----------
        model : Model
        inputs : (N, ...) array
        rows, codes : (n,) int64
            Held-out labels to calibrate with; None below 30, for only calibrated doubt says
            something.
        unlabelled : (s,) bool
            Of the stop set.
        """
        if len(rows) < CALIBRATED or not unlabelled.any():
            return None
        heat = fit_temperature(_logs(in_blocks(model.predict_proba, inputs, rows)), codes)
        logs = _logs(in_blocks(model.predict_proba, inputs, self.stop_set[unlabelled]))
        return overall_uncertainty(tempered(logs, heat))

    def add(
        self,
        model: Model,
        inputs: Any,
        rows: Ints,
        codes: Ints,
        *,
        version: int,
        learner: str,
        uncertainty: float | None = None,
    ) -> None:
        """Note a model that was fitted to `rows` with `codes`, where a round is due.

        Parameters
        ----------
        model : Model
        inputs : (N, ...) array
            Of the pool.
        rows, codes : (L,) int64
            Its training labels.
        version : int
        learner : str
            Another one begins a new history.
        uncertainty : float, optional
            See :class:`~jupyter_al.evaluation.Round`.
        """
        if not self.due(len(rows), model.n_classes, learner):
            return
        known = in_blocks(model.predict_proba, inputs, self.stop_set)
        same = bool(self.past) and self.past[-1].round.model == learner
        same = same and self.past[-1].round.n_classes == model.n_classes
        surprise = self._contradiction(inputs, rows, codes) if same else None
        change = self._error_change(model, inputs, rows, same)
        two = model.n_classes == 2
        found = Round(
            predicted=known.argmax(axis=1).astype(np.int32),
            n_classes=model.n_classes,
            model=learner,
            uncertainty=uncertainty,
            error_change=change,
            contradiction=surprise,
            expected_f=expected_f(np.clip(known[:, 1], 0, 1)) if two else None,
            positive_trained=bool((codes == 1).any()),
        )
        watched = _answers(model, inputs, self.watched)
        tested = _answers(model, self._test, self.tested)
        self.past = [*self.past, Past(len(rows), version, found, watched, tested)][-KEPT:]
        self._model, self._trained = model, rows

    def _contradiction(self, inputs: Any, rows: Ints, codes: Ints) -> float | None:
        new = ~np.isin(rows, self._trained)
        if self._model is None or not new.any():
            return None
        return contradiction(in_blocks(self._model.predict_proba, inputs, rows[new]), codes[new])

    def _error_change(self, model: Model, inputs: Any, rows: Ints, same: bool) -> float | None:
        """Return R_t for a linear head of two classes on few features, else None."""
        before, self._posterior = self._posterior, None
        if model.n_classes != 2 or model.head is None or hasattr(inputs, "toarray"):
            return None
        if len(inputs.shape) != 2 or inputs.shape[1] > WIDEST:
            return None
        if model.embed(inputs[:1]) is not None:
            return None  # the weights are of another space in each round
        features = inputs[self.stop_set]
        middle = features.mean(axis=0, dtype=np.float64)
        scale = features.std(axis=0, dtype=np.float64)
        scale[scale == 0] = 1.0

        def design(part: Any) -> Any:
            return np.column_stack([(part - middle) / scale, np.ones(len(part))])

        weight, bias = (np.asarray(part, dtype=np.float64) for part in model.head)
        w, b = weight[1] - weight[0], float(bias[1] - bias[0])
        mean = np.append(w * scale, b + w @ middle)
        # lambda / 2 (|w0|^2 + |w1|^2) with w0 = -w1 is lambda / 4 |w1 - w0|^2, a label
        penalty = max(len(rows) * model.regularisation / 2, 1e-6)
        chances = np.clip(model.predict_proba(inputs[rows])[:, 1].astype(np.float64), 0, 1)
        covariance = laplace_covariance(design(inputs[rows]), chances, C=1 / penalty)
        self._posterior = (mean, covariance)
        return error_change(*before, mean, covariance) if before is not None and same else None


def _some(rows: npt.NDArray[Any], rng: np.random.Generator) -> Ints:
    """Return the rows, or an even part of so many that it says what all would."""
    if len(rows) > STOP_SET:
        rows = np.sort(rng.choice(rows, STOP_SET, replace=False))
    return rows.astype(np.int64)


def _mark(test: Any, rows: Ints) -> int:
    """Return a number that tells one test set from another; 0 without one."""
    if not len(rows):
        return 0
    part = test[rows]
    flat = part if hasattr(part, "toarray") else np.asarray(part).reshape(len(rows), -1)
    return zlib.crc32(row_hashes(flat).tobytes())


def _answers(model: Model, inputs: Any, rows: Ints) -> npt.NDArray[np.int32]:
    if not len(rows):
        return np.empty(0, dtype=np.int32)
    said = in_blocks(model.predict_proba, inputs, rows)
    return np.asarray(said.argmax(axis=1), dtype=np.int32)


def _logs(probabilities: Any) -> Any:
    return np.log(np.maximum(np.asarray(probabilities, dtype=np.float64), 1e-12))
