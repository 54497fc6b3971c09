"""Error decay: ask in the groups of rows whose error one more label should lower most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import NeedsArtefact, StrategyError
from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.error_curve import ErrorCurves, fit_curves
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._words import amount, count, share
from jupyter_al.strategies.expected.observed_errors import Answers, answers_of
from jupyter_al.strategies.expected.partitions import cells_of, partitions
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["ErrorDecay"]

_ERRORS = ("auto", "checked", "changed")
# a gain below this is the rounding of a curve that is flat
_NO_GAIN = 1e-12


@dataclass(frozen=True)
class ErrorDecay(BaseStrategy):
    """Error decay on groups (Chang, Vembu, Mohan, Uppaal and McCallum 2020).

    Rows are grouped several times. In each group the error of the rounds so far is followed
    against the number of labels in it, by a curve that never rises; a row is worth the mean,
    over its groups, of the error that one more label should save, times the group's share of
    the pool. Only the answers of the models are needed (``Past.rounds``), not probabilities.
    Family and constants of the curve are ours. Without earlier rounds the groups are covered in
    proportion to their size.

    Parameters
    ----------
    clusters : tuple of int
        Numbers of k-means clusters of the features; a partition each.
    columns : tuple of (N,) tuples
        More partitions: a value for each row of the pool, such as its camera or its day.
    error : str
        ``checked``: share of wrong answers on ``Rounds.checked``. ``changed``: share of answers
        that are not those of the round before. ``auto``: the first where there are such rows.

    Notes
    -----
    Formula: ``score = mean over the groups of a row of (N_g / N) (e_g(l_g) - e_g(l_g + 1))`` with
    N_g rows and l_g labels in group g, and e_g the curve fitted to its errors of the rounds so far.

    Cost: the groups are made once for the features, time O(N k D) for each step of k-means with k
    clusters; a batch then takes O(N + n G) for G groups; memory O(N) for each partition.
    """

    clusters: tuple[int, ...] = (10, 30, 100)
    columns: tuple[tuple[Any, ...], ...] = ()
    error: str = "auto"

    def __post_init__(self) -> None:
        object.__setattr__(self, "clusters", tuple(self.clusters))
        object.__setattr__(self, "columns", tuple(tuple(column) for column in self.columns))
        for size in self.clusters:
            if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 1:
                raise StrategyError(f"clusters must be whole numbers from 1, not {size!r}.")
        if not self.clusters and not self.columns:
            raise StrategyError("Give clusters or columns: there are no groups without them.")
        if self.error not in _ERRORS:
            raise StrategyError(f"error must be one of {_ERRORS}, not {self.error!r}.")

    @property
    def name(self) -> str:
        """``edg``."""
        return "edg"

    @property
    def needs(self) -> frozenset[str]:
        """Nothing but the features; answers of earlier rounds help."""
        return frozenset()

    @property
    def uses_past(self) -> frozenset[str]:
        """The answers of earlier models."""
        return frozenset({"rounds"})

    def pick(self, task: Task) -> Picks:
        """Fit the curves, then take rows of the groups where a label saves most, one by one."""
        snapshot = task.snapshot
        answers = answers_of(snapshot, changes=self.error == "changed")
        if self.error == "checked" and not (answers and len(answers.checked)):
            raise NeedsArtefact(
                f"{self.name!r} with error='checked' needs rows with a known answer: give "
                "past=Past(rounds=Rounds(..., checked=..., answers=...)), or error='changed'."
            )
        groups = partitions(snapshot, self.clusters, self.columns)
        task.check()
        curves = [None if answers is None else fit_curves(*answers.errors(g)) for g in groups]
        known = [place for place, curve in enumerate(curves) if curve is not None]
        # a partition without a curve has no scale that compares with the others
        use = known or range(len(groups))
        parts = [_Partition(groups[i], snapshot.labelled, curves[i]) for i in use]
        # a checked row that is asked would no longer check anything
        order = task.rng().permutation(np.setdiff1d(task.rows, _checked(task.snapshot)))
        fresh = Seen.labelled(snapshot).first(order)
        notes = [_source(answers, bool(known))]
        picked, gains, terms = _greedy(task, parts, order[fresh])
        filled = min(task.n, len(order)) - len(picked)
        fallback = None
        if filled:
            rest = np.setdiff1d(np.arange(len(order)), np.flatnonzero(np.isin(order, picked)))
            rest = rest[np.argsort(~fresh[rest], kind="stable")][:filled]
            if fresh[rest].any():
                fallback = "random"
                notes.append("No further label is predicted to lower an error: drawn at random.")
            if not fresh[rest].all():
                notes.append("Only copies of rows that were asked before are left.")
            picked = np.concatenate([picked, order[rest]])
            gains = np.concatenate([gains, np.zeros(filled)])
        reasons = [_reason(own, changed=not (answers and len(answers.checked))) for own in terms]
        reasons += ["drawn at random: no further label is predicted to lower an error"] * filled
        terms += [{"gain": 0.0} for _ in range(filled)]
        return Picks(picked, gains, terms, reasons, fallback=fallback, notes=tuple(notes))


class _Partition:
    """The groups of one partition, and what one more label in each of them saves."""

    def __init__(self, groups: Ints, labelled: Ints, curves: ErrorCurves | None) -> None:
        self.groups, self.curves = groups, curves
        self.sizes = np.bincount(groups[groups >= 0])
        own = groups[labelled]
        self.counts = np.bincount(own[own >= 0], minlength=len(self.sizes))
        self.share = self.sizes / max(1, self.sizes.sum())

    def drops(self) -> Floats:
        """Return the (G,) error that one more label saves in each group."""
        if self.curves is None:
            return np.asarray(1 / (1 + self.counts))
        return np.maximum(self.curves.drop(self.counts), 0)

    def table(self) -> Floats:
        """Return the (G + 1,) gains; the last one is that of no group."""
        return np.append(self.share * self.drops(), 0.0)

    def terms(self, group: int) -> dict[str, Any]:
        """Return what is known about a group, before one more label."""
        found = {"rows": int(self.sizes[group]), "labels": int(self.counts[group])}
        if self.curves is None:
            return found
        return {
            **found,
            "error": float(self.curves.at(self.counts)[group]),
            "drop": float(self.drops()[group]),
        }


def _greedy(
    task: Task, parts: list[_Partition], rows: Ints
) -> tuple[Ints, Floats, list[dict[str, Any]]]:
    """Take up to n of `rows`, those of a cell in the given order, while something is gained."""
    picked: list[int] = []
    gains: list[float] = []
    terms: list[dict[str, Any]] = []
    if not len(rows):
        return rows, np.empty(0), terms
    rng = task.snapshot.rng("cells of edg")
    cell = cells_of([part.groups for part in parts], rows)
    queue = rows[np.argsort(cell, kind="stable")]
    ends = np.cumsum(np.bincount(cell))
    heads = np.append(0, ends[:-1])
    members = [part.groups[queue[heads]] for part in parts]
    while len(picked) < task.n:
        task.check()
        tables = [part.table() for part in parts]
        each = [table[own] for table, own in zip(tables, members, strict=True)]
        values = np.where(heads < ends, np.mean(each, axis=0), -1.0)
        best = float(values.max())
        if best <= _NO_GAIN:
            break
        index = int(rng.choice(np.flatnonzero(values == best)))
        lead = int(np.argmax([own[index] for own in each]))
        terms.append({"gain": best, **parts[lead].terms(int(members[lead][index]))})
        picked.append(int(queue[heads[index]]))
        gains.append(best)
        heads[index] += 1
        for part, own in zip(parts, members, strict=True):
            if own[index] >= 0:
                part.counts[own[index]] += 1
    return np.array(picked, dtype=np.int64), np.array(gains), terms


def _source(answers: Answers | None, fitted: bool) -> str:
    if answers is None or not fitted:
        why = "no earlier rounds are known" if answers is None else "earlier rounds tell no decay"
        return f"Groups are covered in proportion to their size: {why} (Past.rounds)."
    rounds = count(len(answers.predicted), "round")
    if len(answers.checked):
        return f"Errors of {rounds} were counted on {count(len(answers.checked), 'checked row')}."
    return f"No checked rows: changed answers over {rounds} stand for errors."


def _reason(terms: dict[str, Any], *, changed: bool) -> str:
    where = (
        f"one of a group of {count(terms['rows'], 'row')} with {count(terms['labels'], 'label')}"
    )
    if "error" not in terms:
        return f"{where} so far"
    what = "share of changing answers" if changed else "error"
    fall = f"{share(terms['error'])} by {amount(terms['drop'])}"
    return f"{where}: one more should lower its {what} of {fall}"


def _checked(snapshot: Snapshot) -> Ints:
    rounds = snapshot.past.rounds
    return np.asarray(() if rounds is None else rounds.checked, dtype=np.int64)
