"""BatchBALD: the batch whose answers together tell most about the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.numerics.ranking import top_n
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._words import amount
from jupyter_al.strategies.committee.joint_information import JointInformation
from jupyter_al.strategies.committee.pointwise import OfCommittee
from jupyter_al.strategies.committee.scores import Bald
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["BatchBald"]


@dataclass(frozen=True)
class BatchBald(OfCommittee):
    """BatchBALD (Kirsch, van Amersfoort and Gal, NeurIPS 2019), greedily.

    Each pick adds most to ``I(y_1 .. y_n; member)``; a copy of a pick adds little.

    Parameters
    ----------
    score_subset : int, optional
        Look at this many rows only, drawn anew each round.
    shortlist : int
        Joint information is computed for this many rows, the best by BALD (never fewer than
        twice the batch).
    num_samples : int
        Answers of a batch that are listed at most; beyond that as many are drawn.

    Notes
    -----
    Formula: ``I(y_1 .. y_n; member) = H(y_1 .. y_n) - sum_i mean_k H(p_k(x_i))``, the row that adds
    most first.

    Cost: BALD of all rows, O(K N C D); then O(n M K C S) for M listed answers and a shortlist of S
    rows; memory O(K S C + M K).
    """

    shortlist: int = 500
    num_samples: int = 500

    def __post_init__(self) -> None:
        super().__post_init__()
        whole_numbers(self, "shortlist", "num_samples")

    @property
    def name(self) -> str:
        """``batch-bald``."""
        return "batch-bald"

    def choose(self, task: Task) -> Picks:
        """Shortlist by BALD, then choose greedily; the score is what a pick adds."""
        snapshot, rows, score = task.snapshot, task.rows, Bald()
        alone = score.values(snapshot, rows)
        task.check()
        seen = Seen.labelled(snapshot)
        notes = []
        size = max(self.shortlist, 2 * task.n)
        if size < len(rows):
            best = np.sort(top_n(alone, size, rows, task.tie_seed))
            notes.append(f"The batch is chosen out of the {size} best rows by BALD.")
        else:
            best = np.arange(len(rows), dtype=np.int64)
        chances = snapshot.members.block(rows[best])
        step = JointInformation(chances, self.num_samples, task.rng())
        with np.errstate(under="ignore"):
            chosen = choose(
                step,
                np.arange(len(best), dtype=np.int64),
                task.n,
                accept=lambda index: seen.is_new(int(rows[best[index]])),
                check=task.check,
            )
        if step.sampled:
            notes.append(f"The answers of a batch were drawn ({self.num_samples}), not all listed.")
        order, gains, fallback = best[chosen.order], chosen.gains, None
        missing = task.n - len(order)
        if missing:
            rest = np.setdiff1d(np.arange(len(rows)), order)
            more, _ = distinct_top(seen, rows[rest], alone[rest], missing, task.tie_seed)
            order = np.concatenate([order, rest[more]])
            gains = np.concatenate([gains, np.zeros(missing)])
            fallback = "rank"
            notes.append(f"{missing} of {task.n} add nothing to the others: taken by BALD.")
        terms, reasons = [], []
        for own, gain in zip(score.terms(snapshot, rows[order]), gains, strict=True):
            terms.append({**own, "gain": float(gain)})
            said = (
                f"adds {amount(float(gain))} nats to the batch" if gain > 0 else "adds nothing new"
            )
            reasons.append(f"{score.reason(own)}; {said}")
        return Picks(
            rows[order],
            gains,
            terms,
            reasons,
            flat=len(rows) > 1 and bool(alone.min() == alone.max()),
            fallback=fallback,
            notes=tuple(notes),
        )
