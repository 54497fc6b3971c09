"""LDM-S: rows that flip when the last layer hardly changes, spread by their direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import NotApplicable
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.flips import Flips, disagreement, seeding_weights
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.ranking import rank, top_n
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.scores import Margin
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["LDMS"]

# below this a cosine distance is rounding
_SAME = 1e-5


class _Step:
    """Squares of weight times the smallest cosine distance to a pick."""

    def __init__(self, points: Points, weights: Floats) -> None:
        self._points, self._weights = points, weights
        self._near = np.full(len(points), np.inf)

    def scores(self) -> Floats:
        # the first pick is given; before it every row is equally far
        near = np.where(np.isfinite(self._near), self._near, 1.0)
        with np.errstate(under="ignore"):
            out: Floats = np.square(self._weights * near)
        return out

    def add(self, index: int) -> None:
        own = self._points.block(np.array([index]))[0]
        far = 1 - np.asarray(self._points.dot(own), dtype=np.float64)
        far[index] = 0
        far[far < _SAME] = 0
        np.minimum(self._near, far, out=self._near)


@dataclass(frozen=True)
class LDMS(BaseStrategy):
    """Least disagree metric with seeding (Cho, Kim, Lee, Shin and Yoo, ICLR 2024).

    The metric of a row is the smallest share of a sample that changes its class in a change of
    the head that changes the class of the row. The smallest is asked first; the others are drawn
    by weight and cosine distance. The change of the head is absolute: features of another unit
    give other draws.

    Parameters
    ----------
    patience : int
        Draws without a gain after which the next standard deviation is tried.
    most_draws : int
        Draws for each standard deviation at most: in a large pool some row gains for very long.
    sample : int
        Rows on which a change of the head is measured; one over it is the resolution.
    shortlist : int
        The metric is computed for this many rows, the ones of smallest margin.

    Notes
    -----
    Formula: metric ``m = min over changes of the head of the share of a sample that changes its
    class``, among the changes with which the row changes its own; weight ``w = exp(-max(m - q, 0) /
    q)`` with q the n-th smallest metric, the weights beyond the first n scaled to sum to n; then
    draws in proportion to ``(w min(1 - cos))²`` to the picks.

    Cost: S rows on a shortlist, T directions of change (100 at most by default), each tried at 51
    sizes: time O(T S C D + n S D), memory O(S (C + T)).
    """

    patience: int = 10
    most_draws: int = 100
    sample: int = 10_000
    shortlist: int = 10_000

    def __post_init__(self) -> None:
        whole_numbers(self, "patience", "most_draws", "sample", "shortlist")

    @property
    def name(self) -> str:
        """``ldm-s``."""
        return "ldm-s"

    @property
    def needs(self) -> frozenset[str]:
        """The head and what it sees."""
        return frozenset({"embedding", "head", "probabilities"})

    def metric(self, task: Task, rows: Ints) -> tuple[Floats, int]:
        """Return the metric of `rows`, (M,) in [0, 1], and the number of directions."""
        snapshot = task.snapshot
        usable = np.flatnonzero(snapshot.finite)
        some = task.rng().permutation(len(usable))[: self.sample]
        seed = snapshot.rng("directions of ldm-s").integers(2**63)
        embedding, head = snapshot.embedding, snapshot.head
        pool, sample = (
            Flips(embedding[index], head, np.random.default_rng(seed))
            for index in (rows, np.sort(usable[some]))
        )
        return disagreement(pool, sample, self.patience, self.most_draws, task.check)

    def choose_rows(self, task: Task) -> tuple[Ints, tuple[str, ...]]:
        """Return the rows of the shortlist, ascending, and what to say about them."""
        size = max(self.shortlist, task.n)
        if size >= len(task.rows):
            return task.rows, ()
        doubts = task.snapshot.uncertainty[task.rows]
        best = np.sort(top_n(doubts, size, task.rows, task.tie_seed))
        return task.rows[best], (f"Only the {size} rows of smallest margin were looked at.",)

    def pick(self, task: Task) -> Picks:
        """Measure, weigh and draw."""
        snapshot = task.snapshot
        if snapshot.n_classes < 2:
            raise NotApplicable(
                "'ldm-s' compares classes and only one is declared: declare a second class."
            )
        rows, notes = self.choose_rows(task)
        least, draws = self.metric(task, rows)
        flat = len(rows) > 1 and bool(least.min() == least.max())
        margin = np.asarray(snapshot.uncertainty[rows], dtype=np.float64)
        seen = Seen.labelled(snapshot)
        # equal metrics go by the margin
        by_metric = np.lexsort((rank(margin, rows, task.tie_seed).argsort(), least))
        places = np.empty(len(rows))
        places[by_metric] = np.arange(len(rows))
        fallback = None
        order: Ints = np.empty(0, dtype=np.int64)
        if least.min() == least.max():
            fallback = "margin"
            notes = (*notes, "The metric is the same for all rows: taken by margin.")
        else:
            step = _Step(
                Points.of(snapshot.embedding[rows], normalise=True),
                seeding_weights(least, task.n),
            )
            order = choose(
                step,
                np.arange(len(rows), dtype=np.int64),
                task.n,
                rng=snapshot.rng("draws of ldm-s"),
                first=int(distinct_top(seen, rows, -places, 1, None)[0][0]),
                accept=lambda index: seen.is_new(int(rows[index])),
                check=task.check,
            ).order
            notes = (*notes, f"The head was changed in {draws} directions to measure what flips.")
        missing = task.n - len(order)
        if missing:
            rest = np.setdiff1d(np.arange(len(rows)), order)
            more, _ = distinct_top(seen, rows[rest], -places[rest], missing, None)
            if len(order):
                fallback = "rank"
                notes = (*notes, f"{missing} of {task.n} are like others: taken by the metric.")
            order = np.concatenate([order, rest[more]])
        score = Margin()
        terms, reasons = [], []
        beliefs = score.terms(snapshot, rows[order])
        for own, value in zip(beliefs, least[order], strict=True):
            terms.append({**own, "flips_with": float(value)})
            reasons.append(f"{score.reason(own)}; {_flips(float(value))}")
        return Picks(
            rows[order],
            0 - least[order],
            terms,
            reasons,
            flat=flat,
            fallback=fallback,
            notes=tuple(notes),
        )


def _flips(value: float) -> str:
    if value >= 1:
        return "no small change of the model changes the guess"
    if value == 0:
        return "the smallest change of the model changes the guess"
    return f"a change of {amount(100 * value)} % of the guesses changes this one"
