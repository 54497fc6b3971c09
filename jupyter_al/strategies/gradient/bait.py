"""BAIT: the rows that would most lower the expected error of the last layer over the pool."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense
from jupyter_al.numerics.softmax import doubt
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._distinct import Seen
from jupyter_al.strategies._words import count
from jupyter_al.strategies.coverage.typiclust import TypiClust
from jupyter_al.strategies.gradient._fill import complete, shortlist
from jupyter_al.strategies.gradient.basis import Basis, basis_of
from jupyter_al.strategies.gradient.factors import Binary, Softmax, class_factors, contrasts
from jupyter_al.strategies.gradient.trace_greedy import Factors, forward_backward, inverse
from jupyter_al.strategies.scores import Margin
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["Bait", "BaitBinary"]

# the matrices A and F are at most this wide
_WIDEST = 768
# rows over which the Fisher information of a pool is averaged
_AVERAGED = 100_000


@dataclass(frozen=True)
class _FisherBatch(BaseStrategy):
    """Common part of both forms.

    Parameters
    ----------
    lam : float
        Added to the information of the labelled rows.
    oversample : float
        The forward pass takes so many times the batch, and the backward pass removes the rest.
    dims : int
        Directions that are kept of wider embeddings.
    candidates : int, optional
        At most so many rows are compared.
    bias : bool
        Count the bias of the layer too.
    """

    lam: float = 1.0
    oversample: float = 2.0
    dims: int = 128
    candidates: int | None = 100_000
    bias: bool = False

    def __post_init__(self) -> None:
        if not self.lam > 0:
            raise StrategyError(f"lam must be above zero, not {self.lam!r}.")
        if not 1 <= self.oversample < np.inf:
            raise StrategyError(f"oversample must be at least 1, not {self.oversample!r}.")
        if not self.dims >= 1:
            raise StrategyError(f"dims must be a number from 1, not {self.dims!r}.")
        if self.candidates is not None and not self.candidates >= 1:
            raise StrategyError(
                f"candidates must be a number of rows from 1, or None, not {self.candidates!r}."
            )

    @property
    def needs(self) -> frozenset[str]:
        """Probabilities and what the last layer sees."""
        return frozenset({"embedding", "probabilities"})

    @abstractmethod
    def basis(self, snapshot: Snapshot, rows: Ints) -> Basis:
        """Return the directions that count."""

    @abstractmethod
    def limit(self, n_classes: int) -> int:
        """Return how many rows are compared at most."""

    @abstractmethod
    def factors(self, rows: Floats, known: Floats) -> Factors:
        """Return the factors of some rows of the layer and their probabilities."""

    @abstractmethod
    def information(self, rows: Floats, known: Floats) -> Floats:
        """Return the summed Fisher information (d, d) of some rows."""

    def averaged(self, width: int, n_classes: int) -> int:
        """Return over how many rows of `width` columns the information is averaged at most."""
        return _AVERAGED

    def notes(self, n_classes: int) -> tuple[str, ...]:
        """Return what a person should know about the shortcuts taken."""
        return ()

    def pick(self, task: Task) -> Picks:
        """Choose; with labels of one class only, hand over to TypiClust."""
        snapshot = task.snapshot
        if snapshot.n_classes < 2:
            raise NotApplicable(
                f"{self.name!r} compares classes and only one is declared: add a second."
            )
        if len(np.unique(snapshot.labels)) == 1:
            note = (
                "All labels are of one class, so that the model's doubts say nothing: typical "
                "rows are asked until a second class has a label."
            )
            return replace(TypiClust().pick(task), fallback="typiclust", notes=(note,))
        rng = task.rng()
        labelled = _usable(snapshot)
        pool = np.concatenate([task.rows, labelled])
        basis = self.basis(snapshot, pool)
        notes = [*self.notes(snapshot.n_classes)]
        if basis.note:
            notes.append(basis.note)
        most = self.averaged(basis.rows(snapshot, pool[:0]).shape[1], snapshot.n_classes)
        if len(pool) > most:
            pool = np.sort(rng.choice(pool, size=most, replace=False))
            notes.append(f"The pool is represented by {count(len(pool), 'row')} of it.")
        fisher = self._mean(task, basis, pool)
        known = self._mean(task, basis, labelled) if len(labelled) else np.zeros_like(fisher)
        share = len(labelled) / (len(labelled) + task.n)
        known *= share
        few = shortlist(
            task, self.limit(snapshot.n_classes), doubt(_known(snapshot, task.rows)), rng
        )
        own = basis.rows(snapshot, few.rows) * np.sqrt(1 - share)
        seen = Seen.labelled(snapshot)
        plan = forward_backward(
            self.factors(own, _known(snapshot, few.rows)),
            inverse(known, self.lam),
            fisher,
            task.n,
            oversample=self.oversample,
            accept=lambda index: seen.is_new(int(few.rows[index])),
            check=task.check,
        )
        terms: list[dict[str, Any]] = []
        reasons = []
        beliefs = Margin().terms(snapshot, few.rows[plan.order])
        for belief, gain, before in zip(beliefs, plan.gains, plan.before, strict=True):
            part = float(gain / before) if before > 0 else 0.0
            terms.append({**belief, "gain": float(gain), "trace": float(before), "share": part})
            reasons.append(f"{Margin().reason(belief)}: {_effect(part)}")
        return complete(
            task, few.rows, plan.order, plan.gains, terms, reasons, (*notes, *few.notes)
        )

    def _mean(self, task: Task, basis: Basis, index: Ints) -> Floats:
        total: Floats | None = None
        for some in _parts(index, task.snapshot):
            task.check()
            own = self.information(basis.rows(task.snapshot, some), _known(task.snapshot, some))
            total = own if total is None else total + own
        assert total is not None
        return total / len(index)


@dataclass(frozen=True)
class BaitBinary(_FisherBatch):
    """BAIT on the most probable class against the rest (Huseljic et al., ECML PKDD 2024).

    The Fisher information of a row is ``p (1 - p) x x'`` for its largest probability p, so that
    everything is as wide as the embedding and of rank one. Otherwise as :class:`Bait`.

    Parameters
    ----------
    lam : float
        Added to the information of the labelled rows.
    oversample : float
        The forward pass takes so many times the batch, and the backward pass removes the rest.
    dims : int
        Directions that are kept of wider embeddings.
    candidates : int, optional
        At most so many rows are compared; None compares all.
    bias : bool
        Count the bias of the layer too.

    Notes
    -----
    Formula: ``trace((M_L + sum_batch f f')^-1 F)`` is made small, with ``f = sqrt(p1 (1 - p1)) x``,
    F the sum of ``f f'`` over the pool and M_L over the labels, plus lam.

    Cost: time O(N D²) for F, O(N D) a pick forwards and O(n D²) backwards; memory O(N D + D²), D at
    most ``dims``.
    """

    @property
    def name(self) -> str:
        """``bait-binary``."""
        return "bait-binary"

    def basis(self, snapshot: Snapshot, rows: Ints) -> Basis:
        """Return up to `dims` directions."""
        return basis_of(snapshot, rows, min(self.dims, _WIDEST), bias=self.bias)

    def limit(self, n_classes: int) -> int:
        """Return how many rows are compared at most."""
        return self.candidates or np.iinfo(np.int64).max // 8

    def factors(self, rows: Floats, known: Floats) -> Factors:
        """Return ``sqrt(p (1 - p)) x``."""
        weights = np.sqrt(_variance(known))[:, None]
        return Binary((rows * weights).astype(np.float32 if len(rows) > 20_000 else np.float64))

    def information(self, rows: Floats, known: Floats) -> Floats:
        """Return the sum of ``p (1 - p) x x'``."""
        out: Floats = (rows * _variance(known)[:, None]).T @ rows
        return out


@dataclass(frozen=True)
class Bait(_FisherBatch):
    """BAIT (Ash et al., NeurIPS 2021): lower the trace of inverse times pool Fisher information.

    The Fisher information of a row is ``(diag(p) - p p') ⊗ x x'``. Rows are added to the
    inverse of the labelled rows' information, twice as many as asked for; then the least useful
    are removed. The better of that and of the first half is asked.

    Parameters
    ----------
    lam : float
        Added to the information of the labelled rows; the authors use 0.01 for CIFAR.
    oversample : float
        The forward pass takes so many times the batch, and the backward pass removes the rest.
    dims : int
        Directions that are kept of wider embeddings; fewer where there are many classes.
    candidates : int, optional
        At most so many rows are compared; by default as many as take seconds.
    bias : bool
        Count the bias of the layer too.
    top : int
        Only so many classes of a row count, renormalised: the most probable ones.

    Notes
    -----
    Formula: ``trace((M_L + sum_batch V V')^-1 F)`` is made small, with ``V V' = (diag(p) - p p') ⊗
    x x'``, F its sum over the pool and M_L over the labels, plus lam.

    Cost: with ``d = C dims`` at most: time O(N C d²) for F and O(M C d) a pick for M candidates,
    O(d³) for the inverse; memory O(M C (C + D) + d²).
    """

    dims: int = 30
    candidates: int | None = None
    top: int = 10

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.top >= 2:
            raise StrategyError(f"top must be a number of classes from 2, not {self.top!r}.")

    @property
    def name(self) -> str:
        """``bait``."""
        return "bait"

    def basis(self, snapshot: Snapshot, rows: Ints) -> Basis:
        """Return so few directions that the matrices stay small."""
        widest = max(1, _WIDEST // (snapshot.n_classes - 1) - self.bias)
        return basis_of(snapshot, rows, min(self.dims, widest), bias=self.bias)

    def limit(self, n_classes: int) -> int:
        """Return how many rows are compared at most."""
        if self.candidates is not None:
            return self.candidates
        rank = min(self.top, n_classes)
        # a solve of rank x rank for each row, and the product with the parts of all other classes
        return int(4e6 / (400 + rank**3 + 0.2 * rank**2 * (n_classes - rank)))

    def averaged(self, width: int, n_classes: int) -> int:
        """Return as many rows as take seconds, at the square of the width of all classes."""
        whole = (n_classes - 1) * width
        return int(np.clip(1e10 / whole**2, 5_000, _AVERAGED))

    def notes(self, n_classes: int) -> tuple[str, ...]:
        """Say that classes are left out."""
        if n_classes <= self.top:
            return ()
        return (f"Only the {self.top} most probable classes of each row count.",)

    def factors(self, rows: Floats, known: Floats) -> Factors:
        """Return ``sqrt(p_c) (onehot(c) - p) ⊗ x``."""
        return Softmax(class_factors(known, self.top, contrasts(known.shape[1])), rows)

    def information(self, rows: Floats, known: Floats) -> Floats:
        """Return the sum of ``(diag(p) - p p') ⊗ x x'``."""
        parts = class_factors(known, self.top, contrasts(known.shape[1]))
        classes, width = parts.shape[2], rows.shape[1]
        total = np.zeros((classes**2, width**2))
        for some in blocks(len(rows), (classes**2 + width**2) * 8):
            between = parts[some].transpose(0, 2, 1) @ parts[some]
            squares = rows[some][:, :, None] * rows[some][:, None, :]
            total += between.reshape(-1, classes**2).T @ squares.reshape(-1, width**2)
        whole = total.reshape(classes, classes, width, width).transpose(0, 2, 1, 3)
        return whole.reshape(classes * width, classes * width)


def _effect(part: float) -> str:
    if part < 0.001:
        return "this answer would make the model a little surer about the whole pool"
    return f"this answer would lower the model's doubt about the whole pool by {100 * part:.1f}%"


def _known(snapshot: Snapshot, index: Ints) -> Floats:
    return np.asarray(dense(snapshot.probabilities, index), dtype=np.float64)


def _variance(known: Floats) -> Floats:
    least = doubt(known)
    out: Floats = least * (1 - least)
    return out


def _usable(snapshot: Snapshot) -> Ints:
    """Return the labelled rows that are finite in what is used."""
    index = snapshot.labelled
    if not len(index):
        return index
    fine = np.isfinite(_known(snapshot, index)).all(axis=1)
    fine &= np.isfinite(dense(snapshot.embedding, index)).all(axis=1)
    return index[fine]


def _parts(index: Ints, snapshot: Snapshot) -> Iterator[Ints]:
    # a row, its probabilities, and the parts of a few classes in all others
    width = snapshot.embedding.shape[1] + 40 * snapshot.n_classes
    for part in blocks(len(index), width * 8):
        yield index[part]
