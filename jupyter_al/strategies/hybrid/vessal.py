"""VeSSAL: one pass over the pool, keeping samples that widen what the batch has so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from jupyter_al.errors import NotApplicable, StrategyError
from jupyter_al.numerics.arrays import Floats, Ints, dense
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._bounds import whole_numbers
from jupyter_al.strategies._words import share
from jupyter_al.strategies.filters import Dedupe
from jupyter_al.strategies.hybrid.stream_volume import keep_from_stream
from jupyter_al.strategies.scores import Margin
from jupyter_al.strategies.strategy import BaseStrategy, Picks, Task

__all__ = ["VeSSAL", "gradient_sketch"]


def gradient_sketch(
    snapshot: Snapshot, rows: Ints, width: int, rng: np.random.Generator
) -> Callable[[slice], Floats]:
    """Return the function from a slice of `rows` to their last-layer gradients (m, d).

    The gradient is ``(p - onehot(argmax p)) ⊗ x``, its blocks in the order of the classes. Where
    it is wider than `width`, each of `width` columns is ``(a . residual) (b . x)`` with Gaussian
    a and b, which keeps inner products in expectation and never forms the gradient.
    """
    classes, features = snapshot.n_classes, snapshot.embedding.shape[1]
    sketched = classes * features > width
    left = rng.normal(size=(classes, width)) / np.sqrt(width) if sketched else None
    right = rng.normal(size=(features, width)) if sketched else None

    def vectors(part: slice) -> Floats:
        some = rows[part]
        own = dense(snapshot.embedding, some)
        residual = np.array(snapshot.probabilities[some], dtype=own.dtype)
        at, top = np.arange(len(some)), residual.argmax(axis=1)
        residual[at, top] = 0
        residual[at, top] = -residual.sum(axis=1)
        if left is None or right is None:
            product = residual[:, :, None] * own[:, None, :]
            return product.reshape(len(some), classes * features)
        out: Floats = (residual @ left.astype(own.dtype)) * (own @ right.astype(own.dtype))
        return out

    return vectors


@dataclass(frozen=True)
class VeSSAL(BaseStrategy):
    """VeSSAL (Saran, Yousefi, Krishnamurthy, Langford and Ash, ICML 2023), rank one.

    The pool is shuffled once (unless `shuffle` is off) and read once; each row is kept with a
    probability that grows with the volume it adds. What is missing at the end is drawn at
    random.

    Parameters
    ----------
    vectors : str
        ``gradient`` (of the last layer, as in BADGE) or ``embedding``.
    width : int
        Wider gradients are projected at random to this many columns (2560 in the authors'
        program; the time grows with its square).
    spread : float
        Scale of the inverse second moment at the start, above 0.
    shuffle : bool
        Off: the stream is the order of the pool, for rows that do come one after the other.

    Notes
    -----
    Formula: a row g of the stream is kept with the chance ``min(1, r v / mean of v so far)``, where
    ``v = g' A^-1 g``, ``A = I / spread + sum of g g' over what was kept`` and r is the number of
    rows still wanted over those still to come.

    Cost: with vectors of width w (256 at most for gradients): time O(N C D + N w²), memory O(w²)
    and a block of rows.
    """

    vectors: str = "gradient"
    width: int = 256
    spread: float = 100.0
    shuffle: bool = True

    def __post_init__(self) -> None:
        if self.vectors not in ("gradient", "embedding"):
            raise StrategyError(f"vectors must be 'gradient' or 'embedding', not {self.vectors!r}.")
        whole_numbers(self, "width")
        if not 0 < self.spread < np.inf:
            raise StrategyError(f"spread must be a number above 0, not {self.spread!r}.")

    @property
    def name(self) -> str:
        """``vessal``."""
        return "vessal"

    @property
    def needs(self) -> frozenset[str]:
        """What the vectors are made of."""
        more = {"probabilities"} if self.vectors == "gradient" else set()
        return frozenset({"embedding", *more})

    def pick(self, task: Task) -> Picks:
        """Read the stream once; the score is the chance with which a row was kept."""
        snapshot, n = task.snapshot, task.n
        if self.vectors == "gradient" and snapshot.n_classes < 2:
            raise NotApplicable("'vessal' compares classes and only one is declared: add a second.")
        rows = task.rows[Dedupe().kept(task, task.rows, None)]
        rng = task.rng()
        stream = rng.permutation(rows) if self.shuffle else rows
        notes = []
        gradients = self.vectors == "gradient" and len(np.unique(snapshot.labels)) != 1
        if not gradients and self.vectors == "gradient":
            notes.append("All labels are of one class: the embedding stands in for the gradients.")
        if gradients:
            vectors = gradient_sketch(snapshot, stream, self.width, rng)
            if snapshot.n_classes * snapshot.embedding.shape[1] > self.width:
                notes.append(f"The gradients are projected at random to {self.width} columns.")
        else:

            def vectors(part: slice) -> Floats:
                return dense(snapshot.embedding, stream[part])

        if n >= len(stream):
            places, chances = np.arange(len(stream)), np.ones(len(stream))
        else:
            draws = rng.random(len(stream))
            kept = keep_from_stream(
                vectors, len(stream), n, draws, spread=self.spread, check=task.check
            )
            places, chances = kept.places, kept.chances
        missing = n - len(places)
        if missing:
            rest = np.setdiff1d(np.arange(len(stream)), places)
            places = np.concatenate([places, rng.choice(rest, missing, replace=False)])
            notes.append(f"The stream ended {missing} short of {n}: the rest is drawn at random.")
        if n >= len(stream):
            notes.append("All candidates are taken: there was nothing to choose.")
        scores = np.concatenate([chances, np.zeros(missing)])
        return self._told(task, stream[places], scores, missing, gradients, tuple(notes))

    def _told(
        self,
        task: Task,
        positions: Ints,
        scores: Floats,
        missing: int,
        gradients: bool,
        notes: tuple[str, ...],
    ) -> Picks:
        beliefs: list[dict[str, Any]] = [{} for _ in positions]
        if gradients:
            beliefs = Margin().terms(task.snapshot, positions)
        terms, reasons = [], []
        for place, (own, chance) in enumerate(zip(beliefs, scores, strict=True)):
            drawn = place >= len(positions) - missing
            terms.append({**own, "chance": None if drawn else float(chance)})
            said = f"{Margin().reason(own)}: " if own else ""
            what = "drawn at random to fill the batch" if drawn else "unlike what was kept before"
            reasons.append(
                f"{said}{what}" + ("" if drawn else f", kept with chance {share(chance)}")
            )
        fallback = "random" if missing else None
        return Picks(positions, scores, terms, reasons, fallback=fallback, notes=notes)
