"""The learning curve: how good each model was, and what that is known from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from jupyter_al.evaluation import ActiveAccuracy, Estimate
from jupyter_al.session.trust.held_out import HeldOut, estimated

__all__ = ["Curve", "CurvePoint"]

LONGEST = 500


@dataclass(frozen=True)
class CurvePoint:
    """One model on the curve.

    Attributes
    ----------
    n_labels : int
        Training labels of the model.
    version : int
        Model version.
    n, correct : int
        Items the estimate is made of, and how many the model got right.
    accuracy, low, high : float or None
        Estimate and its 95 % interval.
    enough : bool
        Whether that is enough evidence to show a number.
    method : str
        How the interval was found.
    """

    n_labels: int
    version: int
    n: int
    correct: int
    accuracy: float | None
    low: float | None
    high: float | None
    enough: bool
    method: str = ""


class Curve:
    """Curve points of a session, made of the audit slice or of a test set.

    Parameters
    ----------
    source : str
        ``audit``, ``test``, or ``none`` where nothing is measured.
    population : int or None
        Size of the pool the audit slice is drawn from (finite-pool correction); None for a
        test set.
    """

    def __init__(self, source: str, population: int | None) -> None:
        self.source = source
        self.points: list[CurvePoint] = []
        self.estimate: Estimate | ActiveAccuracy | None = None
        self.released = 0  # items of the audit slice that the user picked by hand
        self.last_version = 0  # of the models that the store has seen, whatever the source
        self._population = population

    def add(
        self,
        right: npt.NDArray[np.bool_],
        *,
        n_labels: int,
        version: int,
        drawn: HeldOut | None = None,
    ) -> None:
        """Score one model; a second score of the same version replaces the first.

        Parameters
        ----------
        right : (n,) bool
            Whether the model is right on each item.
        n_labels, version : int
            Of the model.
        drawn : HeldOut, optional
            Where some of the items were drawn to measure: how each of them was.
        """
        self.estimate = estimate = estimated(right, self.source, self._population, drawn)
        interval = estimate.interval
        point = CurvePoint(
            n_labels=n_labels,
            version=version,
            n=interval.n,
            correct=interval.correct,
            accuracy=interval.estimate,
            low=interval.low,
            high=interval.high,
            enough=estimate.enough,
            method=estimate.method,
        )
        if self.points and self.points[-1].version == version:
            self.points[-1] = point
        else:
            self.points.append(point)
        if len(self.points) > LONGEST:  # keep every second of the older half
            half = LONGEST // 2
            self.points = self.points[:half:2] + self.points[half:]

    @property
    def sentence(self) -> str:
        """What the curve is made of and says now."""
        if self.source == "none":
            return "Nothing is audited: give a test set or audit=0.15 to see accuracy."
        if self.estimate is None:
            begins = " and the first audited answers" if self.source == "audit" else ""
            return f"The curve starts with the first model{begins}."
        sentence = self.estimate.sentence
        if self.source == "audit" and self.released:
            sentence += f"; without the {self.released} that you picked by hand"
        return sentence

    def as_json(self) -> str:
        """Return the points for the store."""
        points = [asdict(point) for point in self.points]
        kept = {"source": self.source, "version": self.last_version, "points": points}
        return json.dumps(kept)

    def restore(self, text: str | None, warn: Callable[[str], None]) -> None:
        """Take back points written by :meth:`as_json`; what cannot be read is left out."""
        if not text:
            return
        try:
            kept = json.loads(text)
            newest = max((p["version"] for p in kept["points"]), default=0)
            self.last_version = max(newest, int(kept.get("version", 0)))
            if kept["source"] == self.source:
                self.points = [CurvePoint(**point) for point in kept["points"]]
        except (KeyError, TypeError, ValueError):
            warn("The curve kept in the store could not be read; it starts anew.")
