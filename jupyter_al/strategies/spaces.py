"""Spaces: what "near" means when a batch is spread out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from jupyter_al.errors import StrategyError, nearest
from jupyter_al.numerics.arrays import Floats, Ints, blocks, dense, mean_row
from jupyter_al.numerics.points import Points
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._near_labels import NearLabels
from jupyter_al.strategies._space import Space
from jupyter_al.strategies.device_spaces import TorchGradients, TorchVectors, sent

__all__ = ["SPACES", "Space", "check_space", "enter", "needs_of", "points_of"]

SPACES = ("features", "embedding", "probabilities", "gradient")
_NEEDS: dict[str, frozenset[str]] = {
    "features": frozenset(),
    "embedding": frozenset({"embedding"}),
    "probabilities": frozenset({"probabilities"}),
    "gradient": frozenset({"embedding", "probabilities"}),
}
# Below this share of the pool the rows that matter are gathered, so that each step reads them
# alone; above it they are read where they are.
_GATHER_BELOW = 0.25


def check_space(space: str) -> None:
    """Raise `StrategyError` for an unknown space, naming the nearest one."""
    if space not in SPACES:
        raise StrategyError(f"Unknown space {space!r}{nearest(space, SPACES)}")


def needs_of(space: str) -> frozenset[str]:
    """Return the artefacts that a space is made of."""
    return _NEEDS[space]


@dataclass
class _Vectors(Space):
    """Rows of a matrix."""

    points: Points
    local: Ints
    labelled: Floats
    mean: Floats
    near_labels: Callable[[], Floats] | None = None

    def __post_init__(self) -> None:
        self.size = len(self.points)
        self.sizes = self.points.lengths
        self.vectors = self.points

    def distances(self, index: int, below: Floats | None = None) -> Floats:
        return self.points.distances(self.points.block(np.array([index]))[0], below)

    def from_labelled(self, only_last: bool = False) -> Floats | None:
        if not len(self.labelled):
            return None
        if self.near_labels is not None and not only_last:
            return self.near_labels().copy()
        return self.points.nearest(self.labelled[-1:] if only_last else self.labelled)[0]

    def middle(self) -> Floats:
        return self.points.distances(self.mean)


@dataclass
class _Gradients(Space):
    """Last-layer gradients ``(p - onehot(argmax p)) ⊗ x``, kept as their two factors.

    ``||g||² = ||r||² ||x||²`` and ``<g, h> = <r, s> <x, y>`` (Ash et al. 2020).
    """

    repels_from_labelled: ClassVar[bool] = False
    points: Points
    residuals: Floats
    local: Ints
    bias: bool

    def __post_init__(self) -> None:
        self.size = len(self.points)
        # column by column, so that the product with one residual reads it in one sweep
        self.residuals = np.asfortranarray(self.residuals)
        self._lengths = self.points.lengths + self.bias
        self.sizes = np.einsum("ij,ij->i", self.residuals, self.residuals) * self._lengths

    def distances(self, index: int, below: Floats | None = None) -> Floats:
        row = self.points.block(np.array([index]))[0]
        residual = self.residuals[index]
        alike = self.residuals @ residual
        bound = self.sizes + self.sizes[index]
        with np.errstate(invalid="ignore", over="ignore"):
            # |<g, h>| is at most |<r, s>| |x| |y|: most rows are ruled out before x is read
            longest = np.sqrt(self._lengths * self._lengths[index])
            out: Floats = bound - 2 * np.abs(alike) * longest
            near = None if below is None else np.flatnonzero(out * (1 - 1e-5) < below)
        if near is None or len(near) > _GATHER_BELOW * self.size:
            near = np.arange(self.size)
            inner = self.points.dot(row)
        else:
            inner = self.points.inner(near, row)
        with np.errstate(invalid="ignore", over="ignore"):
            found = np.maximum(bound[near] - 2 * (inner + self.bias) * alike[near], 0)
            lost = near[found < 1e-4 * bound[near]]
        out[near] = found
        for part in blocks(len(lost), len(row) * 4):
            some = lost[part]
            # g - h = (r - s) ⊗ x + s ⊗ (x - y), which is exactly zero for equal rows
            rows = self.points.block(some)
            turned, moved = self.residuals[some] - residual, rows - row
            out[some] = (
                np.einsum("ij,ij->i", turned, turned) * self._lengths[some]
                + (residual @ residual) * np.einsum("ij,ij->i", moved, moved)
                + 2 * (turned @ residual) * np.einsum("ij,ij->i", rows, moved)
            )
        return np.maximum(out, 0, out=out)


def points_of(snapshot: Snapshot, space: str, normalise: bool) -> tuple[Points, Floats]:
    """Return all rows of a vector space as points, and their transformed mean (D,)."""
    return snapshot.of_space(
        space, ("points", normalise), lambda: _measure(snapshot, space, normalise)
    )


def _measure(snapshot: Snapshot, space: str, normalise: bool) -> tuple[Points, Floats]:
    rows = getattr(snapshot, space)
    use = snapshot.finite
    if normalise:
        points = Points.of(rows, normalise=True)
        use = use & np.isfinite(points.lengths)
        total = np.zeros(rows.shape[1])
        for part in blocks(len(points), rows.shape[1] * 4):
            total += points.block(part)[use[part]].sum(axis=0, dtype=np.float64)
        return points, (total / max(1, np.count_nonzero(use))).astype(points.lengths.dtype)
    if space != "features":
        use = snapshot.finite.copy()
        use[snapshot.eligible(space)[1]] = False
    mean = mean_row(rows, use)
    points = Points.of(rows, shift=mean)
    return points, mean if points.shift is None else np.zeros_like(mean)


def enter(
    snapshot: Snapshot,
    space: str,
    rows: Ints,
    *,
    normalise: bool = False,
    bias: bool = False,
    anywhere: bool = False,
) -> Space:
    """Return the space of one question.

    Parameters
    ----------
    snapshot : Snapshot
    space : str
        One of :data:`SPACES`.
    rows : (M,) int64
        Positions in the pool that may be chosen.
    normalise : bool
        Scale each row to length one first (vector spaces).
    bias : bool
        Count the gradient of the bias too (gradient space).
    anywhere : bool
        The space may be on the device of the snapshot, where it has one.
    """
    few = len(rows) < _GATHER_BELOW * snapshot.n_items
    local = np.arange(len(rows), dtype=np.int64) if few else rows
    if space == "gradient":
        return _gradients(snapshot, rows if few else None, local, bias, anywhere)
    points, mean = points_of(snapshot, space, normalise)
    labelled = snapshot.labelled[np.isfinite(points.lengths[snapshot.labelled])]
    there = None
    if anywhere and space != "probabilities":
        there = sent(snapshot, space, points)
    if there is not None:
        return TorchVectors(there, rows if few else None, local, labelled, there.sent(mean))
    known = points.block(labelled)
    if few:
        return _Vectors(points.take(rows), local, known, mean)
    if not snapshot.are_features(space):
        return _Vectors(points, local, known, mean)
    kept = snapshot.of_features(("near labels", normalise), NearLabels)
    return _Vectors(points, local, known, mean, lambda: kept.of(points, labelled))


def _gradients(
    snapshot: Snapshot, rows: Ints | None, local: Ints, bias: bool, anywhere: bool
) -> Space:
    everything: slice | Ints = slice(None) if rows is None else rows
    residuals = np.array(dense(snapshot.probabilities, everything))
    top = residuals.argmax(axis=1)
    # p - 1 for the first class, as minus the sum of the others: exact for a sure model
    at = np.arange(len(residuals))
    residuals[at, top] = 0
    residuals[at, top] = -residuals.sum(axis=1)
    if anywhere and snapshot.device is not None:
        centred, _ = points_of(snapshot, "embedding", False)
        there = sent(snapshot, "embedding", centred)
        if there is not None:
            return TorchGradients(there, rows, local, residuals, centred.shift, bias)
    plain = snapshot.of_space("embedding", "lengths", lambda: Points.of(snapshot.embedding))
    points = plain if rows is None else plain.take(rows)
    return _Gradients(points, residuals, local, bias)
