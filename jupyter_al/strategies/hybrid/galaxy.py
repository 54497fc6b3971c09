"""GALAXY: binary search for the boundary of each class, both sides alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import count, ordinary
from jupyter_al.strategies.filters import Dedupe
from jupyter_al.strategies.hybrid._one_class import typical_instead
from jupyter_al.strategies.hybrid.chains import Chain, Gap, class_orders, next_query
from jupyter_al.strategies.scores import belief
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Galaxy"]


@dataclass(frozen=True)
class Galaxy(BaseStrategy):
    """GALAXY (Zhang, Katz-Samuels and Nowak, ICML 2022), the form of the paper.

    All rows lie in a chain for each class, in the order of how much they look like it. The
    middle of the shortest unlabelled stretch whose two labelled ends disagree is asked; where
    none is left, the unlabelled row nearest to a boundary that was found.

    The method wants each answer before the next question. In a batch the model's own prediction
    stands in for the answers that are not there yet.

    Parameters
    ----------
    only : int, optional
        Look at the boundary of this class alone (its position among the classes).

    Notes
    -----
    Formula: for each class the rows lie in the order of ``p_c - p1``, those that are predicted c
    by how sure that is; ask the middle of the shortest stretch without labels whose two ends
    disagree.

    Cost: time O(C N log N) to sort and little more for each pick; memory O(C N).
    """

    only: int | None = None

    def __post_init__(self) -> None:
        whole = isinstance(self.only, int) and not isinstance(self.only, bool)
        if self.only is not None and (not whole or self.only < 0):
            raise StrategyError(
                f"only must be the position of a class (a whole number from 0) or None, "
                f"not {self.only!r}."
            )

    @property
    def name(self) -> str:
        """``galaxy``."""
        return "galaxy"

    @property
    def needs(self) -> frozenset[str]:
        """Labels, and what the model believes."""
        return frozenset({"labels", "probabilities"})

    def pick(self, task: Task) -> Picks:
        """Search; the score is minus the length of the stretch, or of the way to a boundary."""
        snapshot = task.snapshot
        if snapshot.n_classes < 2:
            raise NotApplicable("'galaxy' compares classes and only one is declared: add a second.")
        if self.only is not None and self.only >= snapshot.n_classes:
            raise StrategyError(f"only={self.only}: there are {snapshot.n_classes} classes.")
        instead = typical_instead(task)
        if instead is not None:
            return instead
        return _Search(task, self._codes(snapshot)).run()

    def _codes(self, snapshot: Snapshot) -> list[int]:
        if self.only is not None:
            return [self.only]
        # with two classes both chains have the same boundary
        return [0] if snapshot.n_classes == 2 else list(range(snapshot.n_classes))


class _Search:
    """The chains of one question."""

    def __init__(self, task: Task, codes: list[int]) -> None:
        self.task, snapshot = task, task.snapshot
        ask = task.rows[Dedupe().kept(task, task.rows, None)]
        usable = snapshot.finite[snapshot.labelled] & (snapshot.predicted[snapshot.labelled] >= 0)
        labelled, labels = snapshot.labelled[usable], snapshot.labels[usable]
        self.rows: Ints = np.sort(np.concatenate([ask, labelled]))
        self.codes = dict(
            zip(np.searchsorted(self.rows, labelled).tolist(), labels.tolist(), strict=True)
        )
        self.left = len(ask)
        known, logits = snapshot.probabilities[self.rows], snapshot.logits[self.rows]
        orders = class_orders(known, codes, logits, task.check)
        self.chains = []
        for code, order in zip(codes, orders, strict=True):
            own = [label == code for label in self.codes.values()]
            self.chains.append(Chain(order, code, list(self.codes), own))
        self.by_code = {chain.code: chain for chain in self.chains}

    def run(self) -> Picks:
        snapshot, n = self.task.snapshot, self.task.n
        picked: list[int] = []
        terms: list[dict[str, Any]] = []
        reasons: list[str] = []
        while len(picked) < n:
            self.task.check()
            gap = next_query(self.chains)
            if gap is None:
                break
            chain = self.by_code[gap.code]
            row = int(chain.order[gap.place])
            name = ordinary(snapshot.classes[gap.code])
            terms.append({"class": snapshot.classes[gap.code], "stretch": gap.size})
            reasons.append(_sentence(gap, name))
            guess = int(snapshot.predicted[self.rows[row]])
            self.codes[row] = guess
            for each in self.chains:
                each.learn(row, guess == each.code)
            picked.append(row)
        scores = -np.array([term["stretch"] for term in terms], dtype=np.float64)
        notes = []
        if len(picked) > 1:
            notes.append(
                "Within the batch the model's predictions stand in for answers that are not there "
                "yet; one sample at a time follows the method exactly."
            )
        positions = self.rows[np.array(picked, dtype=np.int64)]
        picks = Picks(positions, scores, terms, reasons, notes=tuple(notes))
        return self._filled(picks) if len(picked) < n else picks

    def _filled(self, picks: Picks) -> Picks:
        """Complete the batch at random where no boundary has an unlabelled row beside it."""
        snapshot, missing = self.task.snapshot, self.task.n - len(picks.positions)
        rest = np.setdiff1d(np.arange(len(self.rows)), np.fromiter(self.codes, dtype=np.int64))
        more = self.rows[self.task.rng().choice(rest, missing, replace=False)]
        floor: Floats = np.full(missing, float(picks.scores.min(initial=0.0)) - 1)
        own = [{"class": terms["first"], "stretch": None} for terms in belief(snapshot, more)]
        note = f"{missing} of {self.task.n} are drawn at random: no boundary is left to search."
        return replace(
            picks,
            positions=np.concatenate([picks.positions, more]),
            scores=np.concatenate([picks.scores, floor]),
            terms=[*picks.terms, *own],
            reasons=[*picks.reasons, *["drawn at random: no boundary is left to search"] * missing],
            fallback="random",
            notes=(*picks.notes, note),
        )


def _sentence(gap: Gap, name: str) -> str:
    if gap.beside:
        steps = count(gap.size, "step")
        return f"{steps} from the boundary of {name} that the labels show"
    size = count(gap.size, "sample")
    return f"halfway along {size} between a {name} and another class, where the boundary must lie"
