"""Numbers over the whole pool, computed while somebody looks at them: a job of the worker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import AlError, Cancelled, SessionError
from jupyter_al.numerics.arrays import Floats
from jupyter_al.numerics.ramp import on_ramp, ramp_range
from jupyter_al.session.answers.recorder import Recorder
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.updates import Updates
from jupyter_al.session.worker import Task
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies import get
from jupyter_al.strategies.score_of import score_of, scores_of_pool
from jupyter_al.strategies.scores import Score
from jupyter_al.strategies.strategy import Strategy

__all__ = ["IN_USE", "NO_SCORE", "QUALITY", "Scored", "Scoring"]

IN_USE = "in-use"  # the score of the strategy in use
QUALITY = "quality"  # what the model thinks of the given labels
KEPT = 3  # columns
NO_SCORE = "chooses whole batches and gives no number to each sample"


@dataclass(frozen=True, eq=False)
class Ramp:
    """A column as bytes between two real ends; `below`, `above`: some values lie beyond them."""

    codes: npt.NDArray[np.uint8]
    low: float
    high: float
    below: bool
    above: bool


def _on_ramp(values: Floats, ends: tuple[float, float] | None = None) -> Ramp | None:
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, high = ends or ramp_range(known)
    beyond = bool((known < low).any()), bool((known > high).any())
    return Ramp(on_ramp(values, low, high), low, high, *beyond)


@dataclass(frozen=True, eq=False)
class Scored:
    """One number for each item of the pool.

    Attributes
    ----------
    name : str
        What was asked for: a strategy, ``in-use`` or ``quality``.
    title : str
        What it is in fact (``in-use`` may be ``margin``).
    values : (N,) float64
        NaN where there is none.
    sentence : str
        What a person should know about it, or why there is nothing.
    version : int
        Of the model.
    ramp : Ramp or None
        The values as bytes.
    """

    name: str
    title: str
    values: Floats | None
    sentence: str
    version: int
    snapshot: Snapshot
    strategy: Strategy | None = None
    score: Score | None = None
    ramp: Ramp | None = None

    def rank(self, item: int, among: npt.NDArray[np.bool_]) -> int | None:
        """Return the place of `item` by falling value among the positions where `among` is true."""
        if self.values is None or not np.isfinite(self.values[item]):
            return None
        with np.errstate(invalid="ignore"):
            return 1 + int(((self.values > self.values[item]) & among).sum())

    def reason(self, item: int) -> str:
        """Return why `item` has its score, in a sentence; "" where there is none."""
        if self.score is None or self.values is None:
            return ""
        if not np.isfinite(self.values[item]):
            return ""
        return self.score.reason(self.score.terms(self.snapshot, np.array([item]))[0])


class Scoring:
    """Computes what the page asks for, once for each model.

    Parameters
    ----------
    lock : threading.RLock
        The session's one lock.
    request : callable
        Asks the worker for :meth:`run`.
    waiting : callable
        Whether something more important waits for the worker.
    """

    def __init__(
        self,
        recorder: Recorder,
        trainer: Trainer,
        updates: Updates,
        lock: threading.RLock,
        *,
        request: Callable[[], None],
        waiting: Callable[[], bool],
    ) -> None:
        self.found: dict[str, Scored] = {}
        self._wanted: dict[str, None] = {}
        self._recorder = recorder
        self._trainer = trainer
        self._updates = updates
        self._lock = lock
        self._request = request
        self._waiting = waiting

    def want(self, name: str) -> None:
        """Compute this column soon, once; listeners hear of it as ``scores``."""
        if name not in (IN_USE, QUALITY):
            get(name)
        with self._lock:
            self._wanted[name] = None
        self._request()

    def now(self, name: str) -> Scored | None:
        """Return the column if it is of the model and the strategy of this moment."""
        known, trainer = self.found.get(name), self._trainer
        if known is None or known.version != trainer.snapshot.version:
            return None
        return known if known.strategy in (None, trainer.strategy) else None

    def run(self, task: Task) -> None:
        """Compute what is wanted. A job of the worker."""
        while True:
            with self._lock:
                name = next(iter(self._wanted), None)
                if name is None:
                    return
                del self._wanted[name]
                snapshot = self._trainer.snapshot
                strategy = self._trainer.strategy
            known = self.found.get(name)
            if known is None or known.snapshot is not snapshot or self.now(name) is None:
                task.progress(None, "scoring the pool")
                try:
                    known = self._scored(name, strategy, snapshot, task)
                except Cancelled:
                    if task.cancelled():
                        raise
                    self.want(name)  # something more important goes first
                    return
            with self._lock:
                self.found.pop(name, None)
                self.found[name] = known
                while len(self.found) > KEPT:
                    del self.found[next(iter(self.found))]
            self._updates.emit("scores", detail=name)

    def _scored(self, name: str, strategy: Strategy, snapshot: Snapshot, task: Task) -> Scored:
        if name == QUALITY:
            return self._quality(snapshot)
        chosen = strategy if name == IN_USE else get(name)
        made_by = strategy if name == IN_USE else None
        title, version = chosen.name, snapshot.version
        try:
            score = score_of(chosen, snapshot)
            if score is None:
                raise SessionError(f"{_now(chosen, snapshot)!r} {NO_SCORE}.")
            if name == IN_USE:
                title = score.name
            found = scores_of_pool(
                score, snapshot, cancelled=lambda: task.cancelled() or self._waiting()
            )
        except Cancelled:
            raise
        except AlError as error:
            return Scored(name, title, None, str(error), version, snapshot, made_by)
        except Exception as error:  # a user's own score can raise anything
            said = f"{type(error).__name__}: {error}"
            return Scored(name, title, None, said, version, snapshot, made_by)
        sentence = ""
        if found.scored < found.of:
            sentence = (
                f"Slow to compute: {found.scored:,} of {found.of:,} samples have it, "
                "drawn at random; the others are grey."
            )
        ramp = _on_ramp(found.values)
        return Scored(name, title, found.values, sentence, version, snapshot, made_by, score, ramp)

    def _quality(self, snapshot: Snapshot) -> Scored:
        """Return the probability that the model gives to each given label."""
        title = "label quality"
        if not snapshot.has("probabilities"):
            said = "There is no model yet that could doubt a label."
            return Scored(QUALITY, title, None, said, snapshot.version, snapshot)
        with self._lock:
            codes = self._recorder.labels.codes.copy()
        known = snapshot.probabilities
        rows = np.flatnonzero((codes >= 0) & (codes < known.shape[1]))
        values = np.full(len(codes), np.nan)
        values[rows] = known[rows, codes[rows]]
        said = (
            "The model's probability of the given label. It was trained on these labels, the "
            "audit's left out, so it trusts them more than it should: low values are suspects."
        )
        ramp = _on_ramp(values, (0.0, 1.0))
        return Scored(QUALITY, title, values, said, snapshot.version, snapshot, ramp=ramp)


def _now(strategy: Strategy, snapshot: Snapshot) -> str:
    now = getattr(strategy, "now", None)
    return str((now(snapshot) if callable(now) else strategy).name)
