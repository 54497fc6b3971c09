"""Which of several models to take: measured on labels that train nobody, asked where they part."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import SessionError
from jupyter_al.evaluation.accuracy.interval import FEWEST
from jupyter_al.evaluation.active_testing.difference import active_difference
from jupyter_al.evaluation.choice.candidates import Candidates, named, share_best
from jupyter_al.evaluation.choice.model_choice import ModelChoice, choose_model
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.session.answers.labels import LABEL, OPEN
from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.trust.held_out import HeldOut, estimated, held_out
from jupyter_al.session.trust.measuring import Measuring

__all__ = ["ChoosingModel"]


@dataclass(frozen=True, eq=False)
class _Given:
    """Predictions on the items that can be drawn, in their order."""

    names: tuple[str, ...]
    rows: Ints
    predictions: Floats  # (H, n, C)


class ChoosingModel:
    """Models that a user handed in, on the items kept for measuring.

    They are measured on the held-out labels only: whether a model handed in was fitted on the
    training labels of the session, nobody knows.

    Parameters
    ----------
    lock : threading.RLock
        The session's one lock.
    """

    def __init__(self, trainer: Trainer, measuring: Measuring, lock: threading.RLock) -> None:
        self._trainer = trainer
        self._measuring = measuring
        self._lock = lock
        self._given: _Given | None = None

    def hand_in(self, models: Any) -> None:
        """Take predictions by name, (N, C) each, or refuse them in words."""
        if not isinstance(models, Mapping) or not models:
            raise SessionError(
                "choose_model() takes the predictions of several models by name: "
                "{'svm': svm.predict_proba(X), 'forest': forest.predict_proba(X)}."
            )
        recorder, audit = self._trainer.recorder, self._trainer.audit
        names = named(list(models))
        shape = (len(recorder.pool), len(recorder.classes))
        rows = np.sort(audit.order)
        if not len(rows):
            raise SessionError(
                "There are no labels to compare models on: 'audit' is 0. Begin a session with a "
                "share for the audit, such as audit=0.15."
            )
        parts = []
        for name, given in zip(names, models.values(), strict=True):
            known = np.asarray(given)
            if known.shape != shape:
                raise SessionError(
                    f"The predictions of {name!r} have the shape {known.shape}; there are "
                    f"{shape[0]} items and {shape[1]} classes ({', '.join(recorder.classes.names)}"
                    f"), so give {shape}: a row for each item of the pool, a column for each "
                    "class in this order."
                )
            if known.dtype.kind not in "fiub":
                raise SessionError(f"The predictions of {name!r} are no numbers.")
            part = known[rows].astype(np.float32)
            if not ((part >= 0).all() and (np.abs(part.sum(axis=1) - 1) <= 1e-2).all()):
                raise SessionError(
                    f"The predictions of {name!r} are no probabilities: each row must hold "
                    "numbers from 0 that sum to 1. Apply a softmax to logits, and fill NaN."
                )
            parts.append(part)
        self._given = _Given(names, rows, np.stack(parts))

    def compare(self) -> Candidates:
        """Return what the held-out labels of now say of the models handed in."""
        given = self._known()
        with self._lock:
            labels, audit = self._trainer.recorder.labels, self._trainer.audit
            held = held_out(labels, audit)
            open_ = (labels.state == OPEN) | (labels.state == LABEL)
            drawable = audit.reserved[given.rows] & open_[given.rows]
        at = np.searchsorted(given.rows, held.rows)
        choice = choose_model(given.predictions, at, held.codes, names=given.names)
        right = given.predictions[:, at].argmax(axis=2) == held.codes
        population = self._trainer.population
        accuracies = tuple(estimated(each, "audit", population, held) for each in right)
        chances = _chances(held)
        probabilities = choice.probabilities
        if choice.n:
            shares = share_best(right, chances, held.population, seed=self._trainer.seed)
            probabilities = shares if choice.n >= FEWEST else probabilities
        best = int(np.argmax(probabilities))
        differences = tuple(
            None
            if h == best
            else active_difference(
                right[best], each, chances, held.population, drawn_from=population
            )
            for h, each in enumerate(right)
        )
        apart = int((choice.panel.disagree & drawable).sum())
        return Candidates(given.names, accuracies, differences, probabilities, choice, apart)

    def ask(self, n: int, choice: ModelChoice) -> list[Asked]:
        """Ask next for `n` labels drawn by what each tells of which model is the best."""
        given = self._known()

        def worth(reserve: Ints) -> Floats:
            at = np.searchsorted(given.rows, reserve)
            told = choice.information(at)[1]
            return np.maximum(told, 0.0)  # below 0 by the error of the quadrature

        return self._measuring.draw(n, worth)

    def _known(self) -> _Given:
        given = self._given
        if given is None:
            raise SessionError(
                "No models were handed in yet: choose_model({'svm': probabilities, ...})."
            )
        if given.predictions.shape[2] != len(self._trainer.recorder.classes):
            raise SessionError("There are other classes now: hand the predictions in again.")
        return given


def _chances(held: HeldOut) -> Floats:
    """Return the probability of each draw among what was left; of the audit alone an even one."""
    if held.measured:
        return held.probabilities
    return 1 / (held.population - np.arange(len(held.rows), dtype=np.float64))
