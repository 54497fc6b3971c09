"""EPIG, BEMPS and BESRA: ask what should improve the predictions of the pool most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._members import looked_at
from jupyter_al.strategies._words import count
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.expected.gain_clusters import GainClusters
from jupyter_al.strategies.expected.score_gain import ScoreGain, disagreement
from jupyter_al.strategies.spreads import TopN
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["ExpectedGain"]

_NAMES = {"log": "epig", "brier": "bemps", "beta": "besra"}
_BATCHES = ("top", "clusters")
_PRODUCTS = 2e8  # numbers (row, label, target, its label) that are computed in a second or two


@dataclass(frozen=True)
class ExpectedGain(BaseStrategy):
    """The rows whose labels should improve the predictions of the pool most.

    Rule ``log`` is EPIG (Bickford Smith et al., AISTATS 2023), ``brier`` BEMPS with CoreMSE (Tan
    et al., NeurIPS 2021), ``beta`` BESRA's rule for one label of many (Tan et al., AAAI 2024, by
    the proper formula: the released one swaps two terms).

    Parameters
    ----------
    rule : str
        ``log``, ``brier`` or ``beta``.
    batch : str
        ``top`` takes the largest gains, ``clusters`` one row of each k-means cluster of gains.
    targets : int
        Rows of the pool on which predictions should improve.
    alpha, beta : float, int
        Of rule ``beta``.
    share : float
        Share of the rows, in (0, 1], that ``clusters`` clusters.
    most : int
        At most this many rows are compared, those on which the members differ most.

    Notes
    -----
    Formula: ``score = mean over targets x' of sum_y p(y|x) [S(p(.|x', x, y)) - S(p(.|x'))]``, the
    expected gain of a proper scoring rule S; for ``log`` that is the mutual information ``I(y;
    y')``, for ``brier`` the expected ``||p(.|x', x, y) - p(.|x')||²``.

    Cost: M rows that are compared, T targets: time O(K N C D + M T C² K), memory O(M T) with
    ``clusters``, else O(M).
    """

    rule: str = "log"
    batch: str = "top"
    targets: int = 100
    alpha: float = 0.1
    beta: int = 1
    share: float = 0.5
    most: int = 10_000

    def __post_init__(self) -> None:
        if self.batch not in _BATCHES:
            raise StrategyError(f"batch must be 'top' or 'clusters', not {self.batch!r}.")
        if isinstance(self.most, bool) or not self.most >= 1:
            raise StrategyError(f"most must be a number of rows from 1, not {self.most!r}.")
        self.sentence()

    @property
    def name(self) -> str:
        """``epig``, ``bemps`` or ``besra``."""
        return _NAMES[self.rule]

    @property
    def needs(self) -> frozenset[str]:
        """A committee, and what it is evaluated on."""
        return ScoreGain.needs

    def sentence(self) -> Composition:
        """Return the strategy in the vocabulary of steps, without the limit on rows."""
        gain = ScoreGain(self.rule, self.targets, self.alpha, self.beta)
        spread: Any = GainClusters(gain, self.share) if self.batch == "clusters" else TopN()
        return Composition(gain, spreading=spread, called=self.name)

    def pick(self, task: Task) -> Picks:
        """Shorten the list where it is long, then score and choose."""
        snapshot, sentence = task.snapshot, self.sentence()
        assert sentence.scorer is not None
        sentence.scorer.check(snapshot)
        rows, notes = looked_at(task)
        if not len(rows):
            return Picks(rows, np.empty(0), (), (), notes=tuple(notes))
        pairs = snapshot.n_classes**2 * min(self.targets, len(rows))
        size = min(self.most, max(1000, int(_PRODUCTS / pairs)))
        # twice the batch leaves the clusters something to choose from
        size = min(len(rows), max(size, 2 * task.n))
        if size < len(rows):
            differ = disagreement(snapshot, rows)
            task.check()
            kept = np.sort(top_n(differ, size, rows, task.tie_seed))
            notes.append(f"Compared the {count(size, 'row')} on which the models differ most.")
            rows = rows[kept]
        picks = sentence.pick(replace(task, rows=rows, n=min(task.n, len(rows))))
        return replace(picks, notes=(*notes, *picks.notes))
