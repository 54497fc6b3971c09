"""The queue of samples to ask next: strategy picks with the audit's draws in between."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from jupyter_al.journal import HELD_OUT
from jupyter_al.session.answers.askers import with_arm
from jupyter_al.session.asking.asked import Asked
from jupyter_al.session.trust.audit import AuditSlice
from jupyter_al.strategies import Query

__all__ = ["SampleQueue", "asked_from_query", "audit_draw"]

RANDOM_CHECK = "drawn at random to measure how good the model is; it does not train it"


def asked_from_query(query: Query, round_: int, version: int) -> list[Asked]:
    """Turn a query into asked samples, in pick order."""
    terms = query.terms if len(query.terms) == len(query) else ({},) * len(query)
    return [
        Asked(
            item=int(index),
            strategy=with_arm(query.strategy, terms[rank - 1]),
            round=round_,
            model_version=version,
            score=float(score) if np.isfinite(score) else None,
            rank=rank,
            considered=query.considered,
            reasons=(reason,) if reason else (),
        )
        for rank, (index, score, reason) in enumerate(
            zip(query.indices, query.scores, query.reasons, strict=True), start=1
        )
    ]


def audit_draw(item: int, audit: AuditSlice, round_: int, version: int) -> Asked:
    """Return an audit sample; every reserved item has the same chance, ``size / N``."""
    return Asked(
        item=item,
        strategy="audit",
        round=round_,
        model_version=version,
        selection_probability=audit.probability,
        slice="audit",
        rank=1,
        considered=audit.size,
        reasons=(RANDOM_CHECK,),
    )


class SampleQueue:
    """Samples in the order they will be asked. Not thread-safe: the session's lock guards it."""

    def __init__(self) -> None:
        self.samples: list[Asked] = []
        self._spare: list[Asked] = []
        self._pinned: list[Asked] = []

    def __len__(self) -> int:
        return len(self.samples)

    def items(self) -> list[int]:
        """Return the positions in asking order."""
        return [sample.item for sample in self.samples]

    def drop(self, items: Iterable[int]) -> None:
        """Forget samples that have been answered."""
        gone = set(items)
        self.samples = [s for s in self.samples if s.item not in gone]
        self._spare = [s for s in self._spare if s.item not in gone]
        self._pinned = [s for s in self._pinned if s.item not in gone]

    def put_first(self, sample: Asked) -> None:
        """Ask about this sample now, and keep it in front until it is answered."""
        self.drop([sample.item])
        self._pinned = [sample, *(s for s in self._pinned if s.item != sample.item)]
        self.samples.insert(0, sample)

    def ask_next(self, samples: list[Asked]) -> None:
        """Ask about these samples next, in their order, before all that are not pinned."""
        self.drop(s.item for s in samples)
        self._pinned += samples

    def waiting(self, slice_: str) -> list[Asked]:
        """Return the pinned samples of a slice, in their order."""
        return [s for s in self._pinned if s.slice == slice_]

    def forget(self, slice_: str) -> list[int]:
        """Pin no more samples of a slice; return their items."""
        gone = [s.item for s in self.waiting(slice_)]
        self.drop(gone)
        return gone

    def fill(
        self,
        picks: list[Asked] | None,
        *,
        audit: AuditSlice,
        taken: npt.NDArray[np.bool_],
        asked: int,
        audited: int,
        length: int,
        round_: int,
        version: int,
    ) -> None:
        """Fill the queue, the audit's draws in between.

        Parameters
        ----------
        picks : list of Asked or None
            A new ranking, best first; None takes what the last one has left. What does not
            fit is kept as spare.
        taken : (N,) bool
            Items that cannot be asked (answered already, or not usable).
        asked, audited : int
            Standing answers that were asked for, and those among them of the audit slice.
        length : int
            How many samples the queue shall hold.
        round_, version : int
            Kept with the audit's draws.
        """
        if picks is None:
            picks = [s for s in self.samples if s.slice not in HELD_OUT] + self._spare
        self._pinned = [s for s in self._pinned if not taken[s.item]]
        pinned = {s.item for s in self._pinned}
        active = [p for p in picks if not taken[p.item] and p.item not in pinned]
        checks = [
            audit_draw(i, audit, round_, version)
            for i in audit.draw(length, taken)
            if i not in pinned
        ]
        merged = self._pinned[:length]
        while len(merged) < length and (active or checks):
            due = audit.due(asked + len(merged) + 1) > audited
            if checks and (due or not active):
                merged.append(checks.pop(0))
                audited += 1
            else:
                merged.append(active.pop(0))
        self.samples = merged
        self._spare = active

    @property
    def spare(self) -> int:
        """How many ranked samples wait behind the queue."""
        return len(self._spare)
