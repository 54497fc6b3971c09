"""Mix a share of random rows into what another strategy asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Ints
from jupyter_al.strategies._distinct import Seen, distinct_top
from jupyter_al.strategies.hybrid.wrapper import Wrapper
from jupyter_al.strategies.strategy import Picks, Task

__all__ = ["Mixed"]

_REASON = "drawn at random, so that no region of the pool is forgotten"


@dataclass(frozen=True)
class Mixed(Wrapper):
    """The strategy inside, with a share of the batch drawn at random among it.

    Parameters
    ----------
    inner : BaseStrategy or str
    share : float
        Share of random rows, in [0, 1]. A fraction of a row is drawn: with a share of 0.2 one
        question at a time is random in one of five rounds.

    Notes
    -----
    Formula: ``round(share n)`` rows at random (a fraction by chance), the others by the strategy
    inside.

    Cost: that of the strategy inside, plus O(N).
    """

    word: ClassVar[str] = "mixed"
    share: float = 0.2

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 <= self.share <= 1:
            raise StrategyError(f"share must be in [0, 1], not {self.share!r}.")

    def pick(self, task: Task) -> Picks:
        """Ask the strategy inside for its share and spread the random rows evenly among it."""
        rng = task.rng()
        exact = round(self.share * task.n, 9)
        random = int(np.floor(exact + rng.random()))
        picks = self.ask(task, n=task.n - random)
        seen = Seen.labelled(task.snapshot)
        for position in picks.positions:
            seen.is_new(int(position))
        rest = np.setdiff1d(task.rows, picks.positions, assume_unique=True)
        # a number for each row of the pool: whatever else may be asked, a row keeps its own
        numbers = rng.random(task.snapshot.n_items)[rest]
        drawn = rest[distinct_top(seen, rest, numbers, random, None)[0]]
        whose, place = _interleave(len(picks.positions), len(drawn))
        positions = np.empty(len(whose), dtype=np.int64)
        positions[whose], positions[~whose] = drawn, picks.positions
        # a random row is as wanted as its neighbour in the order
        scores = np.zeros(len(whose))
        if len(picks.scores):
            scores[:] = picks.scores[np.minimum(place, len(picks.scores) - 1)]
        terms: list[dict[str, Any]] = []
        reasons = []
        for is_random, own in zip(whose, place, strict=True):
            said = {} if is_random else dict(picks.terms[own])
            terms.append({**said, "random": bool(is_random)})
            reasons.append(_REASON if is_random else picks.reasons[own])
        note = f"{len(drawn)} of {task.n} were drawn at random."
        return replace(
            picks,
            positions=positions,
            scores=scores,
            terms=terms,
            reasons=reasons,
            notes=(note, *picks.notes),
        )


def _interleave(chosen: int, random: int) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Return which places are random, and how many chosen rows come before each place."""
    size = chosen + random
    whose = np.zeros(size, dtype=bool)
    if random:
        whose[np.floor((np.arange(random) + 0.5) * size / random).astype(np.int64)] = True
    before = np.cumsum(~whose) - ~whose
    return whose, before
