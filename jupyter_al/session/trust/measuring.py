"""Measure now: draw the items whose labels tell most about the model, apart from the training."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from jupyter_al.errors import SessionError
from jupyter_al.evaluation.active_testing.acquisition import accuracy_scores
from jupyter_al.evaluation.active_testing.draw import draw_items
from jupyter_al.evaluation.active_testing.surrogate import forest_probabilities
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.session.answers.labels import LABEL, OPEN
from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.learning.in_blocks import in_blocks
from jupyter_al.session.learning.trainer import Trainer
from jupyter_al.session.updates import Updates
from jupyter_al.session.worker import Task
from jupyter_al.snapshot import Snapshot

__all__ = ["BATCH", "MEASURE", "Measuring"]

MEASURE = "measure"
BATCH = 20
"""Labels that the page asks for at a time."""
_REASON = (
    "drawn to measure the model: {chance} times as probable as an even draw; it does not train it"
)
_APART = (
    "drawn to tell the models apart: {chance} times as probable as an even draw; it does not train "
    "the model in use"
)


class Measuring:
    """Draws from the audit's reserve, which no strategy ever sees.

    Every item left has a chance: half of the probability is spread evenly, half by how likely the
    model errs (Kossen et al., ICML 2021). The chance of each draw goes to the journal, so that
    the accuracy can be corrected for it.

    Parameters
    ----------
    lock : threading.RLock
        The session's one lock.
    show : callable
        Told which item the page shall show at once, under the lock.
    """

    def __init__(
        self,
        trainer: Trainer,
        updates: Updates,
        lock: threading.RLock,
        show: Callable[[int], None],
    ) -> None:
        self._trainer = trainer
        self._updates = updates
        self._lock = lock
        self._show = show
        self._wanted = 0

    def want(self, n: int) -> None:
        """Have the next :meth:`run` draw `n` items."""
        self._wanted = n

    def run(self, task: Task) -> None:
        """Draw what is wanted and ask for it next. A job of the worker."""
        n, self._wanted = self._wanted, 0
        if n:
            task.progress(None, "choosing samples to measure with")
            self.draw(n)

    def stop(self) -> None:
        """Ask for no more of what was drawn and has no answer yet."""
        with self._lock:
            for item in self._trainer.queue.forget("test"):
                self._trainer.asked.pop(item, None)
            self._trainer.refill()
        self._updates.emit("queue")

    def draw(self, n: int, worth: Callable[[Ints], Floats] | None = None) -> list[Asked]:
        """Draw `n` items of the reserve, or all that are left, and ask for them next.

        Parameters
        ----------
        n : int
        worth : callable, optional
            What the label of each of some positions is worth, 0 or more; by default how likely
            the model in use errs.

        Raises
        ------
        SessionError
            There is no model, no reserve, or nothing left in it.
        """
        trainer = self._trainer
        labels, audit = trainer.recorder.labels, trainer.audit
        with self._lock:
            snapshot, model = trainer.snapshot, trainer.model
            open_ = (labels.state == OPEN) | (labels.state == LABEL)
            reserve = np.flatnonzero(audit.reserved & open_)
            waiting = [s.item for s in trainer.queue.waiting("test")]
            gone = np.isin(reserve, waiting) | (labels.state[reserve] == LABEL)
            known = np.flatnonzero(labels.codes >= 0)
            codes = labels.codes[known].astype(np.int64)
            before = len(labels.drawn) + len(waiting)
            round_ = trainer.recorder.answered
        if not audit.size:
            raise SessionError(
                "There is nothing to draw from: 'audit' is 0. Begin a session with a share for "
                "the audit, such as audit=0.15."
            )
        if worth is None and (model is None or snapshot.model is not model):
            raise SessionError("There is no model yet: label items of at least two classes.")
        if gone.all():
            raise SessionError(
                f"All {len(reserve)} items that are kept for measuring have a label or wait for "
                "one: there is nothing left to draw."
            )
        rng = np.random.default_rng([trainer.seed, 0x7E57, before])
        reason = _REASON
        if worth is not None:
            scores, reason = worth(reserve), _APART
        else:
            scores = _errors(trainer, snapshot, reserve, (known, codes), rng)
        drawn = draw_items(scores, n, rng, drawn=np.flatnonzero(gone))
        left = int((~gone).sum())
        samples = [
            Asked(
                item=int(reserve[at]),
                strategy=MEASURE,
                round=round_,
                model_version=snapshot.version,
                selection_probability=float(chance),
                slice="test",
                score=float(scores[at]),
                rank=rank,
                considered=left,
                reasons=(reason.format(chance=f"{chance * (left - rank + 1):.1f}"),),
            )
            for rank, (at, chance) in enumerate(
                zip(drawn.items.tolist(), drawn.probabilities.tolist(), strict=True), start=1
            )
        ]
        with self._lock:
            fresh = [s for s in samples if labels.state[s.item] == OPEN]  # answered meanwhile
            for sample in fresh:
                trainer.asked[sample.item] = sample
            trainer.queue.ask_next(fresh)
            trainer.refill()
            if fresh:
                self._show(trainer.queue.samples[0].item)
        self._updates.emit("queue")
        return fresh


def _errors(
    trainer: Trainer,
    snapshot: Snapshot,
    reserve: Ints,
    labels: tuple[Ints, Ints],
    rng: np.random.Generator,
) -> Floats:
    """Return how likely the model in use errs on each item of the reserve."""
    model, inputs = snapshot.model, trainer.recorder.pool.inputs
    known, codes = labels
    believed = snapshot.probabilities[reserve].astype(np.float64)
    other = forest_probabilities(
        _points(model, inputs, known), codes, _points(model, inputs, reserve),
        snapshot.n_classes, rng,
    )  # fmt: skip
    return accuracy_scores(believed, (other + believed) / 2)


def _points(model: Any, inputs: Any, rows: Ints) -> Any:
    """Return flat rows: the embedding where the model has one."""
    embed = getattr(model, "embed", None)
    if embed is not None and len(rows) and embed(inputs[rows[:1]]) is not None:
        return in_blocks(embed, inputs, rows)
    given = inputs[rows]
    return given if hasattr(given, "toarray") else np.asarray(given).reshape(len(rows), -1)
