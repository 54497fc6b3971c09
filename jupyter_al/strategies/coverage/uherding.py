"""UHerding: cover the rows about which the model is in doubt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.pairs import nearest_positive
from jupyter_al.numerics.softmax import softmax, uncertainty
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.held_out import held_out_temperature
from jupyter_al.strategies.coverage.herding import Herding, percent
from jupyter_al.strategies.spaces import points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["DoubtHerding", "UHerding", "doubt_of"]


@dataclass(frozen=True)
class DoubtHerding(Herding):
    """Herding in which each row of the pool counts as much as the model doubts it.

    Bae, Oliveira and Sutherland (2025): ``mean_j U_j max(0, k(i, j) - reached_j)``, U one minus
    the margin of calibrated probabilities, zero for labelled rows. The bandwidth is the smallest
    distance above zero between two labelled rows, so that it shrinks as labels come in: coverage
    first, uncertainty later.

    Parameters
    ----------
    space, normalise, most
        As in ``herding``.
    bandwidth : float
        h while fewer than two rows have a label, or where `adaptive` is off.
    adaptive : bool
        Take h from the labelled rows.
    calibrate : bool
        Divide the logits by the temperature that gives the least calibration error on labels
        held out (from five labels a class on).
    """

    name: ClassVar[str] = "doubt-herding"
    adaptive: bool = True
    calibrate: bool = True

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows that cover most doubt; the gain is what each adds."""
        snapshot = task.snapshot
        targets = self.targets(task)
        doubt, notes = doubt_of(snapshot, targets, self.calibrate)
        task.check()
        bandwidth = self.bandwidth
        if self.adaptive and len(snapshot.labelled) > 1:
            points, _ = points_of(snapshot, self.space, self.normalise)
            known = points.block(snapshot.labelled[self._usable(snapshot)[snapshot.labelled]])
            bandwidth = nearest_positive(known) or bandwidth
        batch = self.weighted(task, rows, targets, doubt, bandwidth)
        return replace(batch, notes=(*notes, *batch.notes))

    def _reason(self, gain: float, after: float) -> str:
        return (
            f"it stands for {percent(gain)} of what is in doubt; "
            f"{percent(after)} of that is covered now"
        )


def doubt_of(snapshot: Snapshot, targets: Ints, calibrate: bool) -> tuple[Floats, tuple[str, ...]]:
    """Return the (T,) doubt of the targets, and a note where it is the same for all.

    One for all rows without a label or a model; zero for labelled rows, and for rows without
    finite probabilities.
    """
    if not len(snapshot.labelled):
        return np.ones(len(targets)), ()
    same = np.ones(len(targets))
    same[np.isin(targets, snapshot.labelled)] = 0
    if not snapshot.has("probabilities"):
        return same, ("No model is fitted yet: all rows count the same.",)
    if snapshot.n_classes < 2:
        return same, ("Only one class is declared: all rows count the same.",)
    temperature = held_out_temperature(snapshot) if calibrate else 1.0
    if temperature == 1:
        doubt = snapshot.uncertainty[targets].astype(np.float64)
    else:
        with np.errstate(under="ignore"):
            doubt = uncertainty(softmax(snapshot.logits[targets] / temperature)).astype(np.float64)
    doubt[~np.isfinite(doubt) | (same == 0)] = 0
    if not doubt.sum() > 0:
        return same, ("The model doubts nothing: all rows count the same.",)
    if temperature == 1:
        return doubt, ()
    return doubt, (
        f"The logits were divided by {temperature:.1f} (calibration on held-out labels).",
    )


@dataclass(frozen=True)
class UHerding(BaseStrategy):
    """UHerding (Bae, Oliveira and Sutherland, ICLR 2025): coverage of what is in doubt.

    Without labels or a model it is MaxHerding.

    Parameters
    ----------
    space : str
        ``features``, ``embedding`` or ``probabilities``.
    normalise : bool
        Scale each row to length one first.
    bandwidth : float
        h of the kernel ``exp(-(d / h)²)`` while fewer than two rows have a label.
    most : int
        At most this many candidates and targets are compared; larger pools are sampled.
    adaptive : bool
        Take h from the labelled rows: the smallest distance above zero between two of them.
    calibrate : bool
        Calibrate the probabilities on held-out labels.

    Notes
    -----
    Formula: ``f(S) = mean_j U_j max_{i in S} exp(-(d(i, j) / h)²)``, labelled rows in S, ``U = 1 -
    (p1 - p2)`` of calibrated probabilities; h is the smallest distance above zero between two
    labelled rows.

    Cost: as ``max-herding``: time O(M² D) for M candidates and targets (35,000 at most), memory O(M
    D); O(L² D) for h.
    """

    space: str = "features"
    normalise: bool = True
    bandwidth: float = 1.0
    most: int = 35_000
    adaptive: bool = True
    calibrate: bool = True

    def __post_init__(self) -> None:
        for word in ("adaptive", "calibrate"):
            if not isinstance(getattr(self, word), bool):
                raise StrategyError(f"{word} must be True or False, not {getattr(self, word)!r}.")
        self.sentence()

    @property
    def name(self) -> str:
        """``uherding``."""
        return "uherding"

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of; without a model all rows count the same."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        fields: dict[str, Any] = {
            "space": self.space,
            "normalise": self.normalise,
            "bandwidth": self.bandwidth,
            "most": self.most,
            "adaptive": self.adaptive,
            "calibrate": self.calibrate,
        }
        return Composition(None, spreading=DoubtHerding(**fields), called=self.name)

    def pick(self, task: Task) -> Picks:
        """Spread."""
        return self.sentence().pick(task)
