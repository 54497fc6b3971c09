"""Random rows, with more from the classes that have fewer labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import NotApplicable
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies._words import count, ordinary
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["BalancedRandom", "levels"]


@dataclass(frozen=True)
class BalancedRandom(BaseStrategy):
    """Uniform sampling with a quota for each predicted class.

    The quota is in proportion to ``1 / (1 + labels of the class)``: the baseline of class
    balance that is also in the code of PCoreSet (2025).

    Parameters
    ----------
    count_labels : bool
        Without it every predicted class has the same quota.

    Notes
    -----
    Formula: the predicted class c has a share of the batch in proportion to ``1 / (1 + labels of
    c)``; within it each row has the same chance.

    Cost: time O(N C + N log N), memory O(N).
    """

    count_labels: bool = True

    @property
    def name(self) -> str:
        """``balanced-random``."""
        return "balanced-random"

    @property
    def needs(self) -> frozenset[str]:
        """Probabilities, for the predicted class."""
        return frozenset({"probabilities"})

    def pick(self, task: Task) -> Picks:
        """Draw."""
        snapshot, rows = task.snapshot, task.rows
        if snapshot.n_classes < 2:
            raise NotApplicable(
                f"{self.name!r} balances classes and only one is declared: declare a second class."
            )
        known = np.bincount(snapshot.labels, minlength=snapshot.n_classes)
        weight = known if self.count_labels else np.zeros_like(known)
        predicted = snapshot.predicted[rows]
        numbers = task.rng().random(snapshot.n_items)[rows]
        scores = -levels(predicted, weight, numbers)
        order, copies = distinct_top(Seen.labelled(snapshot), rows, scores, task.n, task.tie_seed)
        terms, reasons = [], []
        for code in predicted[order]:
            name, labels = snapshot.classes[code], int(known[code])
            terms.append({"predicted": name, "labels": labels})
            have = "which has no label yet" if not labels else f"which has {count(labels, 'label')}"
            reasons.append(f"drawn at random from what looks like {ordinary(name)}, {have}")
        notes = ("Only copies of rows that were asked before are left.",) if copies else ()
        return Picks(rows[order], scores[order], terms, reasons, notes=notes)


def levels(predicted: Ints, known: Ints, numbers: Floats) -> Floats:
    """Return for each row when it is due: ``(j + 1/2) (1 + labels of its class)``.

    The row is the j-th of its predicted class in the order of `numbers`. The rows with the
    lowest levels have the quotas ``1 / (1 + labels)`` by the divisor method of Sainte-Laguë,
    for every size of the batch.

    Parameters
    ----------
    predicted : (M,) int64
    known : (C,) int64
        Labels of each class.
    numbers : (M,) array
    """
    order = np.lexsort((numbers, predicted))
    sizes = np.bincount(predicted, minlength=len(known))
    starts = np.cumsum(sizes) - sizes
    place = np.empty(len(predicted))
    place[order] = np.arange(len(predicted)) - starts[predicted[order]]
    out: Floats = (place + 0.5) * (1 + known[predicted])
    return out
