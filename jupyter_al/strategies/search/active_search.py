"""Active search: find as many members of a rare class as possible."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.strategies._words import ordinary
from jupyter_al.strategies.composition import Composition
from jupyter_al.strategies.scores import Margin, RandomScore, Score
from jupyter_al.strategies.search.membership import ClassProbability, Likeness, NeighbourShare
from jupyter_al.strategies.search.target import check_target, target_of
from jupyter_al.strategies.spreads import TopN
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["ActiveSearch", "at_random"]

_ESTIMATORS = ("model", "neighbours", "likeness")


@dataclass(frozen=True)
class ActiveSearch(BaseStrategy):
    """The rows most likely of one class (Garnett et al., ICML 2012; greedy rule).

    Maximises the members found in this batch, not accuracy: never read a prevalence off labels
    that were found this way.

    Parameters
    ----------
    target : str or int, optional
        Name or position of the class; by default the labelled class with fewest labels.
    estimator : str
        ``model`` (its probability), ``neighbours`` (share among the labels nearby; needs no
        model) or ``likeness`` (cosine to the mean member, for the first few labels).
    explore : float
        Share of the batch, in [0, 1), that goes to the smallest margins instead.
    prevalence : float, optional
        Share of the class in the pool, where it is known (estimator ``model``).
    neighbours : int
        Nearest rows that a label counts for (estimator ``neighbours``).
    gamma : float
        What a row without labels nearby is worth (estimator ``neighbours``).
    dedupe : bool
        Copies of a row that is chosen or labelled wait until nothing else is left.

    Notes
    -----
    Formula: ``score = p_r`` for the class r (``model``), ``(gamma + members nearby) / (1 + labels
    nearby)`` (``neighbours``), or the cosine to the mean member (``likeness``).

    Cost: time O(N C) (``model``), O(N D) for each new label (``neighbours``) or O(N D)
    (``likeness``); memory O(N).
    """

    target: int | str | None = None
    estimator: str = "model"
    explore: float = 0.0
    prevalence: float | None = None
    neighbours: int = 100
    gamma: float = 0.1
    dedupe: bool = True

    def __post_init__(self) -> None:
        check_target(self.target)
        if self.estimator not in _ESTIMATORS:
            raise StrategyError(
                f"estimator must be one of {', '.join(_ESTIMATORS)}, not {self.estimator!r}."
            )
        if not 0 <= self.explore < 1:
            raise StrategyError(f"explore must be a share in [0, 1), not {self.explore!r}.")
        self.scorer()

    @property
    def name(self) -> str:
        """``active-search``."""
        return "active-search"

    @property
    def needs(self) -> frozenset[str]:
        """What the estimator needs, and probabilities to explore."""
        extra = {"labels"} | ({"probabilities"} if self.explore else set())
        return self.scorer().needs | extra

    def scorer(self) -> Score:
        """Return the score."""
        if self.estimator == "model":
            return ClassProbability(self.target, self.prevalence)
        if self.estimator == "neighbours":
            return NeighbourShare(self.target, self.neighbours, self.gamma)
        return Likeness(self.target)

    def pick(self, task: Task) -> Picks:
        """Rank by membership; by chance while no member is known."""
        snapshot, scorer = task.snapshot, self.scorer()
        scorer.check(snapshot)
        target = target_of(snapshot, self.target)
        name = ordinary(snapshot.classes[target])
        if not (snapshot.labels == target).any():
            return at_random(task, name)
        uncertain = int(self.explore * task.n)
        spread = TopN(self.dedupe)
        sure = Composition(scorer, spreading=spread).pick(replace(task, n=task.n - uncertain))
        note = f"Looking for {name}"
        if self.estimator != "likeness":
            hits = float(np.sum(sure.scores))
            note += f": about {hits:.1f} of these {len(sure.positions)} should be"
        notes = (f"{note}.", *sure.notes)
        if not uncertain:
            return replace(sure, notes=notes)
        rest = np.setdiff1d(task.rows, sure.positions)
        more = Composition(Margin(), spreading=spread).pick(
            replace(task, rows=rest, n=min(uncertain, len(rest)))
        )
        return Picks(
            np.concatenate([sure.positions, more.positions]),
            np.concatenate([sure.scores, more.scores]),
            [*sure.terms, *more.terms],
            [*sure.reasons, *more.reasons],
            flat=sure.flat,
            notes=(*notes, f"{len(more.positions)} more are those with the smallest margins."),
        )


def at_random(task: Task, name: str) -> Picks:
    """Return a random batch: no member of the class is known yet."""
    picks = Composition(RandomScore()).pick(task)
    note = f"No label of {name} yet: drawn at random; label one member to begin the search."
    return replace(picks, fallback="random", notes=(note, *picks.notes))
