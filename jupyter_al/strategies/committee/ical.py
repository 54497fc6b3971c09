"""ICAL: rows whose answer tells most about the answers of the other rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.committee.agreement import Agreement
from jupyter_al.strategies.committee.pointwise import OfCommittee
from jupyter_al.strategies.committee.scores import Bald
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["ICAL", "alike"]

# a difference of single precision, not of agreement
_NOTHING = 1e-9


@dataclass(frozen=True)
class ICAL(OfCommittee):
    """ICAL (Jain, Liu and Gifford 2020): dependence (HSIC) between a row and the pool.

    The dependence is linear in the agreement of each two members, so that the rows picked
    before do not change the order; only the rows it is compared with are drawn anew.

    Parameters
    ----------
    score_subset : int, optional
        Look at this many rows only, drawn anew each round; 100,000 by default.
    condense : int
        Rows, drawn at random, that a row is compared with.
    resample : bool
        Draw them anew after every pick.
    sampled : bool
        As released: one answer is drawn of each member for each row. Without it the expected
        agreement is used, which has no noise.

    Notes
    -----
    Formula: ``score = HSIC(row, mean of the drawn rows)``: the covariance, over pairs of members,
    of ``E_ab(row)`` with the mean of E_ab over the drawn rows, where ``E_ab = sum_c p_a(c) p_b(c)``
    is the chance that members a and b agree.

    Cost: time O(K N C D + K² N C) once and O(K² N) a pick; memory O(K² N), of 100,000 rows at most
    by default.
    """

    most_rows: ClassVar[int | None] = 100_000
    condense: int = 200
    resample: bool = True
    sampled: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_numbers(self, "condense")

    @property
    def name(self) -> str:
        """``ical``."""
        return "ical"

    def choose(self, task: Task) -> Picks:
        """Compare each row with drawn ones and take the one that tells most about them."""
        snapshot, rows, rng = task.snapshot, task.rows, task.rng()
        agreement = self.agreement(task, rng)
        seen = Seen.labelled(snapshot)
        left = np.ones(len(rows), dtype=bool)
        order: list[int] = []
        scores: list[float] = []
        flat = len(rows) > 1
        values: Floats = np.empty(0)
        while len(order) < task.n:
            task.check(len(order) / task.n)
            if self.resample or not len(order):
                values = agreement.dependence(self.condensed(agreement, rng))
                flat = flat and alike(values)
            rest = np.flatnonzero(left)
            more = 1 if self.resample else task.n
            found = rest[_best(seen, rows[rest], values[rest], more, task.tie_seed)]
            for index in found:
                seen.is_new(int(rows[index]))
            left[found] = False
            order.extend(found.tolist())
            scores.extend(values[found].tolist())
        picked = np.array(order, dtype=np.int64)
        terms, reasons, score = [], [], Bald()
        with np.errstate(under="ignore"):
            votes = score.terms(snapshot, rows[picked])
        for own, value in zip(votes, scores, strict=True):
            terms.append({**own, "dependence": value})
            reasons.append(
                f"{score.reason(own)}; as others go so goes this one (dependence {amount(value)})"
            )
        return Picks(rows[picked], np.array(scores), terms, reasons, flat=flat)

    def agreement(self, task: Task, rng: np.random.Generator) -> Agreement:
        """Return how the members agree about each row of the question."""
        members = task.snapshot.members
        agreement = Agreement(members.size, len(task.rows))
        with np.errstate(under="ignore"):
            for part, chances in members.blocks(task.rows):
                agreement.fill(part, chances, rng if self.sampled else None)
        return agreement

    def condensed(self, agreement: Agreement, rng: np.random.Generator) -> Floats:
        """Return the (K, K) mean agreement about rows drawn at random."""
        rows = len(agreement.pairs)
        return agreement.mean(rng.choice(rows, size=min(self.condense, rows), replace=False))


def alike(values: Floats) -> bool:
    """Return whether (M,) dependences differ by rounding only."""
    return float(values.max() - values.min()) < _NOTHING


def _best(seen: Seen, rows: Ints, values: Floats, n: int, tie_seed: int) -> Ints:
    return distinct_top(seen, rows, values, n, tie_seed)[0]
