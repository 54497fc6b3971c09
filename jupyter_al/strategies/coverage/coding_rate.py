"""The batch of largest coding rate, and KECOR: the same with a bonus for uncertain rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.coverage.volume import LogDet
from jupyter_al.strategies.scores import Entropy
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["KECOR", "CodingRate", "RelativeEntropy"]


@dataclass(frozen=True)
class RelativeEntropy(Entropy):
    """Entropy of the predicted classes over its largest value, ``log C``: from 0 to 1."""

    name: ClassVar[str] = "relative-entropy"

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the entropy divided by ``log C``."""
        values: Floats = super().values(snapshot, rows).astype(np.float64)
        return np.asarray(values / np.log(snapshot.n_classes))


@dataclass(frozen=True)
class CodingRate(BaseStrategy):
    """Greedy largest coding rate (log-determinant) of labelled rows and batch.

    Luo et al. (ICCV 2023) for the rate, Holzmüller et al. (JMLR 2023) for the greedy choice.

    Parameters
    ----------
    space : str
        ``embedding`` (the features where there is no model), ``features`` or ``probabilities``.
    normalise : bool
        Scale each row to length one first; long rows come first without it.
    noise : float
        sigma: the length below which a direction counts as known.

    Notes
    -----
    Formula: ``log det(noise² I + Z Z')`` is made large for the labelled and picked rows Z: the next
    pick has the largest ``noise² + ||x||² - (what Z explains of it)``.

    Cost: time O(N D) a pick and O(L D² + N D²) for the labels; memory O(N + D²).
    """

    space: str = "embedding"
    normalise: bool = True
    noise: float = 0.1

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``coding-rate``."""
        return "coding-rate"

    @property
    def needs(self) -> frozenset[str]:
        """What the space is made of."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = LogDet(self.space, self.normalise, self.noise)
        return Composition(None, spreading=step, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Spread."""
        return self.sentence().pick(task)


@dataclass(frozen=True)
class KECOR(BaseStrategy):
    """Coding rate with a bonus for the entropy of the prediction (Luo et al., ICCV 2023).

    The vectors are the embedding: a linear kernel in place of the tangent kernel of a proxy
    network.

    Parameters
    ----------
    space, normalise, noise
        As in ``coding-rate``.
    bonus : float
        Weight of the entropy, which is 1 for a uniform prediction.

    Notes
    -----
    Formula: as ``coding-rate``, with ``bonus H(p) / log C`` added to what is compared.

    Cost: time O(N (C + D)) a pick and O(L D² + N D²) for the labels; memory O(N + D²).
    """

    space: str = "embedding"
    normalise: bool = True
    noise: float = 0.1
    bonus: float = 0.1

    def __post_init__(self) -> None:
        self.sentence()

    @property
    def name(self) -> str:
        """``kecor``."""
        return "kecor"

    @property
    def needs(self) -> frozenset[str]:
        """Probabilities, and what the space is made of."""
        return self.sentence().needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps."""
        step = LogDet(self.space, self.normalise, self.noise, self.bonus)
        return Composition(RelativeEntropy(), spreading=step, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Spread; the score is the pivot plus the bonus."""
        picks = self.sentence().pick(task)
        ranked = [terms.get("pivot", 0.0) + terms.get("bonus", 0.0) for terms in picks.terms]
        return replace(picks, scores=np.array(ranked, dtype=np.float64))
