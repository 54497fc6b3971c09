"""The labels that never train the model, and how each of them was drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.evaluation import ActiveAccuracy, Estimate, accuracy, active_accuracy
from jupyter_al.session.answers.labels import LABEL, OPEN, Labels
from jupyter_al.session.trust.audit import AuditSlice

__all__ = ["HeldOut", "calibration_half", "estimated", "held_out"]


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Held-out labels in the order drawn.

    Attributes
    ----------
    rows, codes : (M,) int64 arrays
        Positions in the pool and classes.
    probabilities : (M,) float64 array
        Of each item among those of the reserve that were left at its draw.
    uniform : (M,) bool array
        Those that are a uniform sample of the pool by themselves: the audit's, and those drawn to
        measure that the audit's random order would have asked for by now.
    population : int
        Items of the reserve that can be drawn.
    measured : int
        How many were drawn to measure, and not by the audit.
    skipped : int
        Drawn items without a label: skipped, or "unsure".
    """

    rows: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]
    probabilities: npt.NDArray[np.float64]
    uniform: npt.NDArray[np.bool_]
    population: int
    measured: int
    skipped: int


def held_out(labels: Labels, audit: AuditSlice) -> HeldOut:
    """Return the held-out labels standing now. Needs the session's lock."""
    if not labels.tally["test"]:
        rows, codes = labels.audited()
        everywhere = np.ones(len(rows), dtype=bool)
        return HeldOut(rows, codes, np.ones(len(rows)), everywhere, audit.size, 0, 0)
    drawn = [row for row in labels.drawn if labels.codes[row] >= 0 and labels.held_out[row]]
    rows = np.array(drawn, dtype=np.int64)
    given = [labels.drawn[row] for row in drawn]
    reserve = audit.reserved & ((labels.state == OPEN) | (labels.state == LABEL))
    reserve[rows] = True
    population = int(reserve.sum())
    skipped = int((audit.reserved & ~reserve).sum())
    left = population - np.arange(len(rows))
    # a draw of the audit is uniform among what is left
    chances = [1 / n if p is None else p for p, n in zip(given, left.tolist(), strict=True)]
    by_audit = labels.audit[rows]
    place = audit.place(rows)
    reached = int(place[by_audit].max(initial=-1))
    return HeldOut(
        rows,
        labels.codes[rows].astype(np.int64),
        np.array(chances, dtype=np.float64),
        by_audit | (place <= reached),
        population,
        int((~by_audit).sum()),
        skipped,
    )


def calibration_half(rows: npt.NDArray[np.int64], size: int, seed: int) -> npt.NDArray[np.bool_]:
    """Return which of `rows` are kept for the temperature: by position, and so for good.

    A temperature changes no prediction, so that the accuracy may use both halves.
    """
    kept: npt.NDArray[np.bool_] = np.random.default_rng([seed, 0xCA1B]).random(size)[rows] < 0.5
    return kept


def estimated(
    right: npt.NDArray[np.bool_],
    source: str,
    population: int | None,
    drawn: HeldOut | None = None,
    look: int | None = None,
) -> Estimate | ActiveAccuracy:
    """Return the accuracy now: by plain counting, or weighted where items were drawn to measure.

    Parameters
    ----------
    right : (n,) bool
        Whether the model is right on each item.
    source : {"audit", "test"}
    population : int or None
        Items of the pool.
    drawn : HeldOut, optional
        Of the same items in the same order.
    look : int, optional
        See :func:`jupyter_al.evaluation.accuracy`.
    """
    if drawn is None or not drawn.measured:
        everywhere = np.ones(len(right), dtype=bool)
        return accuracy(right, everywhere, population=population, source=source, look=look)
    return active_accuracy(
        right,
        drawn.probabilities,
        drawn.population,
        drawn_from=population,
        measured=drawn.measured,
        look=look,
    )
