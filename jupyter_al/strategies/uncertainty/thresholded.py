"""Ask as items arrive: all on which a committee is not sure, or not of one mind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._members import looked_at
from jupyter_al.strategies._words import ordinary, share
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task
from jupyter_al.strategies.uncertainty.trust import ask_at_rate

__all__ = ["Thresholded"]


@dataclass(frozen=True)
class Thresholded(BaseStrategy):
    """Online thresholded uncertainty (Duan et al. 2025), for more than two classes too.

    An item is trusted, and not asked, where the committee's mean gives one class at least
    `least_sure` and its members differ in that by at most `most_spread` (sample standard
    deviation). While a declared class has fewer than two labels, everything is asked.

    Parameters
    ----------
    least_sure : float
        Smallest probability that is trusted; above 1 trusts nothing.
    most_spread : float
        Largest difference of the members that is trusted; infinity leaves it out.
    rate : float, optional
        Share of the stream, in (0, 1), that should be asked: moves `least_sure` on the way.
    order : str
        ``random`` or ``pool``: in which order the items arrive.
    fill : bool
        Complete the batch with trusted items, the least sure first; without it a batch may be
        smaller than asked for.

    Notes
    -----
    Formula: trusted where ``max_c mean_k p_k(c) >= least_sure`` and ``std_k p_k(c) <= most_spread``
    for that class; with a rate, ``least_sure += 0.02 (rate - share asked)`` after each hundred
    rows.

    Cost: time O(K N C D), memory O(N).
    """

    least_sure: float = 0.9
    most_spread: float = 0.01
    rate: float | None = None
    order: str = "random"
    fill: bool = True

    def __post_init__(self) -> None:
        for word in ("least_sure", "most_spread"):
            if not getattr(self, word) >= 0:
                raise StrategyError(f"{word} must not be negative, got {getattr(self, word)!r}.")
        if self.rate is not None and not 0 < self.rate < 1:
            raise StrategyError(f"rate must be a share in (0, 1), not {self.rate!r}.")
        if self.order not in ("random", "pool"):
            raise StrategyError(f"order must be 'random' or 'pool', not {self.order!r}.")

    @property
    def name(self) -> str:
        """``thresholded``."""
        return "thresholded"

    @property
    def needs(self) -> frozenset[str]:
        """A committee, and what it is evaluated on."""
        return frozenset({"committee", "embedding", "probabilities"})

    def pick(self, task: Task) -> Picks:
        """Go through the stream; then fill where that is wanted."""
        snapshot = task.snapshot
        if snapshot.n_classes < 2:
            raise NotApplicable(
                f"{self.name!r} compares classes and only {snapshot.n_classes} is declared: "
                "declare a second class."
            )
        rows, notes = looked_at(task)
        stream = rows if self.order == "pool" else task.rng().permutation(rows)
        first, sureness, spread = _beliefs(task, stream)
        counts = np.bincount(snapshot.labels, minlength=snapshot.n_classes)
        if counts.min() < 2:
            asked = np.ones(len(stream), dtype=bool)
            few = ordinary(snapshot.classes[int(counts.argmin())])
            notes.append(f"Everything is asked until each class has two labels ({few} has not).")
        else:
            asked, last = ask_at_rate(
                sureness, spread, self.least_sure, self.most_spread, self.rate
            )
            notes.append(
                f"{np.count_nonzero(asked)} of {len(stream)} are not trusted "
                f"(below {last:.3f}, or members differ by more than {self.most_spread:g})."
            )
        # the stream's own order, then the least sure of the trusted; copies after all others
        place = np.lexsort((np.where(asked, 0, sureness), ~asked))
        if not self.fill:
            place = place[: np.count_nonzero(asked)]
        chosen = _distinct(task, stream, place)
        filled = int(np.count_nonzero(~asked[chosen]))
        if filled:
            notes.append(f"{filled} of these are trusted and fill the batch.")
        if len(place) and not Seen.labelled(snapshot).first(stream[chosen]).all():
            notes.append("Only copies of rows that were asked before are left.")
        terms = [
            {
                "first": snapshot.classes[first[i]],
                "p": float(sureness[i]),
                "spread": float(spread[i]),
                "asked": bool(asked[i]),
            }
            for i in chosen
        ]
        reasons = [
            f"models give {ordinary(t['first'])} {share(float(t['p']))} on average and differ by "
            f"{share(float(t['spread']))}: " + ("not trusted" if t["asked"] else "trusted, to fill")
            for t in terms
        ]
        return Picks(stream[chosen], 1 - sureness[chosen], terms, reasons, notes=tuple(notes))


def _beliefs(task: Task, rows: Ints) -> tuple[Ints, Floats, Floats]:
    """Return the likely class, its mean probability and the members' deviation, (M,) each."""
    first = np.empty(len(rows), dtype=np.int64)
    sureness, spread = np.empty(len(rows)), np.zeros(len(rows))
    with np.errstate(under="ignore"):
        for part, known in task.snapshot.members.blocks(rows):
            task.check()
            mean = known.mean(axis=0)
            first[part] = mean.argmax(axis=1)
            at = np.arange(len(mean))
            sureness[part] = mean[at, first[part]]
            if len(known) > 1:
                spread[part] = known[:, at, first[part]].std(axis=0, ddof=1)
    return first, sureness, spread


def _distinct(task: Task, stream: Ints, place: Ints) -> Ints:
    """Return the first n of `place` that are not alike, then their copies."""
    look = min(len(place), task.n + 32)
    while True:
        fresh = Seen.labelled(task.snapshot).first(stream[place[:look]])
        if look == len(place) or np.count_nonzero(fresh) >= task.n:
            break
        look = min(len(place), 4 * look)
    some = place[:look]
    return np.concatenate([some[fresh], some[~fresh]])[: task.n].astype(np.int64)
