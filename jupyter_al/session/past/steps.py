"""One step of a session's history: a model, what was asked before it and why, what it changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Asking", "Step", "steps_frame"]

_UNASKED = {
    "given": "given",
    "chosen": "that you chose",
    "audit": "at random to audit",
    "measure": "to measure",
}
_LONGEST = 90  # characters of a reason


@dataclass(frozen=True)
class Asking:
    """Items that one query strategy had asked, and why (the reason of the first)."""

    strategy: str
    items: tuple[int, ...]
    reason: str = ""

    @property
    def words(self) -> str:
        """Such as ``5 by margin: cat and dog are nearly tied``."""
        n = f"{len(self.items)}"
        if self.strategy in _UNASKED:
            return f"{n} {_UNASKED[self.strategy]}"
        name = self.strategy.removeprefix("auto: ").replace("-", " ")
        reason = self.reason.rstrip(".")
        if len(reason) > _LONGEST:
            reason = reason[: _LONGEST - 1].rstrip() + "…"
        return f"{n} by {name}: {reason}" if reason else f"{n} by {name}"


@dataclass(frozen=True)
class Step:
    """A model version and how it came about.

    Attributes
    ----------
    version : int
        Model version.
    labels : int
        Labels that trained it.
    asked : tuple of Asking
        What was answered since the version before, by the strategy that asked.
    changed : int or None
        Predictions that differ from the version before; None where that is not known.
    accuracy, low, high : float or None
        Of the curve, with its 95 % interval.
    predicted : tuple of int or None
        How many items the model puts into each class.
    learner : str
        Name of the learner.
    belief : str
        ``kept``, ``recomputed`` (a model fitted again on the same labels) or ``none``.
    """

    version: int
    labels: int
    asked: tuple[Asking, ...] = ()
    changed: int | None = None
    accuracy: float | None = None
    low: float | None = None
    high: float | None = None
    predicted: tuple[int, ...] | None = None
    learner: str = ""
    belief: str = "none"

    @property
    def items(self) -> tuple[int, ...]:
        """Positions of all items answered since the version before."""
        return tuple(item for asking in self.asked for item in asking.items)

    @property
    def sentence(self) -> str:
        """The step in words."""
        parts = [f"version {self.version}", _count(self.labels, "label")]
        if self.changed is not None:
            parts.append(f"{_count(self.changed, 'prediction')} changed")
        known = [a for a in self.asked if a.strategy not in _UNASKED]
        given = [a for a in self.asked if a.strategy in _UNASKED]
        words = [f"asked {asking.words}" for asking in known] + [a.words for a in given]
        parts.append(", ".join(words) if words else "fitted on the same labels")
        if self.belief == "recomputed":
            parts.append("recomputed")
        return " · ".join(parts)


def _count(n: int, what: str) -> str:
    digits = f"{n:,}".replace(",", "\u202f" if n >= 10_000 else "")
    return f"{digits} {what}{'' if n == 1 else 's'}"


def steps_frame(steps: Sequence[Step]) -> pd.DataFrame:
    """Return steps as a frame, one row per model version; the types do not depend on the rows."""
    import pandas as pd

    first = [step.asked[0] if step.asked else Asking("", ()) for step in steps]
    return pd.DataFrame(
        {
            "version": pd.Series([s.version for s in steps], dtype="int64"),
            "labels": pd.Series([s.labels for s in steps], dtype="int64"),
            "changed": pd.Series([s.changed for s in steps], dtype="Int64"),
            "accuracy": pd.Series([s.accuracy for s in steps], dtype="float64"),
            "low": pd.Series([s.low for s in steps], dtype="float64"),
            "high": pd.Series([s.high for s in steps], dtype="float64"),
            "asked": pd.Series([s.items for s in steps], dtype="object"),
            "strategy": pd.Series([a.strategy for a in first], dtype="string"),
            "reason": pd.Series([a.reason for a in first], dtype="string"),
            "predicted": pd.Series([s.predicted for s in steps], dtype="object"),
            "learner": pd.Series([s.learner for s in steps], dtype="string"),
            "belief": pd.Series([s.belief for s in steps], dtype="string"),
            "text": pd.Series([s.sentence for s in steps], dtype="string"),
        }
    )
