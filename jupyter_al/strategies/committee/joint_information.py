"""Information that a batch of answers holds about the member, grown row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from jupyter_al.numerics.arrays import Floats, blocks
from jupyter_al.numerics.disagreement import entropies

__all__ = ["JointInformation"]


@dataclass
class JointInformation:
    """Greedy step of ``I(y_1 .. y_n; member)`` over a shortlist.

    For each possible answer m of the batch the members have posterior weights ``w_mk``; a
    further row adds ``E_m [H(sum_k w_mk p_k) - sum_k w_mk H(p_k)]``, which is never below zero.
    All answers are listed while there are at most `most` of them; then that many are drawn, the
    same number from each member.

    Parameters
    ----------
    chances : (K, M, C) array
        Probabilities of the same K members for every row.
    most : int
        Answers of the batch at most.
    rng : numpy.random.Generator
    """

    chances: Floats
    most: int
    rng: np.random.Generator
    sampled: bool = False
    picks: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = len(self.chances)
        with np.errstate(under="ignore"):
            self._own = entropies(self.chances)
        # one member after the other along the last axis: one matrix product a block of rows
        self._columns = np.ascontiguousarray(self.chances.transpose(1, 2, 0), dtype=np.float32)
        self._logs = np.zeros((1, size))
        self._share = np.ones(1)

    def scores(self) -> Floats:
        """Return the (M,) gains of all rows."""
        posterior = np.exp(self._logs - self._logs.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
        # what differs in no digit of single precision is the same answer
        weights = posterior.T.astype(np.float32)
        share = self._share.astype(np.float32)
        size, classes = self._columns.shape[:2]
        out = np.empty(size)
        floor = np.float32(np.finfo(np.float32).tiny)
        for part in blocks(size, classes * weights.shape[1] * 8, 2**22):
            block = self._columns[part]
            mixed = block.reshape(-1, block.shape[2]) @ weights
            logs = np.log(np.maximum(mixed, floor))
            logs *= mixed
            out[part] = -(logs @ share).reshape(-1, classes).sum(axis=1, dtype=np.float64)
        out -= (posterior * self._share[:, None]).sum(axis=0) @ self._own
        # rounding of single precision is no information
        return np.where(out > 1e-6, out, 0)

    def add(self, index: int) -> None:
        """Take the row at `index` into the batch."""
        self.picks.append(index)
        size, classes = len(self.chances), self.chances.shape[2]
        if not self.sampled and len(self._logs) * classes <= self.most:
            own = _logs(self.chances[:, index])
            self._logs = (self._logs[:, None, :] + own.T[None]).reshape(-1, size)
            share = np.exp(self._logs).mean(axis=1)
            self._logs, self._share = self._logs[share > 0], share[share > 0]
            return
        if not self.sampled:
            self.sampled = True
            per = max(1, self.most // size)
            self._speaker = np.repeat(np.arange(size), per)
            self._logs = np.zeros((len(self._speaker), size))
            self._share = np.full(len(self._speaker), 1 / len(self._speaker))
            for pick in self.picks[:-1]:
                self._answer(pick)
        self._answer(index)

    def _answer(self, index: int) -> None:
        known = self.chances[:, index]
        total = np.cumsum(known, axis=1)[self._speaker]
        drawn = self.rng.random(len(total))[:, None] * total[:, -1:]
        answers = np.minimum((total <= drawn).sum(axis=1), known.shape[1] - 1)
        self._logs = self._logs + _logs(known)[:, answers].T


def _logs(chances: Floats) -> Floats:
    # finite, so that sums of them stay comparable; e^-800 is zero in double precision
    logs: Floats = np.log(np.maximum(chances, np.finfo(np.float64).tiny))
    return np.where(chances > 0, logs, -800.0)
