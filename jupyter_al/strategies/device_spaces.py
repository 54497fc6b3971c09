"""Spaces on a torch device: rows, distances and draws stay there, one number comes back a pick."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints
from jupyter_al.numerics.points import CANCELLED, Points
from jupyter_al.numerics.torch_points import TorchPoints, fits
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies._greedy import Frontier
from jupyter_al.strategies._space import Space

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["TorchGradients", "TorchVectors", "sent"]


def sent(snapshot: Snapshot, space: str, points: Points) -> TorchPoints | None:
    """Return `points` on the device of the snapshot; None where it has none, or no room.

    Sent once for the same features, and once for the same model.
    """
    device = snapshot.device
    if device is None or not fits(points.rows, device):
        return None

    def send() -> TorchPoints:
        return TorchPoints.of(points.rows, device, shift=points.shift, scale=points.scale)

    return snapshot.of_space(space, ("sent", device, points.scale is not None), send)


class _OnDevice(Space):
    """Common part; `distances` come as tensors, within the frontier alone."""

    def __init__(self, points: TorchPoints, rows: Ints | None, local: Ints) -> None:
        self.points = points if rows is None else points.take(rows)
        self.local = local
        self.size = len(self.points)

    @abstractmethod
    def between(self, index: int, below: Tensor) -> Tensor:
        """Return the squared distances of all rows to the row at `index`."""

    def distances(self, index: int, below: Floats | None = None) -> Floats:
        known = np.full(self.size, np.inf, dtype=np.float32) if below is None else below
        out: Floats = self.between(index, self.points.sent(known)).cpu().numpy()
        return out

    def frontier(self, nearest: Floats) -> Frontier:
        return _TorchFrontier(self, self.points.sent(nearest))


class TorchVectors(_OnDevice):
    """Rows of a matrix."""

    def __init__(
        self, points: TorchPoints, rows: Ints | None, local: Ints, labelled: Ints, mean: Tensor
    ) -> None:
        super().__init__(points, rows, local)
        self._labelled = points.rows[points.sent(labelled)]
        self._mean = mean
        self.sizes: Floats = self.points.lengths.cpu().numpy()

    def between(self, index: int, below: Tensor) -> Tensor:
        """Return the squared distances of all rows to the row at `index`."""
        return self.points.distances(self.points.rows[index], below)

    def from_labelled(self, only_last: bool = False) -> Floats | None:
        """Return the squared distances to the nearest labelled row; None without labels."""
        if not len(self._labelled):
            return None
        centres = self._labelled[-1:] if only_last else self._labelled
        out: Floats = self.points.nearest(centres).cpu().numpy()
        return out

    def middle(self) -> Floats:
        """Return the squared distances to the mean of all rows."""
        out: Floats = self.points.distances(self._mean).cpu().numpy()
        return out


class TorchGradients(_OnDevice):
    """Last-layer gradients as two factors; see the twin on the CPU for the formulas.

    The rows on the device are centred: ``<x, y> = <x', y'> + <x', m> + <y', m> + <m, m>``.
    """

    repels_from_labelled: ClassVar[bool] = False

    def __init__(
        self,
        points: TorchPoints,
        rows: Ints | None,
        local: Ints,
        residuals: Floats,
        shift: Floats | None,
        bias: bool,
    ) -> None:
        super().__init__(points, rows, local)
        moved = self.points
        self._residuals = moved.sent(residuals)
        mean = moved.rows.new_zeros(moved.rows.shape[1]) if shift is None else moved.sent(shift)
        self._along = moved.rows @ mean
        self._rest = mean @ mean + float(bias)
        self._lengths = moved.lengths + 2 * self._along + self._rest
        self._own = self._residuals.square().sum(dim=1) * self._lengths
        self.sizes: Floats = self._own.cpu().numpy()

    def between(self, index: int, below: Tensor) -> Tensor:
        """Return the squared distances of all rows to the row at `index`."""
        row, residual = self.points.rows[index], self._residuals[index]
        alike = self._residuals @ residual
        inner = self.points.rows @ row + (self._along + self._along[index] + self._rest)
        bound = self._own + self._own[index]
        out = (bound - 2 * inner * alike).clamp_(min=0)
        lost = ((out < CANCELLED * bound) & (out - CANCELLED * bound < below)).nonzero()
        some = lost.squeeze(1)
        if len(some):
            # g - h = (r - s) ⊗ x + s ⊗ (x - y), which is exactly zero for equal rows
            rows = self.points.rows[some]
            turned, moved = self._residuals[some] - residual, rows - row
            # <x, x - y> from the centred rows
            across = (rows * moved).sum(dim=1) + self._along[some] - self._along[index]
            out[some] = (
                turned.square().sum(dim=1) * self._lengths[some]
                + (residual @ residual) * moved.square().sum(dim=1)
                + 2 * (turned @ residual) * across
            ).clamp_(min=0)
        return out


class _TorchFrontier(Frontier):
    """Distances to the nearest chosen row, on a device."""

    def __init__(self, space: _OnDevice, nearest: Tensor) -> None:
        import torch

        self._space = space
        self._nearest = nearest
        self._alive = torch.zeros(len(nearest), dtype=torch.bool, device=nearest.device)
        self._alive[space.points.sent(space.local)] = True

    def gain(self, index: int) -> float | None:
        return float(self._nearest[index]) if self._alive[index] else None

    def next(self, rng: np.random.Generator | None) -> tuple[int, float] | None:
        import torch

        gains = torch.where(self._alive & self._nearest.isfinite(), self._nearest, 0)
        if rng is None:
            best = gains.max(dim=0)
            value, place = torch.stack([best.values.double(), best.indices.double()]).tolist()
        else:
            total = gains.double().cumsum(dim=0)
            aim = total[-1] * rng.random()
            index = torch.searchsorted(total, aim, right=True).clamp_(max=len(gains) - 1)
            value, place = torch.stack([gains[index].double(), index.double()]).tolist()
        return (int(place), float(value)) if value > 0 else None

    def drop(self, index: int) -> None:
        self._alive[index] = False

    def add(self, index: int) -> None:
        near = self._space.between(index, self._nearest)
        near[index] = 0
        self._nearest = self._nearest.minimum(near)

    def left(self) -> float:
        rest = self._nearest[self._alive]
        return float(rest.nan_to_num(0, 0, 0).max()) if len(rest) else 0.0
