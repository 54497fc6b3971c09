"""Samples that cover the pool, or uncertain ones: what the labels so far allow."""

from __future__ import annotations

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, dense
from jupyter_al.numerics.leave_one_out import area_under_curve, leave_one_out
from jupyter_al.numerics.ranking import tie_keys
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import count, ordinary

__all__ = ["missing_now", "too_early"]

_ENOUGH = 20  # labels a declared class: uncertain samples from there on, however hard the task
_LOOKED_AT = 500  # labels in the test at most; it takes O(L³)
_LEFT_OUT = 0.2
_INFORMATIVE = 0.65  # area under the curve of the doubts against the mistakes
_MISTAKES = 5


def missing_now(snapshot: Snapshot) -> tuple[str, str]:
    """Return why uncertain samples are too early, with all labels and with a fifth left out.

    Empty words mean that they are not. A switch should not hang on the last few labels, so that
    it is complete only where both are empty.
    """
    return snapshot.once("budget", lambda: _missing(snapshot))


def _missing(snapshot: Snapshot) -> tuple[str, str]:
    if not snapshot.has("labels"):
        return ("there is no label yet",) * 2
    if len(np.unique(snapshot.labels)) < 2:
        return ("all labels so far are of one class",) * 2
    if not snapshot.has("probabilities"):
        return ("no model is fitted yet",) * 2
    if len(snapshot.labels) >= _ENOUGH * snapshot.n_classes:
        return "", ""
    use = np.flatnonzero(snapshot.finite[snapshot.labelled])
    use = use[np.argsort(tie_keys(snapshot.labelled[use], snapshot.seed))][:_LOOKED_AT]
    rows = dense(snapshot.features, snapshot.labelled[use])
    labels = snapshot.labels[use]
    now = too_early(rows, labels, snapshot.classes)
    if now:
        return now, now
    kept = int(np.ceil((1 - _LEFT_OUT) * len(use)))
    return now, too_early(rows[:kept], labels[:kept], snapshot.classes)


def too_early(rows: Floats, labels: Ints, classes: tuple[str, ...]) -> str:
    """Return why typical samples still teach more than uncertain ones; empty if they do not.

    One of: fewer than two labels for each class seen, a class without a label, a simple model
    that is not half-way from guessing to perfect on labels it has not seen, or doubts of that
    model that do not tell where it is wrong. Typical first, uncertain later is of Hacohen et
    al. (ICML 2022); these conditions are ours.

    Parameters
    ----------
    rows : (L, D) array
        Features of the labelled rows.
    labels : (L,) int64
    classes : tuple of str
        All that are declared.
    """
    times = np.bincount(labels, minlength=len(classes))
    seen = int(np.count_nonzero(times))
    if seen < 2:
        return "all labels so far are of one class"
    if len(labels) < 2 * seen:
        return f"there are only {count(len(labels), 'label')} for {seen} classes"
    if seen < len(classes):
        return f"{ordinary(classes[int(np.argmin(times))])} has no label yet"
    answers, _ = leave_one_out(rows, labels, len(classes))
    wrong = answers.argmax(axis=1) != labels
    guessing = times.max() / len(labels)
    right = len(labels) - int(np.count_nonzero(wrong))
    if right / len(labels) < guessing + 0.5 * (1 - guessing):
        return f"a simple model gets only {right} of {len(labels)} labels right without seeing them"
    ordered = np.sort(answers, axis=1)
    doubts = ordered[:, -2] - ordered[:, -1]
    if wrong.sum() >= _MISTAKES and area_under_curve(doubts, wrong) < _INFORMATIVE:
        return "the doubts of a simple model do not tell yet where it is wrong"
    return ""
