"""ICAL in its pointwise form: rows that tell something the picks before them do not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies.committee.agreement import dependence
from jupyter_al.strategies.committee.ical import ICAL, alike
from jupyter_al.strategies.committee.scores import Bald
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["ICALPointwise", "news"]

_LEAST_SHIFT = 1e-8
# a rise below this is the rounding of double precision
_NO_RISE = 1e-14


@dataclass(frozen=True)
class ICALPointwise(ICAL):
    """ICAL-pointwise (Jain, Liu and Gifford 2020): dependence times what is new in it.

    The first pick is that of ICAL. After it, a row counts as far as it raises the dependence of
    the batch on single rows, drawn at random, above what the picks before reach already.

    Parameters
    ----------
    score_subset : int, optional
        Look at this many rows only, drawn anew each round; 100,000 by default.
    condense : int
        Rows, drawn at random, that a row is compared with.
    resample : bool
        Draw them, and the single rows, anew after every pick.
    sampled : bool
        One answer is drawn of each member for each row. Without it the expected agreement is
        used, which has no noise; but where the members disagree much more about one row than
        about all others, nothing is new beside it.
    references : int
        Single rows for which the rise is averaged.

    Notes
    -----
    Formula: ``score = HSIC(R, B + x) (mean_r max(1, (HSIC(r, B + x) + t) / (HSIC(r, B) + t)) - 1)``
    for the picks B, the drawn rows R together, single drawn rows r, and t that keeps the ratio
    finite; HSIC as in ``ical``.

    Cost: as ``ical``, time O(K N C D + K² N C) once, and O(r K² N) a pick for r single rows; memory
    O(N (K² + r)).
    """

    references: int = 20

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_numbers(self, "references")

    @property
    def name(self) -> str:
        """``ical-pointwise``."""
        return "ical-pointwise"

    def choose(self, task: Task) -> Picks:
        """Pick one row after the other, each for what the ones before it do not tell."""
        rows, rng = task.rows, task.rng()
        agreement = self.agreement(task, rng)
        seen = Seen.labelled(task.snapshot)
        left = np.ones(len(rows), dtype=bool)
        order: list[int] = []
        scores: list[float] = []
        plain: list[bool] = []
        total = np.zeros((agreement.size, agreement.size))
        flat = len(rows) > 1
        alone = apart = np.empty(0)
        whole, singles = total, [total]
        while len(order) < task.n:
            task.check(len(order) / task.n)
            if self.resample or not order:
                whole = self.condensed(agreement, rng)
                few = rng.choice(len(rows), min(self.references, len(rows)), replace=False)
                singles = [agreement.mean(few[place : place + 1]) for place in range(len(few))]
                alone, apart = agreement.dependence(whole), agreement.dependences(singles)
                flat = flat and alike(alone)
            rest = np.flatnonzero(left)
            values, is_plain = alone, True
            if order:
                batch = total / len(order)
                reached = np.array([dependence(one, batch) for one in singles])
                new = news(alone, apart, dependence(whole, batch), reached, len(order))
                if new[rest].max() > 0:
                    values, is_plain = new, False
            found = distinct_top(seen, rows[rest], values[rest], 1, task.tie_seed)[0]
            index = int(rest[found[0]])
            seen.is_new(int(rows[index]))
            left[index] = False
            total = total + agreement.mean(np.array([index]))
            order.append(index)
            scores.append(float(values[index]))
            plain.append(is_plain)
        return _said(task, order, scores, plain, flat)


def news(alone: Floats, apart: Floats, batch: float, reached: Floats, size: int) -> Floats:
    """Return ``HSIC(K_R, K_Bx) (mean_r max(1, (h1 + t) / (h2 + t)) - 1)``, (M,).

    ``h1 = HSIC(K_r, K_Bx)`` with the row in the batch, ``h2 = HSIC(K_r, K_B)`` without it, and
    ``t = max(min h1, min h2) + 1e-8`` keeps the ratio finite.

    Parameters
    ----------
    alone : (M,) array
        HSIC of each row with the condensed rows R.
    apart : (M, r) array
        HSIC of each row with each single row r.
    batch : float
        HSIC of the batch with R.
    reached : (r,) array
        HSIC of the batch with each single row, h2.
    size : int
        Rows in the batch.
    """
    together = (size * batch + alone) / (size + 1)
    least = (size * reached + apart.min(axis=0)) / (size + 1)
    shift = max(float(least.min()), float(reached.min())) + _LEAST_SHIFT
    # max(1, (h1 + t) / (h2 + t)) - 1 = max(0, h1 - h2) / (h2 + t), h1 - h2 = (apart - h2) / (B + 1)
    scale = 1 / ((size + 1) * len(reached) * (reached + shift))
    gain = np.empty(len(apart))
    for part in blocks(len(apart), len(reached) * 8, budget=2**18):
        rise = apart[part] - (reached + _NO_RISE)
        gain[part] = np.maximum(rise, 0, out=rise) @ scale
    return np.asarray(together * gain)


def _said(
    task: Task, order: list[int], scores: list[float], plain: list[bool], flat: bool
) -> Picks:
    picked = task.rows[order]
    terms, reasons, score = [], [], Bald()
    with np.errstate(under="ignore"):
        votes = score.terms(task.snapshot, picked)
    for own, value, is_plain in zip(votes, scores, plain, strict=True):
        terms.append({**own, "dependence" if is_plain else "news": value})
        what = "as others go so goes this one" if is_plain else "it tells what earlier picks do not"
        reasons.append(f"{score.reason(own)}; {what}")
    spent = sum(plain[1:])
    note = f"{spent} of these tell nothing that the others do not: ranked as by ical."
    return Picks(
        picked, np.array(scores), terms, reasons, flat=flat, notes=(note,) if spent else ()
    )
