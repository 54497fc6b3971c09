"""Rows that show what is looked for, and what is to be avoided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.numerics.arrays import Ints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._words import ordinary

__all__ = ["Exemplars", "Wish", "as_classes", "as_rows"]

Classes = tuple[int | str, ...]


@dataclass(frozen=True)
class Exemplars:
    """Positions in the pool, ascending, with words for them; `why` where nothing is looked for."""

    wanted: Ints
    avoided: Ints
    wanted_words: str
    avoided_words: str
    why: str = ""


@dataclass(frozen=True)
class Wish:
    """Classes and rows to look for, and to avoid; all empty is the rarest labelled class.

    Where something is to be avoided and nothing is named to look for, all other labelled rows
    show what is.
    """

    target: Classes
    avoid: Classes
    query: tuple[int, ...]
    private: tuple[int, ...]

    def exemplars(self, snapshot: Snapshot) -> Exemplars:
        """Return the rows of a snapshot.

        Raises
        ------
        StrategyError
            There is no such class or row, or one is both looked for and avoided.
        """
        target, avoid = _codes(snapshot, self.target), _codes(snapshot, self.avoid)
        both = sorted(set(target) & set(avoid))
        if both or set(self.query) & set(self.private):
            what = f"the class {snapshot.classes[both[0]]!r}" if both else "a row"
            raise StrategyError(f"{what} is both looked for and avoided: leave it out of one.")
        away = _rows(snapshot, self.private, "private", avoid)
        named = bool(self.target or self.query)
        if not named and (self.avoid or self.private):
            rest = np.setdiff1d(snapshot.labelled, away)
            words = "the other labelled samples"
            if not len(away):
                why = f"No {_words(snapshot, avoid)} has a label yet, so that nothing is to avoid"
                return Exemplars(rest[:0], away, words, "", why)
            return Exemplars(rest, away, words, _words(snapshot, avoid))
        if not named:
            counts = np.bincount(snapshot.labels, minlength=1)
            if not counts.any():
                why = "There is no label yet, so that nothing shows what to look for"
                return Exemplars(away, away, "", "", why)
            target = (int(np.where(counts > 0, counts, counts.max() + 1).argmin()),)
        found = _rows(snapshot, self.query, "query", target)
        words = _words(snapshot, target)
        why = "" if len(found) else f"No {words} has a label yet, so that nothing can be like it"
        return Exemplars(found, away, f"a labelled {words}" if target else words,
                         _words(snapshot, avoid), why)  # fmt: skip


def as_classes(name: str, value: object) -> Classes:
    """Return one class, several or None as a tuple of names or positions."""
    if value is None:
        return ()
    parts = (value,) if isinstance(value, (str, int)) else value
    if not isinstance(parts, Sequence) or not all(
        isinstance(part, (str, int)) and not isinstance(part, bool) for part in parts
    ):
        raise StrategyError(f"{name} must hold class names or their positions, not {value!r}.")
    return tuple(dict.fromkeys(parts))


def as_rows(name: str, value: object) -> tuple[int, ...]:
    """Return positions in the pool as a tuple of int."""
    rows = np.asarray(value if isinstance(value, (Sequence, np.ndarray)) else "nothing")
    if not rows.size:
        return ()
    if rows.ndim != 1 or rows.dtype.kind not in "iu" or rows.min() < 0:
        raise StrategyError(f"{name} must hold positions of rows in the pool, not {value!r}.")
    return tuple(dict.fromkeys(int(row) for row in rows))


def _codes(snapshot: Snapshot, classes: Classes) -> tuple[int, ...]:
    codes = []
    for each in classes:
        if isinstance(each, str):
            if each not in snapshot.classes:
                hint = nearest(each, snapshot.classes)
                raise StrategyError(f"There is no class {each!r}{hint}")
            codes.append(snapshot.classes.index(each))
        elif 0 <= each < snapshot.n_classes:
            codes.append(int(each))
        else:
            raise StrategyError(
                f"Classes have positions from 0 to {snapshot.n_classes - 1}, not {each}."
            )
    return tuple(dict.fromkeys(codes))


def _rows(snapshot: Snapshot, own: tuple[int, ...], name: str, codes: tuple[int, ...]) -> Ints:
    beyond = [row for row in own if row >= snapshot.n_items]
    if beyond:
        raise StrategyError(
            f"{name} holds the row {beyond[0]} and the pool has {snapshot.n_items} rows."
        )
    known = snapshot.labelled[np.isin(snapshot.labels, codes)]
    return np.union1d(np.array(own, dtype=np.int64), known).astype(np.int64)


def _words(snapshot: Snapshot, codes: tuple[int, ...]) -> str:
    if not codes:
        return "a given sample"
    if len(codes) > 2:
        return "sample of the named classes"
    return " or ".join(ordinary(snapshot.classes[code]) for code in codes)
