"""Rows in the order of how much they look like a class, and the gaps between known answers."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from jupyter_al.numerics.arrays import Floats
from jupyter_al.numerics.softmax import top_two

__all__ = ["Chain", "Gap", "Places", "class_order", "class_orders", "next_query"]

# half the memory of int64: there are as many orders as classes
Places: TypeAlias = npt.NDArray[np.int32]


def class_order(known: Floats, code: int, logits: Floats | None = None) -> Places:
    """Return the rows from least to most like class `code`.

    By ``P_ic - max_c' P_ic' + 1e-8 max_c' P_ic'`` (Zhang, Katz-Samuels and Nowak 2022), whose
    small term orders the rows that predict the class by their confidence. Ties, as where a
    probability rounds to one, go by the logits and then to the lower row.

    Parameters
    ----------
    known : (M, C) array
    code : int
    logits : (M, C) array, optional
    """
    return class_orders(known, [code], logits)[0]


def class_orders(
    known: Floats,
    codes: Sequence[int],
    logits: Floats | None = None,
    check: Callable[[], None] = lambda: None,
) -> list[Places]:
    """Return :func:`class_order` for several classes; `check` is called before each."""
    top = np.asarray(known.max(axis=1), dtype=np.float64)
    raised = first = second = None
    if logits is not None and logits.shape[1] > 1:
        raised = logits - logits.min(axis=1, keepdims=True)
        first, second, _ = top_two(raised)
    found = []
    for code in codes:
        check()
        value = known[:, code] - top + 1e-8 * top
        order = np.argsort(value, kind="stable")
        if raised is not None and first is not None and second is not None:
            ordered = value[order]
            same = np.flatnonzero(ordered[1:] == ordered[:-1])
            tied = np.union1d(same, same + 1)
            some = order[tied]
            own = raised[some, code]
            ahead = own - np.where(own < first[some], first[some], second[some])
            order[tied] = some[np.lexsort((ahead, value[some]))]
        found.append(order.astype(np.int32))
    return found


@dataclass(frozen=True, order=True)
class Gap:
    """A query that a chain proposes; the smallest is asked.

    Attributes
    ----------
    beside : bool
        No stretch between opposite answers is left: the row is beside a boundary.
    size : int
        Unlabelled rows in the stretch, or steps from the boundary.
    code : int
        Class of the chain.
    place : int
        Place of the row in the chain.
    """

    beside: bool
    size: int
    code: int
    place: int


class Chain:
    """One class: rows in order, and which answers are known.

    Parameters
    ----------
    order : (M,) int
        Rows from least to most like the class.
    code : int
        The class.
    rows, answers : sequences
        Rows with an answer, and whether it is this class.
    """

    def __init__(
        self,
        order: npt.NDArray[np.integer[Any]],
        code: int,
        rows: Sequence[int] = (),
        answers: Sequence[bool] = (),
    ) -> None:
        self.order, self.code = order, code
        self._place: Places = np.empty(len(order), dtype=np.int32)
        self._place[order] = np.arange(len(order))
        self._heap: list[tuple[int, int, int]] = []
        places = self._place[np.asarray(rows, dtype=np.int64)]
        sort = np.argsort(places)
        self._known: list[int] = places[sort].tolist()
        self._answers: list[bool] = np.asarray(answers, dtype=bool)[sort].tolist()
        for left in range(len(self._known) - 1):
            self._push(left)

    def learn(self, row: int, answer: bool) -> None:
        """Note that `row` is of the class, or is not."""
        place = int(self._place[row])
        at = bisect_left(self._known, place)
        self._known.insert(at, place)
        self._answers.insert(at, bool(answer))
        for left in (at - 1, at):
            if 0 <= left < len(self._known) - 1:
                self._push(left)

    def ends(self, place: int) -> tuple[int | None, int | None]:
        """Return the rows with known answers on either side of an unlabelled `place`."""
        at = bisect_left(self._known, place)
        left = int(self.order[self._known[at - 1]]) if at else None
        right = int(self.order[self._known[at]]) if at < len(self._known) else None
        return left, right

    def shortest(self) -> Gap | None:
        """Return the middle of the shortest stretch between opposite answers."""
        while self._heap:
            size, left, right = self._heap[0]
            at = bisect_left(self._known, left)
            if self._known[at + 1] == right:
                # the middle of the unlabelled rows inside, floor(size / 2)
                return Gap(False, size, self.code, left + 1 + size // 2)
            heapq.heappop(self._heap)
        return None

    def beside(self) -> Gap | None:
        """Return the unlabelled row nearest to two adjacent rows with opposite answers."""
        known, answers = np.array(self._known, dtype=np.int64), np.array(self._answers)
        if len(known) < 2:
            return None
        touching = np.diff(known) == 1
        boundary = np.flatnonzero(touching & (answers[1:] != answers[:-1]))
        if not len(boundary):
            return None
        # runs of rows with known answers: each boundary looks to both ends of its own
        breaks = np.flatnonzero(~touching)
        first = np.concatenate([[0], breaks + 1])
        last = np.concatenate([breaks, [len(known) - 1]])
        run = np.searchsorted(first, boundary, side="right") - 1
        low, high = known[first[run]] - 1, known[last[run]] + 1
        places = np.concatenate([low, high])
        steps = np.concatenate([known[boundary] - low, high - known[boundary + 1]])
        inside = (places >= 0) & (places < len(self.order))
        if not inside.any():
            return None
        places, steps = places[inside], steps[inside]
        best = np.lexsort((places, steps))[0]
        return Gap(True, int(steps[best]), self.code, int(places[best]))

    def _push(self, left: int) -> None:
        low, high = self._known[left], self._known[left + 1]
        if self._answers[left] != self._answers[left + 1] and high - low > 1:
            heapq.heappush(self._heap, (high - low - 1, low, high))


def next_query(chains: Sequence[Chain]) -> Gap | None:
    """Return what to ask next: the shortest stretch, else the row nearest beside a boundary."""
    found = [gap for gap in (chain.shortest() for chain in chains) if gap is not None]
    if not found:
        found = [gap for gap in (chain.beside() for chain in chains) if gap is not None]
    return min(found, default=None)
