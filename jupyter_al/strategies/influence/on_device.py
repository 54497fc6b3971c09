"""Influence on a torch device: the pool is read there, a number a row comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jupyter_al.numerics.arrays import Floats, Ints, blocks
from jupyter_al.numerics.softmax_head import Coordinates
from jupyter_al.numerics.torch_points import TorchPoints
from jupyter_al.snapshot import Snapshot
from jupyter_al.strategies.device_spaces import sent
from jupyter_al.strategies.spaces import points_of

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["PoolOnDevice", "pool_on_device"]

_BYTES = 256 * 2**20  # of rows that are worked on at a time


@dataclass(frozen=True, eq=False)
class PoolOnDevice:
    """Rows, less `shift`, and their probabilities.

    Parameters
    ----------
    points : TorchPoints
        (N, E) rows.
    shift : (E,) array
    known : (N, C) float64 tensor
    """

    points: TorchPoints
    shift: Floats
    known: Tensor

    def gradient(self, pool: Ints, coordinates: Coordinates) -> tuple[Floats, float]:
        """Return the summed gradient (C, E + 1) of the pool at its predicted labels, and its loss.

        The twin of :func:`jupyter_al.numerics.softmax_head.summed_gradient`.
        """
        import torch

        use = torch.zeros(len(self.points), dtype=torch.bool, device=self.points.device)
        use[self.points.sent(pool)] = True
        width, classes = self.points.rows.shape[1], self.known.shape[1]
        product = torch.zeros((classes, width), dtype=torch.float64, device=use.device)
        total, loss = product.new_zeros(classes), product.new_zeros(())
        for part in blocks(len(self.points), width * 4, _BYTES):
            residuals = torch.where(use[part, None], self.known[part], 0)
            largest, top = residuals.max(dim=1, keepdim=True)
            there = use[part, None].double()
            loss -= (largest.clamp(min=np.finfo(np.float64).tiny).log() * there).sum()
            residuals.scatter_add_(1, top, -there)
            product += (residuals.float().T @ self.points.rows[part]).double()
            total += residuals.sum(dim=0)
        summed = total.cpu().numpy()
        raw = product.cpu().numpy() + np.outer(summed, self.shift)
        return coordinates.gather(raw, summed), float(loss)

    def scores(
        self, solution: Floats, coordinates: Coordinates, threshold: float, *, best: bool
    ) -> Floats:
        """Return ``sum_K P G / sum_K P`` of all rows, (N,) float64.

        Parameters
        ----------
        solution : (C, E + 1) array
        coordinates : Coordinates
        threshold : float
            A class counts above this probability.
        best : bool
            Where no class counts the most probable one does; else the row is NaN.
        """
        import torch

        weight = solution[:, :-1] / coordinates.scale
        constant = solution[:, -1] + weight @ (self.shift - coordinates.mean)
        turned = self.points.sent(np.ascontiguousarray(weight.T))
        moved = self.points.sent(constant).double()
        out = torch.empty(len(self.points), dtype=torch.float64, device=self.points.device)
        for part in blocks(len(self.points), weight.shape[1] * 4, _BYTES):
            known = self.known[part]
            applied = (self.points.rows[part] @ turned).double() + moved
            gain = (known * applied).sum(dim=1, keepdim=True) - applied
            likely = known > threshold
            if best:
                top = known.argmax(dim=1, keepdim=True)
                none = ~likely.any(dim=1, keepdim=True)
                likely.scatter_(1, top, likely.gather(1, top) | none)
            kept = known * likely
            out[part] = (kept * gain).sum(dim=1) / kept.sum(dim=1)
        found: Floats = out.cpu().numpy()
        return found


def pool_on_device(snapshot: Snapshot) -> PoolOnDevice | None:
    """Return the pool on the device of the snapshot; None where it has none, or no room."""
    if snapshot.device is None:
        return None
    points, _ = points_of(snapshot, "embedding", False)
    there = sent(snapshot, "embedding", points)
    if there is None:
        return None
    shift = np.zeros(snapshot.embedding.shape[1]) if points.shift is None else points.shift
    known = snapshot.once("probabilities sent", lambda: there.sent(snapshot.probabilities).double())
    return PoolOnDevice(there, np.asarray(shift, dtype=np.float64), known)
