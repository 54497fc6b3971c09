"""Expected error reduction: ask what should leave the least doubt over the pool."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Ints
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies._words import count
from jupyter_al.strategies.expected.error_reduction import ErrorReduction
from jupyter_al.strategies.scores import Margin
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["ExpectedErrorReduction"]


@dataclass(frozen=True)
class ExpectedErrorReduction(BaseStrategy):
    """Expected error reduction (Roy and McCallum, ICML 2001) with a least-squares head.

    After each part of the batch the head is fitted again with the picks labelled by the model's
    own guesses, so that later picks do not repeat earlier ones.

    Parameters
    ----------
    loss : str
        ``brier``, ``log`` or ``zero-one``.
    ridge : float
        Penalty, as a multiple of the mean squared length of a labelled row.
    evaluation : int
        Rows of the pool on which the doubt is measured.
    most : int
        At most this many rows are compared, those with the smallest margins.
    refits : int
        Parts of the batch, each chosen with the earlier ones labelled; 1 ranks once.

    Notes
    -----
    Formula: ``score = -sum_c p_c mean_u loss(f_(x,c)(u))``, where the head fitted with (x, c) in
    addition is ``f_(x,c)(u) = f(u) + k(u, x) / (1 + k(x, x)) (e_c - f(x))`` and ``k(u, x) = u~'
    A^-1 x~``.

    Cost: M rows that are compared, U rows on which the doubt is measured, R refits: time O(R (D³ +
    (L + M) D² + M U D + M U C²)), memory O(D² + U D).
    """

    loss: str = "brier"
    ridge: float = 0.1
    evaluation: int = 1000
    most: int = 2000
    refits: int = 10

    def __post_init__(self) -> None:
        whole_numbers(self, "most", "refits")
        self.scorer()

    @property
    def name(self) -> str:
        """``expected-error-reduction``."""
        return "expected-error-reduction"

    @property
    def needs(self) -> frozenset[str]:
        """Labels and rows for the least-squares head, probabilities for the answers."""
        return ErrorReduction.needs

    def scorer(self) -> ErrorReduction:
        """Return the score."""
        return ErrorReduction(self.loss, self.ridge, self.evaluation)

    def pick(self, task: Task) -> Picks:
        """Choose part by part, the guesses of the earlier parts as labels."""
        snapshot, rows, scorer = task.snapshot, task.rows, self.scorer()
        scorer.check(snapshot)
        notes = []
        size = min(len(rows), max(self.most, task.n))
        seen = Seen.labelled(snapshot)
        if size < len(rows):
            margins = Margin().values(snapshot, rows)
            rows = np.sort(rows[distinct_top(seen, rows, margins, size, task.tie_seed)[0]])
            notes.append(f"Compared the {count(size, 'row')} with the smallest margins.")
        order: list[int] = []
        scores: list[float] = []
        terms: list[dict[str, object]] = []
        copies = flat = False
        parts = np.array_split(np.arange(task.n), min(self.refits, task.n))
        for part in parts:
            task.check()
            taken = np.array(order, dtype=np.int64)
            rest = np.setdiff1d(rows, taken)
            fit = scorer.fit(snapshot, taken, _guesses(snapshot.predicted, taken))
            left = scorer.expected(snapshot, rest, fit)
            if not order:
                flat = len(rest) > 1 and bool(left.min() == left.max())
            best, repeated = distinct_top(seen, rest, -left, len(part), task.tie_seed)
            copies |= repeated
            for index in best:
                seen.is_new(int(rest[index]))
            order.extend(rest[best].tolist())
            scores.extend((-left[best]).tolist())
            own = scorer.terms(snapshot, rest[best])
            for terms_of, value in zip(own, left[best], strict=True):
                terms.append({**terms_of, "loss_now": fit.loss, "expected_loss": float(value)})
        if copies:
            notes.append("Only copies of rows that were asked before are left.")
        if len(parts) > 1:
            notes.append(f"Chosen in {len(parts)} parts, earlier picks labelled as predicted.")
        return Picks(
            np.array(order, dtype=np.int64),
            np.array(scores),
            terms,
            [scorer.reason(parts_of) for parts_of in terms],
            flat=flat,
            notes=tuple(notes),
        )


def _guesses(predicted: Ints, rows: Ints) -> Ints:
    return np.asarray(predicted[rows], dtype=np.int64)
