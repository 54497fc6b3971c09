"""Spread towards some rows and away from others: SIMILAR's facility location."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from jupyter_al.errors import StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.points import Points
from jupyter_al.numerics.ranking import top_n
from jupyter_al.numerics.submodular import facility_location
from jupyter_al.numerics.targeted import TargetedGains
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._greedy import choose
from jupyter_al.strategies._sample import by_content
from jupyter_al.strategies._words import count, share
from jupyter_al.strategies.coverage.exemplars import Exemplars, Wish, as_classes, as_rows
from jupyter_al.strategies.coverage.similar import FacilityLocation, _ByCosine, shifted_cosine
from jupyter_al.strategies.distance_spreads import filled
from jupyter_al.strategies.spaces import points_of
from jupyter_al.strategies.spreads import Batch
from jupyter_al.strategies.strategy import Task

__all__ = ["Targeted", "nearest_similarity"]

_ENTRIES = 2**24  # similarities that are held at once


@dataclass(frozen=True)
class _Choice:
    """Indices into the rows in pick order, their gains, and what to say."""

    order: Ints
    gains: Floats
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Targeted(_ByCosine):
    """Rows like those that are looked for (Q), and unlike those to avoid (P).

    SIMILAR (Kothawade, Beck, Killamsetty and Iyer, NeurIPS 2021), with the cosine shifted to
    [0, 1] as the similarity s:

    * Q alone: ``sum_{q in Q} max_{j in S} s_jq + eta sum_{j in S} max_{q in Q} s_jq``;
    * both: ``sum_{i in V} max(0, min(max_{j in S} s_ij, eta max_{q in Q} s_iq)
      - nu max_{p in P} s_ip)``;
    * P alone: ``sum_{i in V} max(0, max_{j in S} s_ij - nu max_{p in P} s_ip)``.

    Without labels to learn from, facility location over the pool stands in.

    Parameters
    ----------
    space : str
        ``embedding``, ``features`` or ``probabilities``.
    target, avoid : class name or position, or several
        Their labelled rows are in Q, and in P. Without Q and P: the labelled class with fewest
        labels is looked for. With P alone, all other labelled rows are Q.
    query, private : tuple of int
        Positions of more rows for Q and for P; they need no label.
    eta : float
        How much nearness to Q counts.
    nu : float
        How strictly P is avoided.
    candidates, targets : int
        Rows that may be chosen, and rows V to be served, at most (both only where P is given).
    exemplars : int
        Rows of Q that are compared, at most; more are sampled.
    """

    name: ClassVar[str] = "targeted"
    target: Any = None
    avoid: Any = None
    query: Any = ()
    private: Any = ()
    eta: float = 1.0
    nu: float = 1.0
    candidates: int = 3000
    targets: int = 3000
    exemplars: int = 200

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("target", "avoid"):
            object.__setattr__(self, name, as_classes(name, getattr(self, name)) or None)
        for name in ("query", "private"):
            object.__setattr__(self, name, as_rows(name, getattr(self, name)))
        for name in ("eta", "nu"):
            if not 0 <= getattr(self, name) < np.inf:
                raise StrategyError(
                    f"{name} must be a number from zero, not {getattr(self, name)!r}."
                )
        if min(self.candidates, self.targets, self.exemplars) < 1:
            raise StrategyError("candidates, targets and exemplars must be at least 1.")

    def batch(self, task: Task, rows: Ints, scores: Floats | None) -> Batch:
        """Return the rows with the largest gains."""
        snapshot = task.snapshot
        wish = Wish(self.target or (), self.avoid or (), self.query, self.private)
        shown = wish.exemplars(snapshot)
        points, _ = points_of(snapshot, self.space, True)
        sound = np.isfinite(points.lengths)
        wanted, avoided = shown.wanted[sound[shown.wanted]], shown.avoided[sound[shown.avoided]]
        if not len(wanted) and (shown.why or not len(avoided)):
            why = shown.why or "No row that shows what to look for is finite"
            plain = FacilityLocation(self.space, True, self.candidates, self.targets)
            found = plain.batch(task, rows, scores)
            note = f"{why}: the batch covers the pool instead."
            instead = found.fallback or "facility-location"
            return replace(found, fallback=instead, notes=(note, *found.notes))
        goal = points.block(by_content(snapshot, wanted, "wanted")[: self.exemplars])
        away = points.block(avoided)
        seen = Seen.labelled(snapshot)
        if not len(avoided):
            choice = self._towards(task, rows, points, goal, seen)
        else:
            choice = self._between(task, rows, points, goal, away, seen)
        terms, reasons = _told(points, rows[choice.order], choice.gains, goal, away, shown)
        batch = filled(self, task, rows, seen, choice.order, choice.gains, terms, reasons, scores)
        notes = list(choice.notes)
        if len(goal) < len(wanted):
            notes.insert(0, f"{len(goal)} of {len(wanted)} rows, drawn, show what to look for.")
        return replace(batch, notes=(*notes, *batch.notes))

    def _towards(self, task: Task, rows: Ints, points: Points, goal: Floats, seen: Seen) -> _Choice:
        """Choose by Q alone, among all rows or as many as fit."""
        most = max(_ENTRIES // len(goal), 4 * task.n)
        some = np.arange(len(rows), dtype=np.int64)
        notes: tuple[str, ...] = ()
        if len(rows) > most:
            near = nearest_similarity(points, rows, goal, task)
            some = np.sort(top_n(near, most, rows, None))
            notes = (f"Chosen among the {most} candidates most like it, of {len(rows)}.",)
        similarity = np.empty((len(some), len(goal)), dtype=goal.dtype)
        for part in blocks(len(some), goal.shape[1] * 8):
            task.check()
            similarity[part] = shifted_cosine(points.block(rows[some[part]]), goal)
        chosen = choose(
            TargetedGains(similarity, self.eta),
            np.arange(len(some), dtype=np.int64),
            task.n,
            accept=lambda index: seen.is_new(int(rows[some[index]])),
            check=task.check,
        )
        return _Choice(some[chosen.order], chosen.gains, notes)

    def _between(
        self, task: Task, rows: Ints, points: Points, goal: Floats, away: Floats, seen: Seen
    ) -> _Choice:
        """Choose by what is nearer to Q than to P, or far from P where there is no Q."""
        snapshot, notes = task.snapshot, []
        usable = np.flatnonzero(np.isfinite(points.lengths)).astype(np.int64)
        bad = self.nu * nearest_similarity(points, usable, away, task)
        good = np.full(len(usable), np.inf)
        if len(goal):
            good = self.eta * nearest_similarity(points, usable, goal, task)
        # the others add nothing, whatever is chosen
        open_ = usable[np.minimum(good, 1) > bad]
        served = by_content(snapshot, open_, "served")[: self.targets]
        if not len(served):
            return _Choice(np.empty(0, dtype=np.int64), np.empty(0), ())
        at = np.searchsorted(usable, served)
        most = max(self.candidates, task.n)
        some = np.arange(len(rows), dtype=np.int64)
        if len(rows) > most:
            own = np.searchsorted(usable, rows)
            ahead = np.minimum(good[own], 1) - bad[own]
            some = np.sort(top_n(ahead, most, rows, None))
            what = "most like what is looked for and least" if len(goal) else "least"
            notes.append(
                f"Chosen among the {count(most, 'row')} {what} like what to avoid, of {len(rows)}."
            )
        if len(served) < len(open_):
            notes.append(f"{len(served)} rows, drawn out of {len(open_)}, are to be served.")
        targets = points.block(served)
        similarity = shifted_cosine(points.block(rows[some]), targets)
        np.minimum(similarity, good[at].astype(similarity.dtype), out=similarity)
        order, gains = facility_location(
            similarity,
            task.n,
            covered=bad[at],
            accept=lambda index: seen.is_new(int(rows[some[index]])),
            check=task.check,
        )
        return _Choice(some[order], gains / len(served), tuple(notes))


def nearest_similarity(points: Points, rows: Ints, goal: Floats, task: Task) -> Floats:
    """Return the largest shifted cosine of each of `rows` to the rows of `goal`, (M,) float64."""
    out = np.zeros(len(rows))
    for part in blocks(len(rows), (goal.shape[1] + min(len(goal), 512)) * 8):
        task.check()
        block = points.block(rows[part])
        for start in range(0, len(goal), 512):
            near = shifted_cosine(block, goal[start : start + 512]).max(axis=1)
            np.maximum(out[part], near, out=out[part])
    return out


def _told(
    points: Points, picked: Ints, gains: Floats, goal: Floats, away: Floats, shown: Exemplars
) -> tuple[list[dict[str, Any]], list[str]]:
    terms: list[dict[str, Any]] = []
    reasons = []
    block = points.block(picked)
    for row, gain in zip(block, gains, strict=True):
        own: dict[str, Any] = {"gain": float(gain)}
        parts = []
        if len(goal):
            own["like_wanted"] = float(shifted_cosine(row[None], goal).max())
            parts.append(f"{share(own['like_wanted'])} similar to {shown.wanted_words}")
        if len(away):
            own["like_avoided"] = float(shifted_cosine(row[None], away).max())
            near = share(own["like_avoided"])
            parts.append(f"{near} similar to what is to be avoided ({shown.avoided_words})")
        terms.append(own)
        reasons.append(", ".join(parts))
    return terms, reasons
