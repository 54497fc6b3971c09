"""How much the label of a row is expected to improve predictions elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.proper_scores import beta_gains, brier_gains, log_gains
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._members import check_members
from jupyter_al.strategies._sample import sampled
from jupyter_al.strategies._words import amount, ordinary, share
from jupyter_al.strategies.scores import Score

__all__ = ["RULES", "ScoreGain", "disagreement"]

RULES = ("brier", "log", "beta")
_BLOCK = 2**20  # bytes: what a block computes stays in the cache


@dataclass(frozen=True)
class ScoreGain(Score):
    """Expected gain of a proper scoring rule over a random part of the pool.

    Each label that a row may get weighs the members of a committee anew; the gain is how much
    the updated predictions of the targets beat the present ones by that rule, on average over
    labels and targets. ``brier`` is CoreMSE (Tan et al. 2021), ``log`` is EPIG (Bickford Smith
    et al. 2023), ``beta`` takes each class against the rest (after Tan et al. 2024).

    Parameters
    ----------
    rule : str
        ``brier``, ``log`` or ``beta``.
    targets : int
        Rows of the pool on which predictions should improve; all where the pool is smaller.
    alpha, beta : float, int
        Of rule ``beta``: alpha above zero and beta at least one, or both zero.
    """

    name: ClassVar[str] = "score-gain"
    needs: ClassVar[frozenset[str]] = frozenset({"committee", "embedding", "probabilities"})
    rule: str = "brier"
    targets: int = 100
    alpha: float = 0.1
    beta: int = 1

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise StrategyError(
                f"rule must be one of {', '.join(RULES)}, not {self.rule!r}"
                f"{nearest(self.rule, RULES)}"
            )
        if isinstance(self.targets, bool) or not self.targets >= 1:
            raise StrategyError(f"targets must be at least 1, not {self.targets!r}.")
        logarithmic = self.alpha == 0 and self.beta == 0
        whole = isinstance(self.beta, int) and not isinstance(self.beta, bool)
        if not logarithmic and not (self.alpha > 0 and whole and self.beta >= 1):
            raise StrategyError(
                "alpha must be above 0 and beta a whole number from 1 (or both 0), not "
                f"alpha={self.alpha!r}, beta={self.beta!r}."
            )

    def check(self, snapshot: Snapshot) -> None:
        """Raise `NotApplicable` for one declared class or a committee of one."""
        super().check(snapshot)
        check_members(snapshot, self.name)

    def values(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M,) mean gains over the targets; never negative."""
        return self._over_targets(snapshot, rows, each=False)

    def matrix(self, snapshot: Snapshot, rows: Ints) -> Floats:
        """Return the (M, T) gains for each target."""
        return self._over_targets(snapshot, rows, each=True)

    def terms(self, snapshot: Snapshot, rows: Ints) -> list[dict[str, Any]]:
        """Return the likely class, the range of the members' belief in it, and the gain."""
        known = snapshot.members.block(rows)
        first = known.mean(axis=0).argmax(axis=1)
        found = []
        for place, gain in enumerate(self.values(snapshot, rows)):
            own = known[:, place, first[place]]
            found.append(
                {
                    "first": snapshot.classes[first[place]],
                    "lowest": float(own.min()),
                    "highest": float(own.max()),
                    "gain": float(gain),
                }
            )
        return found

    def reason(self, terms: Mapping[str, Any]) -> str:
        """Say how far the members differ, and that the label settles more than this row."""
        name, low, high = ordinary(terms["first"]), terms["lowest"], terms["highest"]
        if share(low) == share(high):
            return f"models agree on it ({name} {share(low)}): its label would change little"
        return (
            f"models give {name} from {share(low)} to {share(high)}; "
            f"its label would also improve others (gain {amount(terms['gain'])})"
        )

    def _over_targets(self, snapshot: Snapshot, rows: Ints, *, each: bool) -> Floats:
        members = snapshot.members
        pool = snapshot.eligible("probabilities")[0]
        aims = members.block(
            sampled(snapshot, pool, self.targets, "targets of score-gain", anew=True)
        )
        aims = aims[:, np.isfinite(aims).all(axis=(0, 2))]
        out = np.zeros((len(rows), aims.shape[1]) if each else len(rows))
        width = aims.shape[1] * aims.shape[2] * 8 * 2
        for part in blocks(len(rows), width, _BLOCK):
            with np.errstate(under="ignore"):
                gains = self._gains(members.block(rows[part]), aims)
            out[part] = gains if each else gains.sum(axis=1) / max(1, aims.shape[1])
        return out

    def _gains(self, rows: Floats, aims: Floats) -> Floats:
        if self.rule == "brier":
            return brier_gains(rows, aims)
        if self.rule == "log":
            return log_gains(rows, aims)
        return beta_gains(rows, aims, self.alpha, self.beta)


def disagreement(snapshot: Snapshot, rows: Ints) -> Floats:
    """Return ``sum_y Var_e[p_e(y)] / p(y)`` of each row, (M,).

    By the Cauchy-Schwarz inequality no row gains more by the Brier rule than this times what is
    the same for all rows.
    """
    out = np.empty(len(rows))
    with np.errstate(under="ignore"):
        for part, known in snapshot.members.blocks(rows):
            mean = known.mean(axis=0)
            out[part] = (known.var(axis=0) / np.maximum(mean, 1e-12)).sum(axis=1)
    return out
